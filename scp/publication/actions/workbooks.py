"""Bringing a workbook back: all of it or none."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import DomainError
from scp.core.tables import said
from scp.plans import history, items, policies
from scp.plans.models import Plan
from scp.publication.workbook import Book, Change, Faults, Kind, Shared, book_of, compare
from scp.publication.workbook.sheets import SHEETS
from scp.publication.workbook.writing import Unresolved, Writing


@transaction.atomic
def load(*, plan: Plan, book: Book, by: Actor, at: dt.datetime | None = None) -> tuple[Change, ...]:
    """Make the plan say what a workbook says, each change through the action of its room, and
    return what was changed. Nothing is changed, and nothing left in the audit trail, by a workbook
    that says what the plan does.

    Raises WorkbookError naming all that is wrong, also where somebody changed the same item since
    the export; PolicyRefused if the plan has ended.
    """
    policies.check_can_be_edited(plan)
    # One write to a plan at a time: what is compared is what is written over.
    items.queue(plan)
    shared = Shared()
    changes = compare(book, book_of(plan), shared)
    if not changes:
        return ()
    with scope(plan=plan), history.because(_("From a workbook of {day}").format(day=book.made_at)):
        _Loading(Writing(plan=plan, by=by, at=at, shared=shared), changes).run()
    audit.record(
        action="workbook.imported",
        subject=plan.slug,
        by=by,
        at=at,
        chain=plan.audit_chain,
        data={
            "from_plan": book.plan,
            "made_at": book.made_at,
            "changes": dict(Counter(f"{c.sheet.name} {c.kind}" for c in changes)),
        },
    )
    return changes


class _Loading:
    """The changes in an order in which each finds what it needs, and what was refused."""

    def __init__(self, writing: Writing, changes: tuple[Change, ...]) -> None:
        self.writing = writing
        self.changes = changes
        self.faults = Faults()

    def run(self) -> None:
        for change in self.removals():
            self.write(change)
        for sheet in SHEETS:
            for change in self.of(sheet.name):
                self.write(change)
            self.finish(sheet.name)
        for change in self.of("portfolios", removed=True):
            self.write(change)
        self.faults.raise_any()

    def of(self, name: str, *, removed: bool = False) -> Iterator[Change]:
        return (
            change
            for change in self.changes
            if change.sheet.name == name and (change.kind == Kind.REMOVED) == removed
        )

    def removals(self) -> Iterator[Change]:
        """What hangs on something goes before it. A portfolio goes last: its pieces may move."""
        for sheet in reversed(SHEETS):
            if sheet.name != "portfolios":
                yield from self.of(sheet.name, removed=True)

    def finish(self, name: str) -> None:
        if name == "observations" and self.writing.observed:
            self.attempt(self.writing.observed[0][0], self.writing.publish)
        if name == "indicators":
            for change, indicator, key in self.writing.superseded:
                self.attempt(change, partial(self.writing.supersede, indicator, key))

    def write(self, change: Change) -> None:
        self.attempt(change, partial(self.writing.write, change))

    def attempt(self, change: Change, write: Callable[[], object]) -> None:
        """Write one row; what is refused is told, and the rest is tried all the same."""
        sheet, row = change.sheet.name, change.row.number
        try:
            with transaction.atomic():
                write()
        except DomainError as error:
            self.faults.add(sheet, row, "", str(error), _("a change that the plan allows"))
        except IntegrityError as error:
            rule = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
            found = said(_("values that break the rule “{rule}”"), rule=rule.replace("_", " "))
            self.faults.add(sheet, row, "", found, _("values that go together"))
        except Unresolved:
            pass  # the row that it points to was refused, and that is told
