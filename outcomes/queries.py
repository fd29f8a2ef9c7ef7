"""Reads of the why that more than one page needs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from outcomes.models import Framework, FrameworkGoal, Need, Observation, Outcome
from scp.places.models import Place

# Places that a part of a name may stand for, and that a reader can still choose from.
CANDIDATES = 12


def latest_values(areas: Iterable[Place]) -> "QuerySet[Observation]":
    """The latest value of each indicator of the plan in scope for each of these areas."""
    rows = Observation.objects.filter(
        area__in=list(areas),
        breakdown="",
        value__isnull=False,
        indicator__removed_at__isnull=True,
    )
    one = ("indicator__number", "area__code")
    latest: QuerySet[Observation] = (
        rows.order_by(*one, "-position", "-published_on", "-pk")
        .distinct(*one)
        .select_related("indicator", "area")
    )
    return latest


def scale_value_get_optional(need: Need) -> Observation | None:
    """The published value that a need's scale speaks of, with its indicator and area."""
    if need.scale_observation_id is None:
        return None
    rows = Observation.objects.select_related("indicator", "area")
    return rows.filter(pk=need.scale_observation_id).first()


def places_called(words: str, on: dt.date) -> list[Place]:
    """The place with this GSS code; or those of this name on a day; or those whose name has these
    words in it. At most CANDIDATES of them."""
    by_code = Place.objects.filter(code=words.upper())
    by_name = Place.objects.in_force(on).filter(name__iexact=words)
    by_part = Place.objects.in_force(on).filter(name__icontains=words)
    for rows in (by_code, by_name, by_part):
        if found := list(rows[:CANDIDATES]):
            return found
    return []


def goals_by_framework(outcome: Outcome | None = None) -> dict[Framework, list[FrameworkGoal]]:
    """The goals that an outcome serves, or all that have been loaded, in the publishers' order."""
    grouped: dict[Framework, list[FrameworkGoal]] = defaultdict(list)
    rows = outcome.goals.all() if outcome else FrameworkGoal.objects.all()
    for goal in rows.select_related("framework").order_by(
        "framework__title", "framework__version", "position", "code"
    ):
        grouped[goal.framework].append(goal)
    return dict(grouped)
