"""Files that an import cannot take: refused whole, with each fault by file, row and column."""

import csv
import html
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outcomes.models import Indicator, Observation
from scp.core.tables import MAX_BYTES
from tests.integration.answers import answers_for
from tests.integration.conftest import Trial
from tests.integration.world import World, audit_count

pytestmark = pytest.mark.django_db

Rows = list[dict[str, str]]
Spoil = Callable[[Rows], Rows]


def address(world: World) -> str:
    return world.address("draft-import", frozenset({"slug"}))


def stored() -> tuple[int, int, int]:
    return Indicator._base_manager.count(), Observation._base_manager.count(), audit_count()


def spoilt(file: SimpleUploadedFile, spoil: Spoil) -> bytes:
    rows = spoil(list(csv.DictReader(io.StringIO(file.read().decode()))))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def changed(row: int, **cells: str) -> Spoil:
    def spoil(rows: Rows) -> Rows:
        rows[row].update(cells)
        return rows

    return spoil


def without(column: str) -> Spoil:
    return lambda rows: [{k: v for k, v in row.items() if k != column} for row in rows]


def first_twice(rows: Rows) -> Rows:
    return [rows[0], *rows]


# The field, what is done to its file, and what the page says of it: row, column, found, expected.
FAULTS: dict[str, tuple[str, Spoil, str]] = {
    "wrong header": (
        "series",
        without("value"),
        "series.csv, row 1: found the header “slug,indicator,breakdown,area,gss,period,"
        "compared_to_england”; expected the columns slug,indicator,breakdown,",
    ),
    "unknown area": (
        "series",
        changed(1, gss="E99999999"),
        "series.csv, row 3, column gss: found “E99999999”; "
        "expected the GSS code of a place that has been loaded.",
    ),
    "duplicate row": (
        "indicators",
        first_twice,
        "indicators.csv, row 3, column indicator: found “Percentage of physically active children "
        "and young people” again; expected ",
    ),
    "formula": (
        "indicators",
        changed(0, indicator="=HYPERLINK(1)"),
        "indicators.csv, row 2, column indicator: found a formula, “=HYPERLINK(1)”; "
        "expected text that a spreadsheet would not run.",
    ),
    "no number": (
        "series",
        changed(0, value="a few"),
        "series.csv, row 2, column value: found “a few”; expected a number such as 12.5.",
    ),
}


def refused(world: World, data: dict[str, Any]) -> str:
    """The page that refuses these answers, which changed nothing."""
    before = stored()
    response = world.ours.client("lead").post(address(world), data)
    assert response.status_code == 422
    assert stored() == before
    return html.unescape(response.content.decode())


def test_the_same_files_unspoilt_are_taken(world: World, trial: Trial) -> None:
    """Or the refusals below would say nothing."""
    with trial():
        before = stored()
        data = answers_for("draft-import-confirm", world.ours)
        response = world.ours.client("lead").post(f"{address(world)}confirm/", data)
        assert response.status_code == 302
        after = stored()
        assert all(now > then for now, then in zip(after, before, strict=True))


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_nothing_is_kept(world: World, name: str, trial: Trial) -> None:
    field, spoil, said = FAULTS[name]
    data = answers_for("draft-import", world.ours)
    file = data[field]
    data[field] = SimpleUploadedFile(file.name, spoilt(file, spoil), content_type="text/csv")
    with trial():
        assert said in refused(world, data)


@pytest.mark.parametrize("field", ["indicators", "series"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"slug,indicator\n\xe9t\xe9,x\n", "row 2: found the byte 0xe9, which is not UTF-8;"),
        ("slug".encode("utf-16"), "found UTF-16 text; expected UTF-8 text"),
        (b"slug\nx\x00y\n", "row 2: found a NUL byte; expected text."),
        (b"\n", "row 1: found an empty file; expected the columns"),
        (b"%PDF-1.7\n", "row 1: found the header “%PDF-1.7”; expected the columns"),
    ],
    ids=["latin-1", "utf-16", "nul", "blank", "pdf"],
)
def test_what_is_no_table_is_refused(
    world: World, field: str, content: bytes, said: str, trial: Trial
) -> None:
    data = answers_for("draft-import", world.ours)
    data[field] = SimpleUploadedFile(f"{field}.csv", content, content_type="text/csv")
    with trial():
        page = refused(world, data)
    assert f"{field}.csv" in page
    assert said in page


def test_a_file_over_the_limit_of_one_is_refused(world: World, trial: Trial) -> None:
    data = answers_for("draft-import", world.ours)
    content = b"x" * (MAX_BYTES + 1)
    data["series"] = SimpleUploadedFile("series.csv", content, content_type="text/csv")
    with trial():
        assert (
            "series.csv has 20.0 MB. The page takes files of up to 20 MB; a larger one is loaded "
            "by the command import_indicators."
        ) in refused(world, data)


def test_a_body_over_the_limit_of_all_is_refused_unread(world: World) -> None:
    before = stored()
    lead: Client = world.ours.client("lead")
    body = b"x" * 43_000_000
    assert len(body) > settings.LARGEST_BODY
    response = lead.post(address(world), body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert "42 MB" in response.content.decode()
    assert stored() == before
