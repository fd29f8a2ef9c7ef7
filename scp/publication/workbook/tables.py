"""From the cells of a file to rows: the same for XLSX and JSON, which differ only in how they
hold a cell."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from scp.core.forms import unstorable
from scp.core.tables import Words, said, shown
from scp.publication.workbook.book import Faults, Row
from scp.publication.workbook.columns import Code, Column, Misfit, Text, Whole
from scp.publication.workbook.sheets import AS_EXPORTED, REMOVE, VERSION, Sheet
from scp.publication.workbook.values import Value

MAX_ROWS = 150_000
YES = ("yes", "y", "true", "1", "x")
NO = ("", "no", "n", "false", "0")
KEY_LENGTH = 600
_VERSION = Whole(name=VERSION, most=2147483647)
_AS_EXPORTED = Code(name=AS_EXPORTED, codes=())


def check_header(sheet: Sheet, header: Sequence[str], faults: Faults) -> bool:
    """Whether a sheet has exactly the columns that it should, in any order."""
    differences: list[Words] = [
        *(said(_("{column} is missing"), column=n) for n in sheet.header if n not in header),
        *(
            said(_("{column} is not wanted"), column=shown(str(name)))
            for name in dict.fromkeys(header)
            if name not in sheet.header
        ),
        *(
            said(_("{column} is there twice"), column=n)
            for n in sheet.header
            if header.count(n) > 1
        ),
    ]
    for difference in differences[:20]:
        expected = said(_("the columns {columns}"), columns=", ".join(sheet.header))
        faults.add(sheet.name, 1, "", difference, expected)
    return not differences


def row_of(sheet: Sheet, number: int, cells: Mapping[str, Any], faults: Faults) -> Row | None:
    """One row, or None where a cell is not what its column holds; each such cell is a fault."""
    reader = _Cells(sheet, number, cells, faults)
    values = {column.name: reader.value(column) for column in sheet.columns}
    key = reader.key()
    version = reader.value(_VERSION) if sheet.of_items else None
    as_exported = str(reader.value(_AS_EXPORTED))
    remove = reader.remove()
    if reader.failed:
        return None
    return Row(
        number,
        key,
        values,
        version=version if isinstance(version, int) else None,
        as_exported=as_exported,
        remove=remove,
    )


class _Cells:
    """The cells of one row, and whether one of them was not what it should be."""

    def __init__(self, sheet: Sheet, number: int, cells: Mapping[str, Any], faults: Faults) -> None:
        self.sheet, self.number, self.cells, self.faults = sheet, number, cells, faults
        self.failed = False

    def value(self, column: Column) -> Value:
        try:
            return column.parse(self.cells[column.name])
        except Misfit as misfit:
            self.fail(column.name, misfit.found, misfit.expected)
            return column.empty

    def key(self) -> str:
        text = str(self.value(Text(name=self.sheet.key))).strip()
        if len(text) > KEY_LENGTH or unstorable(text):
            self.fail(
                self.sheet.key, shown(text), _("a reference, or nothing in a row that is new")
            )
        return text

    def remove(self) -> bool:
        cell = self.cells[REMOVE]
        text = "" if cell is None else str(cell).strip().casefold()
        if text not in YES + NO:
            self.fail(REMOVE, shown(text), _("“yes”, or nothing"))
        return text in YES

    def fail(self, column: str, found: Words, expected: Words) -> None:
        self.failed = True
        self.faults.add(self.sheet.name, self.number, column, found, expected)


def check_size(rows: int, faults: Faults) -> None:
    if rows > MAX_ROWS:
        faults.stop(
            said(_("more than {most:,} rows"), most=MAX_ROWS),
            said(_("at most {most:,} rows in all sheets"), most=MAX_ROWS),
        )


def is_blank(cells: Iterable[Any]) -> bool:
    """Whether a row has nothing in it: people leave some between others."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
