"""Who answers for what: items that nobody answers for, that nobody has looked at, or that are late.

`attention` reads the plan in scope with a fixed number of queries; what follows from it, whom to
remind and when, is pure.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from outcomes.choices import IndicatorStatus, Rung
from outcomes.models import (
    Indicator,
    IndicatorCitation,
    Need,
    NeedCitation,
    Outcome,
    OutcomeCitation,
    OutcomeIndicator,
)
from outcomes.queries import against, contradicted_by
from scp.accounts.permissions import LEAD
from scp.plans.models import Membership, PlanItem

Reason = Literal["no_active_owner", "stale", "value_overdue", "measure_overdue"]
# What has an owner, with the table of what it cites and its name there.
OWNED: dict[type[PlanItem], tuple[Any, str]] = {
    Need: (NeedCitation, "need"),
    Outcome: (OutcomeCitation, "outcome"),
    Indicator: (IndicatorCitation, "indicator"),
}
# Reasons that somebody is reminded of; without an owner there is nobody to begin with.
REMINDED = frozenset({"stale", "value_overdue", "measure_overdue"})


@dataclass(frozen=True)
class Attention:
    """That an item needs its owner. `due_on` is the day since which it does."""

    reason: Reason
    reference: str
    title: str
    due_on: dt.date | None = None
    owner: str = ""
    owner_user: int | None = None
    organisation: int | None = None
    version: int = 1
    contradicted_by: tuple[str, ...] = ()
    """The references of the sources that contradict what it claims."""

    @property
    def sentence(self) -> str:
        words = {
            "no_active_owner": _("No active owner: name somebody who takes part in the plan."),
            "stale": _("Nobody has looked at this for a year. It was due on {date}."),
            "value_overdue": _("A new value was due on {date} and has not been loaded."),
            "measure_overdue": _("A suitable measure was to be proposed by {date}."),
        }
        date = f"{self.due_on:%-d %B %Y}" if self.due_on else ""
        return words[self.reason].format(date=date)


@dataclass(frozen=True)
class Person:
    """Somebody who takes part in the plan and can sign in."""

    user: int
    role: str
    organisation: int | None = None
    leads_organisation: bool = False


def has_active_owner() -> Exists:
    """That the owner of an item takes part in its plan and can sign in."""
    return Exists(
        Membership._base_manager.filter(
            plan=OuterRef("plan"), user=OuterRef("owner_user"), user__is_active=True
        )
    )


def without_active_owner_count() -> int:
    """How many needs, outcomes and indicators in use nobody answers for: one query."""
    first, *others = (_in_use(model).filter(~has_active_owner()).values("pk") for model in OWNED)
    return int(first.union(*others, all=True).count())


def people() -> tuple[Person, ...]:
    """Who takes part in the plan in scope, without those who can no longer sign in."""
    rows = Membership.objects.filter(user__is_active=True).order_by("pk")
    fields = ("user_id", "role", "organisation_id", "leads_organisation")
    return tuple(Person(*row) for row in rows.values_list(*fields))


def attention(on: dt.date) -> list[Attention]:
    """Everything in the plan in scope that needs its owner on a day, the longest due first and
    those without an owner last."""
    found = [one for model in OWNED for row in _rows(model) for one in _of(model, row, on)]
    return sorted(found, key=lambda one: (one.due_on or dt.date.max, one.reference))


def _in_use(model: type[PlanItem]) -> Any:
    rows = model.objects.all()
    if model is Indicator:
        rows = rows.filter(
            Exists(OutcomeIndicator._base_manager.filter(indicator=OuterRef("pk"))),
            status__in=(IndicatorStatus.ACTIVE, IndicatorStatus.PROPOSED),
        )
    return rows.order_by()


def _rows(model: type[PlanItem]) -> Any:
    rows = _in_use(model).annotate(active=has_active_owner(), against_it=against(*OWNED[model]))
    if model is Indicator:
        return rows.annotate(last_published=Max("observations__published_on"))
    if model is Outcome:
        measured = OutcomeIndicator._base_manager.filter(
            outcome=OuterRef("pk"), indicator__removed_at__isnull=True
        )
        return rows.annotate(measured=Exists(measured))
    return rows


def _of(model: type[PlanItem], row: Any, on: dt.date) -> Iterator[Attention]:
    facts: Mapping[str, Any] = {
        "reference": row.reference,
        "title": row.title_text,
        "owner": row.owner,
        "owner_user": row.owner_user_id if row.active else None,
        "organisation": getattr(row, "owner_organisation_id", None),
        "version": row.version,
        "contradicted_by": tuple(contradicted_by(row.against_it)),
    }
    if not row.active:
        yield Attention("no_active_owner", **facts)
    due = looked_at_again_by(row.updated_at.date(), row.reviewed_on)
    if due <= on:
        yield Attention("stale", due_on=due, **facts)
    if model is Indicator and _value_is_overdue(row, on):
        yield Attention("value_overdue", due_on=row.next_release_on, **facts)
    if model is Outcome and _measure_is_overdue(row, on):
        yield Attention("measure_overdue", due_on=row.no_measure_due_on, **facts)


def _value_is_overdue(row: Any, on: dt.date) -> bool:
    due = row.next_release_on
    return bool(due and due < on and (row.last_published is None or row.last_published < due))


def _measure_is_overdue(row: Any, on: dt.date) -> bool:
    return bool(row.no_measure_due_on and row.no_measure_due_on < on and not row.measured)


def looked_at_again_by(changed_on: dt.date, reviewed_on: dt.date | None) -> dt.date:
    """The day by which somebody should say again that an item still holds."""
    last = max(changed_on, reviewed_on or changed_on)
    return last + dt.timedelta(days=settings.STALE_AFTER_DAYS)


# --- whom to remind -------------------------------------------------------------------------------


def due(on: dt.date) -> list[tuple[Attention, Rung, int]]:
    """Whom to remind of what in the plan in scope, whether or not they have been."""
    among = people()
    return [(one, rung, user) for one in attention(on) for rung, user in reminded(one, among, on)]


def reminded(one: Attention, among: Sequence[Person], on: dt.date) -> Iterator[tuple[Rung, int]]:
    """Whom to tell of something by a day: the owner first, their organisation's lead when that did
    not help, then those who lead the plan. A rung on which nobody stands is passed over at once."""
    if one.reason not in REMINDED or one.due_on is None:
        return
    rungs = [(rung, users) for rung, users in _ladder(one, among) if users]
    for days, (rung, users) in zip(settings.REMINDER_STEPS_DAYS, rungs, strict=False):
        if one.due_on + dt.timedelta(days=days) <= on:
            yield from ((rung, user) for user in users)


def _ladder(one: Attention, among: Sequence[Person]) -> Iterable[tuple[Rung, list[int]]]:
    owner = next((person for person in among if person.user == one.owner_user), None)
    organisation = one.organisation or (owner.organisation if owner else None)
    return (
        (Rung.OWNER, [owner.user] if owner else []),
        (
            Rung.ORGANISATION_LEAD,
            [
                person.user
                for person in among
                if person.leads_organisation
                and person.organisation == organisation
                and person.user != one.owner_user
            ],
        ),
        (Rung.PLAN_LEAD, [person.user for person in among if person.role == LEAD]),
    )
