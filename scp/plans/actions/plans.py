import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from scp.accounts.models import User
from scp.accounts.permissions import LEAD
from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput, PolicyRefused
from scp.core.jinja import date
from scp.organisations.models import Organisation
from scp.places.models import Place
from scp.plans import items, policies
from scp.plans.choices import Status
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
        raise InvalidInput(_("A plan covers at least one place."))
    _check_can_lead(lead_organisation, at)
    plan = Plan(
        slug=slug,
        title=title,
        summary=summary,
        lead_organisation=lead_organisation,
        period_start=period_start,
        period_end=period_end,
        illustrative_notice=illustrative_notice,
    )
    _store_at_its_address(plan)
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
    if values.get("lead_organisation", plan.lead_organisation) != plan.lead_organisation:
        _check_can_lead(values["lead_organisation"], at)
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
def move_on(
    *, plan: Plan, status: str, by: Actor, reason: str = "", at: dt.datetime | None = None
) -> Plan:
    """Take the plan to another state of its life cycle. Raises PolicyRefused if there is no way.

    What else must be so first (a decision, the end of call-in) is asked by
    `scp.publication.actions.governance.move_on`, which sees all of a plan.
    """
    transition = policies.TRANSITIONS.check(plan.status, status)
    values: dict[str, Any] = {"status": status}
    if transition.source == Status.PUBLISHED and status == Status.IN_COPRODUCTION:
        values["revised_from"] = at or timezone.now()
    plan.revise(seen_version=plan.version, **values)
    data = {"from": transition.source, "to": status}
    if reason:
        data["reason"] = reason
    _log("plan.moved_on", plan, by=by, at=at, data=data)
    return plan


@transaction.atomic
def join(
    *,
    plan: Plan,
    user: User,
    role: str,
    by: Actor,
    organisation: Organisation | None = None,
    leads_organisation: bool = False,
    at: dt.datetime | None = None,
) -> Membership:
    """Give a person a role in the plan, or another one than they had, and say which organisation
    they take part for. Raises PolicyRefused if nobody would be left to lead the plan, InvalidInput
    where somebody is to lead an organisation that is not named."""
    if leads_organisation and organisation is None:
        raise InvalidInput(_("Name the organisation that this person leads."))
    items.queue(plan)
    if role != LEAD:
        _check_led_without(plan, user)
    values = {
        "role": role,
        "organisation": organisation,
        "leads_organisation": leads_organisation,
    }
    membership, created = Membership.objects.with_scope(plan=plan).update_or_create(
        plan=plan, user=user, defaults=values
    )
    verb = "membership.granted" if created else "membership.changed"
    data: dict[str, Any] = {"user": user.pk, "role": role}
    if organisation:
        data |= {"organisation": organisation.pk, "leads_organisation": leads_organisation}
    _log(verb, plan, by=by, at=at, data=data)
    return membership


@transaction.atomic
def leave(*, plan: Plan, user: User, by: Actor, at: dt.datetime | None = None) -> None:
    """End a person's part in the plan. What they said and did stays. Raises PolicyRefused if
    nobody would be left to lead it."""
    items.queue(plan)
    _check_led_without(plan, user)
    Membership.objects.with_scope(plan=plan).filter(user=user).delete()
    _log("membership.ended", plan, by=by, at=at, data={"user": user.pk})


@transaction.atomic
def mark_published(*, plan: Plan, by: Actor, at: dt.datetime | None = None) -> None:
    """From now on the public may see that this plan exists."""
    if plan.first_published_at is None:
        plan.revise(seen_version=plan.version, first_published_at=at or timezone.now())
        _log("plan.made_public", plan, by=by, at=at, data={})


def _store_at_its_address(plan: Plan) -> None:
    """Store a new plan, or say that its address is taken: also to the second of two at once."""
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        words = _("There is already a plan at the address “{slug}”. Choose another.")
        raise InvalidInput(words.format(slug=plan.slug)) from error


def _check_can_lead(organisation: Organisation, at: dt.datetime | None) -> None:
    """A plan may outlive its lead organisation; it does not begin with, or go over to, one that is
    no more or not yet."""
    day = timezone.localdate(at)
    if not organisation.stands_on(day):
        words = _("{organisation} does not exist on {date}. Choose a lead organisation that does.")
        raise InvalidInput(words.format(organisation=organisation.described, date=date(day)))


def _check_led_without(plan: Plan, user: User) -> None:
    leads = Membership.objects.with_scope(plan=plan).filter(role=LEAD)
    if leads.filter(user=user).exists() and not leads.exclude(user=user).exists():
        raise PolicyRefused(_("A plan needs a plan lead. Give somebody else that role first."))


def _log(verb: str, plan: Plan, *, by: Actor, at: dt.datetime | None, data: dict[str, Any]) -> None:
    audit.record(action=verb, subject=plan.slug, by=by, at=at, data=data, chain=plan.audit_chain)
