"""Where the values of an indicator lie on paper, before anything is drawn.

Publishers write periods in their own words ("2024/25", "2022 - 24", "2025/26 Q3"). Where every
period of a chart has a first and last day, points lie by the middle of their period; otherwise in
published order, equally spaced. A line is broken (a new `run`) where a value is missing or
suppressed and where the method changed.
"""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scp.publication.content import Indicator, MethodBreak, Observation


@dataclass(frozen=True)
class Point:
    """One published value. Points of the same `run` are joined by a line."""

    x: float
    period: str
    value: float
    lower: float | None
    upper: float | None
    run: int


@dataclass(frozen=True)
class Break:
    """A change of method, drawn between the last value before it and the first after it."""

    x: float
    on: dt.date
    note: str


@dataclass(frozen=True)
class Timeline:
    """The periods of all series of a chart in order, with their places on the x axis.

    `segments` counts the changes of method before each period.
    """

    places: dict[str, float]
    segments: dict[str, int]
    dated: bool

    def place_of(self, day: dt.date, later: int = 0) -> float:
        """Where a day lies. Where periods have no dates it is the `later`-th place after them."""
        return float(day.toordinal()) if self.dated else float(len(self.places) + later)

    def points(self, observations: Iterable[Observation]) -> list[Point]:
        """One series, without the gaps: a gap only starts a new run."""
        found = {observation.period: observation for observation in observations}
        points: list[Point] = []
        run, segment = 0, 0
        for period, x in self.places.items():
            observation = found.get(period)
            if self.segments[period] != segment:
                run, segment = run + 1, self.segments[period]
            if observation is None or observation.value is None:
                run += 1
                continue
            lower, upper = _float(observation.lower_ci), _float(observation.upper_ci)
            points.append(Point(x, period, float(observation.value), lower, upper, run))
        return points

    def breaks(self, indicator: Indicator) -> list[Break]:
        """The changes of method that have values on both sides."""
        found = []
        for number, change in enumerate(_changes(indicator), start=1):
            before = [x for period, x in self.places.items() if self.segments[period] < number]
            after = [x for period, x in self.places.items() if self.segments[period] >= number]
            if before and after:
                found.append(Break((max(before) + min(after)) / 2, change.on, change.note))
        return found


def timeline(indicator: Indicator, areas: Sequence[str]) -> Timeline:
    """The shared x axis of the series of `areas` (GSS codes), the first of them leading."""
    series = [indicator.series(area) for area in areas]
    observations = [observation for one in series for observation in one]
    middles = {
        o.period: (o.period_start.toordinal() + o.period_end.toordinal()) / 2
        for o in observations
        if o.period_start and o.period_end
    }
    order = _published_order(series)
    dated = set(middles) == set(order)
    if dated:
        places = dict(sorted(middles.items(), key=lambda item: item[1]))
    else:
        places = {period: float(index) for index, period in enumerate(order)}
    starts = {o.period: o.period_start for o in observations if o.period_start}
    return Timeline(places, _segments(indicator, places, starts), dated)


def _published_order(series: Sequence[Sequence[Observation]]) -> list[str]:
    """The periods as published; one that only a later series has follows its predecessor there."""
    order: list[str] = []
    for one in series:
        after = -1
        for observation in one:
            if observation.period not in order:
                order.insert(after + 1, observation.period)
            after = order.index(observation.period)
    return order


def _segments(
    indicator: Indicator, places: Iterable[str], starts: dict[str, dt.date]
) -> dict[str, int]:
    changes, segment = _changes(indicator), 0
    segments = {}
    for period in places:
        # A period without dates is taken to be measured as the one before it was.
        if start := starts.get(period):
            segment = sum(change.on <= start for change in changes)
        segments[period] = segment
    return segments


def _changes(indicator: Indicator) -> list[MethodBreak]:
    return sorted(indicator.method_breaks, key=lambda change: change.on)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, about so many of them."""
    if low == high:
        low, high = low - (abs(low) or 1) * 0.1, high + (abs(high) or 1) * 0.1
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * number, 10) for number in range(first, last + 1)]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Heights near those `wanted`, at least `gap` apart, within `low` to `high` where they fit."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed: dict[int, float] = {}
    floor = low
    for index in order:
        placed[index] = max(wanted[index], floor)
        floor = placed[index] + gap
    ceiling = high
    for index in reversed(order):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    return [placed[index] for index in range(len(wanted))]


def labelled(places: Sequence[float], room: Sequence[float]) -> list[int]:
    """Which of the places (in px) can carry a label that wide (px): every k-th, counted back from
    the latest, with the smallest k at which no two touch."""
    if not places:
        return []
    for every in range(1, len(places) + 1):
        chosen = list(range(len(places) - 1, -1, -every))[::-1]
        pairs = itertools.pairwise(chosen)
        if all(places[b] - places[a] >= (room[a] + room[b]) / 2 + 8 for a, b in pairs):
            return chosen
    return [len(places) - 1]
