"""Reading CSV that somebody else wrote: all of it or none, and every fault named.

A fault says which file, row and column it is in, what was found and what was expected; row 1 is
the header, as in a spreadsheet. Up to MAX_ERRORS faults are collected before the reader gives up,
so that a person mends a file in one go rather than one fault at a time.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, NoReturn

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from scp.core.errors import InvalidInput

# What is said of a file, in the language of whoever reads it.
Words = str | Promise

MAX_BYTES = 20_000_000
MAX_ERRORS = 20

# What a spreadsheet would run, should the cell ever be opened in one.
FORMULA = re.compile(r"\s*[=+\-@]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
UTF_8 = _("UTF-8 text (save as “CSV UTF-8”)")
# Python's own number syntax would also take "1_000", "nan", "1e9" and digits of other scripts.
NUMBER = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,30})?")


@dataclass(frozen=True)
class Column:
    """A column that a file must have, or with `optional` may leave out: its cells are then empty.
    `max_length` is in characters."""

    name: str
    max_length: int = 300
    required: bool = False
    number: bool = False
    optional: bool = False


@dataclass(frozen=True)
class RowError:
    """One fault. `row` is None if the file as a whole is at fault, `column` if the row is."""

    file: str
    row: int | None
    column: str | None
    found: Words
    expected: Words

    def __str__(self) -> str:
        place: list[Words] = [self.file]
        if self.row is not None:
            place.append(format_lazy(_("row {number}"), number=self.row))
        if self.column is not None:
            place.append(format_lazy(_("column {name}"), name=self.column))
        return str(_("{place}: found {found}; expected {expected}.")).format(
            place=", ".join(map(str, place)), found=self.found, expected=self.expected
        )


class TableError(InvalidInput):
    """A file was refused. Nothing of it was kept. `errors` holds up to MAX_ERRORS faults."""

    def __init__(self, errors: Sequence[RowError], *, more: bool = False) -> None:
        super().__init__(errors)
        self.errors = tuple(errors)
        self.more = more

    def __str__(self) -> str:
        lines: list[object] = [*self.errors]
        if self.more:
            words = _("Only the first {count} faults are listed.")
            lines.append(format_lazy(words, count=len(self.errors)))
        return "\n".join(map(str, lines))


class Faults:
    """The faults of one file, gathered as it is read. Raises when there are MAX_ERRORS."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[RowError] = []

    def add(self, row: int | None, column: str | None, found: Words, expected: Words) -> None:
        self.errors.append(RowError(self.file, row, column, found, expected))
        if len(self.errors) >= MAX_ERRORS:
            raise TableError(self.errors, more=True)

    def stop(self, row: int | None, column: str | None, found: Words, expected: Words) -> NoReturn:
        self.errors.append(RowError(self.file, row, column, found, expected))
        raise TableError(self.errors)

    def raise_any(self) -> None:
        if self.errors:
            raise TableError(self.errors)


@dataclass(frozen=True)
class Row:
    """One data row: its number in the file and its cells, without outer white space."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def decimal(self, column: str) -> Decimal | None:
        """A number column's value; None where the cell is empty. The reader checked its syntax."""
        cell = self.cells[column]
        return Decimal(cell) if cell else None


@dataclass(frozen=True)
class Table:
    """A file that was read: its name for messages, its rows, and the bytes they came from."""

    name: str
    rows: tuple[Row, ...]
    data: bytes

    def faults(self) -> Faults:
        """Where the reader of the rows' meaning puts what it finds wrong."""
        return Faults(self.name)


def read_csv(
    source: Path | str | IO[bytes],
    *,
    columns: Sequence[Column],
    max_bytes: int = MAX_BYTES,
    name: str = "",
    unread: re.Pattern[str] | None = None,
) -> Table:
    """Read UTF-8 CSV (with or without BOM) that has exactly these columns, in any order, and with
    `unread` also others whose whole name it matches, which are left out.

    Raises TableError for a file that is too large (refused by its size, before reading), is not
    UTF-8, has NUL or control characters, another header, a row with too few or many cells, an
    empty required cell, over-long text, something other than a number in a number column, or a
    cell that a spreadsheet would take for a formula. Blank lines are skipped.
    """
    faults = Faults(name or _name(source))
    data = _bytes(source, faults, max_bytes)
    text = _text(data, faults)
    records = _records(text, faults)
    header = _header(records, columns, faults, unread)
    rows = tuple(_rows(records, header, {c.name: c for c in columns}, faults))
    faults.raise_any()
    return Table(faults.file, rows, data)


def said(words: Words, **parts: object) -> Words:
    """A translatable sentence with its parts, put together when somebody reads it."""
    return format_lazy(words, **parts)


def shown(value: str) -> Words:
    """A cell as it may be quoted in a message: short, and nothing in it but what prints."""
    if not value:
        return _("nothing")
    printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in value[:60])
    return f"“{printable}{'…' if len(value) > 60 else ''}”"


