"""A whole plan as tables that people edit in a spreadsheet or a program, and bring back.

`book_of(plan)` is the plan as it is now, `write` and `read` make a file of it and come back to the
same, and `compare` says what a file would change. Nothing here writes to the plan: that is
`scp.publication.actions.workbooks`.
"""

from django.utils.translation import gettext as _

from scp.core.tables import said
from scp.plans.models import Plan
from scp.publication import cells
from scp.publication.workbook import as_json, xlsx, xlsx_reading
from scp.publication.workbook.book import Book, Fault, Faults, WorkbookError
from scp.publication.workbook.comparing import Change, Kind, compare
from scp.publication.workbook.reading import book_of
from scp.publication.workbook.shared import Shared

MAX_BYTES = 20_000_000
MEDIA_TYPES = {"xlsx": cells.MEDIA_TYPE, "json": as_json.MEDIA_TYPE}


def write(book: Book, *, plan: Plan, format: str) -> bytes:
    """The bytes of a plan's workbook as "xlsx" or "json"."""
    if format == "json":
        return as_json.write(book)
    return xlsx.write(book, title=plan.title, licence=licence(plan))


def licence(plan: Plan) -> str:
    """What may be done with a draft that is taken out of the plan."""
    return _(
        "A draft, for those who take part in the plan. Sources keep their own licences, which are "
        "in the sheets of evidence and indicators."
    )


def read(data: bytes) -> Book:
    """The workbook in a file, told from its first bytes. Raises WorkbookError."""
    if len(data) > MAX_BYTES:
        found = said(_("more than {most:,} bytes"), most=MAX_BYTES)
        Faults().stop(found, said(_("at most {most:,} bytes"), most=MAX_BYTES))
    if data.startswith(b"PK"):
        return xlsx_reading.read(data)
    return as_json.read(data)


__all__ = [
    "MAX_BYTES",
    "MEDIA_TYPES",
    "Book",
    "Change",
    "Fault",
    "Faults",
    "Kind",
    "Shared",
    "WorkbookError",
    "book_of",
    "compare",
    "read",
    "write",
]
