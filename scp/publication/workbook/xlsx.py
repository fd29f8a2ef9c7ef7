"""A workbook as XLSX: written so that no spreadsheet runs what is in it, and read with care.

A text that a spreadsheet could take for a formula is written with an apostrophe before it, and so
is one that begins with an apostrophe: reading takes the first one away again. Text that a cell
cannot hold (it is too long, or XML or Excel would change it) goes into the sheet "Long text".
"""

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from scp.publication.workbook.book import FORMAT, FORMAT_VERSION, Book, Row
from scp.publication.workbook.columns import Code, Column, Day, Number, Text, Whole, as_cell
from scp.publication.workbook.sheets import AS_EXPORTED, REMOVE, SHEETS, VERSION, Sheet
from scp.publication.workbook.values import Value, plain_number

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
README, LISTS, LONG = "Read me", "Lists", "Long text"
HELPERS = (README, LISTS, LONG)
# The rows of the first sheet that a reader goes by.
FACTS = ("format", "format_version", "plan", "made_at")

# What a spreadsheet may take for a formula, and our own mark.
RISKY = re.compile(r"[=+\-@\t\r\n']")
MARK = "'"
LONG_CELL = "'long text {number}"
LONG_MARK = re.compile(r"'long text ([0-9]{1,7})")
# Excel keeps 32,767 UTF-16 code units in a cell.
LONGEST, PART = 32_000, 15_000
# Excel reads _x000D_ as a control character; XML has no U+FFFE and U+FFFF.
CHANGED_BY_FILES = re.compile("_x[0-9A-Fa-f]{4}_|x005F_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
# A binary fraction keeps that many decimal digits, whatever they are.
SAFE_DIGITS = 15
# Excel counts 29 February 1900, which never was.
FIRST_SAFE_DAY = dt.date(1900, 3, 1)
EMPTY_ROWS_CHECKED = 2000
WIDTHS = {Text: 40, Day: 12, Number: 14, Whole: 10}
DATE_FORMAT, TEXT_FORMAT = "yyyy-mm-dd", "@"

HOW_TO = (
    gettext_lazy("Change cells, add rows below the others, save, and import the file."),
    gettext_lazy("Nothing is stored before you have seen what would change and confirmed it."),
    gettext_lazy(
        "A row that is new has no reference: the plan gives it the next number. If other new rows "
        "point to it, call it “new 1”, “new 2” and so on."
    ),
    gettext_lazy(
        "A row that you delete stays in the plan. To take it out of the plan, write “yes” in its "
        "column “remove”."
    ),
    gettext_lazy(
        "Leave “reference”, “key”, “version” and “as_exported” as they are: by them the import "
        "tells which row is which, and whether somebody else changed it since."
    ),
    gettext_lazy(
        "A published value is never overwritten. To revise one, change the value and the source "
        "version in its row: the plan keeps both."
    ),
    gettext_lazy(
        "An apostrophe before =, +, - or @ keeps spreadsheets from running a text. It is not part "
        "of the text."
    ),
    gettext_lazy(
        "Not in the workbook: kept copies of sources, comments, and who is reminded of what."
    ),
)


def write(book: Book, *, title: str, licence: str) -> bytes:
    """The bytes of a workbook. `title` is the plan's; `licence` says what may be done with it."""
    return _Writing(book).bytes(title, licence)


class _Writing:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.file = Workbook(write_only=True)
        self.styles = _Styles.of(self.file)
        self.long: list[str] = []
        self.lists = _lists()

    def bytes(self, title: str, licence: str) -> bytes:
        self.read_me(title, licence)
        for sheet in SHEETS:
            self.sheet(sheet, self.book.tables.get(sheet.name, ()))
        self.codes()
        self.long_texts()
        buffer = io.BytesIO()
        self.file.save(buffer)
        return buffer.getvalue()

    def read_me(self, title: str, licence: str) -> None:
        page = self.file[README]
        columns = sum(len(sheet.columns) for sheet in SHEETS)
        _say_size(page, 3, len(FACTS) + len(HOW_TO) + columns + 5)
        page.column_dimensions["A"].width = 22
        page.column_dimensions["B"].width = 100
        facts = (FORMAT, FORMAT_VERSION, self.book.plan, self.book.made_at)
        for name, fact in zip(FACTS, facts, strict=True):
            page.append([self.bold(page, name), self.plain(page, escaped(str(fact)))])
        page.append([_("Plan"), self.plain(page, escaped(title))])
        page.append([_("Licence"), self.plain(page, escaped(licence))])
        page.append([])
        for sentence in HOW_TO:
            page.append([None, self.plain(page, str(sentence))])
        page.append([])
        page.append(
            [self.bold(page, word) for word in (_("Sheet"), _("Column"), _("What it holds"))]
        )
        for sheet in SHEETS:
            for column in sheet.columns:
                page.append([sheet.name, column.name, _explained(column)])

    def sheet(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        page = self.file.create_sheet(sheet.name)
        page.freeze_panes = "B2"
        for place, name in enumerate(sheet.header, start=1):
            width = next(
                (w for kind, w in WIDTHS.items() if isinstance(sheet.by_name.get(name), kind)), 18
            )
            page.column_dimensions[get_column_letter(place)].width = width
        last = len(rows) + 1 + EMPTY_ROWS_CHECKED
        for validation in self.validations(sheet, last):
            page.data_validations.append(validation)
        _say_size(page, len(sheet.header), len(rows) + 1)
        page.append([self.bold(page, name) for name in sheet.header])
        for row in rows:
            page.append(list(self.cells(page, sheet, row)))

    def validations(self, sheet: Sheet, last: int) -> Iterator[DataValidation]:
        for place, name in enumerate(sheet.header, start=1):
            column = sheet.by_name.get(name)
            if isinstance(column, Code):
                start, end = self.lists[sheet.name, name]
                formula = f"'{LISTS}'!$C${start}:$C${end}"
            elif name == REMOVE:
                formula = '"yes"'
            else:
                continue
            letter = get_column_letter(place)
            yield DataValidation(
                type="list", formula1=formula, allow_blank=True, sqref=f"{letter}2:{letter}{last}"
            )

    def cells(self, page: Any, sheet: Sheet, row: Row) -> Iterator[Any]:
        yield self.text(page, row.key)
        for column in sheet.columns:
            yield self.value(page, as_cell(column, row.values[column.name]))
        if sheet.of_items:
            yield row.version
        yield row.as_exported
        yield "yes" if row.remove else None

    def value(self, page: Any, value: Value) -> Any:
        if isinstance(value, str):
            return self.text(page, value)
        if isinstance(value, Decimal):
            return self.number(page, value)
        if isinstance(value, dt.date):
            if value < FIRST_SAFE_DAY:
                return self.plain(page, value.isoformat())
            return _cell(page, value, self.styles.day)
        return value

    def number(self, page: Any, number: Decimal) -> Any:
        """A number that a spreadsheet counts with, or text where it would lose digits."""
        plain = plain_number(number)
        digits = plain.lstrip("-0.").replace(".", "")
        if len(digits) > SAFE_DIGITS:
            return self.plain(page, escaped(plain))
        return int(plain) if "." not in plain else float(plain)

    def plain(self, page: Any, text: str) -> Any:
        return _cell(page, text, self.styles.text)

    def bold(self, page: Any, text: str) -> Any:
        return _cell(page, text, self.styles.bold)

    def text(self, page: Any, text: str) -> Any:
        if not text:
            return None
        if len(text.encode("utf-16-le")) // 2 > LONGEST or CHANGED_BY_FILES.search(text):
            self.long.append(text)
            return self.plain(page, LONG_CELL.format(number=len(self.long)))
        return self.plain(page, escaped(text))

    def codes(self) -> None:
        """The lists of codes, which the checks of cells point to."""
        page = self.file.create_sheet(LISTS)
        _say_size(page, 3, max(last for _first, last in self.lists.values()))
        page.append([self.bold(page, word) for word in ("sheet", "column", "code")])
        for sheet in SHEETS:
            for column in sheet.columns:
                for code in getattr(column, "codes", ()):
                    page.append([sheet.name, column.name, self.plain(page, code)])

    def long_texts(self) -> None:
        page = self.file.create_sheet(LONG)
        page.append([self.bold(page, word) for word in ("number", "part", "text")])
        for number, text in enumerate(self.long, start=1):
            for part, start in enumerate(range(0, len(text), PART), start=1):
                page.append([number, part, self.plain(page, spelled(text[start : start + PART]))])


def escaped(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return MARK + text if RISKY.match(text) else text


def unescaped(text: str) -> str:
    """What `escaped` was given. An apostrophe that somebody typed before other text stays."""
    return text[1:] if text.startswith(MARK) and RISKY.match(text[1:]) else text


def spelled(text: str) -> str:
    """Text as JSON writes it, in letters that every file keeps."""
    plain = json.dumps(text, ensure_ascii=False)
    return CHANGED_BY_FILES.sub(
        lambda found: "".join(f"\\u{ord(letter):04x}" for letter in found[0]), plain
    )


@dataclass(frozen=True)
class _Styles:
    """How cells look. Each is worked out once a file: openpyxl would do so for each cell, and that
    is most of its time."""

    text: Any
    day: Any
    bold: Any

    @classmethod
    def of(cls, file: Workbook) -> Self:
        page = file.create_sheet(README)
        text, day, bold = (WriteOnlyCell(page) for _number in range(3))
        text.number_format = bold.number_format = TEXT_FORMAT
        day.number_format = DATE_FORMAT
        bold.font = Font(bold=True)
        return cls(text=text._style, day=day._style, bold=bold._style)


def _say_size(page: Any, columns: int, rows: int) -> None:
    """Said in advance, or readers go through a whole sheet to find how large it is."""
    size = f"A1:{get_column_letter(columns)}{rows}"
    page.calculate_dimension = lambda: size


def _cell(page: Any, value: Any, style: Any) -> Any:
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    cell._style = style
    return cell


def _explained(column: Column) -> str:
    words = [str(column.holds)]
    if column.required:
        words.append(_("needed"))
    if column.fixed:
        words.append(_("stays as it is in a row that the plan has"))
    return "; ".join(words)


def _lists() -> dict[tuple[str, str], tuple[int, int]]:
    """The first and last row of each column's codes in the sheet of lists."""
    found, row = {}, 2
    for sheet in SHEETS:
        for column in sheet.columns:
            codes: Iterable[str] = getattr(column, "codes", ())
            if codes:
                found[sheet.name, column.name] = (row, row + len(tuple(codes)) - 1)
                row += len(tuple(codes))
    return found


__all__ = ["AS_EXPORTED", "VERSION", "escaped", "spelled", "unescaped", "write"]
