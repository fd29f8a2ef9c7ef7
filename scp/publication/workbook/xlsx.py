"""A workbook as XLSX, as people edit it: codes are chosen from lists, and the first sheet says what
each column holds. How a fact sits in a cell is `scp.publication.cells`.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from scp.publication.cells import LONG, README, Cells, escaped, say_size
from scp.publication.workbook.book import FORMAT, FORMAT_VERSION, Book, Row
from scp.publication.workbook.columns import Code, Column, Day, Number, Text, Whole, as_cell
from scp.publication.workbook.sheets import REMOVE, SHEETS, Sheet

LISTS = "Lists"
HELPERS = (README, LISTS, LONG)
# The rows of the first sheet that a reader goes by.
FACTS = ("format", "format_version", "plan", "made_at")
EMPTY_ROWS_CHECKED = 2000
WIDTHS = {Text: 40, Day: 12, Number: 14, Whole: 10}

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


class _Writing(Cells):
    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
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
        say_size(page, 3, len(FACTS) + len(HOW_TO) + columns + 5)
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
        self.header(page, (_("Sheet"), _("Column"), _("What it holds")))
        for sheet in SHEETS:
            for column in sheet.columns:
                page.append([sheet.name, column.name, explained(column)])

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
        say_size(page, len(sheet.header), len(rows) + 1)
        self.header(page, sheet.header)
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

    def codes(self) -> None:
        """The lists of codes, which the checks of cells point to."""
        page = self.file.create_sheet(LISTS)
        say_size(page, 3, max(last for _first, last in self.lists.values()))
        self.header(page, ("sheet", "column", "code"))
        for sheet in SHEETS:
            for column in sheet.columns:
                for code in getattr(column, "codes", ()):
                    page.append([sheet.name, column.name, self.plain(page, code)])


def explained(column: Column) -> str:
    """What a column holds, for whoever fills it in."""
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
