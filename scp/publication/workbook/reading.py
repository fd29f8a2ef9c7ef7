"""From a plan's rows to a workbook. The number of queries is fixed, whatever the plan's size."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django_scopes import scope

from outcomes.models import (
    IndicatorCitation,
    MethodBreak,
    Need,
    NeedCitation,
    Observation,
    Outcome,
    OutcomeCitation,
    OutcomeIndicator,
    OutcomeNeed,
)
from procurement.models import ContributionCitation
from scp.plans.models import Plan
from scp.publication.workbook.book import Book, Row
from scp.publication.workbook.columns import (
    Codes,
    Column,
    ManyNamed,
    Named,
    Reference,
    References,
    Text,
)
from scp.publication.workbook.shared import Shared
from scp.publication.workbook.sheets import SHEETS, Sheet
from scp.publication.workbook.values import Value, as_kept, joined

KEY_MARK = " | "
CITATIONS: dict[str, Any] = {
    "needs": NeedCitation,
    "outcomes": OutcomeCitation,
    "indicators": IndicatorCitation,
    "contributions": ContributionCitation,
}
# The claim that a citation is of, by sheet.
CLAIM = {"needs": "need", "outcomes": "outcome", "indicators": "indicator"}
CLAIM |= {"contributions": "contribution"}
# What makes two observations the same value of one edition; two rows of a sheet cannot share it.
OBSERVED = ("indicator", "area", "period", "source_version", "breakdown")
CITED = ("claim", "evidence", "relation", "about")
BROKEN = ("indicator", "on")
IDENTITY = {"observations": OBSERVED, "citations": CITED, "breaks": BROKEN}
Keys = dict[str, dict[int, str]]
Links = dict[tuple[str, str], dict[int, list[str]]]


def book_of(plan: Plan) -> Book:
    """The draft as it is now. Removed items, and what was said about them, are not in it."""
    with scope(plan=plan):
        return _Reading(plan).book()


def key_of(sheet: Sheet, values: Mapping[str, Value]) -> str:
    """What a row without a reference is known by: the parts that make it what it is."""
    parts = (values[name] for name in IDENTITY[sheet.name])
    return joined((str(part) for part in parts), KEY_MARK).strip()


class _Reading:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.shared = Shared()
        self.keys: Keys = {}
        self.links: Links = {}

    def book(self) -> Book:
        tables: dict[str, list[Row]] = {}
        for sheet in SHEETS:
            if sheet.of_items:
                self.keys[sheet.name] = _references(sheet)
        self.keys["observations"] = {}
        self.links = _links(self.keys, self.shared)
        for sheet in SHEETS:
            tables[sheet.name] = list(self.rows(sheet))
        made_at = timezone.now().isoformat(timespec="seconds")
        return Book(plan=self.plan.slug, made_at=made_at, tables=tables)

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        number = 1
        for item, values in self.read(sheet):
            if any(
                isinstance(column, Reference) and column.required and not values[column.name]
                for column in sheet.columns
            ):
                continue  # it hangs on something that was removed
            number += 1
            key = item.reference if sheet.of_items else key_of(sheet, values)
            if sheet.name == "observations":
                self.keys[sheet.name][item.pk] = key
            yield Row(
                number,
                key,
                values,
                version=item.version if sheet.of_items else None,
                as_exported=Row(number, key, values).fingerprint,
            )

    def read(self, sheet: Sheet) -> Iterable[tuple[Any, dict[str, Value]]]:
        if sheet.name == "citations":
            return self.citations(sheet)
        return ((item, self.values(sheet, item)) for item in _rows(sheet))

    def values(self, sheet: Sheet, item: Any) -> dict[str, Value]:
        return {column.name: self.value(sheet, column, item) for column in sheet.columns}

    def value(self, sheet: Sheet, column: Column, item: Any) -> Value:
        if isinstance(column, Reference):
            return self.pointed(column, getattr(item, f"{column.name}_id"))
        if isinstance(column, References | ManyNamed):
            return column.ordered(self.links[sheet.name, column.name].get(item.pk, ()))
        if isinstance(column, Named):
            field = "library_version" if column.of == "library" else column.name
            return self.shared.codes(column.of).get(getattr(item, f"{field}_id"), "")
        value: Any = getattr(item, column.name)
        if isinstance(column, Codes):
            return column.ordered(value)
        if isinstance(column, Text):
            return as_kept(value)
        return str(value) if column.empty == "" else value

    def pointed(self, column: Reference, pk: int | None) -> str:
        if pk is None:
            return ""
        return next((self.keys[name][pk] for name in column.sheets if pk in self.keys[name]), "")

    def citations(self, sheet: Sheet) -> Iterator[tuple[Any, dict[str, Value]]]:
        evidence = self.keys["evidence"]
        for name, model in CITATIONS.items():
            claim = CLAIM[name]
            rows = model.objects.order_by(
                f"{claim}__number", "evidence__number", "relation", "about", "pk"
            )
            for row in rows:
                yield (
                    row,
                    {
                        "claim": self.keys[name].get(getattr(row, f"{claim}_id"), ""),
                        "evidence": evidence.get(row.evidence_id, ""),
                        "relation": str(row.relation),
                        "locator": as_kept(row.locator),
                        "about": as_kept(row.about),
                    },
                )


def _references(sheet: Sheet) -> dict[int, str]:
    model: Any = sheet.model
    numbers = model.objects.order_by("number").values_list("pk", "number")
    return {pk: model.reference_of(number) for pk, number in numbers}


def _rows(sheet: Sheet) -> Iterable[Any]:
    model: Any = sheet.model
    if model is Observation:
        rows = Observation.objects.order_by(
            *("indicator__number", "area__code", "position", "period", "breakdown"),
            *("published_on", "source_version", "pk"),
        )
        return rows.iterator(chunk_size=2000)
    if model is MethodBreak:
        return MethodBreak.objects.order_by("indicator__number", "on")
    return model.objects.order_by("number")


def _links(keys: Keys, shared: Shared) -> Links:
    """What items point to many of, by sheet and column, of what is still in the plan."""
    needs, indicators = keys["needs"], keys["indicators"]
    places, goals = shared.codes("place"), shared.codes("goal")
    placed: Any = Need.places.through
    mapped: Any = Outcome.goals.through
    found = {
        ("needs", "places"): (placed, "need_id", "place_id", places, needs),
        ("outcomes", "needs"): (OutcomeNeed, "outcome_id", "need_id", needs, keys["outcomes"]),
        ("outcomes", "indicators"): (
            *(OutcomeIndicator, "outcome_id", "indicator_id"),
            *(indicators, keys["outcomes"]),
        ),
        ("outcomes", "goals"): (
            *(mapped, "outcome_id", "frameworkgoal_id"),
            *(goals, keys["outcomes"]),
        ),
    }
    links: Links = {}
    for place, (model, owner, target, names, owners) in found.items():
        links[place] = defaultdict(list)
        rows = model._base_manager.filter(**{f"{owner}__in": list(owners)})
        for of, to in rows.values_list(owner, target):
            if to in names:
                links[place][of].append(names[to])
    return links
