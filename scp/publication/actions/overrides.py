"""Letting a plan be published in spite of a gap: given once, taken back, never changed."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import InvalidInput
from scp.plans import items, policies
from scp.plans.models import Override, Plan
from scp.publication.assembly import outline
from scp.publication.queries import override_get_optional
from scp.publication.readiness import called, grave_get_optional, read_as


@transaction.atomic
def give(
    *,
    plan: Plan,
    code: str,
    reference: str,
    seen: str,
    reason: str,
    given_as: str,
    by: User,
    at: dt.datetime | None = None,
) -> Override:
    """Accept a gap that blocks the plan, at its stage or a later one, so that it can be published
    and moved on all the same.

    `seen` is `readiness.read_as` of the gap that the person read: what has changed since is not
    accepted unread. One that was given of the same gap when it was said otherwise has lapsed, and
    makes room for this.
    Raises InvalidInput where there is no such gap, or it is another by now.
    """
    policies.check_can_be_edited(plan)
    items.queue(plan)
    title, sentence = _gap(plan, code, reference, seen)
    at = at or timezone.now()
    lapsed = override_get_optional(plan, code, reference)
    if lapsed:
        _end(lapsed, by=by, at=at)
    override: Override = Override._base_manager.create(
        plan=plan,
        code=code,
        reference=reference,
        title=title,
        sentence=sentence,
        reason=reason,
        given_as=given_as,
        given_by=by,
        given_at=at,
    )
    _log("override.given", override, by=by, at=at)
    return override


@transaction.atomic
def take_back(*, override: Override, by: User, at: dt.datetime | None = None) -> Override:
    """The gap blocks again. Editions that were published with the override keep it."""
    policies.check_can_be_edited(override.plan)
    items.queue(override.plan)
    at = at or timezone.now()
    _end(override, by=by, at=at)
    _log("override.taken_back", override, by=by, at=at)
    return override


def _gap(plan: Plan, code: str, reference: str, seen: str) -> tuple[str, str]:
    """What the item is called, and what it lacks."""
    content = outline(plan)
    found = grave_get_optional(content, code, reference)
    if found is None or found.override:
        raise InvalidInput(_("This does not block publishing, so there is nothing to override."))
    if read_as(content, found) != seen:
        raise InvalidInput(_("What is missing changed while you read it. Read it again."))
    return called(content, found), found.sentence


def _end(override: Override, *, by: User, at: dt.datetime) -> None:
    changed = Override._base_manager.filter(pk=override.pk, ended_at__isnull=True).update(
        ended_by=by, ended_at=at
    )
    if not changed:
        raise InvalidInput(_("This override was taken back already."))
    override.ended_by, override.ended_at = by, at


def _log(verb: str, override: Override, *, by: User, at: dt.datetime) -> None:
    plan = override.plan
    fields = ("code", "reference", "title", "sentence", "reason", "given_as")
    audit.record(
        action=verb,
        subject=f"{plan.slug}/{override.reference}".rstrip("/"),
        by=by,
        at=at,
        data={name: getattr(override, name) for name in fields},
        chain=plan.audit_chain,
    )
