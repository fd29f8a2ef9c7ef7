"""Reading XLSX that somebody else wrote."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from outcomes.copies import office
from scp.core.errors import InvalidInput
from scp.core.tables import said, shown
from scp.publication.cells import LONG, LONG_MARK, README, unescaped
from scp.publication.workbook.book import FORMAT, FORMAT_VERSION, Book, Faults, Row
from scp.publication.workbook.sheets import BY_NAME, Sheet
from scp.publication.workbook.tables import check_header, check_size, is_blank, row_of
from scp.publication.workbook.xlsx import FACTS, HELPERS

A_WORKBOOK = _("an XLSX workbook that was exported from a plan")
# Rows of the first sheet that are looked through for the facts of the workbook.
FACT_ROWS = 20
XML = (".xml", ".rels", ".vml")
# How much of a part is looked at for a document type; its first element is in the first line.
PROLOG = 4_096
WIDEST = 60
# How far a sheet may run on without a row that has something in it.
BLANK_ROWS = 5_000


class _Formula:
    """A cell that a spreadsheet would work out. It is refused, not read for its last result."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def read(data: bytes) -> Book:
    """The workbook that XLSX holds. Raises WorkbookError naming what is wrong.

    What unpacks to far more than it is, has macros, is locked, or declares entities or a document
    type in its XML is refused before anything of it is read.
    """
    faults = Faults()
    _check_harmless(data, faults)
    try:
        file = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        return _Reading(file, faults).book()
    # Whatever openpyxl meets in a file that no office program wrote.
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
        found = said(_("XML that is not a workbook’s ({error})"), error=str(error)[:200])
        faults.stop(found, A_WORKBOOK)
    except (ParseError, SyntaxError, zipfile.BadZipFile, EOFError, OSError):
        faults.stop(_("a damaged file"), A_WORKBOOK)


def _check_harmless(data: bytes, faults: Faults) -> None:
    try:
        media_type = office.media_type(io.BytesIO(data))
    except InvalidInput as error:
        faults.stop(str(error), A_WORKBOOK)
    if media_type != office.XLSX:
        faults.stop(_("a Word document"), A_WORKBOOK)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith(XML):
                continue  # pictures, printer settings: nothing reads them
            with archive.open(name) as part:
                if not _is_plain_xml(part.read(PROLOG)):
                    found = said(_("a document type or an entity in {part}"), part=shown(name))
                    faults.stop(found, _("plain XML"))


def _is_plain_xml(beginning: bytes) -> bool:
    """Whether an XML part has no document type before its first element: that is where bombs and
    addresses of other files are declared."""
    try:
        next(iterparse(io.BytesIO(beginning), events=("start",), forbid_dtd=True))
    except (DefusedXmlException, ParseError, LookupError, ValueError, StopIteration):
        return False
    return True


class _Reading:
    def __init__(self, file: Any, faults: Faults) -> None:
        self.file = file
        self.faults = faults
        self.long: dict[int, str] = {}
        self.rows_read = 0

    def book(self) -> Book:
        facts = self.facts()
        self.check_names()
        self.long = self.long_texts()
        tables: dict[str, list[Row]] = {}
        for name in self.file.sheetnames:
            if name in BY_NAME:
                tables[name] = list(self.table(BY_NAME[name]))
        self.faults.raise_any()
        return Book(facts["plan"], facts["made_at"], tables)

    def facts(self) -> dict[str, str]:
        if README not in self.file.sheetnames:
            found = said(_("no sheet called “{name}”"), name=README)
            self.faults.stop(found, A_WORKBOOK)
        facts: dict[str, str] = {}
        for _number, cells in zip(range(FACT_ROWS), self.cells(README), strict=False):
            name, fact = [*cells, None, None][:2]
            if name in FACTS:
                facts.setdefault(str(name), unescaped(str(fact)))
        wanted = {"format": FORMAT, "format_version": str(FORMAT_VERSION)}
        for name in FACTS:
            found = facts.get(name, "")
            expected = wanted.get(name, found or "a fact")
            if found != expected:
                self.faults.stop(
                    shown(found), said("{name}: {fact}", name=name, fact=expected), README
                )
        return facts

    def check_names(self) -> None:
        expected = said(_("the sheets {sheets}"), sheets=", ".join(BY_NAME))
        for name in self.file.sheetnames:
            if name not in BY_NAME and name not in HELPERS:
                self.faults.add("", None, "", said(_("a sheet {name}"), name=shown(name)), expected)

    def long_texts(self) -> dict[int, str]:
        """Texts too long for a cell, put together from their parts in the order of the sheet."""
        found: dict[int, str] = {}
        if LONG not in self.file.sheetnames:
            return found
        for number, cells in enumerate(self.cells(LONG), start=1):
            if number == 1 or is_blank(cells):
                continue
            try:
                of, _part, text = cells[:3]
                found[int(of)] = found.get(int(of), "") + str(json.loads(text))
            except (TypeError, ValueError):
                self.faults.add(LONG, number, "", shown(str(cells)), _("what the export wrote"))
        return found

    def cells(self, name: str) -> Iterator[list[Any]]:
        """The cells of a sheet row by row, whatever size it says that it has."""
        page = self.file[name]
        if not hasattr(page, "reset_dimensions"):
            found = _("a sheet of charts")
            self.faults.stop(found, A_WORKBOOK, name)
        page.reset_dimensions()
        blank = 0
        for cells in page.iter_rows(max_col=WIDEST):
            row = [_plain(cell) for cell in cells]
            blank = blank + 1 if is_blank(row) else 0
            if blank > BLANK_ROWS:
                return
            yield row

    def table(self, sheet: Sheet) -> Iterator[Row]:
        header: list[str] = []
        for number, cells in enumerate(self.cells(sheet.name), start=1):
            if number == 1:
                header = ["" if cell is None else str(cell).strip() for cell in cells]
                while header and not header[-1]:
                    header.pop()
                if not check_header(sheet, header, self.faults):
                    return
                continue
            if is_blank(cells):
                continue
            self.rows_read += 1
            check_size(self.rows_read, self.faults)
            if row := self.row(sheet, number, header, cells):
                yield row
        if not header:
            check_header(sheet, header, self.faults)

    def row(self, sheet: Sheet, number: int, header: list[str], cells: list[Any]) -> Row | None:
        if not is_blank(cells[len(header) :]):
            self.faults.add(
                *(sheet.name, number, "", _("a cell beyond the last column")), _("nothing there")
            )
            return None
        cells = [*cells, *[None] * len(header)][: len(header)]
        found = {
            name: self.text(cell) if isinstance(cell, str) else cell
            for name, cell in zip(header, cells, strict=True)
        }
        formulas = [name for name, cell in found.items() if isinstance(cell, _Formula)]
        for name in formulas:
            text = said(_("a formula, {cell}"), cell=shown(str(found[name])))
            self.faults.add(sheet.name, number, name, text, _("its value, as text or a number"))
        return None if formulas else row_of(sheet, number, found, self.faults)

    def text(self, cell: str) -> str:
        mark = LONG_MARK.fullmatch(cell)
        if mark and int(mark[1]) in self.long:
            return self.long[int(mark[1])]
        return unescaped(cell)


def _plain(cell: Any) -> Any:
    """A cell's value; formulas are told from text that begins like one."""
    value = cell.value
    if getattr(cell, "data_type", None) == "f":
        return _Formula(str(getattr(value, "text", value)))
    if getattr(cell, "data_type", None) == "e":
        return _Formula(str(value))
    return value
