import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp.core.tables import MAX_ERRORS, Column, Row, RowError, Table, TableError, read_csv

COLUMNS = (Column("name", required=True, max_length=20), Column("value", number=True))


def read(data: bytes | str, **options: Any) -> Table:
    raw = data if isinstance(data, bytes) else data.encode()
    return read_csv(io.BytesIO(raw), columns=COLUMNS, name="things.csv", **options)


def refused(data: bytes | str, **options: Any) -> tuple[RowError, ...]:
    with pytest.raises(TableError) as caught:
        read(data, **options)
    return caught.value.errors


def test_reads_rows_with_their_numbers() -> None:
    table = read("name,value\nAltrincham,1.50\n\nSale,\n")

    assert [(row.number, row["name"], row.decimal("value")) for row in table.rows] == [
        (2, "Altrincham", Decimal("1.50")),
        (4, "Sale", None),
    ]


def test_takes_a_byte_order_mark_windows_line_ends_and_columns_in_any_order() -> None:
    (row,) = read(b'\xef\xbb\xbfvalue,name\r\n-3.25,"Hale, and ""Barns"""\r\n').rows

    assert row["name"] == 'Hale, and "Barns"'
    assert row.decimal("value") == Decimal("-3.25")


@pytest.mark.parametrize(
    ("data", "row", "column", "found", "expected"),
    [
        ("", 1, None, "an empty file", "the columns name,value"),
        ("name\nSale\n", 1, None, "“name”", "value is missing"),
        ("name,value,extra\n", 1, None, "“name,value,extra”", "“extra” is not wanted"),
        ("name,value,name\n", 1, None, "“name,value,name”", "name is there twice"),
        ("name,value\nSale\n", 2, None, "1 cell", "2 cells"),
        ("name,value\nSale,1,2\n", 2, None, "3 cells", "2 cells"),
        ("name,value\n,1\n", 2, "name", "nothing", "a value"),
        ("name,value\nSale,many\n", 2, "value", "“many”", "a number"),
        ("name,value\nSale,1_000\n", 2, "value", "“1_000”", "a number"),
        ("name,value\nSale,nan\n", 2, "value", "“nan”", "a number"),
        ("name,value\nSale,٣\n", 2, "value", "“٣”", "a number"),
        (f"name,value\n{'x' * 21},1\n", 2, "name", "21 characters", "at most 20"),
        ("name,value\n=1+1,1\n", 2, "name", "a formula, “=1+1”", "would not run"),
        ("name,value\n+SUM(A1),1\n", 2, "name", "a formula, “+SUM(A1)”", "would not run"),
        ("name,value\n-cmd,1\n", 2, "name", "a formula, “-cmd”", "would not run"),
        ("name,value\n  @x,1\n", 2, "name", "a formula, “@x”", "would not run"),
        ("name,value\nSale,=1\n", 2, "value", "a formula", "would not run"),
        ("name,value\nS\x07ale,1\n", 2, "name", "“S\\x07ale”", "printable text"),
        ("name,value\nSale,1\nA\x00b,1\n", 3, None, "a NUL byte", "text"),
        (b"name,value\nSale,1\nM\xe9nage,1\n", 3, None, "the byte 0xe9", "UTF-8"),
        ("name,value\n".encode("utf-16"), None, None, "UTF-16", "UTF-8"),
        ('name,value\n"Sale,1\n', 2, None, "not CSV", "cells parted by commas"),
        ('name,value\n"Sa"le,1\n', 2, None, "not CSV", "cells parted by commas"),
    ],
)
def test_names_what_is_wrong_and_where(
    data: bytes | str, row: int | None, column: str | None, found: str, expected: str
) -> None:
    (error,) = refused(data)

    assert (error.file, error.row, error.column) == ("things.csv", row, column)
    assert found in str(error.found)
    assert expected in str(error.expected)


def test_collects_faults_so_that_a_file_is_mended_in_one_go() -> None:
    errors = refused("name,value\n=a,x\n,1\nSale,1\nHale\n")

    assert [(error.row, error.column) for error in errors] == [
        (2, "name"),
        (2, "value"),
        (3, "name"),
        (5, None),
    ]


def test_gives_up_after_twenty_faults_and_says_so() -> None:
    with pytest.raises(TableError) as caught:
        read("name,value\n" + "Sale,x\n" * 500)

    assert len(caught.value.errors) == MAX_ERRORS
    assert str(caught.value).endswith("Only the first 20 faults are listed.")


