"""Two needs that are one, and two outcomes that are one: merged, with everything that hangs on
them. They stand in this room because it is the highest that holds any of it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcomes.choices import Succession
from outcomes.models import Need, Outcome
from procurement.carrying import (
    Act,
    move_citations,
    move_contributions,
    move_gaps,
    move_links,
    move_theory,
    trace,
)
from procurement.queries import CITATIONS
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.plans import items, policies
from scp.plans.models import PlanItem


@transaction.atomic
def merge_needs(
    *, need: Need, into: Need, seen_version: int, by: Actor, at: dt.datetime | None = None
) -> Need:
    """Let one need stand for another as well. The other leaves the plan; what was said about it
    stays with it, and is shown with the one that stands for it."""
    later = _begin(need, into)
    act = Act(by, at)
    items.remove(need, verb="need.merged", seen_version=seen_version, by=by, at=at)
    moved = {"into": later.reference, **_move_what_both_have(need, later, act)}
    later.places.add(*need.places.all())
    _take_over(
        later,
        act,
        source_kinds=_union(later.source_kinds, need.source_kinds),
        characteristics=_union(later.characteristics, need.characteristics),
    )
    trace(Succession.MERGED, need, later, at=at)
    items.log("need.carried_over", need, by=by, at=at, data=moved)
    return later


@transaction.atomic
def merge_outcomes(
    *,
    outcome: Outcome,
    into: Outcome,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
) -> Outcome:
    """Let one outcome stand for another as well, with its needs, indicators, pieces and steps of
    the theory of change."""
    later = _begin(outcome, into)
    act = Act(by, at)
    items.remove(outcome, verb="outcome.merged", seen_version=seen_version, by=by, at=at)
    moved = {"into": later.reference, **_move_what_both_have(outcome, later, act)}
    moved["contributions"] = move_contributions(outcome, later, act)
    moved["theory"] = move_theory(outcome, later, act)
    _take_over(later, act, **_themes_and_goals(outcome, later))
    trace(Succession.MERGED, outcome, later, at=at)
    items.log("outcome.carried_over", outcome, by=by, at=at, data=moved)
    return later


def _themes_and_goals(outcome: Outcome, later: Outcome) -> dict[str, Any]:
    """The goals and other themes of both; but an outcome of a library says what that says."""
    if later.library_version_id is not None:
        return {}
    later.goals.add(*outcome.goals.all())
    others = _union(later.other_themes, [outcome.theme, *outcome.other_themes])
    return {"other_themes": [theme for theme in others if theme != later.theme]}


def _begin(earlier: Any, into: Any) -> Any:
    """The item to merge into as it now is, once nobody else writes to the plan."""
    policies.check_can_be_edited(earlier.plan)
    items.queue(earlier.plan)
    if earlier.pk == into.pk:
        raise InvalidInput(_("{item} cannot be merged with itself.").format(item=into.reference))
    items.check_targets(earlier, [into])
    into.refresh_from_db(from_queryset=type(into)._base_manager.all())
    return into


def _move_what_both_have(earlier: Any, later: Any, act: Act) -> dict[str, Any]:
    model, here = CITATIONS[type(earlier)]
    return {
        "links": move_links(earlier, later),
        "citations": move_citations(model, here, earlier, later),
        "gaps": move_gaps(earlier, later, act),
    }


def _take_over(later: PlanItem, act: Act, **values: Any) -> None:
    act.revise(later, f"{later._meta.model_name}.took_over", **values)


def _union(first: list[str], second: list[str]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))
