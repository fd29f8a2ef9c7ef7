"""Turning the curve begins with this: where do the numbers go if nothing changes?

A damped trend. Level: the latest value. Slope: the median of the slopes between every two values
measured alike (Theil and Sen), so that one odd year does not decide. Each further period adds four
fifths of what the period before it added, since few trends go on for ever. The interval comes from
how far the same rule would have been out, one period ahead, at each value since; it widens with the
square root of the distance. Nothing is forecast across a change of method.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.judgements import periods
from outcomes.judgements.periods import YEAR, alike, break_between
from outcomes.judgements.plain import Point, Yardstick

DAMPING = 0.8
FEWEST = 5
MOST_VALUES = 12
MOST_STEPS = 10
NORMAL_95 = 1.96
EXACT = Decimal("0.000001")
# A rolling period moves by a year, whatever its length.
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Step:
    """One period ahead: its last day, the value expected, and the interval that should hold it 19
    times in 20."""

    on: dt.date
    value: Decimal
    lower: Decimal
    upper: Decimal


@dataclass(frozen=True)
class Forecast:
    """What is to be expected if nothing changes, the method in words, or why there is none."""

    steps: tuple[Step, ...]
    method: str

    @property
    def last(self) -> Step | None:
        return self.steps[-1] if self.steps else None


def forecast(
    yardstick: Yardstick, points: Sequence[Point], *, until: dt.date | None = None
) -> Forecast:
    """Forecast from `points` (oldest first) to the first period that ends on or after `until`, or
    for three periods. Fewer than five values measured alike give none."""
    used = _measured_alike(yardstick, points)
    if len(used) < FEWEST:
        words = ngettext(
            "No forecast: {count} value is measured alike, and it takes {fewest}.",
            "No forecast: {count} values are measured alike, and it takes {fewest}.",
            len(used),
        )
        return Forecast((), words.format(count=len(used), fewest=FEWEST))
    line = _Line.through(used)
    return Forecast(tuple(_steps(yardstick, line, used, until)), _method(used, line))


def _measured_alike(yardstick: Yardstick, points: Sequence[Point]) -> list[Point]:
    """The latest values of one method, length and season, oldest first, at most MOST_VALUES."""
    known = [index for index, point in enumerate(points) if _usable(point)]
    if not known:
        return []
    last = known[-1]
    latest, used = points[last], [points[last]]
    for index in reversed(known[:-1]):
        earlier = points[index]
        if break_between(earlier, latest, yardstick.breaks, points[index + 1 : last + 1]):
            break
        if alike(earlier, latest) and _before(earlier, used[0]):
            used.insert(0, earlier)
        if len(used) == MOST_VALUES:
            break
    return used


def _usable(point: Point) -> bool:
    return point.value is not None and point.start is not None and point.end is not None


def _before(earlier: Point, later: Point) -> bool:
    return earlier.end is not None and later.end is not None and earlier.end < later.end


# --- the rule ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """Values by their place in years; `spacing` is the usual distance of two, `error` the root mean
    square of what the rule would have been out one step ahead."""

    level: float
    slope: float
    spacing: float
    error: float

    @classmethod
    def through(cls, used: Sequence[Point]) -> "_Line":
        places, values = _places(used), [float(point.known) for point in used]
        spacing = median(b - a for a, b in pairwise(places))
        errors = [
            _ahead(places[:n], values[:n], places[n]) - values[n] for n in range(2, len(values))
        ]
        error = math.sqrt(sum(out * out for out in errors) / len(errors))
        return cls(values[-1], _slope(places, values), spacing, error)

    def at(self, step: int) -> tuple[float, float]:
        """The value expected so many steps ahead, and how far to either side the interval goes."""
        gone = sum(DAMPING**n for n in range(1, step + 1))
        value = self.level + self.slope * self.spacing * gone
        return value, NORMAL_95 * self.error * math.sqrt(step)


def _places(used: Sequence[Point]) -> list[float]:
    return [point.end.toordinal() / DAYS_A_YEAR for point in used if point.end]


def _slope(places: Sequence[float], values: Sequence[float]) -> float:
    """Theil and Sen's: the median of the slopes between every two values, a year."""
    marks = list(zip(places, values, strict=True))
    return median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(marks, 2) if b[0] > a[0])


def _ahead(places: Sequence[float], values: Sequence[float], at: float) -> float:
    return values[-1] + _slope(places, values) * DAMPING * (at - places[-1])


# --- the steps -----------------------------------------------------------------------------------


def _steps(
    yardstick: Yardstick, line: _Line, used: Sequence[Point], until: dt.date | None
) -> list[Step]:
    found: list[Step] = []
    latest = used[-1].end or dt.date.min
    for step in range(1, MOST_STEPS + 1):
        on = _months_on(latest, step * max(round(line.spacing * YEAR), 1))
        value, reach = line.at(step)
        floor, ceiling = _limits(yardstick, used)
        found.append(
            Step(
                on,
                _within(value, floor, ceiling),
                _within(value - reach, floor, ceiling),
                _within(value + reach, floor, ceiling),
            )
        )
        if (until is None and step == 3) or (until is not None and on >= until):
            break
    return found


def _months_on(day: dt.date, months: int) -> dt.date:
    """The last day of a period that many months later."""
    begins = day + dt.timedelta(days=1)
    years, month = divmod(begins.month - 1 + months, YEAR)
    return begins.replace(year=begins.year + years, month=month + 1, day=1) - dt.timedelta(days=1)


def _limits(yardstick: Yardstick, used: Sequence[Point]) -> tuple[float, float]:
    """A share stays between none and all; what was never below nought does not go below it."""
    never_negative = all(point.known >= 0 for point in used)
    share = yardstick.percent and all(point.known <= 100 for point in used)
    return (0.0 if never_negative else -math.inf), (100.0 if share else math.inf)


def _within(value: float, floor: float, ceiling: float) -> Decimal:
    return Decimal(repr(min(max(value, floor), ceiling))).quantize(EXACT)


def _method(used: Sequence[Point], line: _Line) -> str:
    words = _(
        "If nothing changes: a damped trend through the {count} latest values measured alike "
        "({first} to {last}). The slope is the median of the slopes between every two of them; "
        "each further period adds four fifths of what the one before it added. The band should "
        "hold the value 19 times in 20, judged by how far the same rule was out before."
    ).format(count=len(used), first=used[0].period, last=used[-1].period)
    if (periods.months(used[-1]) or 0) < YEAR:
        words = f"{words} {_('Only the same season of each year is used.')}"
    return words
