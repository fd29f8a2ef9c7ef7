import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from scp.accounts.models import User
from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.organisations.models import Organisation
from scp.places.models import Place
from scp.plans import policies
from scp.plans.models import Membership, Plan


@transaction.atomic
def open_plan(
    *,
    slug: str,
    title: str,
    places: Sequence[Place],
    lead_organisation: Organisation,
    period_start: dt.date,
    period_end: dt.date,
    by: User,
    summary: str = "",
    illustrative_notice: str = "",
    at: dt.datetime | None = None,
) -> Plan:
    """Start a plan for one or several places. Whoever opens it is its plan lead."""
    if not places:
        raise InvalidInput("A plan covers at least one place.")
    if Plan.drafts.filter(slug=slug).exists():
        raise InvalidInput(f"There is already a plan at the address “{slug}”. Choose another.")
    plan = Plan.drafts.create(
        slug=slug,
        title=title,
        summary=summary,
        lead_organisation=lead_organisation,
        period_start=period_start,
        period_end=period_end,
        illustrative_notice=illustrative_notice,
    )
    plan.places.set(places)
    _log("plan.opened", plan, by=by, at=at, data={"places": [place.code for place in places]})
    join(plan=plan, user=by, role="lead", by=by, at=at)
    return plan


@transaction.atomic
def revise(
    *, plan: Plan, seen_version: int, by: Actor, at: dt.datetime | None = None, **values: Any
) -> Plan:
    """Change what the plan is called, covers and when. Raises StaleVersion on a stale edit."""
    policies.check_can_be_edited(plan)
    places = values.pop("places", None)
    before = {name: str(getattr(plan, name)) for name in values}
    plan.revise(seen_version=seen_version, **values)
    after = {name: str(getattr(plan, name)) for name in values}
    changed = {name: [before[name], after[name]] for name in values if before[name] != after[name]}
    data: dict[str, Any] = {"changed": changed}
    if places is not None:
        plan.places.set(places)
        data["places"] = [place.code for place in places]
    _log("plan.revised", plan, by=by, at=at, data=data)
    return plan


@transaction.atomic
def move_on(*, plan: Plan, status: str, by: Actor, at: dt.datetime | None = None) -> Plan:
    """Take the plan to another state of its life cycle. Raises PolicyRefused if there is no way."""
    transition = policies.TRANSITIONS.check(plan.status, status)
    plan.revise(seen_version=plan.version, status=status)
    _log("plan.moved_on", plan, by=by, at=at, data={"from": transition.source, "to": status})
    return plan


@transaction.atomic
def join(
    *, plan: Plan, user: User, role: str, by: Actor, at: dt.datetime | None = None
) -> Membership:
    """Give a person a role in the plan, or another one than they had."""
    membership, created = Membership.objects.with_scope(plan=plan).update_or_create(
        plan=plan, user=user, defaults={"role": role}
    )
    verb = "membership.granted" if created else "membership.changed"
    _log(verb, plan, by=by, at=at, data={"user": user.pk, "role": role})
    return membership


@transaction.atomic
def mark_published(*, plan: Plan, by: Actor, at: dt.datetime | None = None) -> None:
    """From now on the public may see that this plan exists."""
    if plan.first_published_at is None:
        plan.revise(seen_version=plan.version, first_published_at=at or timezone.now())
        _log("plan.made_public", plan, by=by, at=at, data={})


def _log(verb: str, plan: Plan, *, by: Actor, at: dt.datetime | None, data: dict[str, Any]) -> None:
    audit.record(action=verb, subject=plan.slug, by=by, at=at, data=data, chain=plan.audit_chain)
