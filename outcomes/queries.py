"""Reads of the why that more than one page needs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, Value, When

from outcomes.choices import Relation
from outcomes.models import (
    Citation,
    Evidence,
    Framework,
    FrameworkGoal,
    Indicator,
    ItemSuccession,
    LibraryVersion,
    Need,
    Observation,
    Outcome,
)
from scp.places.models import Place

# Places that a part of a name may stand for, and that a reader can still choose from.
CANDIDATES = 12


def in_reading_order(citations: Any) -> "QuerySet[Any]":
    """Citations of sources that are in the plan, with the sources: what contradicts first, so that
    nobody overlooks it."""
    place = Case(
        When(relation=Relation.CONTRADICTS, then=Value(0)),
        When(relation=Relation.SUPPORTS, then=Value(1)),
        default=Value(2),
    )
    rows: QuerySet[Any] = citations.filter(evidence__removed_at__isnull=True)
    return rows.select_related("evidence").order_by(place, "evidence__number", "pk")


def against(
    citations: type[Citation], claim: str, key: str = "pk", **standing: Any
) -> ArraySubquery:
    """An annotation of a query of claims: the numbers of the sources that contradict each."""
    rows: QuerySet[Any] = citations._base_manager.filter(
        **{claim: OuterRef(key)},
        relation=Relation.CONTRADICTS,
        evidence__removed_at__isnull=True,
        **standing,
    )
    return ArraySubquery(rows.order_by("evidence__number").values("evidence__number"))


def contradicted(
    citations: type[Citation], claim: str, items: Iterable[Any], **standing: Any
) -> dict[int, list[str]]:
    """The references of the sources that contradict these items, by the key of each that any
    contradicts. `claim` is the way from a citation to its item, `standing` what else must be true
    of the citation. One query."""
    rows = citations._base_manager.filter(
        **{f"{claim}__in": [item.pk for item in items]},
        relation=Relation.CONTRADICTS,
        evidence__removed_at__isnull=True,
        **standing,
    )
    found: dict[int, list[int]] = defaultdict(list)
    for key, number in rows.order_by("evidence__number").values_list(claim, "evidence__number"):
        found[key].append(number)
    return {key: contradicted_by(numbers) for key, numbers in found.items()}


def with_what_contradicts(claims: Any, citations: type[Citation], claim: str) -> list[Any]:
    """These claims, each with the references of the sources that contradict it as
    `contradicted_by`: that is shown wherever the claim is. One query."""
    found = list(claims.annotate(against_it=against(citations, claim)))
    for one in found:
        one.contradicted_by = contradicted_by(one.against_it)
    return found


def contradicted_by(numbers: Iterable[int]) -> list[str]:
    """The references of the sources that `against` found, each once."""
    return [Evidence.reference_of(number) for number in dict.fromkeys(numbers)]


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


def lent_version_get_optional(item: Outcome | Indicator) -> LibraryVersion | None:
    """The version of a library that an item says, with its entry, and `latest`: the number of the
    newest."""
    if item.library_version_id is None:
        return None
    newest = LibraryVersion.objects.filter(entry=OuterRef("entry")).order_by("-number")
    rows = LibraryVersion.objects.select_related("entry__organisation")
    return rows.annotate(latest=newest.values("number")[:1]).get(pk=item.library_version_id)


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


@dataclass(frozen=True)
class Predecessor:
    """An item that left the plan when it was merged or split, and that another stands for."""

    reference: str
    title: str
    kind: str


def predecessors(item: Need | Outcome) -> dict[int, Predecessor]:
    """All that an item stands for, through however many merges and splits, by their keys. An item
    that was put back speaks for itself."""
    pairs = _pairs(type(item))
    found: dict[int, Predecessor] = {}
    ahead = [item.pk]
    while ahead:
        later = ahead.pop()
        for row in pairs:
            key = row["earlier"]
            if row["later"] != later or key in found or key == item.pk or row["standing"]:
                continue
            reference = type(item).reference_of(row["number"])
            found[key] = Predecessor(reference, row["statement"], row["kind"])
            ahead.append(key)
    return found


def successors(item: Need | Outcome) -> list[Any]:
    """The items of the plan that stand for one that was merged or split."""
    pairs = _pairs(type(item))
    seen, ahead = set(), [item.pk]
    while ahead:
        here = ahead.pop()
        if here not in seen:
            seen.add(here)
            ahead += [row["later"] for row in pairs if row["earlier"] == here]
    return list(type(item).objects.filter(pk__in=seen - {item.pk}))


def _pairs(model: type[Need | Outcome]) -> list[dict[str, Any]]:
    """What was merged and split in the plan, one row for each earlier and later item: few enough
    to follow here."""
    noun = model._meta.model_name
    rows = ItemSuccession.objects.filter(**{f"later_{noun}__isnull": False})
    named: Any = rows.values(
        "kind",
        earlier=F(f"earlier_{noun}_id"),
        later=F(f"later_{noun}_id"),
        number=F(f"earlier_{noun}__number"),
        statement=F(f"earlier_{noun}__statement"),
        standing=Case(
            When(**{f"earlier_{noun}__removed_at__isnull": True}, then=True), default=False
        ),
    )
    return list(named)
