"""How a fact sits in a cell of a spreadsheet: so that none is run, lost or changed by the program
that opens it.

A text that a spreadsheet could take for a formula is written with an apostrophe before it, and so
is one that begins with an apostrophe: reading takes the first one away again. Text that a cell
cannot hold (it is too long, or XML or Excel would change it) goes into the sheet "Long text".
"""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
README, LONG = "Read me", "Long text"

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
DATE_FORMAT, TEXT_FORMAT = "yyyy-mm-dd", "@"


class Cells:
    """Makes the cells of one file, which begins with the sheet "Read me", and keeps the texts that
    no cell can hold until `long_texts` writes them."""

    def __init__(self) -> None:
        self.file = Workbook(write_only=True)
        self.styles = _Styles.of(self.file)
        self.long: list[str] = []

    def value(self, page: Any, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(page, value)
        if isinstance(value, Decimal):
            return self.number(page, value)
        if isinstance(value, dt.date):
            return self.day(page, value)
        return value

    def day(self, page: Any, day: dt.date) -> Any:
        if day < FIRST_SAFE_DAY:
            return self.plain(page, day.isoformat())
        return _cell(page, day, self.styles.day)

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

    def header(self, page: Any, names: Sequence[str]) -> None:
        page.append([self.bold(page, name) for name in names])

    def long_texts(self) -> None:
        page = self.file.create_sheet(LONG)
        self.header(page, ("number", "part", "text"))
        for number, text in enumerate(self.long, start=1):
            for part, start in enumerate(range(0, len(text), PART), start=1):
                page.append([number, part, self.plain(page, spelled(text[start : start + PART]))])


def plain_number(number: Decimal) -> str:
    """A number in digits, without an exponent or zeros that say nothing.

    >>> plain_number(Decimal("120.500000"))
    '120.5'
    """
    return f"{number.normalize() + 0:f}"


def escaped(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return MARK + text if RISKY.match(text) else text


def unescaped(text: str) -> str:
    """What `escaped` was given. An apostrophe that somebody typed before other text stays."""
    return text[1:] if text.startswith(MARK) and RISKY.match(text[1:]) else text


def about_apostrophes() -> str:
    """What a reader of a file is told about `escaped`."""
    return _(
        "An apostrophe before =, +, -, @ or another apostrophe keeps spreadsheets from running a "
        "text. It is not part of the text."
    )


def spelled(text: str) -> str:
    """Text as JSON writes it, in letters that every file keeps."""
    plain = json.dumps(text, ensure_ascii=False)
    return CHANGED_BY_FILES.sub(
        lambda found: "".join(f"\\u{ord(letter):04x}" for letter in found[0]), plain
    )


def say_size(page: Any, columns: int, rows: int) -> None:
    """Said in advance, or readers go through a whole sheet to find how large it is."""
    size = f"A1:{get_column_letter(columns)}{rows}"
    page.calculate_dimension = lambda: size


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


def _cell(page: Any, value: Any, style: Any) -> Any:
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    cell._style = style
    return cell