def _name(source: Path | str | IO[bytes]) -> str:
    path = source if isinstance(source, Path | str) else getattr(source, "name", "") or "file"
    return Path(str(path)).name


def _bytes(source: Path | str | IO[bytes], faults: Faults, max_bytes: int) -> bytes:
    expected = said(_("at most {most:,} bytes"), most=max_bytes)
    if isinstance(source, Path | str):
        path = Path(source)
        if not path.is_file():
            faults.stop(None, None, _("no such file"), _("a CSV file"))
        size = path.stat().st_size
    else:
        size = getattr(source, "size", None) or 0
    if size > max_bytes:
        faults.stop(None, None, said(_("{size:,} bytes"), size=size), expected)
    # A pipe or a stream may have no size to ask for, and a file may have grown since.
    if isinstance(source, Path | str):
        with Path(source).open("rb") as file:
            data = file.read(max_bytes + 1)
    else:
        data = source.read(max_bytes + 1)
    if len(data) > max_bytes:
        found = said(_("more than {most:,} bytes"), most=max_bytes)
        faults.stop(None, None, found, expected)
    return data


def _text(data: bytes, faults: Faults) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.stop(None, None, _("UTF-16 text"), UTF_8)
    if (nul := data.find(b"\x00")) >= 0:
        faults.stop(data.count(b"\n", 0, nul) + 1, None, _("a NUL byte"), _("text"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = said(_("the byte 0x{byte:02x}, which is not UTF-8"), byte=data[error.start])
        faults.stop(data.count(b"\n", 0, error.start) + 1, None, found, UTF_8)


def _records(text: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            found = said(_("text that is not CSV ({error})"), error=error)
            faults.stop(number, None, found, _("cells parted by commas"))
        if record:
            yield number, record


def _header(
    records: Iterator[tuple[int, list[str]]],
    columns: Sequence[Column],
    faults: Faults,
    unread: re.Pattern[str] | None,
) -> list[str | None]:
    """The names of the columns; None for one that is not to be read."""
    number, record = next(records, (1, []))
    names = [cell.strip() for cell in record]
    known = {column.name for column in columns}
    left_out = {n for n in names if unread and n not in known and unread.fullmatch(n)}
    header = [name for name in names if name not in left_out]
    wanted = [c.name for c in columns if not c.optional or c.name in header]
    if sorted(header) != sorted(wanted):
        found = said(_("the header {header}"), header=shown(",".join(names)))
        expected = said(
            _("the columns {columns} ({differences})"),
            columns=",".join(wanted),
            differences=_Listed(_differences(header, wanted)),
        )
        faults.stop(number, None, found if names else _("an empty file"), expected)
    return [None if name in left_out else name for name in names]


@dataclass(frozen=True)
class _Listed:
    """Some things in one sentence, put together when somebody reads it."""

    things: Sequence[Words]

    def __str__(self) -> str:
        return "; ".join(map(str, self.things))


def _differences(header: list[str], wanted: list[str]) -> list[Words]:
    found = [
        *(said(_("{column} is missing"), column=name) for name in wanted if name not in header),
        *(
            said(_("{column} is not wanted"), column=shown(name))
            for name in dict.fromkeys(header)
            if name not in wanted
        ),
        *(said(_("{column} is there twice"), column=n) for n in wanted if header.count(n) > 1),
    ]
    return found[:MAX_ERRORS]


def _rows(
    records: Iterator[tuple[int, list[str]]],
    header: list[str | None],
    columns: Mapping[str, Column],
    faults: Faults,
) -> Iterator[Row]:
    absent = dict.fromkeys((name for name in columns if name not in header), "")
    # Most cells of a long file are there many times: one of each is kept.
    pool: dict[str, str] = {}
    for number, record in records:
        if len(record) != len(header):
            faults.add(number, None, _cells(len(record)), _cells(len(header)))
            continue
        read = zip(header, (cell.strip() for cell in record), strict=True)
        cells = {name: pool.setdefault(cell, cell) for name, cell in read if name is not None}
        cells |= absent
        for name, cell in cells.items():
            if fault := _cell_fault(cell, columns[name]):
                faults.add(number, name, *fault)
        yield Row(number, cells)


def _cells(count: int) -> Words:
    return said(ngettext_lazy("{count} cell", "{count} cells", count), count=count)


def _cell_fault(cell: str, column: Column) -> tuple[Words, Words] | None:
    """(found, expected), or None where the cell is as it should be."""
    if not cell:
        return (_("nothing"), _("a value")) if column.required else None
    if len(cell) > column.max_length:
        found = said(_("{count:,} characters"), count=len(cell))
        return found, said(_("at most {most:,}"), most=column.max_length)
    if CONTROL.search(cell):
        return said(_("a control character in {cell}"), cell=shown(cell)), _("printable text")
    if is_number(cell):
        return None
    if FORMULA.match(cell):
        expected = _("text that a spreadsheet would not run")
        return said(_("a formula, {cell}"), cell=shown(cell)), expected
    if column.number:
        return shown(cell), _("a number such as 12.5")
    return None


def is_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell) is not None