def test_quotes_no_more_of_a_cell_than_a_message_needs() -> None:
    (error,) = refused(f"name,value\nSale,{'9' * 5}{'x' * 250}\n")
    assert len(str(error)) < 200


class Unreadable(io.BytesIO):
    """A file that must not be read, because its size already says no."""

    size = 200_000_000

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("read before its size was checked")


def test_refuses_a_large_upload_by_its_size_before_reading() -> None:
    with pytest.raises(TableError, match="200,000,000 bytes; expected at most 20,000,000 bytes"):
        read_csv(Unreadable(), columns=COLUMNS)


def test_refuses_a_large_file_by_its_size_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)

    with pytest.raises(TableError, match=r"large\.csv: found 200,000,000 bytes"):
        read_csv(path, columns=COLUMNS)


def test_refuses_a_stream_without_a_size_once_it_is_too_long() -> None:
    (error,) = refused("name,value\n" + "Sale,1\n" * 100, max_bytes=100)
    assert error.found == "more than 100 bytes"


def test_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no such file"):
        read_csv(tmp_path / "nothing.csv", columns=COLUMNS)


def test_a_cell_longer_than_the_csv_module_takes_is_a_fault_not_a_failure() -> None:
    (error,) = refused("name,value\n" + "x" * 200_000 + ",1\n")
    assert error.row == 2


# --- Properties ---------------------------------------------------------------------------------

plain = (
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: text and text[0] not in "=+-@")
)
numbers = st.decimals(-(10**9), 10**9, places=6).map(str)


def written(rows: list[tuple[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("name", "value"), *rows])
    return out.getvalue().encode()


@given(st.lists(st.tuples(plain, numbers)))
def test_what_is_written_is_what_is_read(rows: list[tuple[str, str]]) -> None:
    table = read(written(rows))

    assert [(row["name"], row.decimal("value")) for row in table.rows] == [
        (name, Decimal(value)) for name, value in rows
    ]


def outcome_of(data: bytes) -> tuple[tuple[Row, ...] | None, tuple[RowError, ...]]:
    try:
        return read(data).rows, ()
    except TableError as refusal:
        return None, refusal.errors


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(data: bytes) -> None:
    rows, errors = outcome_of(b"name,value\n" + data)

    assert len(errors) <= MAX_ERRORS
    assert bool(errors) == (rows is None)
    assert all(line.isprintable() for error in errors for line in str(error).splitlines())
    assert all(set(row.cells) == {"name", "value"} for row in rows or ())


@given(
    st.sampled_from("=+-@"),
    st.text(st.characters(codec="ascii", categories=("L", "P", "S")), min_size=1, max_size=18),
    st.sampled_from(["", " ", "\t"]),
)
def test_no_formula_gets_in(sign: str, rest: str, before: str) -> None:
    (error,) = refused(written([(before + sign + rest, "1")]))
    assert error.column == "name"


@given(st.integers(0, 30), st.sampled_from([b"\x00", b"\xff"]))
def test_a_bad_byte_is_found_in_its_row(rows_before: int, bad: bytes) -> None:
    (error,) = refused(written([("Sale", "1")] * rows_before) + b"x" + bad + b",1\r\n")
    assert error.row == rows_before + 2


class TestColumnsThatNeedNotBeThere:
    COLUMNS = (*COLUMNS, Column("status", max_length=5, optional=True))

    def cells(self, text: str, unread: str = "other|more .+") -> list[dict[str, str]]:
        read = read_csv(
            io.BytesIO(text.encode()), columns=self.COLUMNS, unread=re.compile(unread), name="a.csv"
        )
        return [dict(row.cells) for row in read.rows]

    def test_an_optional_column_is_read_where_it_is_and_else_empty(self) -> None:
        assert self.cells("name,value,status\nA,1,p\n") == [
            {"name": "A", "value": "1", "status": "p"}
        ]
        assert self.cells("name,value\nA,1\n") == [{"name": "A", "value": "1", "status": ""}]

    def test_columns_of_no_use_are_left_unread(self) -> None:
        text = "other,name,more of it,value\n=1+1,A,x,1\n"
        assert self.cells(text) == [{"name": "A", "value": "1", "status": ""}]

    @pytest.mark.parametrize(
        ("header", "expected"),
        [
            ("name,value,more", "“more” is not wanted"),
            ("other,value", "name is missing"),
            ("name,name,value", "name is there twice"),
            ("name,value,", "nothing is not wanted"),
        ],
    )
    def test_any_other_header_is_refused(self, header: str, expected: str) -> None:
        with pytest.raises(TableError, match=expected):
            self.cells(f"{header}\n")
