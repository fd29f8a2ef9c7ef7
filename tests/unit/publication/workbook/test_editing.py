"""One cell changed is one change; what others did meanwhile is not lost."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django_scopes import scope

from outcomes.models import Evidence, NeedCitation, Observation
from procurement.models import Portfolio
from scp.core.audit import Command
from scp.core.models import AuditEvent
from scp.plans.models import Plan
from scp.publication import workbook
from scp.publication.actions import workbooks
from scp.publication.workbook import Book, Change, Kind, WorkbookError
from scp.publication.workbook.book import Row
from scp.publication.workbook.sheets import BY_NAME, LEFT_OUT, SHEETS
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.plans import PlanFactory
from tests.factories.procurement import PieceFactory, PortfolioFactory
from tests.factories.workbook_plans import stored_plan

pytestmark = pytest.mark.django_db
BY = Command("import_workbook")


@pytest.fixture
def plan() -> Plan:
    """A plan with one of each of the main things."""
    plan = PlanFactory(slug="trafford")
    evidence = EvidenceFactory(plan=plan, title="A source")
    need = NeedFactory(plan=plan, evidence=[evidence], statement="People need homes")
    indicator = IndicatorFactory(plan=plan)
    ObservationFactory(indicator=indicator, year=2024)
    TargetFactory(indicator=indicator)
    OutcomeFactory(plan=plan, needs=[need], indicators=[indicator])
    return plan


def with_rows(book: Book, sheet: str, change: Callable[[list[Row]], list[Row]]) -> Book:
    return replace(book, tables={**book.tables, sheet: change(list(book.tables[sheet]))})


def with_cell(book: Book, sheet: str, column: str, value: Any, at: int = 0) -> Book:
    """The workbook after somebody changed one cell."""

    def change(rows: list[Row]) -> list[Row]:
        rows[at] = replace(rows[at], values={**rows[at].values, column: value})
        return rows

    return with_rows(book, sheet, change)


def new_row(sheet: str, key: str = "", **values: Any) -> Row:
    empty = {column.name: column.empty for column in BY_NAME[sheet].columns}
    return Row(99, key, {**empty, **values})


def removed(book: Book, sheet: str, at: int = 0) -> Book:
    def change(rows: list[Row]) -> list[Row]:
        rows[at] = replace(rows[at], remove=True)
        return rows

    return with_rows(book, sheet, change)


def load(plan: Plan, book: Book) -> tuple[Change, ...]:
    return workbooks.load(plan=plan, book=book, by=BY)


def refused(plan: Plan, book: Book) -> str:
    """What a person is told; nothing of it is stored."""
    before = workbook.book_of(plan).tables
    events = AuditEvent.objects.count()
    with pytest.raises(WorkbookError) as error:
        load(plan, book)
    assert workbook.book_of(plan).tables == before
    assert AuditEvent.objects.count() == events
    return str(error.value)


# --- Changes --------------------------------------------------------------------------------------


def test_one_changed_cell_is_just_that_change(plan):
    before = workbook.book_of(plan)
    book = with_cell(before, "evidence", "title", "=2+2")

    (change,) = load(plan, workbook.read(workbook.write(book, plan=plan, format="xlsx")))

    assert (change.kind, change.key) == (Kind.CHANGED, "EV-001")
    assert [(d.column, d.before, d.after) for d in change.differences] == [
        ("title", "A source", "=2+2")
    ]
    after = workbook.book_of(plan)
    expected = with_cell(before, "evidence", "title", "=2+2").tables
    for name, rows in after.tables.items():
        assert [row.values for row in rows] == [row.values for row in expected[name]], name
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["evidence.revised", "workbook.imported"]


@pytest.mark.parametrize("seed", range(5))
def test_each_text_of_a_plan_can_be_changed_alone(seed):
    plan = stored_plan(seed)
    for sheet, column in (
        *(("needs", "statement"), ("outcomes", "summary"), ("indicators", "definition")),
        *(("gaps", "answer"), ("contributions", "rationale"), ("targets", "note")),
        *(("pieces", "summary"), ("sections", "body"), ("ratings", "rationale")),
        *(("measures", "title"), ("results", "source"), ("breaks", "note")),
        *(("citations", "locator"),),
    ):
        book = workbook.book_of(plan)
        at = len(book.tables[sheet]) - 1
        if at < 0:
            continue
        book = with_cell(book, sheet, column, f"Another {sheet}", at)
        changes = load(plan, book)
        assert [(c.sheet.name, c.key) for c in changes] == [(sheet, book.tables[sheet][at].key)]
        assert workbook.book_of(plan).tables[sheet][at].values[column] == f"Another {sheet}"


def test_new_rows_get_numbers_and_point_to_each_other(plan):
    book = workbook.book_of(plan)
    book = with_rows(
        book,
        "needs",
        lambda rows: [*rows, new_row("needs", "new 1", statement="People need light", who="All")],
    )
    book = with_rows(
        book,
        "outcomes",
        lambda rows: [
            *rows,
            new_row("outcomes", statement="It is light", theme="social", needs=("N1", "new 1")),
        ],
    )
    book = with_rows(
        book,
        "citations",
        lambda rows: [
            *rows,
            new_row("citations", claim="new 1", evidence="EV-001", relation="contradicts"),
        ],
    )

    assert [change.kind for change in load(plan, book)] == [Kind.ADDED] * 3

    after = workbook.book_of(plan).tables
    assert [row.key for row in after["needs"]] == ["N1", "N2"]
    assert after["outcomes"][1].values["needs"] == ("N1", "N2")
    assert after["citations"][-1].values["claim"] == "N2"
    assert after["citations"][-1].values["relation"] == "contradicts"


def test_a_row_that_was_deleted_in_the_file_stays_in_the_plan(plan):
    book = with_rows(workbook.book_of(plan), "targets", lambda rows: [])
    assert load(plan, book) == ()
    assert len(workbook.book_of(plan).tables["targets"]) == 1


def test_a_row_is_taken_out_by_a_word(plan):
    (change,) = load(plan, removed(workbook.book_of(plan), "targets"))
    assert (change.kind, change.key) == (Kind.REMOVED, "T1")
    assert workbook.book_of(plan).tables["targets"] == []


def test_a_piece_moves_and_its_portfolio_goes_in_one_workbook(plan):
    PieceFactory(portfolio=PortfolioFactory(plan=plan))
    PortfolioFactory(plan=plan)
    book = with_cell(workbook.book_of(plan), "pieces", "portfolio", "PF2")
    load(plan, removed(book, "portfolios"))
    with scope(plan=plan):
        assert [row.reference for row in Portfolio.objects.all()] == ["PF2"]


def test_a_citation_is_withdrawn(plan):
    load(plan, removed(workbook.book_of(plan), "citations"))
    with scope(plan=plan):
        assert not NeedCitation.objects.exists()
    assert AuditEvent.objects.filter(action="need.citation_removed").exists()


def test_a_published_value_is_revised_by_another_row(plan):
    book = workbook.book_of(plan)
    book = with_cell(book, "observations", "value", 51)
    assert "what was published stays" in refused(plan, book)

    (change,) = load(plan, with_cell(book, "observations", "source_version", "test 2"))

    assert change.kind == Kind.REVISED
    with scope(plan=plan):
        rows = list(Observation.objects.order_by("pk").values_list("value", "status"))
    assert rows == [(Decimal(50), "final"), (Decimal(51), "revised")]


def test_a_new_period_is_put_where_the_file_has_it(plan):
    book = workbook.book_of(plan)
    given: dict[str, Any] = {**book.tables["observations"][0].values}
    given |= {"period": "2023", "value": Decimal(49)}
    rows = [new_row("observations", **given), *book.tables["observations"]]
    load(plan, with_rows(book, "observations", lambda _rows: rows))
    after = workbook.book_of(plan).tables["observations"]
    assert [row.values["period"] for row in after] == ["2023", "2024"]


# --- What others did meanwhile --------------------------------------------------------------------


def test_a_row_that_only_others_changed_stays_as_they_left_it(plan):
    book = workbook.book_of(plan)
    load(plan, with_cell(book, "evidence", "title", "Theirs"))
    changes = load(plan, with_cell(book, "needs", "statement", "Ours"))
    assert [change.key for change in changes] == ["N1"]
    with scope(plan=plan):
        assert Evidence.objects.get().title == "Theirs"


@pytest.mark.parametrize("with_fingerprint", [True, False])
def test_a_row_that_both_changed_is_named_and_nothing_is_lost(plan, with_fingerprint):
    book = workbook.book_of(plan)
    load(plan, with_cell(book, "evidence", "title", "Theirs"))
    book = with_cell(book, "evidence", "title", "Ours")
    if not with_fingerprint:
        book = with_rows(book, "evidence", lambda rows: [replace(rows[0], as_exported="")])
    told = refused(plan, with_cell(book, "needs", "statement", "Ours"))
    assert "sheet evidence, row 2, column version: found a change to EV-001" in told
    assert "needs" not in told


def test_what_both_changed_alike_is_no_conflict(plan):
    book = with_cell(workbook.book_of(plan), "evidence", "title", "The same")
    load(plan, book)
    assert load(plan, book) == ()


def test_what_somebody_else_changed_is_not_removed(plan):
    book = workbook.book_of(plan)
    load(plan, with_cell(book, "targets", "note", "Agreed on Monday"))
    assert "somebody else changed" in refused(plan, removed(book, "targets"))


# --- What is refused ------------------------------------------------------------------------------

WRONG: dict[str, tuple[str, str, Any, str]] = {
    "nothing where a value is needed": ("needs", "statement", " ", "expected a value"),
    "too long": ("needs", "who", "x" * 301, "at most 300 characters"),
    "a code that is none": ("evidence", "type", "rumour", "one of: official_statistic"),
    "one code of several": ("needs", "source_kinds", ("gossip",), "one of: citizen_voice"),
    "an address that would run": ("evidence", "url", "javascript:alert(1)", "valid URL"),
    "a reference that is none": ("outcomes", "needs", ("N1", "N77"), "of the sheets: needs"),
    "a reference of another kind": ("outcomes", "needs", ("I1",), "of the sheets: needs"),
    "a place that is none": ("needs", "places", ("E99999999",), "the GSS code of a place"),
    "a fixed cell": ("targets", "indicator", "", "expected a value"),
    "half of a pair": ("needs", "confidence", "strong", "all of confidence, confidence_reason"),
    "an end before its beginning": ("indicators", "band_upper", 1, "all of band_lower"),
    "a year that is none": ("outcomes", "horizon", 1999, "a year from 2000 to 2150"),
    "too many decimals": ("indicators", "decimals", 7, "from 0 to 6"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_form_would_refuse_is_refused_with_its_place(plan, name):
    sheet, column, value, expected = WRONG[name]
    told = refused(plan, with_cell(workbook.book_of(plan), sheet, column, value))
    assert told.startswith(f"sheet {sheet}, row 2, column "), told
    assert expected in told


def test_everything_that_is_wrong_is_told_at_once(plan):
    book = with_cell(workbook.book_of(plan), "needs", "statement", "")
    book = with_cell(book, "evidence", "type", "rumour")
    book = with_cell(book, "outcomes", "horizon", 1)
    assert len(refused(plan, book).splitlines()) == 3


def test_a_refusal_of_an_action_names_the_row(plan):
    book = workbook.book_of(plan)
    target = replace(book.tables["targets"][0], key="", number=99)
    told = refused(plan, with_rows(book, "targets", lambda rows: [*rows, target]))
    assert told.startswith("sheet targets, row 99: found I1 already has a target")


def test_a_reference_twice_is_refused(plan):
    book = with_rows(workbook.book_of(plan), "needs", lambda rows: rows * 2)
    assert "each once" in refused(plan, book)


def test_a_reference_that_the_plan_never_had_is_refused(plan):
    book = workbook.book_of(plan)
    stranger = replace(book.tables["needs"][0], key="N50")
    told = refused(plan, with_rows(book, "needs", lambda rows: [*rows, stranger]))
    assert "column reference: found “N50”; expected one that is in the plan" in told


def test_a_value_that_was_published_is_not_taken_out(plan):
    told = refused(plan, removed(workbook.book_of(plan), "observations"))
    assert "what was published stays" in told


def test_a_workbook_of_another_plan_does_not_go_over_one_that_has_something(plan):
    other = stored_plan(1, slug="stockport")
    assert "a workbook of the plan “stockport”" in refused(plan, workbook.book_of(other))


# --- The whole plan -------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.model], ids=lambda sheet: sheet.name)
def test_every_field_of_a_sheets_model_is_in_it_or_said_to_be_left_out(sheet):
    model: Any = sheet.model
    fields = {f.name for f in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    assert fields - set(sheet.by_name) - set(LEFT_OUT) == set()
    assert set(sheet.by_name) - fields <= {"library"}
