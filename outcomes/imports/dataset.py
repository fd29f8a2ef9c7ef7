"""What every format is read into: indicators with their values, checked but not yet stored."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# What a column of the database holds; publishers' floating-point noise goes beyond it.
PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 14


@dataclass(frozen=True)
class Point:
    """One published value: where, when, how much, and the publisher's word for it. `row` is its
    row in the file, for messages; the value is rounded to six decimals."""

    area: str
    period: str
    start: dt.date | None
    end: dt.date | None
    value: Decimal
    comparison: str
    row: int


@dataclass(frozen=True)
class Break:
    """A day from which the numbers are made differently."""

    on: dt.date
    note: str


@dataclass(frozen=True)
class Series:
    """An indicator as its publisher describes it, with its values in the published order.

    `fields` are the indicator's own; those in `SOURCED` follow the publisher at every import, the
    others are set once and then belong to the plan's people.
    """

    SOURCED = ("source", "source_url", "source_ids", "licence", "comparator")

    code: str
    fields: dict[str, Any]
    points: tuple[Point, ...]
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """All that was read, with the SHA-256 of both files. `rounded` counts the values that had
    more than six decimals. `file` is the name of the file of values, for messages."""

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
