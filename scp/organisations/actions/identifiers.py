"""Codes that registers give bodies, each for as long as it stands."""

import datetime as dt
from typing import Any

from django.db import transaction

from scp.core import audit
from scp.core.audit import Actor
from scp.organisations import policies
from scp.organisations.models import Organisation, OrganisationIdentifier


@transaction.atomic
def add(
    *,
    organisation: Organisation,
    scheme: str,
    value: str,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    by: Actor,
    at: dt.datetime | None = None,
) -> OrganisationIdentifier:
    """Give a body a code, until the day before `valid_to`.

    Raises InvalidInput for a register that is not listed, a code that a body has already, or dates
    that do not fit each other or the body's own.
    """
    identifier = OrganisationIdentifier(
        organisation=Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk),
        scheme=scheme,
        value=value,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    policies.check_code(identifier)
    identifier.save(force_insert=True)
    _log("identifier.added", identifier, by=by, at=at)
    return identifier


@transaction.atomic
def end(
    *, identifier: OrganisationIdentifier, on: dt.date, by: Actor, at: dt.datetime | None = None
) -> OrganisationIdentifier:
    """End a code: `on` is the first day on which it no longer stands. Raises PolicyRefused if it
    has an end, InvalidInput if it would end before it begins."""
    identifier = OrganisationIdentifier.objects.select_for_update(no_key=True).get(pk=identifier.pk)
    policies.check_code_stands(identifier)
    policies.check_order(str(identifier), identifier.valid_from, on)
    identifier.valid_to = on
    identifier.save(update_fields=["valid_to"])
    _log("identifier.ended", identifier, by=by, at=at)
    return identifier


def _log(
    verb: str, identifier: OrganisationIdentifier, *, by: Actor, at: dt.datetime | None
) -> None:
    data: dict[str, Any] = {"code": str(identifier)}
    for name in ("valid_from", "valid_to"):
        if day := getattr(identifier, name):
            data[name] = day.isoformat()
    subject = f"organisation {identifier.organisation_id}"
    audit.record(action=verb, subject=subject, by=by, at=at, data=data)
