import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput, PolicyRefused
from scp.organisations import policies
from scp.organisations.choices import Kind
from scp.organisations.models import Organisation, OrganisationIdentifier, Succession

LONGEST_NAME = 200


class Code(NamedTuple):
    """A register's code, as somebody gives it. `valid_to` is the first day it no longer stands."""

    scheme: str
    value: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@transaction.atomic
def register(
    *,
    name: str,
    kind: str,
    identifiers: Sequence[Code] = (),
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    by: Actor,
    at: dt.datetime | None = None,
) -> Organisation:
    """Register a body, with the codes that registers know it by. A body that has ended already, as
    the Local Enterprise Partnerships have, is registered with its `valid_to`; its codes end with it
    unless they ended before.

    Raises InvalidInput for a kind or scheme that is not listed, a code that another body has, or
    dates that do not fit.
    """
    if kind not in Kind.values:
        words = _("“{kind}” is not a kind of organisation. Kinds: {kinds}.")
        raise InvalidInput(words.format(kind=kind, kinds=", ".join(Kind)))
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise InvalidInput(_("A name has 1 to {most} characters.").format(most=LONGEST_NAME))
    policies.check_order(name, valid_from, valid_to)
    organisation = Organisation.objects.create(
        name=name, kind=kind, valid_from=valid_from, valid_to=valid_to
    )
    for code in identifiers:
        given = code._replace(valid_to=code.valid_to or valid_to)
        identifier = OrganisationIdentifier(organisation=organisation, **given._asdict())
        policies.check_code(identifier)
        identifier.save(force_insert=True)
    data = {
        "name": name,
        "kind": kind,
        "identifiers": [[code.scheme, code.value] for code in identifiers],
    }
    _log("organisation.registered", organisation, by=by, at=at, data=data)
    return organisation


@transaction.atomic
def close(
    *,
    organisation: Organisation,
    on: dt.date,
    successors: Sequence[Organisation] = (),
    by: Actor,
    at: dt.datetime | None = None,
) -> Organisation:
    """Close a body: `on` is the first day on which it no longer exists and the day on which its
    successors take over. It may lie ahead. Codes that would outlive the body end with it.

    Raises PolicyRefused if it has an end, InvalidInput if it would end before it began, took over
    from another or was given a code, or if a successor is the body itself or does not exist then.
    """
    rows = Organisation.objects.select_for_update(no_key=True).order_by("pk")
    keys = {organisation.pk, *(successor.pk for successor in successors)}
    locked = {row.pk: row for row in rows.filter(pk__in=keys)}
    organisation = locked[organisation.pk]
    following = [locked[pk] for pk in dict.fromkeys(row.pk for row in successors)]
    policies.check_has_no_end(organisation)
    policies.check_end(organisation, on)
    policies.check_successors(organisation, on, following)
    organisation.valid_to = on
    organisation.save(update_fields=["valid_to"])
    Succession.objects.bulk_create(
        Succession(organisation=organisation, successor=successor, ended_on=on)
        for successor in following
    )
    outliving = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    ended = organisation.identifiers.filter(outliving)
    data: dict[str, Any] = {
        "on": on.isoformat(),
        "successors": [[successor.pk, successor.name] for successor in following],
        "identifiers": [str(identifier) for identifier in ended],
    }
    ended.update(valid_to=on)
    _log("organisation.closed", organisation, by=by, at=at, data=data)
    return organisation


@transaction.atomic
def reopen(*, organisation: Organisation, by: Actor, at: dt.datetime | None = None) -> Organisation:
    """Take back a closure that was a mistake: its date, its successors, and the end of the codes
    that ended with it. Raises PolicyRefused if the body has no end."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if organisation.valid_to is None:
        words = _("{organisation} is not closed and is not going to be.")
        raise PolicyRefused(words.format(organisation=organisation))
    data = {"on": organisation.valid_to.isoformat()}
    organisation.successions.all().delete()
    organisation.identifiers.filter(valid_to=organisation.valid_to).update(valid_to=None)
    organisation.valid_to = None
    organisation.save(update_fields=["valid_to"])
    _log("organisation.reopened", organisation, by=by, at=at, data=data)
    return organisation


def _log(
    verb: str,
    organisation: Organisation,
    *,
    by: Actor,
    at: dt.datetime | None,
    data: dict[str, Any],
) -> None:
    subject = f"organisation {organisation.pk}"
    audit.record(action=verb, subject=subject, by=by, at=at, data=data)
