"""Reading a published framework of goals: CSV with a row a goal.

The columns `code` and `label` are the goal's. The rest are the framework's own; they stand in the
first row, and in later rows are empty or the same.
"""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from scp.core.tables import Column, Faults, Row, Table, read_csv, said, shown

GOAL = (
    Column("code", required=True, max_length=40),
    Column("label", required=True, max_length=300),
)
FRAMEWORK = (
    Column("framework", max_length=60),
    Column("version", max_length=60),
    Column("title", max_length=200),
    Column("publisher", max_length=200),
    Column("published_on", max_length=10),
    Column("url", max_length=500),
    Column("licence", max_length=200),
    Column("note", max_length=500),
)
NEEDED = ("framework", "version", "title", "publisher")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class FrameworkFile:
    """One version of a framework, with its goals in the publisher's order."""

    code: str
    version: str
    title: str
    publisher: str
    published_on: dt.date | None
    url: str
    licence: str
    note: str
    goals: tuple[tuple[str, str], ...]

    def fields(self) -> dict[str, object]:
        names = ("title", "publisher", "published_on", "url", "licence", "note")
        return {name: getattr(self, name) for name in names}


def read(source: Path | str | IO[bytes]) -> FrameworkFile:
    """The framework of a file, or TableError naming each fault."""
    table = read_csv(source, columns=(*GOAL, *FRAMEWORK))
    faults = table.faults()
    if not table.rows:
        faults.stop(None, None, _("no goals"), _("a row for each goal"))
    first = table.rows[0]
    for name in NEEDED:
        if not first[name]:
            faults.add(first.number, name, _("nothing"), _("a value in the first row"))
    if first["framework"] and not SLUG.fullmatch(first["framework"]):
        expected = _("small letters, digits and hyphens, such as sdg")
        faults.add(first.number, "framework", shown(first["framework"]), expected)
    published_on, url = _day(first, faults), _address(first, faults)
    _check_rows(table, faults)
    faults.raise_any()
    return FrameworkFile(
        code=first["framework"],
        version=first["version"],
        title=first["title"],
        publisher=first["publisher"],
        published_on=published_on,
        url=url,
        licence=first["licence"],
        note=first["note"],
        goals=tuple((row["code"], row["label"]) for row in table.rows),
    )


def _day(row: Row, faults: Faults) -> dt.date | None:
    cell = row["published_on"]
    try:
        return dt.date.fromisoformat(cell) if cell else None
    except ValueError:
        faults.add(row.number, "published_on", shown(cell), _("a date such as 2026-02-09"))
        return None


def _address(row: Row, faults: Faults) -> str:
    try:
        if row["url"]:
            URLValidator(schemes=["http", "https"])(row["url"])
    except ValidationError:
        faults.add(row.number, "url", shown(row["url"]), _("a web address"))
    return row["url"]


def _check_rows(table: Table, faults: Faults) -> None:
    """Each goal once, and one framework a file."""
    first_row: dict[str, int] = {}
    for row in table.rows:
        if row["code"] in first_row:
            expected = said(
                _("each code once; it is in row {row} already"), row=first_row[row["code"]]
            )
            faults.add(row.number, "code", shown(row["code"]), expected)
        first_row.setdefault(row["code"], row.number)
        for column in FRAMEWORK:
            cell, wanted = row[column.name], table.rows[0][column.name]
            if cell not in ("", wanted):
                expected = said(_("nothing, or {cell} as in the first row"), cell=shown(wanted))
                faults.add(row.number, column.name, shown(cell), expected)
