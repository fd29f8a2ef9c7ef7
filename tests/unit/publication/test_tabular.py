"""An edition as tables: nothing that is published is missing, and others' tools can read them."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from csvw import TableGroup  # type: ignore[import-untyped]
from csvw.dsv import reader  # type: ignore[import-untyped]
from hypothesis import given, settings
from openpyxl import load_workbook

from scp.publication.cells import LONG, MARK, README, unescaped
from scp.publication.content import Frozen, PlanContent
from scp.publication.tabular import csvw, spreadsheet, tables
from scp.publication.tabular.tables import SEPARATOR
from tests.factories import content as make
from tests.unit.publication.documents import complete, documents

HASH = "a" * 64


def an_edition(**facts: Any) -> PlanContent:
    return complete(edition=make.edition(), **facts)


def scalars(item: Any) -> Iterator[Any]:
    """Every single fact of a part of a document, however deep; texts of a list together."""
    for name in type(item).model_fields:
        value = getattr(item, name)
        if isinstance(value, Frozen):
            yield from scalars(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Frozen):
            for part in value:
                yield from scalars(part)
        elif isinstance(value, tuple):
            yield SEPARATOR.join(map(str, value))
        elif value is not None:
            yield value


def cells(content: PlanContent) -> list[Any]:
    return [cell for table in tables(content) for row in table.rows for cell in row]


class TestTables:
    @settings(max_examples=30)
    @given(content=documents)
    def test_every_fact_is_in_one(self, content: PlanContent) -> None:
        held = {(type(cell), cell) for cell in cells(content)}
        assert {(type(fact), fact) for fact in scalars(content)} - {(str, "")} <= held

    @settings(max_examples=30)
    @given(content=documents)
    def test_rows_are_told_apart_by_their_key_and_point_to_a_row(
        self, content: PlanContent
    ) -> None:
        keys: dict[str, set[tuple[Any, ...]]] = {}
        for table in tables(content):
            names = [column.name for column in table.columns]
            assert len(set(names)) == len(names)
            assert all(len(row) == len(names) for row in table.rows)
            places = [names.index(name) for name in table.key]
            keys[table.name] = {tuple(row[place] for place in places) for row in table.rows}
            if table.key != ("reference",) or not table.parent:
                # A plan gives a reference once; the documents made up here do so within a list.
                assert len(keys[table.name]) == len(table.rows) or not table.key
            if table.parent:
                above = {row[: len(table.parent_key)] for row in table.rows}
                assert above <= keys[table.parent]

    def test_a_list_inside_a_list_names_both(self) -> None:
        by_name = {table.name: table for table in tables(an_edition())}
        table = by_name["pieces_contributions_citations"]
        assert table.parent == "pieces_contributions"
        assert table.key == ("pieces_reference", "pieces_contributions_position", "position")
        assert by_name["pieces_measures_results"].key == ("reference",)


class TestCsvw:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        with zipfile.ZipFile(io.BytesIO(csvw.write(an_edition(), sha256=HASH))) as archive:
            archive.extractall(tmp_path)
        return tmp_path

    def test_a_reader_of_the_standard_takes_every_row(self, folder: Path) -> None:
        group = TableGroup.from_file(folder / csvw.METADATA)
        found = tables(an_edition())
        assert {str(table.url) for table in group.tables} == {f"{t.name}.csv" for t in found}
        group.check_referential_integrity()
        for table, ours in zip(group.tables, found, strict=True):
            # `strict`: a value that is not of its column's type is an error, and not a text.
            assert table.check_primary_key() is not False
            rows = list(table.iterdicts(strict=True))
            assert [tuple(map(_plain, row.values())) for row in rows] == [
                tuple(map(_read_back, row)) for row in _with_lists(ours)
            ]

    def test_says_whose_it_is_and_of_which_edition(self, folder: Path) -> None:
        common = TableGroup.from_file(folder / csvw.METADATA).common_props
        assert common["dc:rights"] == "Open Government Licence v3.0"
        assert HASH in common["dc:provenance"]

    def test_equal_editions_give_equal_bytes(self) -> None:
        assert csvw.write(an_edition(), sha256=HASH) == csvw.write(an_edition(), sha256=HASH)

    def test_no_text_is_a_formula_and_every_number_is_a_number(self) -> None:
        content = an_edition()
        needs = (content.needs[0].model_copy(update={"statement": "=1+1", "who": '-x\n"y"'}),)
        risky = content.model_copy(update={"needs": needs})
        with zipfile.ZipFile(io.BytesIO(csvw.write(risky, sha256=HASH))) as archive:
            rows = list(reader(io.StringIO(archive.read("needs.csv").decode()), dicts=True))
        assert rows[0]["statement"] == "'=1+1"
        assert rows[0]["who"] == '\'-x\n"y"'


def _with_lists(table: Any) -> Iterator[list[Any]]:
    for row in table.rows:
        yield [
            (cell.split(SEPARATOR) if cell else []) if column.listed else cell
            for column, cell in zip(table.columns, row, strict=True)
        ]


def _read_back(cell: Any) -> Any:
    """A fact as a reader of the standard has it: an empty text is none, a day begins at 00:00."""
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return dt.datetime.combine(cell, dt.time())
    return None if cell == "" else cell


def _plain(cell: Any) -> Any:
    if isinstance(cell, list):
        return [unescaped(part) for part in cell]
    return unescaped(cell) if isinstance(cell, str) else cell


class TestSpreadsheet:
    def sheets(self, content: PlanContent) -> Any:
        data = spreadsheet.write(content, sha256=HASH)
        return load_workbook(io.BytesIO(data))

    def test_has_a_sheet_for_each_table_with_rows(self) -> None:
        book = self.sheets(an_edition())
        filled = [table for table in tables(an_edition()) if table.rows]
        assert len(book.sheetnames) == len(filled) + 2
        assert all(len(name) <= 31 for name in book.sheetnames)
        for table, name in zip(filled, book.sheetnames[1:-1], strict=True):
            page = book[name]
            assert page.max_row == len(table.rows) + 1
            shown = [c.name for c in table.columns if c.name != "html"]
            assert [cell.value for cell in page[1]] == shown

    def test_begins_with_what_it_is(self) -> None:
        page = self.sheets(an_edition())[README]
        facts = {row[0].value: row[1].value for row in page.iter_rows() if row[0].value}
        assert facts["Edition"] == "Consultation draft 0.1"
        assert facts["SHA-256 of the edition’s JSON"] == HASH
        assert facts["Licence"] == "Open Government Licence v3.0"

    def test_keeps_numbers_and_days_as_such_and_runs_no_text(self) -> None:
        content = an_edition()
        needs = (content.needs[0].model_copy(update={"statement": "=1+1"}),)
        book = self.sheets(content.model_copy(update={"needs": needs}))
        statement = next(c for c in book["needs"][2] if c.value and "1+1" in str(c.value))
        assert (statement.value, statement.data_type) == (f"{MARK}=1+1", "s")
        kinds = {type(cell.value) for cell in book["indicators_targets"][2]}
        assert dt.datetime in kinds
        assert kinds & {int, float}

    def test_a_text_that_no_cell_holds_is_kept_whole(self) -> None:
        content = an_edition()
        body = "word " * 20_000
        sections = (content.sections[0].model_copy(update={"body": body}),)
        book = self.sheets(content.model_copy(update={"sections": sections}))
        parts = [row[2].value for row in book[LONG].iter_rows(min_row=2)]
        assert "".join(part.strip('"') for part in parts) == body

    def test_equal_editions_give_equal_bytes(self) -> None:
        assert spreadsheet.write(an_edition(), sha256=HASH) == spreadsheet.write(
            an_edition(), sha256=HASH
        )

    @settings(max_examples=10)
    @given(content=documents)
    def test_any_document_can_be_written(self, content: PlanContent) -> None:
        with_edition = content.model_copy(update={"edition": content.edition or make.edition()})
        book = load_workbook(io.BytesIO(spreadsheet.write(with_edition, sha256=HASH)))
        assert README in book.sheetnames


def test_decimals_are_written_without_an_exponent() -> None:
    assert csvw._cell(Decimal("1E+3")) == "1000"
