"""A workbook that is neither file nor database yet, and what is wrong with one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.core.errors import InvalidInput
from scp.core.tables import Words
from scp.publication.workbook.values import Value, fingerprint

FORMAT = "scp-workbook"
FORMAT_VERSION = 1
MAX_FAULTS = 100


@dataclass(frozen=True)
class Row:
    """One row of a sheet: one item, or one fact about one.

    `number` is its row in the file, for messages (1 is the header in a spreadsheet; in JSON rows
    are counted from 1). `key` is its reference, empty for one that is new. `version` is the item's
    at export; `as_exported` the fingerprint of the values then, by which is told whether somebody
    changed the row in the file.
    """

    number: int
    key: str
    values: Mapping[str, Value]
    version: int | None = None
    as_exported: str = ""
    remove: bool = False

    @property
    def fingerprint(self) -> str:
        return fingerprint(list(self.values.values()))


@dataclass(frozen=True)
class Book:
    """A plan as tables. `plan` is the short name of the plan it was exported from."""

    plan: str
    made_at: str
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(len(rows) for rows in self.tables.values())


@dataclass(frozen=True)
class Fault:
    """Something wrong. Without a sheet the file as a whole is at fault, without a row the sheet,
    without a column the row."""

    sheet: str
    row: int | None
    column: str
    found: Words
    expected: Words

    @property
    def place(self) -> str:
        parts: list[Words] = []
        if self.sheet:
            parts.append(format_lazy(gettext_lazy("sheet {name}"), name=self.sheet))
        if self.row is not None:
            parts.append(format_lazy(gettext_lazy("row {number}"), number=self.row))
        if self.column:
            parts.append(format_lazy(gettext_lazy("column {name}"), name=self.column))
        return ", ".join(map(str, parts)) or _("the file")

    def __str__(self) -> str:
        words = _("{place}: found {found}; expected {expected}.")
        return words.format(place=self.place, found=self.found, expected=self.expected)


class WorkbookError(InvalidInput):
    """A workbook was refused, and nothing of it was kept. Up to MAX_FAULTS faults are named."""

    def __init__(self, faults: Sequence[Fault], *, more: bool = False) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)
        self.more = more

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults]
        if self.more:
            lines.append(_("Only the first {count} faults are listed.").format(count=MAX_FAULTS))
        return "\n".join(lines)


class Faults:
    """The faults of one workbook, gathered while it is read, so that a person mends it in one go.
    Raises when there are MAX_FAULTS."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, sheet: str, row: int | None, column: str, found: Words, expected: Words) -> None:
        self.found.append(Fault(sheet, row, column, found, expected))
        if len(self.found) >= MAX_FAULTS:
            raise WorkbookError(self.found, more=True)

    def stop(self, found: Words, expected: Words, sheet: str = "") -> NoReturn:
        """Give up: the file cannot be read any further."""
        self.found.append(Fault(sheet, None, "", found, expected))
        raise WorkbookError(self.found)

    def raise_any(self) -> None:
        if self.found:
            raise WorkbookError(self.found)
