import datetime as dt
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scp.core.models import AuditEvent
from scp.places.models import Place

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[3] / "data" / "ons" / "areas.csv"
HEADER = "areacd,areanm,levels,parents,start,end,keys"
ENGLAND = "E92000001,England,ctry,,,,"

WriteAreas = Callable[..., Path]


@pytest.fixture
def areas_file(tmp_path: Path) -> WriteAreas:
    def write(*rows: str, header: str = HEADER) -> Path:
        path = tmp_path / "areas.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    return write


def load(path: Path) -> str:
    out = StringIO()
    call_command("import_areas", str(path), stdout=out)
    return out.getvalue().strip()


def refusal(path: Path) -> str:
    with pytest.raises(CommandError) as caught:
        load(path)
    assert caught.value.returncode == 1
    return str(caught.value)


def test_loads_the_areas_of_the_united_kingdom() -> None:
    assert load(REAL) == "474 areas: 474 added, 0 changed, 0 as before."

    trafford = Place.objects.get(code="E08000009")
    assert trafford.name == "Trafford"
    assert trafford.levels == ["utla", "ltla"]
    assert set(trafford.parents.values_list("name", flat=True)) == {
        "Greater Manchester",
        "North West",
        "England",
        "United Kingdom",
    }


def test_an_ended_code_stands_to_the_end_of_its_last_year() -> None:
    load(REAL)
    ended = Place.objects.get(code="E47000010")
    begun = Place.objects.get(code="E47000014")

    assert (ended.name, begun.name) == ("North East", "North East")
    assert ended.valid_to == begun.valid_from == dt.date(2024, 1, 1)
    in_force = Place.objects.in_force(dt.date(2024, 1, 1)).filter(name="North East")
    assert {"E47000014"} == set(in_force.values_list("code", flat=True)) - {"E12000001"}


def test_a_second_run_changes_nothing() -> None:
    load(REAL)
    before = list(Place.objects.order_by("pk").values())
    events = AuditEvent.objects.count()

    assert load(REAL) == "474 areas: 0 added, 0 changed, 474 as before."
    assert list(Place.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.count() == events


def test_one_audit_event_with_the_counts(areas_file: WriteAreas) -> None:
    load(areas_file(ENGLAND))

    event = AuditEvent.objects.get()
    assert (event.chain, event.action) == ("system", "areas.loaded")
    assert event.actor_label == "command import_areas"
    assert event.data == {"added": 1, "changed": 0, "unchanged": 0}


def test_changes_names_and_parents_and_leaves_other_places_alone(areas_file: WriteAreas) -> None:
    load(areas_file(ENGLAND, "E06000099,Old Name,utla,E92000001,2020,,"))
    said = load(areas_file("E06000099,New Name,utla ltla,,2021,2025,"))

    assert said == "1 areas: 0 added, 1 changed, 0 as before."
    changed = Place.objects.get(code="E06000099")
    assert changed.name == "New Name"
    assert changed.parents.count() == 0
    assert (changed.valid_from, changed.valid_to) == (dt.date(2021, 1, 1), dt.date(2026, 1, 1))
    assert Place.objects.filter(code="E92000001").exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("E9200001,Wrong,ctry,,,,", "row 3, column areacd: found “E9200001”; expected a GSS code"),
        ("E92000001,Again,ctry,,,,", "it is in row 2 already"),
        ("E06000001,Hartlepool,utla,E99000001,,,", "row 3, column parents: found “E99000001”"),
        ("E06000001,Hartlepool,utla,E06000001,,,", "the code of another area"),
        ("E06000001,Hartlepool,shire,,,,", "column levels: found “shire”; expected one of ctry"),
        ("E06000001,Hartlepool,utla,,23,,", "column start: found “23”; expected a year"),
        ("E06000001,Hartlepool,utla,,2023,2020,", "column end: found 2020; expected 2023 or later"),
        ("E06000001,=HYPERLINK(1),utla,,,,", "column areanm: found a formula"),
        ("E06000001,,utla,,,,", "column areanm: found nothing"),
        (f"E06000001,{'x' * 121},utla,,,,", "121 characters; expected at most 120"),
        ("E06000001,Hartlepool,utla", "row 3: found 3 cells; expected 7 cells"),
    ],
)
def test_a_fault_is_named_and_nothing_is_loaded(
    areas_file: WriteAreas, row: str, said: str
) -> None:
    message = refusal(areas_file(ENGLAND, row))

    assert message.startswith("Nothing was loaded.\nareas.csv")
    assert said in message
    assert Place.objects.count() == 0
    assert AuditEvent.objects.count() == 0


def test_another_files_header_is_refused(areas_file: WriteAreas) -> None:
    assert "areacd is missing" in refusal(areas_file("x", header="code"))


def test_a_file_of_200_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "200,000,000 bytes" in refusal(path)
