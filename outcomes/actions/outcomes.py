import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes.lending import check_is_own
from outcomes.models import FrameworkGoal, Indicator, Need, Outcome
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.plans import items
from scp.plans.models import Plan


@transaction.atomic
def propose(
    *,
    plan: Plan,
    by: Actor,
    needs: Iterable[Need] = (),
    indicators: Iterable[Indicator] = (),
    goals: Iterable[FrameworkGoal] = (),
    at: dt.datetime | None = None,
    **values: Any,
) -> Outcome:
    """Propose an outcome, the needs that underwrite it, the indicators that would show it and the
    goals of published frameworks that it serves."""
    outcome = items.add(
        Outcome(plan=plan, **values),
        verb="outcome.proposed",
        by=by,
        at=at,
        links={"needs": needs, "indicators": indicators},
    )
    _map(outcome, goals, by=by, at=at)
    return outcome


@transaction.atomic
def revise(
    *,
    outcome: Outcome,
    seen_version: int,
    by: Actor,
    needs: Iterable[Need] | None = None,
    indicators: Iterable[Indicator] | None = None,
    goals: Iterable[FrameworkGoal] | None = None,
    at: dt.datetime | None = None,
    **values: Any,
) -> Outcome:
    """Change an outcome. Links that are not given stay as they are."""
    goals = None if goals is None else list(goals)
    check_is_own(outcome, values, goals)
    links = {"needs": needs, "indicators": indicators}
    items.revise(
        outcome,
        verb="outcome.revised",
        seen_version=seen_version,
        by=by,
        at=at,
        values=values,
        links={name: rows for name, rows in links.items() if rows is not None},
    )
    _map(outcome, goals, by=by, at=at)
    return outcome


def remove(*, outcome: Outcome, seen_version: int, by: Actor) -> Outcome:
    return items.remove(outcome, verb="outcome.removed", seen_version=seen_version, by=by)


def accept_without_voice(
    *,
    outcome: Outcome,
    seen_version: int,
    accepted_by: str,
    accepted_on: dt.date,
    reason: str,
    by: Actor,
    at: dt.datetime | None = None,
) -> Outcome:
    """Note that a named person accepted, on a day that has come, an outcome which no citizen
    voices."""
    if accepted_on > timezone.localdate(at):
        raise InvalidInput(_("The day on which it was accepted has not come yet."))
    return items.revise(
        outcome,
        verb="outcome.accepted_without_voice",
        seen_version=seen_version,
        by=by,
        at=at,
        values={
            "no_voice_accepted_by": accepted_by,
            "no_voice_accepted_on": accepted_on,
            "no_voice_reason": reason,
        },
    )


def withdraw_acceptance(
    *, outcome: Outcome, seen_version: int, by: Actor, at: dt.datetime | None = None
) -> Outcome:
    """Take the exception away: the outcome has to be voiced by citizens like any other."""
    return items.revise(
        outcome,
        verb="outcome.acceptance_withdrawn",
        seen_version=seen_version,
        by=by,
        at=at,
        values={
            "no_voice_accepted_by": "",
            "no_voice_accepted_on": None,
            "no_voice_reason": "",
        },
    )


def _map(
    outcome: Outcome,
    goals: Iterable[FrameworkGoal] | None,
    *,
    by: Actor,
    at: dt.datetime | None,
) -> None:
    """Say which goals of frameworks an outcome serves. The same again leaves no event."""
    if goals is None:
        return
    before = set(outcome.goals.select_related("framework"))
    wanted = set(goals)
    if before == wanted:
        return
    outcome.goals.set(wanted)
    data = {"added": _codes(wanted - before), "removed": _codes(before - wanted)}
    items.log("outcome.mapped", outcome, by=by, at=at, data=data)


def _codes(goals: Iterable[FrameworkGoal]) -> list[str]:
    return sorted(f"{goal.framework.code}:{goal.framework.version}:{goal.code}" for goal in goals)
