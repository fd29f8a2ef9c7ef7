"""Files that are no workbook, or were made to do harm: refused whole, and told why."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from scp.publication import workbook
from scp.publication.workbook import WorkbookError, as_json, xlsx
from scp.publication.workbook.book import Book
from scp.publication.workbook.sheets import BY_NAME
from tests.factories import workbooks as generated

Parts = dict[str, bytes]


def a_book() -> Book:
    return generated.book(3, rows=3)


def an_xlsx() -> bytes:
    return xlsx.write(a_book(), title="Plan", licence="None")


def repacked(spoil: Callable[[Parts], object], data: bytes | None = None) -> bytes:
    """A workbook with some of its parts spoilt."""
    with zipfile.ZipFile(io.BytesIO(data or an_xlsx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    spoil(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def changed(change: Callable[[Any], object]) -> bytes:
    """A workbook after somebody worked on it in another program."""
    file = openpyxl.load_workbook(io.BytesIO(an_xlsx()))
    change(file)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def told(data: bytes) -> str:
    with pytest.raises(WorkbookError) as error:
        workbook.read(data)
    return str(error.value)


def declared(declaration: bytes) -> bytes:
    """A workbook whose first sheet begins with a document type."""

    def spoil(parts: Parts) -> None:
        name = "xl/worksheets/sheet1.xml"
        head, _mark, rest = parts[name].partition(b"<worksheet")
        parts[name] = head + declaration + b"<worksheet" + rest

    return repacked(spoil)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
)
HARMFUL = {
    "an XML bomb": BOMB + b"]>",
    "an external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "an external document type": b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_document_type_is_refused_before_it_is_read(name):
    began = time.process_time()
    assert "a document type or an entity in “xl/worksheets/sheet1.xml”" in told(
        declared(HARMFUL[name])
    )
    assert time.process_time() - began < 5


def test_a_file_that_unpacks_to_far_more_than_it_is_is_refused():
    data = repacked(lambda parts: parts.update({"xl/media/x.bin": bytes(60_000_000)}))
    assert len(data) < 200_000
    assert "would unpack to" in told(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "no JSON"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"reference,title\n", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"[]", "JSON of another kind"),
        (b"{}", "JSON of another kind"),
        (b'{"format": "scp-workbook", "format_version": 2}', "“format_version”: 1"),
        (b"[" * 100_000, "no JSON"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": 1, "a": 2}', "twice in one object"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "no JSON"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_file_that_is_none_of_ours_is_told(data, expected):
    assert expected in told(data)


def test_a_zip_file_of_something_else_is_told():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "not an Excel workbook" in told(buffer.getvalue())


def test_a_file_that_is_too_large_is_refused():
    assert "at most 20,000,000 bytes" in told(b"{" + b" " * 20_000_000)


def a_formula(file: Any) -> None:
    file["evidence"]["B2"] = "=HYPERLINK('http://example.org')"


def an_error(file: Any) -> None:
    file["evidence"]["B2"] = "#REF!"


def another_header(file: Any) -> None:
    file["needs"]["B1"] = "Statement"


def another_sheet(file: Any) -> None:
    file.create_sheet("needz")


def no_first_sheet(file: Any) -> None:
    del file["Read me"]


def another_format(file: Any) -> None:
    file["Read me"]["B1"] = "something"


def a_date_in_text(file: Any) -> None:
    file["evidence"]["E2"] = "last week"


def a_word_for_a_number(file: Any) -> None:
    file["outcomes"]["F2"] = "soon"


def a_cell_beyond(file: Any) -> None:
    file["needs"]["AZ2"] = "x"


def neither_yes_nor_no(file: Any) -> None:
    column = len(BY_NAME["needs"].header)
    file["needs"].cell(2, column).value = "perhaps"


SPOILT: dict[str, tuple[Callable[[Any], object], str]] = {
    "a formula": (a_formula, "sheet evidence, row 2, column title: found a formula"),
    "an error": (an_error, "sheet evidence, row 2, column title: found a formula, “#REF!”"),
    "another header": (another_header, "sheet needs, row 1: found statement is missing"),
    "another sheet": (another_sheet, "the file: found a sheet “needz”"),
    "no first sheet": (no_first_sheet, "no sheet called “Read me”"),
    "another format": (another_format, "expected format: scp-workbook"),
    "a date in words": (a_date_in_text, "row 2, column published_on: found “last week”"),
    "a word for a number": (a_word_for_a_number, "row 2, column horizon: found “soon”"),
    "a cell beyond": (a_cell_beyond, "row 2: found a cell beyond the last column"),
    "neither yes nor no": (neither_yes_nor_no, "row 2, column remove: found “perhaps”"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_cell_that_is_not_what_it_should_be_is_told_with_its_place(name):
    spoil, expected = SPOILT[name]
    assert expected in told(changed(spoil))


def test_all_cells_that_are_wrong_are_told():
    def spoil(file: Any) -> None:
        a_formula(file)
        a_word_for_a_number(file)
        neither_yes_nor_no(file)

    assert len(told(changed(spoil)).splitlines()) == 3


def test_the_faults_that_are_listed_have_an_end():
    document = json.loads(as_json.write(a_book()))
    row = document["sheets"]["needs"][0]
    document["sheets"]["needs"] = [{**row, "reviewed_on": "x"}] * 500
    lines = told(json.dumps(document).encode()).splitlines()
    assert len(lines) == 101
    assert lines[-1] == "Only the first 100 faults are listed."


def test_a_control_character_is_told():
    document = json.loads(as_json.write(a_book()))
    document["sheets"]["needs"][0]["statement"] = "a\x00b"
    assert "a control character (U+0000)" in told(json.dumps(document).encode())


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("scp.publication.workbook.tables.MAX_ROWS", 3)
    assert "more than 3 rows" in told(an_xlsx())
    assert "more than 3 rows" in told(as_json.write(a_book()))


def test_a_workbook_that_another_program_saved_is_read_the_same():
    """Shared strings instead of our own, and dates and numbers as that program writes them."""
    data = changed(lambda file: None)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "xl/worksheets/sheet1.xml" in archive.namelist()
    assert workbook.read(data).tables == workbook.read(an_xlsx()).tables


def test_no_cell_is_a_formula_to_a_spreadsheet():
    for seed in range(20):
        data = xlsx.write(generated.book(seed), title="=1+1", licence="@x")
        file = openpyxl.load_workbook(io.BytesIO(data))
        for page in file:
            for row in page.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    assert not (isinstance(cell.value, str) and cell.value[:1] in "=+-@\t\r\n") or (
                        not cell.value
                    ), cell.coordinate


def test_the_sheets_help_whoever_fills_them_in():
    file = openpyxl.load_workbook(io.BytesIO(an_xlsx()))
    needs = file["needs"]
    assert needs.freeze_panes == "B2"
    checks = list(file["evidence"].data_validations.dataValidation)
    types = next(check for check in checks if "C2" in check.sqref)
    sheet, cells = types.formula1.replace("'", "").replace("$", "").split("!")
    codes = [row[0].value for row in file[sheet][cells]]
    assert codes == list(BY_NAME["evidence"].by_name["type"].codes)  # type: ignore[attr-defined]
    assert file["Read me"]["B3"].value == "plan-3"
