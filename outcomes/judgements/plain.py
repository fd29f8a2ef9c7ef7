"""The plain values that judgements are made of: no rows, no document."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from outcomes.choices import ObservationStatus, Polarity, ToleranceKind, Trajectory
from scp.core.jinja import number

# As exact as values are stored.
MOST_DECIMALS = 6


@dataclass(frozen=True)
class Point:
    """One value as published. `period` is the publisher's words, `start` and `end` its first and
    last day where they are known; `lower` and `upper` the 95% interval; a value of None is
    suppressed or missing, never zero."""

    period: str
    start: dt.date | None = None
    end: dt.date | None = None
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    status: str = ObservationStatus.FINAL.value
    breakdown: str = ""

    @property
    def known(self) -> Decimal:
        """The value. Ask only where there is one."""
        if self.value is None:
            raise ValueError(f"no value for {self.period}")
        return self.value

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        if self.lower is None or self.upper is None:
            return None
        return self.lower, self.upper


class Goal(NamedTuple):
    """A value that is to be reached by a day: one point of a target trajectory."""

    due_on: dt.date
    value: Decimal


@dataclass(frozen=True)
class Yardstick:
    """How the values of one indicator are to be judged. `breaks` are the first days of a new
    method; `band` the lowest and highest good value, for a polarity of "band"."""

    polarity: str
    decimals: int = 1
    percent: bool = False
    tolerance: Decimal | None = None
    tolerance_kind: str = ToleranceKind.ABSOLUTE.value
    band: tuple[Decimal, Decimal] | None = None
    baseline: Point | None = None
    goals: tuple[Goal, ...] = ()
    trajectory: str = Trajectory.STEPS.value
    breaks: tuple[dt.date, ...] = ()

    @property
    def has_direction(self) -> bool:
        return self.polarity != Polarity.NONE

    def shortfall(self, value: Decimal, target: Decimal) -> Decimal:
        """How far a value falls short of a target in the good direction; below 0: better."""
        return target - value if self.polarity == Polarity.HIGHER_BETTER else value - target

    def badness(self, value: Decimal) -> Decimal:
        """The greater, the worse, in the indicator's unit: 0 anywhere inside the band."""
        if self.polarity == Polarity.BAND:
            lower, upper = self.band or (value, value)
            return max(lower - value, value - upper, Decimal(0))
        return -value if self.polarity == Polarity.HIGHER_BETTER else value

    def slack(self, near: Decimal) -> Decimal:
        """How much the tolerance comes to beside a value, in the indicator's unit."""
        if self.tolerance is None:
            return Decimal(0)
        if self.tolerance_kind == ToleranceKind.PERCENT:
            return abs(near) * self.tolerance / 100
        return self.tolerance

    def amount(self, value: Decimal | None) -> str:
        """A value as published, with its percent sign."""
        words = number(value, self.decimals)
        return f"{words}%" if self.percent and value is not None else words

    def gap(self, difference: Decimal) -> str:
        """A difference of two values, never rounded to nothing; of percentages in points."""
        places = self.decimals
        while places < MOST_DECIMALS and difference and round(difference, places) == 0:
            places += 1
        words = number(difference, places)
        return _("{number} percentage points").format(number=words) if self.percent else words

    def margin(self, near: Decimal) -> str:
        """The tolerance in words, as it was set."""
        if self.tolerance_kind == ToleranceKind.PERCENT and self.tolerance is not None:
            return _("{number}% of it").format(number=_plain(self.tolerance))
        words = _plain(self.slack(near))
        return _("{number} percentage points").format(number=words) if self.percent else words


@dataclass(frozen=True)
class Judgement:
    """One judgement: a member of its code list, a sentence that says why, the name of an icon."""

    verdict: TextChoices
    words: str
    icon: str

    @property
    def code(self) -> str:
        return str(self.verdict.value)

    @property
    def label(self) -> str:
        return str(self.verdict.label)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def why_no_value(point: Point | None) -> str:
    """The sentence for a value that is not there; "" if it is."""
    if point is None:
        return _("No value has been published.")
    if point.value is not None:
        return ""
    if point.status == ObservationStatus.SUPPRESSED:
        return _("The value for {period} is suppressed.").format(period=point.period)
    return _("The value for {period} is missing.").format(period=point.period)


def overlap(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> bool:
    """Whether two intervals have a value in common."""
    return one[0] <= other[1] and other[0] <= one[1]
