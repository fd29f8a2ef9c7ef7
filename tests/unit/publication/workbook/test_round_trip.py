"""What comes back is what went out: to the character, to the last decimal."""

from collections.abc import Iterator
from typing import Any

import pytest
from django_scopes import scope

from scp.core.audit import Command
from scp.core.models import AuditEvent
from scp.plans.models import Plan
from scp.publication import workbook
from scp.publication.actions import workbooks
from scp.publication.workbook import as_json, xlsx, xlsx_reading
from scp.publication.workbook.book import Book
from scp.publication.workbook.sheets import SHEETS
from tests.factories import workbooks as generated
from tests.factories.plans import PlanFactory
from tests.factories.workbook_plans import stored_plan

# Generated plans, in parts of so many that two processes can share them.
PLANS, PART = 1_000, 50
STORED = 25
BY = Command("import_workbook")


def differences(before: Book, after: Book) -> Iterator[str]:
    """Where two workbooks differ, cell by cell."""
    if (before.plan, before.made_at) != (after.plan, after.made_at):
        yield "the facts of the workbook"
    for sheet in SHEETS:
        rows, others = before.tables.get(sheet.name, ()), after.tables.get(sheet.name, ())
        if len(rows) != len(others):
            yield f"{sheet.name}: {len(rows)} rows, then {len(others)}"
        for row, other in zip(rows, others, strict=False):
            for name in ("key", "version", "as_exported", "remove"):
                if getattr(row, name) != getattr(other, name):
                    yield f"{sheet.name} {row.number} {name}"
            for name, value in row.values.items():
                found = other.values[name]
                if found != value or type(found) is not type(value):
                    yield f"{sheet.name} {row.number} {name}: {value!r:.80} then {found!r:.80}"


@pytest.mark.parametrize("first", range(0, PLANS, PART))
def test_a_generated_plan_comes_back_the_same_from_xlsx_and_json(first):
    found = []
    for seed in range(first, first + PART):
        book = generated.book(seed, rows=2)
        data = xlsx.write(book, title=generated.TEXTS[seed % 7], licence="=a licence")
        found += [("xlsx", seed, d) for d in differences(book, xlsx_reading.read(data))]
        data = as_json.write(book)
        found += [("json", seed, d) for d in differences(book, as_json.read(data))]
        assert as_json.write(as_json.read(data)) == data
    assert found == []


def file_of(plan: Plan, form: str) -> Book:
    return workbook.read(workbook.write(workbook.book_of(plan), plan=plan, format=form))


def said_by(plan: Plan) -> dict[str, Any]:
    """All that a plan says, without how often it was changed."""
    book = workbook.book_of(plan)
    return {
        name: [(row.key, dict(row.values)) for row in rows] for name, rows in book.tables.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(STORED))
def test_a_stored_plan_is_not_changed_by_its_own_workbook(seed):
    plan = stored_plan(seed)
    before = said_by(plan)
    assert all(before[name] for name in ("evidence", "needs", "outcomes", "pieces", "gaps"))
    for form in ("xlsx", "json"):
        assert workbooks.load(plan=plan, book=file_of(plan, form), by=BY) == ()
    assert said_by(plan) == before
    assert not AuditEvent.objects.filter(chain=plan.audit_chain).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(STORED))
def test_a_workbook_fills_an_empty_plan_with_the_same(seed):
    plan = stored_plan(seed)
    copy = PlanFactory(slug=f"copy-{seed}", lead_organisation=plan.lead_organisation)
    changes = workbooks.load(plan=copy, book=file_of(plan, ("xlsx", "json")[seed % 2]), by=BY)
    assert len(changes) == workbook.book_of(plan).rows
    assert said_by(copy) == said_by(plan)
    with scope(plan=copy):
        assert workbooks.load(plan=copy, book=file_of(copy, "xlsx"), by=BY) == ()
