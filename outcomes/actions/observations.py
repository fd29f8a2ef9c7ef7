"""Writes of observations: whole published sets, never single values typed over others."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outcomes.actions import indicators
from outcomes.choices import ObservationStatus
from outcomes.imports import Dataset, Point, Series
from outcomes.imports.ordering import merge
from outcomes.models import Indicator, MethodBreak, Observation
from scp.core import audit
from scp.core.audit import Actor
from scp.core.tables import Faults, Words, said, shown
from scp.places.models import Place
from scp.plans import policies
from scp.plans.models import Plan

BATCH = 1000
Given = tuple[Decimal | None, str]


@dataclass
class Loaded:
    """What an import did. `left_out` names indicators that the plan's people had removed."""

    indicators_added: int = 0
    indicators_revised: int = 0
    observations_added: int = 0
    observations_revised: int = 0
    observations_unchanged: int = 0
    breaks_noted: int = 0
    left_out: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        unmoved = ("observations_unchanged", "left_out")
        return any(count for name, count in asdict(self).items() if name not in unmoved)


@transaction.atomic
def load(
    *,
    plan: Plan,
    dataset: Dataset,
    source_version: str,
    published_on: dt.date,
    by: Actor,
    at: dt.datetime | None = None,
) -> Loaded:
    """Load a published set into a plan: define what is new, add values that are new or revised.

    A value that the plan has already is left alone, so loading an edition twice changes nothing
    and leaves no audit event. A revised value is another row with the status "revised". Raises
    TableError if this source version was loaded before with other values, or if an indicator's
    code now bears another title; PolicyRefused if the plan has ended.
    """
    policies.check_can_be_edited(plan)
    # One import of a plan at a time: each compares with what is stored.
    Plan.drafts.select_for_update(no_key=True).get(pk=plan.pk)
    work = _Load(plan, dataset, source_version, published_on, by, at)
    work.run()
    if work.counts.anything:
        audit.record(
            action="observations.imported",
            subject=plan.slug,
            by=by,
            at=at,
            chain=plan.audit_chain,
            data={
                "format": dataset.format,
                "source_version": source_version,
                "published_on": published_on.isoformat(),
                "files": dataset.hashes,
                **asdict(work.counts),
            },
        )
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
    counts: Loaded = field(default_factory=Loaded)

    def __post_init__(self) -> None:
        self.faults = Faults(self.dataset.file)
        self.areas = dict(Place.objects.values_list("code", "pk"))
        self.known = {i.code: i for i in Indicator._base_manager.filter(plan=self.plan)}
        self.kept, self.order = _stored(self.plan)

    def run(self) -> None:
        new: list[Observation] = []
        for series in self.dataset.series:
            indicator = self.indicator(series)
            if indicator is not None:
                new += self.observations(indicator, series)
                self.note_breaks(indicator, series)
        self.faults.raise_any()
        Observation._base_manager.bulk_create(new, batch_size=BATCH)

    def indicator(self, series: Series) -> Indicator | None:
        """The plan's indicator of this code, made or brought up to date; None if not wanted."""
        indicator = self.known.get(series.code)
        if indicator is None:
            self.counts.indicators_added += 1
            return indicators.define(
                plan=self.plan, code=series.code, by=self.by, at=self.at, **series.fields
            )
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
            before = self.kept.get((indicator.pk, area, point.period), [])
            if self.is_kept(point, before):
                self.counts.observations_unchanged += 1
                continue
            self.counts.observations_revised += bool(before)
            self.counts.observations_added += not before
            yield Observation(
                indicator=indicator,
                area_id=area,
                period=point.period,
                period_start=point.start,
                period_end=point.end,
                position=positions[area, point.period],
                value=point.value,
                status=ObservationStatus.REVISED if before else ObservationStatus.FINAL,
                comparison=point.comparison,
                source_version=self.source_version,
                published_on=self.published_on,
            )

    def is_kept(self, point: Point, before: list[_Kept]) -> bool:
        """Whether the plan has this value already. Another one in the same edition is a fault."""
        given: Given = (point.value, point.comparison)
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

    def positions(self, indicator: Indicator, series: Series) -> dict[tuple[int, str], int]:
        """Where each area's periods stand, moving stored ones where a new one comes between."""
        positions: dict[tuple[int, str], int] = {}
        for code in dict.fromkeys(point.area for point in series.points):
            area = self.areas[code]
            stored = self.order.get((indicator.pk, area), {})
            before = sorted(stored, key=lambda period: stored[period])
            order = merge(before, (p.period for p in series.points if p.area == code))
            for position, period in enumerate(order):
                positions[area, period] = position
                if stored.get(period, position) != position:
                    rows = Observation._base_manager.filter(indicator=indicator, area=area)
                    rows.filter(period=period).update(position=position)
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
) -> tuple[dict[tuple[int, int, str], list[_Kept]], dict[tuple[int, int], dict[str, int]]]:
    """The plan's rows by indicator, area and period, and where each period stands."""
    kept: dict[tuple[int, int, str], list[_Kept]] = defaultdict(list)
    order: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    rows = Observation.objects.with_scope(plan=plan).order_by("pk")
    for row in rows.iterator(chunk_size=2000):
        key = (row.indicator_id, row.area_id, row.period)
        given = (row.value, row.comparison)
        kept[key].append(_Kept(row.published_on, row.source_version, row.pk, given))
        order[row.indicator_id, row.area_id][row.period] = row.position
    return kept, order


def _words(given: Given) -> Words:
    value, comparison = given
    return _("no value") if value is None else f"{value.normalize():f} {comparison}".strip()
