"""An edition as a workbook: a sheet for each of its tables that has a row, to read and to count
with. To change a draft there is another one, `scp.publication.workbook`."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from scp.publication.cells import (
    CHANGED_BY_FILES,
    MEDIA_TYPE,
    README,
    Cells,
    about_apostrophes,
    escaped,
    say_size,
)
from scp.publication.content import PlanContent
from scp.publication.tabular.tables import Cell, Column, Table, tables

__all__ = ["MEDIA_TYPE", "write"]

LONGEST_NAME = 31  # of a sheet, in Excel
WIDE, NARROW = 40, 16
# Not shown to people: the same text without its marks is in the sheet, too.
LEFT_OUT = ("html",)
PROPERTIES = "docProps/core.xml"
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def write(content: PlanContent, *, sha256: str) -> bytes:
    """The workbook of an edition. Equal editions give equal bytes."""
    return _Writing().bytes(content, sha256)


class _Writing(Cells):
    def bytes(self, content: PlanContent, sha256: str) -> bytes:
        found = [table for table in tables(content) if table.rows]
        moment = content.published.published_at.astimezone(dt.UTC).replace(tzinfo=None)
        self.file.properties.created = moment
        self.file.properties.title = CHANGED_BY_FILES.sub("\ufffd", content.plan.title)
        self.read_me(_facts(content, sha256), found)
        for table in found:
            self.sheet(table)
        self.long_texts()
        buffer = io.BytesIO()
        self.file.save(buffer)
        return _as_of(buffer, moment)

    def read_me(self, facts: Sequence[tuple[str, str]], found: Sequence[Table]) -> None:
        page = self.file[README]
        say_size(page, 2, len(facts) + len(found) + 2)
        page.column_dimensions["A"].width = 32
        page.column_dimensions["B"].width = 100
        for name, fact in facts:
            page.append([self.bold(page, name), self.text(page, fact)])
        page.append([])
        self.header(page, (_("Sheet"), _("Rows")))
        for table in found:
            page.append([self.plain(page, _sheet_name(table)), len(table.rows)])

    def sheet(self, table: Table) -> None:
        page = self.file.create_sheet(_sheet_name(table))
        page.freeze_panes = "B2"
        shown = [n for n, column in enumerate(table.columns) if column.name not in LEFT_OUT]
        columns = [table.columns[number] for number in shown]
        for place, column in enumerate(columns, start=1):
            page.column_dimensions[get_column_letter(place)].width = _width(column)
        say_size(page, len(columns), len(table.rows) + 1)
        self.header(page, [column.name for column in columns])
        for row in table.rows:
            page.append([self.fact(page, row[number]) for number in shown])

    def fact(self, page: Any, cell: Cell) -> Any:
        if isinstance(cell, dt.datetime):  # a spreadsheet's times have no zone
            return self.plain(page, escaped(cell.isoformat()))
        if isinstance(cell, bool):
            return self.plain(page, _("yes") if cell else _("no"))
        return self.value(page, cell)


def _facts(content: PlanContent, sha256: str) -> list[tuple[str, str]]:
    facts = content.published
    return [
        (_("Plan"), content.plan.title),
        (_("Notice"), content.plan.illustrative_notice),
        (_("Edition"), facts.full_name),
        (_("Address"), facts.uri),
        (_("Published"), facts.published_at.isoformat()),
        (_("SHA-256 of the edition’s JSON"), sha256),
        (_("Licence"), content.licence),
        *((_("Attribution"), words) for words in content.attribution),
        (_("Apostrophes"), about_apostrophes()),
    ]


def _sheet_name(table: Table) -> str:
    """The table's name; of one that is too long for Excel, its first part in short."""
    if len(table.name) <= LONGEST_NAME:
        return table.name
    first, _underscore, rest = table.name.partition("_")
    return f"{first[: LONGEST_NAME - len(rest) - 1]}_{rest}"[:LONGEST_NAME]


def _width(column: Column) -> int:
    return WIDE if column.type is str and column.name in _PROSE else NARROW


_PROSE = {
    *("title", "statement", "text", "body", "summary", "rationale", "assumption", "definition"),
    *("who", "action", "reason", "method", "limitations", "response_text", "label", "source"),
}


def _as_of(file: io.BytesIO, moment: dt.datetime) -> bytes:
    """The same workbook, each part of it as old as the edition: openpyxl writes the time of day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as written, zipfile.ZipFile(packed, "w") as archive:
        for part in written.infolist():
            entry = zipfile.ZipInfo(part.filename, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            data = written.read(part)
            if part.filename == PROPERTIES:
                data = MODIFIED.sub(
                    rb"\g<1>%s\g<2>" % f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode(), data
                )
            archive.writestr(entry, data)
    return packed.getvalue()
