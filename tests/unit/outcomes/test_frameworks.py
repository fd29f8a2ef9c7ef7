"""Frameworks of goals: read from a file all or none, loaded once, and what the project ships."""

import datetime as dt
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from outcomes.imports.frameworks import read
from outcomes.models import Framework, FrameworkGoal
from scp.core.models import AuditEvent
from tests.factories.outcomes import OutcomeFactory

pytestmark = pytest.mark.django_db
SHIPPED: Path = settings.BASE_DIR / "data" / "frameworks"
VOCABULARIES = json.loads((settings.BASE_DIR / "data" / "vocabularies.json").read_text())
HEADER = "code,label,framework,version,title,publisher,published_on,url,licence,note"
FIRST = "1,No poverty,sdg,2015,Goals,United Nations,2015-09-25,https://sdgs.un.org/,,"

WriteFile = Callable[..., Path]


@pytest.fixture
def framework_file(tmp_path: Path) -> WriteFile:
    def write(*rows: str, header: str = HEADER) -> Path:
        path = tmp_path / "framework.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    return write


def load(path: Path) -> str:
    out = StringIO()
    call_command("import_framework", str(path), stdout=out)
    return out.getvalue().strip()


def refusal(path: Path) -> str:
    with pytest.raises(CommandError) as caught:
        load(path)
    return str(caught.value)


class TestShipped:
    @pytest.mark.parametrize(("name", "vocabulary"), [("sdg", "sdg"), ("lof", "lof_outcome")])
    def test_the_goals_are_those_of_the_vocabularies(self, name: str, vocabulary: str) -> None:
        items = [(item["code"], item["label"]) for item in VOCABULARIES[vocabulary]["items"]]

        assert list(read(SHIPPED / f"{name}.csv").goals) == items

    def test_both_are_loaded(self) -> None:
        assert load(SHIPPED / "sdg.csv") == (
            "Sustainable Development Goals (2015): 17 goals added, 0 changed, 0 as before."
        )
        assert load(SHIPPED / "lof.csv") == (
            "Local Outcomes Framework (England) (2026): 16 goals added, 0 changed, 0 as before."
        )
        lof = Framework.objects.get(code="lof")
        assert lof.published_on == dt.date(2026, 2, 9)
        assert [goal.code for goal in lof.goals.all()] == [str(n) for n in range(1, 17)]

    def test_what_has_to_be_verified_is_said_with_it(self) -> None:
        load(SHIPPED / "lof.csv")
        unsure = [i["code"] for i in VOCABULARIES["lof_outcome"]["items"] if "note" in i]

        assert unsure == [str(n) for n in range(7, 17)]
        assert "7 to 16" in Framework.objects.get(code="lof").note
        assert "check them" in Framework.objects.get(code="lof").note


class TestAgain:
    def test_a_second_run_changes_nothing(self) -> None:
        load(SHIPPED / "sdg.csv")
        before = list(FrameworkGoal.objects.order_by("pk").values())

        assert load(SHIPPED / "sdg.csv").endswith("0 goals added, 0 changed, 17 as before.")
        assert list(FrameworkGoal.objects.order_by("pk").values()) == before
        assert AuditEvent.objects.count() == 1

    def test_a_corrected_title_is_taken_and_mappings_stay(self, framework_file: WriteFile) -> None:
        load(framework_file(FIRST, "2,Zero hunger,,,,,,,,"))
        outcome = OutcomeFactory()
        outcome.goals.set(FrameworkGoal.objects.filter(code="2"))

        said = load(framework_file(FIRST, "2,No hunger,,,,,,,,", "3,Health,,,,,,,,"))

        assert said == "Goals (2015): 1 goals added, 1 changed, 1 as before."
        assert [goal.label for goal in outcome.goals.all()] == ["No hunger"]
        event = AuditEvent.objects.order_by("pk").last()
        assert event is not None
        assert (event.action, event.chain, event.subject) == (
            *("framework.loaded", "system", "sdg:2015"),
        )
        assert event.data == {"added": ["3"], "changed": ["2"]}

    def test_a_corrected_order_is_taken(self, framework_file: WriteFile) -> None:
        load(framework_file(FIRST, "2,Zero hunger,,,,,,,,", "3,Health,,,,,,,,"))
        load(framework_file(FIRST, "3,Health,,,,,,,,", "2,Zero hunger,,,,,,,,"))

        assert [goal.code for goal in FrameworkGoal.objects.all()] == ["1", "3", "2"]

    def test_a_corrected_note_alone_is_an_event(self, framework_file: WriteFile) -> None:
        load(framework_file(FIRST))
        load(framework_file(f"{FIRST}Verified"))

        assert Framework.objects.get().note == "Verified"
        assert AuditEvent.objects.count() == 2

    def test_a_goal_that_is_not_named_any_more_is_kept_and_told(
        self, framework_file: WriteFile
    ) -> None:
        load(framework_file(FIRST, "2,Zero hunger,,,,,,,,"))

        said = load(framework_file(FIRST))

        assert said.endswith("1 goals are not in the file, and were kept.")
        assert FrameworkGoal.objects.count() == 2

    def test_another_version_stands_beside_the_first(self, framework_file: WriteFile) -> None:
        load(framework_file(FIRST))
        load(framework_file(FIRST.replace("2015,", "2031,", 1)))

        assert [f.version for f in Framework.objects.order_by("version")] == ["2015", "2031"]
        assert FrameworkGoal.objects.count() == 2


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "expected a row for each goal"),
        ([FIRST.replace("sdg", "")], "row 2, column framework: found nothing"),
        ([FIRST.replace("sdg", "S D G")], "column framework: found “S D G”"),
        ([FIRST.replace("2015,", ",", 1)], "row 2, column version: found nothing"),
        ([FIRST.replace("2015-09-25", "25/09/2015")], "expected a date such as 2026-02-09"),
        ([FIRST.replace("https://", "javascript:")], "column url"),
        ([FIRST, "1,Again,,,,,,,,"], "row 3, column code: found “1”; expected each code once"),
        ([FIRST, ",Nameless,,,,,,,,"], "row 3, column code: found nothing"),
        ([FIRST, "2,,,,,,,,,"], "row 3, column label: found nothing"),
        ([FIRST, "2,Other,lof,,,,,,,"], "expected nothing, or “sdg” as in the first row"),
        ([FIRST, "2,=1+1,,,,,,,,"], "found a formula"),
        ([FIRST, f"2,{'x' * 301},,,,,,,,"], "301 characters; expected at most 300"),
    ],
)
def test_a_fault_is_named_and_nothing_is_loaded(
    framework_file: WriteFile, rows: list[str], said: str
) -> None:
    message = refusal(framework_file(*rows))

    assert message.startswith("Nothing was loaded.\nframework.csv")
    assert said in message
    assert not Framework.objects.exists()
    assert not AuditEvent.objects.exists()


def test_columns_that_are_missing_are_named(framework_file: WriteFile) -> None:
    message = refusal(framework_file("1,No poverty", header="code,label"))

    assert "framework" in message
