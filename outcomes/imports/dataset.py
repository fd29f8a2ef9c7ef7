"""What every format is read into: indicators with their values, checked but not yet stored."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from outcomes.choices import ObservationStatus
from scp.core.tables import Faults, Row, said, shown

# What a column of the database holds; publishers' floating-point noise goes beyond it.
PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 14
OGL = "Open Government Licence v3.0"


@dataclass(frozen=True, slots=True)
class Point:
    """One published value: where, when, of whom, how much, and the publisher's words for it.

    `row` is its row in the file, for messages; numbers are rounded to six decimals. No value means
    suppressed or missing, as `status` says. `breakdown` names a part of the population as
    Observation does; `numerator` and `denominator` are counts.
    """

    area: str
    period: str
    start: dt.date | None
    end: dt.date | None
    value: Decimal | None
    comparison: str
    row: int
    lower: Decimal | None = None
    upper: Decimal | None = None
    breakdown: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    status: str = ObservationStatus.FINAL


@dataclass(frozen=True)
class Break:
    """A day from which the numbers are made differently."""

    on: dt.date
    note: str


@dataclass(frozen=True)
class Series:
    """An indicator as its publisher describes it, with its values in the published order.

    `fields` are the indicator's own; those in `SOURCED` follow the publisher at every import, the
    others are set once and then belong to the plan's people. `asks` names fields that the publisher
    does not give and nobody may guess: whoever imports is asked for them.
    """

    SOURCED = ("source", "source_url", "source_ids", "licence", "comparator")

    code: str
    fields: dict[str, Any]
    points: tuple[Point, ...]
    breaks: tuple[Break, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """All that was read, with the SHA-256 of each file. `rounded` counts the values that had more
    than six decimals. `file` is the name of the file of values, for messages."""

    format: str
    series: tuple[Series, ...]
    file: str
    hashes: dict[str, str]
    rounded: int = 0

    @property
    def points(self) -> int:
        return sum(len(series.points) for series in self.series)

    @property
    def version_by_hash(self) -> str:
        """A name for this edition where its publisher gives none."""
        return f"sha256:{self.hashes['series'][:16]}"


def exponent(number: str) -> int:
    return int(Decimal(number).as_tuple().exponent)


def number_of(row: Row, column: str, faults: Faults) -> Decimal | None:
    """A number cell as it can be stored, or None where it is empty. One too large is a fault."""
    number = row.decimal(column)
    if number is None:
        return None
    if abs(number) >= LARGEST:
        expected = said(_("less than {most:,}"), most=LARGEST)
        faults.add(row.number, column, shown(row[column]), expected)
        return None
    return number.quantize(PLACES)


def interval_of(
    row: Row, lower: str, upper: str, faults: Faults
) -> tuple[Decimal | None, Decimal | None]:
    """Both limits of a confidence interval, in order, or neither."""
    low, high = number_of(row, lower, faults), number_of(row, upper, faults)
    if (low is None) != (high is None):
        missing, given = (lower, upper) if low is None else (upper, lower)
        expected = said(_("a limit, since {column} has one"), column=given)
        faults.add(row.number, missing, shown(row[missing]), expected)
        return None, None
    if low is not None and high is not None and low > high:
        expected = said(
            _("no less than {value}, its {column}"), value=shown(row[lower]), column=lower
        )
        faults.add(row.number, upper, shown(row[upper]), expected)
        return None, None
    return low, high
