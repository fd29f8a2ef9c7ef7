"""What a workbook would change in a plan. Pure: a workbook that was filled in is laid over the
one that the plan would give now.

A row that is not in the file stays in the plan: only a "yes" in the column "remove" takes it out.
A row that nobody changed in the file is passed over, also if somebody changed it in the plan since.
One that was changed in both is a conflict, and is named.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from scp.core.tables import Words, said, shown
from scp.publication.workbook.book import Book, Faults, Row, WorkbookError
from scp.publication.workbook.columns import Column, ManyNamed, Named, Reference, References, Text
from scp.publication.workbook.reading import key_of
from scp.publication.workbook.rules import broken
from scp.publication.workbook.shared import WHAT, Shared
from scp.publication.workbook.sheets import KEY, REMOVE, SHEETS, VERSION, Sheet
from scp.publication.workbook.values import Value, in_words

# How the key of a row that is new may begin, so that other rows of the file can point to it.
NEW = "new"


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    REVISED = "revised"
    """A published value is given anew: another row, beside the one that stays."""


@dataclass(frozen=True)
class Difference:
    column: str
    before: Value
    after: Value

    @property
    def before_text(self) -> str:
        return in_words(self.before)

    @property
    def after_text(self) -> str:
        return in_words(self.after)


@dataclass(frozen=True)
class Change:
    """One row that would be added, changed or removed. `row` is as it stands in the file."""

    kind: Kind
    sheet: Sheet
    row: Row
    differences: tuple[Difference, ...] = ()

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def title(self) -> str:
        """What a reader knows the row by, beside its key."""
        texts = (
            value
            for column in self.sheet.columns
            if isinstance(column, Text) and isinstance(value := self.row.values[column.name], str)
        )
        return next((text for text in texts if text.strip()), "")[:100]


@dataclass
class _Comparison:
    given: Book
    current: Book
    shared: Shared
    copying: bool
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        self.known: dict[str, dict[str, Row]] = {
            sheet.name: {row.key: row for row in self.current.tables.get(sheet.name, ())}
            for sheet in SHEETS
        }
        self.labels: dict[str, set[str]] = {
            sheet.name: {row.key for row in self.rows(sheet) if self.is_new(row) and row.key}
            for sheet in SHEETS
        }
        self.facts: dict[str, set[str]] = {sheet.name: set() for sheet in SHEETS}
        self.removed = {
            row.key for sheet in SHEETS for row in self.rows(sheet) if row.remove and row.key
        }

    def rows(self, sheet: Sheet) -> list[Row]:
        return list(self.given.tables.get(sheet.name, ()))

    def is_new(self, row: Row) -> bool:
        return self.copying or not row.key or row.key.casefold().startswith(NEW)

    def changes(self) -> tuple[Change, ...]:
        found = [change for sheet in SHEETS for change in self.sheet(sheet)]
        self.faults.raise_any()
        return tuple(found)

    def sheet(self, sheet: Sheet) -> Iterator[Change]:
        seen: dict[str, int] = {}
        for row in self.rows(sheet):
            if row.key and row.key in seen:
                expected = said(_("each once; row {row} has it"), row=seen[row.key])
                self.faults.add(sheet.name, row.number, sheet.key, shown(row.key), expected)
                continue
            seen[row.key] = row.number
            change = self.added(sheet, row) if self.is_new(row) else self.known_row(sheet, row)
            if change:
                yield change

    def added(self, sheet: Sheet, row: Row) -> Change | None:
        if row.remove:
            self.faults.add(
                sheet.name, row.number, REMOVE, shown("yes"), _("nothing, in a row that is new")
            )
            return None
        for column in sheet.columns:
            self.check(sheet, row, column, new=True)
        self.check_together(sheet, row)
        self.check_is_new(sheet, row)
        return Change(Kind.ADDED, sheet, row)

    def check_is_new(self, sheet: Sheet, row: Row) -> None:
        """What makes a fact what it is may be in the plan, or in another new row of the file."""
        if sheet.of_items:
            return
        key = key_of(sheet, row.values)
        if key in self.known[sheet.name] or key in self.facts[sheet.name]:
            expected = _("each once: change the row that is there")
            self.faults.add(sheet.name, row.number, sheet.key, shown(key), expected)
        self.facts[sheet.name].add(key)

    def known_row(self, sheet: Sheet, row: Row) -> Change | None:
        current = self.known[sheet.name].get(row.key)
        if current is None:
            self.faults.add(
                *(sheet.name, row.number, sheet.key, shown(row.key)),
                _("one that is in the plan; nothing in a row that is new"),
            )
            return None
        if row.remove:
            return self.taken_out(sheet, row, current)
        differences = tuple(
            Difference(name, current.values[name], row.values[name])
            for name in sheet.by_name
            if current.values[name] != row.values[name]
        )
        if not differences or row.fingerprint == row.as_exported:
            return None
        if not self.is_as_exported(sheet, row, current):
            return None
        for difference in differences:
            self.check(sheet, row, sheet.by_name[difference.column], new=False)
        self.check_together(sheet, row)
        if sheet.name == "observations":
            return self.revised(sheet, row, differences)
        return self.changed(sheet, row, differences)

    def taken_out(self, sheet: Sheet, row: Row, current: Row) -> Change | None:
        if sheet.name == "observations":
            self.faults.add(
                *(sheet.name, row.number, REMOVE, shown("yes")),
                _("nothing: what was published stays"),
            )
            return None
        if not self.is_as_exported(sheet, row, current):
            return None
        return Change(Kind.REMOVED, sheet, current_at(row, current))

    def is_as_exported(self, sheet: Sheet, row: Row, current: Row) -> bool:
        """Whether nobody changed the item since the file was made; a fault if somebody did."""
        if row.as_exported:
            same = row.as_exported == current.fingerprint
        else:
            same = not sheet.of_items or row.version == current.version
        if not same:
            self.faults.add(
                *(sheet.name, row.number, VERSION if sheet.of_items else KEY),
                said(
                    _("a change to {key}, which somebody else changed since the export"),
                    key=row.key,
                ),
                _("what the plan says now: export it again and make the change there"),
            )
        return same

    def changed(self, sheet: Sheet, row: Row, differences: tuple[Difference, ...]) -> Change | None:
        for difference in differences:
            if sheet.by_name[difference.column].fixed:
                expected = said(
                    _("{value}, which stays; add another row instead"),
                    value=shown(difference.before_text),
                )
                found = shown(difference.after_text)
                self.faults.add(sheet.name, row.number, difference.column, found, expected)
                return None
        return Change(Kind.CHANGED, sheet, row, differences)

    def revised(self, sheet: Sheet, row: Row, differences: tuple[Difference, ...]) -> Change | None:
        """A published value is never overwritten: its revision names the edition it comes from."""
        touched = {difference.column for difference in differences}
        if touched & {"indicator", "area", "period", "breakdown"}:
            found, column = _("another value"), sheet.key
            expected = _("the same indicator, area, period and breakdown; add a row for another")
        elif "source_version" not in touched:
            found, column = _("another value of the same edition"), "source_version"
            expected = _("the name of the edition that revises it: what was published stays")
        else:
            self.check_is_new(sheet, row)
            return Change(Kind.REVISED, sheet, row, differences)
        self.faults.add(sheet.name, row.number, column, found, expected)
        return None

    def check(self, sheet: Sheet, row: Row, column: Column, *, new: bool) -> None:
        value = row.values[column.name]
        expected = column.misfit(value)
        if expected and value == column.empty and new and has_default(sheet, column):
            return
        if expected is None:
            expected = self.pointless(column, value)
        if expected:
            self.faults.add(sheet.name, row.number, column.name, shown(in_words(value)), expected)

    def check_together(self, sheet: Sheet, row: Row) -> None:
        """What must hold between the cells of one row."""
        for rule in broken(sheet.name, row.values):
            found = shown(in_words(row.values[rule.column]))
            self.faults.add(sheet.name, row.number, rule.column, found, rule.expected)

    def pointless(self, column: Column, value: Value) -> Words | None:
        """What was expected, where a cell names something that is not there."""
        wanted = value if isinstance(value, tuple) else (value,) if value else ()
        if isinstance(column, Named | ManyNamed):
            known = self.shared.of(column.of)
            return None if all(code in known for code in wanted) else WHAT[column.of]
        if isinstance(column, Reference | References):
            there = set().union(
                *(self.labels[name] | self.known[name].keys() for name in column.sheets)
            )
            if not set(wanted) <= there - self.removed:
                return said(
                    _("what stays in the plan, or is new in this file, of the sheets: {sheets}"),
                    sheets=", ".join(column.sheets),
                )
        return None


def compare(given: Book, current: Book, shared: Shared) -> tuple[Change, ...]:
    """Every row that would be added, changed or removed, in the order of the sheets.

    A workbook of another plan may fill one that has nothing yet. Raises WorkbookError naming all
    that is wrong.
    """
    copying = given.plan != current.plan
    if copying and current.rows:
        faults = Faults()
        faults.stop(
            said(_("a workbook of the plan {plan}"), plan=shown(given.plan)),
            said(
                _("one of the plan {plan}, which has something in it already"),
                plan=shown(current.plan),
            ),
        )
    return _Comparison(given, current, shared, copying).changes()


def current_at(row: Row, current: Row) -> Row:
    """A row as the plan has it, with its place in the file."""
    return Row(row.number, row.key, current.values, version=current.version, remove=True)


def has_default(sheet: Sheet, column: Column) -> bool:
    if sheet.model is None:
        return False
    fields: Mapping[str, object] = {f.name: f for f in sheet.model._meta.concrete_fields}
    found = fields.get(column.name)
    return found is not None and found.has_default()  # type: ignore[attr-defined]


__all__ = ["Change", "Difference", "Kind", "WorkbookError", "compare"]
