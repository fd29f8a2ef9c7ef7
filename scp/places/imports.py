"""Reading the areas file of the Office for National Statistics (data/ons/areas.csv).

The file gives years, not days, for codes that came or went: `start` is the first year that has the
code and `end` the last. A code is taken to stand from 1 January of the one to 31 December of the
other, which is as near as the source allows.
"""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from scp.core.tables import Column, Faults, Row, Table, read_csv, said, shown
from scp.places.choices import GSS, LEVELS
from scp.places.models import Place

COLUMNS = (
    Column("areacd", required=True, max_length=9),
    Column("areanm", required=True, max_length=120),
    Column("levels"),
    Column("parents"),
    Column("start", number=True, max_length=4),
    Column("end", number=True, max_length=4),
    Column("keys"),
)
YEAR = re.compile(r"(19|20)[0-9]{2}")


@dataclass(frozen=True)
class Area:
    """One row of the file: a place, and the codes of the places it lies in."""

    code: str
    name: str
    levels: tuple[str, ...]
    parents: tuple[str, ...]
    valid_from: dt.date | None
    valid_to: dt.date | None

    def fields(self) -> dict[str, object]:
        return {
            "name": self.name,
            "levels": list(self.levels),
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
        }


def read(source: Path | str | IO[bytes], *, known: Collection[str] | None = None) -> list[Area]:
    """The areas of a file, or TableError naming each fault. Parents must be in the file or among
    the places that are `known` already (by default those in the database)."""
    table = read_csv(source, columns=COLUMNS)
    if known is None:
        known = set(Place.objects.values_list("code", flat=True))
    faults = table.faults()
    areas = [_area(row, faults) for row in table.rows]
    _check_codes(table, known, faults)
    faults.raise_any()
    return areas


def _area(row: Row, faults: Faults) -> Area:
    levels = tuple(row["levels"].split())
    for level in levels:
        if level not in LEVELS:
            expected = said(_("one of {codes}"), codes=", ".join(LEVELS))
            faults.add(row.number, "levels", shown(level), expected)
    start, end = _year(row, "start", faults), _year(row, "end", faults)
    if start and end and start > end:
        expected = said(_("{year} or later, as the code starts then"), year=start)
        faults.add(row.number, "end", str(end), expected)
    return Area(
        code=row["areacd"],
        name=row["areanm"],
        levels=levels,
        parents=tuple(row["parents"].split()),
        valid_from=dt.date(start, 1, 1) if start else None,
        valid_to=dt.date(end + 1, 1, 1) if end else None,
    )


def _year(row: Row, column: str, faults: Faults) -> int | None:
    cell = row[column]
    if not cell:
        return None
    if not YEAR.fullmatch(cell):
        faults.add(row.number, column, shown(cell), _("a year such as 2023"))
        return None
    return int(cell)


def _check_codes(table: Table, known: Collection[str], faults: Faults) -> None:
    first_row: dict[str, int] = {}
    for row in table.rows:
        code = row["areacd"]
        if not re.fullmatch(GSS, code):
            faults.add(row.number, "areacd", shown(code), _("a GSS code such as E08000009"))
        if code in first_row:
            expected = said(_("each code once; it is in row {row} already"), row=first_row[code])
            faults.add(row.number, "areacd", shown(code), expected)
        first_row.setdefault(code, row.number)
    for row in table.rows:
        for parent in row["parents"].split():
            if parent == row["areacd"] or (parent not in first_row and parent not in known):
                expected = _("the code of another area in this file or loaded before")
                faults.add(row.number, "parents", shown(parent), expected)
