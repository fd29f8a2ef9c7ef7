"""Writes of observations: whole published sets, never single values typed over others."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from outcomes.actions import indicators
from outcomes.choices import ObservationStatus
from outcomes.imports import Dataset, Point, Series
from outcomes.imports.loaded import Answers, Loaded, Question, Revision, Unanswered
from outcomes.imports.ordering import merge
from outcomes.models import Indicator, MethodBreak, Observation
from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.core.tables import Faults, Words, said, shown
from scp.places.models import Place
from scp.plans import policies
from scp.plans.models import Plan

BATCH = 1000
# How many revised values are shown one by one.
SHOWN = 20
# Whose values an indicator has: by its key, the area's and the part of the population.
Whose = tuple[int, int, str]


class Given(NamedTuple):
    """What a publisher says of one value in one edition: two that are equal are the same."""

    value: Decimal | None
    comparison: str
    lower: Decimal | None
    upper: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str


@transaction.atomic
def load(
    *,
    plan: Plan,
    dataset: Dataset,
    source_version: str,
    published_on: dt.date,
    by: Actor,
    at: dt.datetime | None = None,
    areas: Container[str] | None = None,
    answers: Answers = MappingProxyType({}),
) -> Loaded:
    """Load a published set into a plan: define what is new, add values that are new or revised.
    `areas` are the GSS codes whose values are wanted, None for all.

    A value that the plan has already is left alone, so loading an edition twice changes nothing
    and leaves no audit event. A revised value is another row with the status "revised". Raises
    TableError if this source version was loaded before with other values, or if an indicator's
    code now bears another title; Unanswered if the publisher leaves something open that `answers`
    (field by code, or by the code's first parts) does not say; PolicyRefused if the plan has ended.
    """
    policies.check_can_be_edited(plan)
    # One import of a plan at a time: each compares with what is stored.
    Plan.drafts.select_for_update(no_key=True).get(pk=plan.pk)
    work = _Load(plan, dataset, source_version, published_on, by, at, areas, answers)
    work.run()
    if work.counts.anything:
        work.record()
    return work.counts


@dataclass(frozen=True)
class _Kept:
    """One stored row, of one edition of its publisher."""

    published_on: dt.date
    source_version: str
    pk: int
    given: Given


@dataclass
class _Load:
    """One import while it runs."""

    plan: Plan
    dataset: Dataset
    source_version: str
    published_on: dt.date
    by: Actor
    at: dt.datetime | None
    wanted: Container[str] | None
    answers: Answers
    counts: Loaded = field(default_factory=Loaded)

    def __post_init__(self) -> None:
        self.faults = Faults(self.dataset.file)
        self.areas = dict(Place.objects.values_list("code", "pk"))
        self.known = {i.code: i for i in Indicator._base_manager.filter(plan=self.plan)}
        self.kept, self.order = _stored(self.plan)

    def run(self) -> None:
        self.check_answers()
        for series in map(self.of_wanted_places, self.dataset.series):
            indicator = self.indicator(series) if series.points else None
            if indicator is not None:
                new = self.observations(indicator, series)
                Observation._base_manager.bulk_create(new, batch_size=BATCH)
                self.note_breaks(indicator, series)
        self.faults.raise_any()
        if any(question.unanswered for question in self.counts.questions):
            raise Unanswered(self.counts.questions)

    def record(self) -> None:
        audit.record(
            action="observations.imported",
            subject=self.plan.slug,
            by=self.by,
            at=self.at,
            chain=self.plan.audit_chain,
            data={
                "format": self.dataset.format,
                "source_version": self.source_version,
                "published_on": self.published_on.isoformat(),
                "files": self.dataset.hashes,
                **self.counts.counts,
            },
        )

    def check_answers(self) -> None:
        """An answer about no indicator of the file is a slip of whoever gave it."""
        for code in self.answers:
            if not any(_is_about(code, series.code) for series in self.dataset.series):
                raise InvalidInput(
                    now("No indicator in the file has the code “{code}”.").format(code=code)
                )

    def of_wanted_places(self, series: Series) -> Series:
        if self.wanted is None:
            return series
        points = tuple(point for point in series.points if point.area in self.wanted)
        self.counts.observations_elsewhere += len(series.points) - len(points)
        return replace(series, points=points)

    def indicator(self, series: Series) -> Indicator | None:
        """The plan's indicator of this code, made or brought up to date; None if not wanted."""
        indicator = self.known.get(series.code)
        if indicator is None:
            return self.define(series)
        if indicator.removed_at is not None:
            self.counts.left_out.append(indicator.reference)
            return None
        if indicator.title != series.fields["title"]:
            found = shown(series.fields["title"])
            expected = said(
                _("{title}, the title that {code} has in the plan"),
                title=shown(indicator.title),
                code=series.code,
            )
            self.faults.add(series.points[0].row, "indicator", found, expected)
            return None
        self.bring_up_to_date(indicator, series)
        return indicator

    def define(self, series: Series) -> Indicator | None:
        said = {
            name: value
            for code, answer in sorted(self.answers.items(), key=lambda item: len(item[0]))
            if _is_about(code, series.code)
            for name, value in answer.items()
            if name in series.asks
        }
        open_still = tuple(name for name in series.asks if name not in said)
        if series.asks:
            title = series.fields["title"]
            self.counts.questions.append(Question(series.code, title, series.asks, open_still))
        if open_still:
            return None
        self.counts.indicators_added += 1
        values = {**series.fields, **said}
        return indicators.define(plan=self.plan, code=series.code, by=self.by, at=self.at, **values)

    def bring_up_to_date(self, indicator: Indicator, series: Series) -> None:
        sourced = {name: series.fields[name] for name in Series.SOURCED}
        if all(getattr(indicator, name) == value for name, value in sourced.items()):
            return
        if indicator.library_version_id is not None:
            return  # its library says what it is
        self.counts.indicators_revised += 1
        seen = indicator.version
        indicators.revise(indicator=indicator, seen_version=seen, by=self.by, at=self.at, **sourced)

    def observations(self, indicator: Indicator, series: Series) -> Iterator[Observation]:
        positions = self.positions(indicator, series)
        for point in series.points:
            area = self.areas[point.area]
            before = self.kept.get((indicator.pk, area, point.breakdown), {}).get(point.period, [])
            if self.is_kept(point, before):
                self.counts.observations_unchanged += 1
                continue
            self.count(indicator, point, before)
            yield Observation(
                indicator=indicator,
                area_id=area,
                breakdown=point.breakdown,
                period=point.period,
                period_start=point.start,
                period_end=point.end,
                position=positions[area, point.breakdown, point.period],
                value=point.value,
                lower_ci=point.lower,
                upper_ci=point.upper,
                numerator=point.numerator,
                denominator=point.denominator,
                status=_status(point, before),
                comparison=point.comparison,
                source_version=self.source_version,
                published_on=self.published_on,
            )

    def count(self, indicator: Indicator, point: Point, before: list[_Kept]) -> None:
        self.counts.observations_revised += bool(before)
        self.counts.observations_added += not before
        if before and len(self.counts.revisions) < SHOWN:
            title = (
                f"{indicator.title_text}, {point.breakdown}"
                if point.breakdown
                else indicator.title_text
            )
            was = max(before, key=lambda k: (k.published_on, k.source_version, k.pk)).given
            self.counts.revisions.append(
                Revision(title, point.area, point.period, _words(was), _words(_given(point)))
            )

    def is_kept(self, point: Point, before: list[_Kept]) -> bool:
        """Whether the plan has this value already. Another one in the same edition is a fault."""
        given = _given(point)
        same = next((k.given for k in before if k.source_version == self.source_version), None)
        if same is not None and same != given:
            expected = said(
                _("{value}, as loaded before from {version}"),
                value=_words(same),
                version=shown(self.source_version),
            )
            self.faults.add(point.row, "value", _words(given), expected)
        earlier = [k for k in before if k.published_on <= self.published_on]
        latest = max(earlier, key=lambda k: (k.published_on, k.source_version, k.pk), default=None)
        return same is not None or (latest is not None and latest.given == given)

    def positions(self, indicator: Indicator, series: Series) -> dict[tuple[int, str, str], int]:
        """Where the periods of each area and breakdown stand, moving stored ones where a new one
        comes between."""
        published: dict[tuple[int, str], list[str]] = defaultdict(list)
        for point in series.points:
            published[self.areas[point.area], point.breakdown].append(point.period)
        positions: dict[tuple[int, str, str], int] = {}
        for (area, part), periods in published.items():
            stored = self.order.get((indicator.pk, area, part), {})
            before = sorted(stored, key=lambda period: stored[period])
            for position, period in enumerate(merge(before, periods)):
                positions[area, part, period] = position
                if stored.get(period, position) != position:
                    rows = Observation._base_manager.filter(indicator=indicator, area=area)
                    rows.filter(breakdown=part, period=period).update(position=position)
        return positions

    def note_breaks(self, indicator: Indicator, series: Series) -> None:
        for found in series.breaks:
            noted = MethodBreak._base_manager.filter(indicator=indicator, on=found.on)
            if not noted.exists():
                self.counts.breaks_noted += 1
                indicators.note_break(
                    indicator=indicator, on=found.on, note=found.note, by=self.by, at=self.at
                )


def _stored(
    plan: Plan,
) -> tuple[dict[Whose, dict[str, list[_Kept]]], dict[Whose, dict[str, int]]]:
    """The plan's rows by whose they are and their period, and where each period stands."""
    kept: dict[Whose, dict[str, list[_Kept]]] = defaultdict(lambda: defaultdict(list))
    order: dict[Whose, dict[str, int]] = defaultdict(dict)
    rows = (
        Observation.objects.with_scope(plan=plan)
        .order_by("pk")
        .values_list(
            *("indicator_id", "area_id", "breakdown", "period", "position"),
            *("published_on", "source_version", "pk"),
            *("value", "comparison", "lower_ci", "upper_ci", "numerator", "denominator", "status"),
        )
    )
    for row in rows.iterator(chunk_size=2000):
        whose, period, position = row[:3], row[3], row[4]
        published_on, source_version, pk = row[5:8]
        given = _as_first_said(Given(*row[8:]))
        kept[whose][period].append(_Kept(published_on, source_version, pk, given))
        order[whose][period] = position
    return kept, order


def _given(point: Point) -> Given:
    return _as_first_said(
        Given(
            value=point.value,
            comparison=point.comparison,
            lower=point.lower,
            upper=point.upper,
            numerator=point.numerator,
            denominator=point.denominator,
            status=point.status,
        )
    )


def _as_first_said(given: Given) -> Given:
    """That a value was revised tells it from an earlier one, and is no part of what it says."""
    if given.status == ObservationStatus.REVISED:
        return given._replace(status=ObservationStatus.FINAL)
    return given


def _status(point: Point, before: Sequence[_Kept]) -> str:
    """The publisher's word; a final value that follows another is revised."""
    if before and point.status == ObservationStatus.FINAL:
        return ObservationStatus.REVISED
    return point.status


def _is_about(code: str, indicator: str) -> bool:
    """Whether an answer's code is the indicator's or its first parts."""
    return f"{indicator}:".startswith(f"{code}:")


def _words(given: Given) -> Words:
    if given.value is None:
        return ObservationStatus(given.status).label
    return f"{given.value.normalize():f} {given.comparison}".strip()
