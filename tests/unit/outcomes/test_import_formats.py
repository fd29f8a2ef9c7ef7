"""import_indicators on the files of ONS Explore Local Statistics and of Fingertips.

The values that are real are of data/trafford (Open Government Licence v3.0); the rest of the rows
are made up, and are in the form that the publishers give them.
"""

import csv
import datetime as dt
import html
import io
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outcomes.actions import indicators, observations
from outcomes.choices import ValueType
from outcomes.forms.imports import PAGE_BYTES
from outcomes.imports import FORMATS
from outcomes.imports.ons import described, interval, kind_of, words_for
from outcomes.models import Indicator, Observation
from scp.core.audit import Command as Actor
from scp.core.models import AuditEvent
from scp.core.tables import TableError
from scp.places.models import Place
from scp.plans.actions import sections
from scp.plans.models import Plan
from tests.factories.places import EnglandFactory, PlaceFactory, TraffordFactory
from tests.factories.plans import MembershipFactory, PlanFactory
from tests.integration.answers import day

pytestmark = pytest.mark.django_db

TRAFFORD, ENGLAND = "E08000009", "E92000001"
AREAS = {TRAFFORD: "Trafford", ENGLAND: "England"}
Row = dict[str, str]

ONS_HEADER = (
    *("indicator", "areacd", "areanm", "period", "sex", "age"),
    *("value", "lci_95", "uci_95", "status"),
)
FINGERTIPS_HEADER = (
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name"),
    *("Area Type", "Sex", "Age", "Category Type", "Category", "Time period", "Value"),
    *("Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit"),
    *("Count", "Denominator", "Value note", "Recent Trend"),
    *("Compared to England value or percentiles", "Compared to percentiles"),
    *("Time period Sortable", "New data", "Compared to goal", "Time period range"),
)


def ons_row(**cells: str) -> Row:
    """The employment rate of Trafford, as published (79.4% in 2025); the limits are made up."""
    published = {
        "indicator": "employment-rate",
        "areacd": TRAFFORD,
        "areanm": "Trafford",
        "period": "2025-01-01/P1Y",
        "value": "79.4",
        "lci_95": "75.1",
        "uci_95": "83.7",
    }
    return dict.fromkeys(ONS_HEADER, "") | published | cells


def fingertips_row(**cells: str) -> Row:
    """Healthy life expectancy of men in Trafford, as published (63.8 years in 2022 - 24); limits,
    count and denominator are made up."""
    published = {
        "Indicator ID": "90362",
        "Indicator Name": "Healthy life expectancy at birth",
        "Parent Code": ENGLAND,
        "Parent Name": "England",
        "Area Code": TRAFFORD,
        "Area Name": "Trafford",
        "Area Type": "UA",
        "Sex": "Male",
        "Age": "All ages",
        "Time period": "2022 - 24",
        "Value": "63.8",
        "Lower CI 95.0 limit": "61.5",
        "Upper CI 95.0 limit": "66.1",
        "Lower CI 99.8 limit": "60.1",
        "Upper CI 99.8 limit": "67.5",
        "Count": "12",
        "Denominator": "340",
        "Recent Trend": "Cannot be calculated",
        "Compared to England value or percentiles": "Better",
        "Compared to percentiles": "Not compared",
        "Time period Sortable": "20220000",
        "Time period range": "3y",
    }
    return dict.fromkeys(FINGERTIPS_HEADER, "") | published | cells


@pytest.fixture
def plan() -> Plan:
    EnglandFactory.create()
    return PlanFactory.create(slug="trafford", places=[TraffordFactory.create()])


def written(rows: list[Row], path: Path, leave_out: tuple[str, ...] = ()) -> str:
    header = [name for name in rows[0] if name not in leave_out]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


class Import:
    """One format's command, on rows."""

    def __init__(self, folder: Path, format: str, **answers: list[str]) -> None:
        self.folder, self.format, self.answers = folder, format, answers

    def __call__(
        self, *rows: Row, version: str = "first", on: str = "2026-05-13", **options: Any
    ) -> str:
        leave_out = options.pop("leave_out", ())
        out = io.StringIO()
        given = {
            name: [tuple(text.split("=", 1)) for text in texts]
            for name, texts in {**self.answers, **options.pop("answers", {})}.items()
        }
        call_command(
            "import_indicators",
            written(list(rows), self.folder / "series.csv", leave_out),
            format=self.format,
            plan="trafford",
            source_version=version,
            published_on=dt.date.fromisoformat(on),
            stdout=out,
            **given,
            **options,
        )
        return out.getvalue()

    def refusal(self, *rows: Row, **options: Any) -> str:
        before = stored()
        with pytest.raises(CommandError) as caught:
            self(*rows, **options)
        assert stored() == before
        return str(caught.value)


def stored() -> tuple[int, int, int]:
    counts = (Indicator._base_manager.count(), Observation._base_manager.count())
    return (*counts, AuditEvent.objects.count())


@pytest.fixture
def from_ons(plan: Plan, tmp_path: Path) -> Import:
    return Import(tmp_path, "ons", polarity=["ons=higher_better"])


@pytest.fixture
def from_fingertips(plan: Plan, tmp_path: Path) -> Import:
    about = {"polarity": "higher_better", "unit": "years", "value_type": "years"}
    said = {name: [f"fingertips:90362={value}"] for name, value in about.items()}
    return Import(tmp_path, "fingertips", **said)


def only() -> Observation:
    return Observation._base_manager.get()


# --- ONS Explore Local Statistics ---------------------------------------------------------------


class TestOns:
    def test_a_value_with_its_interval(self, plan: Plan, from_ons: Import) -> None:
        said = from_ons(ons_row())

        assert "1 indicators: 1 added" in said
        found = only()
        assert (found.period, found.period_start, found.period_end) == (
            "2025",
            dt.date(2025, 1, 1),
            dt.date(2025, 12, 31),
        )
        assert (found.value, found.lower_ci, found.upper_ci) == (
            Decimal("79.4"),
            Decimal("75.1"),
            Decimal("83.7"),
        )
        with scope(plan=plan):
            made = Indicator.objects.get()
        assert (made.code, made.unit, made.value_type) == ("ons:employment-rate", "%", "percent")
        assert (made.polarity, made.source_ids) == ("higher_better", "employment-rate")
        assert made.licence == "Open Government Licence v3.0"

    def test_columns_that_no_indicator_has_may_be_left_out(self, from_ons: Import) -> None:
        absent = ("areanm", "sex", "age", "lci_95", "uci_95", "status")
        from_ons(ons_row(), leave_out=absent)

        assert (only().value, only().lower_ci) == (Decimal("79.4"), None)

    def test_an_indicator_may_be_named_by_its_label(self, plan: Plan, from_ons: Import) -> None:
        label = described()["employment-rate"]["label"]
        from_ons(ons_row(indicator=label))

        assert Indicator._base_manager.get().code == "ons:employment-rate"

    def test_polarity_is_asked_for_and_not_guessed(self, plan: Plan, tmp_path: Path) -> None:
        said = Import(tmp_path, "ons").refusal(ons_row(), ons_row(indicator="population-count"))

        assert "ons:employment-rate" in said
        assert said.count(": polarity") == 2
        assert "--polarity" in said

    def test_what_the_plan_knows_already_is_not_asked_again(
        self, plan: Plan, from_ons: Import, tmp_path: Path
    ) -> None:
        from_ons(ons_row())
        later = ons_row(period="2024-01-01/P1Y", value="78.0", lci_95="74.0", uci_95="82.0")
        Import(tmp_path, "ons")(ons_row(), later, version="second")

        assert Observation._base_manager.count() == 2

    def test_an_answer_about_nothing_is_refused(self, from_ons: Import) -> None:
        answers = {"polarity": ["ons:unemployment=lower_better"]}
        said = from_ons.refusal(ons_row(), answers=answers)
        assert "“ons:unemployment”" in said

    def test_an_answer_that_is_no_choice_is_refused(self, from_ons: Import) -> None:
        said = from_ons.refusal(ons_row(), answers={"polarity": ["ons=up"]})
        assert "“up” is none of: higher_better" in said

    def test_sexes_and_ages_are_breakdowns(self, from_ons: Import) -> None:
        from_ons(
            ons_row(sex="all", age="total"),
            ons_row(sex="Female", age="16 to 24"),
            ons_row(sex="Male"),
        )
        parts = Observation._base_manager.order_by("breakdown")
        assert [row.breakdown for row in parts] == ["", "age=16 to 24;sex=Female", "sex=Male"]

    @pytest.mark.parametrize(
        ("status", "value", "kept"),
        [
            ("", "79.4", "final"),
            ("A", "79.4", "final"),
            ("p", "79.4", "provisional"),
            ("[e]", "79.4", "estimated"),
            ("b", "79.4", "break"),
            ("r", "79.4", "revised"),
            ("", "", "missing"),
            ("[c]", "", "suppressed"),
            ("[x]", "", "missing"),
        ],
    )
    def test_what_the_publisher_says_of_a_value(
        self, from_ons: Import, status: str, value: str, kept: str
    ) -> None:
        from_ons(ons_row(status=status, value=value, lci_95="", uci_95=""))
        assert only().status == kept

    def test_values_of_other_places_are_left_out(self, plan: Plan, from_ons: Import) -> None:
        region = PlaceFactory.create(name="North West", code="E12000002")
        Place.objects.get(code=TRAFFORD).parents.add(region)
        PlaceFactory.create(name="Leeds", code="E08000035")
        said = from_ons(
            ons_row(),
            ons_row(areacd=ENGLAND, areanm="England"),
            ons_row(areacd="E12000002", areanm="North West"),
            ons_row(areacd="E08000035", areanm="Leeds"),
        )

        assert "1 of other places, left out" in said
        codes = set(Observation._base_manager.values_list("area__code", flat=True))
        assert codes == {TRAFFORD, ENGLAND, "E12000002"}

    def test_all_places_are_taken_when_asked_for(self, from_ons: Import) -> None:
        PlaceFactory.create(name="Leeds", code="E08000035")
        from_ons(ons_row(), ons_row(areacd="E08000035", areanm="Leeds"), areas="all")
        assert Observation._base_manager.count() == 2

    def test_the_same_file_again_and_in_another_order(self, from_ons: Import) -> None:
        rows = [
            ons_row(period=f"{year}-01-01/P1Y", value=f"{year - 1950}", lci_95="", uci_95="")
            for year in range(2015, 2026)
        ]
        from_ons(*rows)
        before = stored()
        said = from_ons(*rows)
        assert "0 added, 0 revised, 11 as before" in said
        from_ons(*reversed(rows), version="the same, turned round")

        assert stored() == before
        order = Observation._base_manager.order_by("position").values_list("period", flat=True)
        assert list(order) == [str(year) for year in range(2015, 2026)]

    def test_a_revision_keeps_both_rows_and_is_shown(self, from_ons: Import) -> None:
        from_ons(ons_row())
        said = from_ons(ons_row(value="79.9"), version="second", on="2026-11-01")

        assert "0 added, 1 revised" in said
        assert "E08000009, 2025: 79.4 → 79.9" in said
        rows = Observation._base_manager.order_by("published_on").values_list("value", "status")
        assert list(rows) == [(Decimal("79.4"), "final"), (Decimal("79.9"), "revised")]

    def test_a_changed_interval_is_a_revision(self, from_ons: Import) -> None:
        from_ons(ons_row())
        from_ons(ons_row(lci_95="75.2"), version="second", on="2026-11-01")
        assert Observation._base_manager.count() == 2

    def test_a_dry_run_stores_nothing(self, from_ons: Import) -> None:
        before = stored()
        said = from_ons(ons_row(), dry_run=True)
        assert "1 added" in said
        assert "nothing was stored" in said
        assert stored() == before

    def test_what_a_plan_removed_stays_removed(self, plan: Plan, from_ons: Import) -> None:
        from_ons(ons_row())
        found = Indicator._base_manager.get()
        indicators.remove(indicator=found, seen_version=found.version, by=Actor("test"))
        said = from_ons(ons_row(), version="second")
        assert f"so left out: {found.reference}" in said

    @pytest.mark.parametrize(
        ("cells", "place", "expected"),
        [
            ({"indicator": "Happiness of cats"}, "column indicator", "by its slug or label"),
            ({"areacd": "E99999999"}, "column areacd", "a place that has been loaded"),
            ({"areanm": "Salford"}, "column areanm", "Trafford, which E08000009 stands for"),
            ({"period": "last year"}, "column period", "2022-01-01/P3Y"),
            ({"period": "2025-02-30"}, "column period", "2022-01-01/P3Y"),
            ({"period": "2025-01-01/P0Y"}, "column period", "2022-01-01/P3Y"),
            ({"value": "many"}, "column value", "a number such as 12.5"),
            ({"value": "9" * 20}, "column value", "less than 100,000,000,000,000"),
            ({"lci_95": ""}, "column lci_95", "a limit, since uci_95 has one"),
            ({"lci_95": "90"}, "column uci_95", "no less than “90”, its lci_95"),
            ({"status": "perhaps"}, "column status", "one of A, B, C"),
            ({"status": "c"}, "column value", "no value, since the status is “c”"),
            ({"sex": "a=b"}, "column sex", "text without ; and ="),
            ({"areanm": "=1+1"}, "column areanm", "a spreadsheet would not run"),
        ],
    )
    def test_a_fault_names_its_place_and_what_was_expected(
        self, from_ons: Import, cells: Row, place: str, expected: str
    ) -> None:
        said = from_ons.refusal(ons_row(period="2024-01-01/P1Y"), ons_row(**cells))
        assert f"series.csv, row 3, {place}" in said
        assert expected in said

    def test_a_row_twice_is_refused(self, from_ons: Import) -> None:
        said = from_ons.refusal(ons_row(), ons_row())
        assert "row 3, column period: found “2025” again" in said
        assert "row 2 has it" in said

    def test_a_file_of_another_format_is_refused(self, plan: Plan, tmp_path: Path) -> None:
        said = Import(tmp_path, "ons").refusal(fingertips_row())
        assert "row 1: found the header" in said
        assert "areacd is missing" in said

    def test_two_files_where_one_is_wanted(self, plan: Plan) -> None:
        with pytest.raises(CommandError, match="of 1 file, and 2 were given"):
            call_command("import_indicators", "a.csv", "b.csv", format="ons", plan="trafford")


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("2025-01-01/P1Y", "2025-01-01", "2025-12-31", "2025"),
        ("2022-01-01/P3Y", "2022-01-01", "2024-12-31", "2022 to 2024"),
        ("2024-04-01/P1Y", "2024-04-01", "2025-03-31", "2024/25"),
        ("1999-09-01/P1Y", "1999-09-01", "2000-08-31", "1999/00"),
        ("2024-11-16/P1Y", "2024-11-16", "2025-11-15", "16 November 2024 to 15 November 2025"),
        ("2022-04-01/P3Y", "2022-04-01", "2025-03-31", "April 2022 to March 2025"),
        ("2026-04-01/P1M", "2026-04-01", "2026-04-30", "April 2026"),
        ("2025-10-01/P3M", "2025-10-01", "2025-12-31", "October 2025 to December 2025"),
        ("2024-06-30", "2024-06-30", "2024-06-30", "30 June 2024"),
    ],
)
def test_iso_intervals(text: str, first: str, last: str, words: str) -> None:
    days = (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert interval(text) == days
    assert words_for(*days) == words


@pytest.mark.parametrize("text", ["", "2025", "2025-01-01/P1W", "2025-01-01/1Y", "2024-01-31/P1M"])
def test_what_is_no_interval(text: str) -> None:
    assert interval(text) is None


def test_every_indicator_of_the_site_has_a_kind_and_a_unit() -> None:
    kinds = {slug: kind_of(row) for slug, row in described().items()}
    assert len(kinds) == 108
    assert all(unit and len(unit) <= 100 for _kind, unit in kinds.values())
    assert kinds["housing-affordability-ratio"][0] == ValueType.RATIO
    assert kinds["employment-rate"] == (ValueType.PERCENT, "%")
    assert kinds["gross-value-added-per-hour-worked"][0] == ValueType.CURRENCY
    assert kinds["population-count"] == (ValueType.COUNT, "people")
    assert kinds["population-density"][0] == ValueType.RATE
    every_one = {slug: interval(row["period_last"]) for slug, row in described().items()}
    assert [slug for slug, found in every_one.items() if found is None] == []


# --- Fingertips ---------------------------------------------------------------------------------


class TestFingertips:
    def test_a_value_with_all_that_is_published(self, plan: Plan, from_fingertips: Import) -> None:
        from_fingertips(fingertips_row())

        found = only()
        assert (found.period, found.period_start) == ("2022 - 24", dt.date(2022, 1, 1))
        assert (found.value, found.lower_ci, found.upper_ci) == (
            Decimal("63.8"),
            Decimal("61.5"),
            Decimal("66.1"),
        )
        assert (found.numerator, found.denominator) == (Decimal(12), Decimal(340))
        assert found.comparison == "better"
        made = Indicator._base_manager.get()
        assert (made.code, made.breakdown) == ("fingertips:90362:male:all-ages", "Male")
        assert (made.unit, made.value_type, made.polarity) == ("years", "years", "higher_better")
        assert (made.source_ids, made.decimals) == ("90362", 1)

    def test_each_sex_and_age_is_an_indicator(self, from_fingertips: Import) -> None:
        from_fingertips(
            fingertips_row(),
            fingertips_row(Sex="Female"),
            fingertips_row(Sex="Persons", Age="65+ yrs"),
            fingertips_row(Sex="Persons"),
        )
        found = Indicator._base_manager.order_by("code").values_list("code", "breakdown")
        assert list(found) == [
            ("fingertips:90362:female:all-ages", "Female"),
            ("fingertips:90362:male:all-ages", "Male"),
            ("fingertips:90362:persons:65-plus-yrs", "65+ yrs"),
            ("fingertips:90362:persons:all-ages", ""),
        ]

    def test_categories_are_breakdowns(self, from_fingertips: Import) -> None:
        decile = {"Category Type": "Deprivation deciles", "Category": "Most deprived decile"}
        from_fingertips(fingertips_row(), fingertips_row(**decile))

        assert Indicator._base_manager.count() == 1
        parts = set(Observation._base_manager.values_list("breakdown", flat=True))
        assert parts == {"", "Deprivation deciles=Most deprived decile"}

    def test_what_it_does_not_say_is_asked(self, plan: Plan, tmp_path: Path) -> None:
        said = Import(tmp_path, "fingertips").refusal(fingertips_row())
        assert "fingertips:90362:male:all-ages" in said
        assert "polarity, unit, value_type" in said

    def test_an_answer_for_one_sex_goes_before_that_for_all(self, from_fingertips: Import) -> None:
        answers = {"unit": ["fingertips:90362=years", "fingertips:90362:male=years of a man"]}
        from_fingertips(fingertips_row(), fingertips_row(Sex="Female"), answers=answers)
        units = dict(Indicator._base_manager.values_list("breakdown", "unit"))
        assert units == {"Male": "years of a man", "Female": "years"}

    @pytest.mark.parametrize(
        ("note", "status"),
        [
            ("Value suppressed for disclosure control due to small count", "suppressed"),
            ("Value not published for data quality reasons", "missing"),
            ("", "missing"),
        ],
    )
    def test_no_value_is_never_nought(
        self, from_fingertips: Import, note: str, status: str
    ) -> None:
        nothing = dict.fromkeys(
            ("Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Count", "Denominator"), ""
        )
        from_fingertips(fingertips_row(**nothing, **{"Value note": note}))
        assert (only().value, only().status) == (None, status)

    def test_periods_stand_in_the_publishers_order(self, from_fingertips: Import) -> None:
        from_fingertips(
            fingertips_row(),
            fingertips_row(**{"Time period": "2019/20", "Time period Sortable": "20190000"}),
            fingertips_row(**{"Time period": "2020 Q2", "Time period Sortable": "20200200"}),
        )
        rows = Observation._base_manager.order_by("position").values_list("period", "period_start")
        # A split year may start in April or September, and the file does not say: no dates.
        assert list(rows) == [
            ("2019/20", None),
            ("2020 Q2", None),
            ("2022 - 24", dt.date(2022, 1, 1)),
        ]

    def test_the_column_of_sexes_has_two_names(self, from_fingertips: Import) -> None:
        row = fingertips_row()
        row["Gender"] = row.pop("Sex")
        row["Compared to Regions (statistical) value or percentiles"] = "Similar"
        from_fingertips(row)
        assert Indicator._base_manager.get().breakdown == "Male"

    @pytest.mark.parametrize(
        ("cells", "place", "expected"),
        [
            ({"Indicator ID": "abc"}, "column Indicator ID", "a number such as 90362"),
            ({"Indicator Name": "Another"}, "column Indicator Name", "Healthy life expectancy"),
            ({"Area Code": "E99999999"}, "column Area Code", "a place that has been loaded"),
            ({"Sex": ""}, "column Sex", "Persons, Male or Female"),
            ({"Category": "Most deprived"}, "column Category Type", "since the other has one"),
            (
                {"Category": "a;b", "Category Type": "c"},
                "column Category",
                "text without ; and =",
            ),
            ({"Upper CI 95.0 limit": ""}, "column Upper CI 95.0 limit", "a limit, since Lower"),
            ({"Time period Sortable": "soon"}, "column Time period Sortable", "a number such as"),
            ({"Value": "n/a"}, "column Value", "a number such as 12.5"),
        ],
    )
    def test_a_fault_names_its_place_and_what_was_expected(
        self, from_fingertips: Import, cells: Row, place: str, expected: str
    ) -> None:
        earlier = fingertips_row(**{"Time period": "2021 - 23", "Time period Sortable": "20210000"})
        said = from_fingertips.refusal(earlier, fingertips_row(**cells))
        assert f"series.csv, row 3, {place}" in said
        assert expected in said

    def test_a_row_twice_is_refused(self, from_fingertips: Import) -> None:
        said = from_fingertips.refusal(fingertips_row(), fingertips_row())
        assert "row 3, column Time period: found “2022 - 24” again" in said

    def test_another_title_for_a_known_code_is_refused(self, from_fingertips: Import) -> None:
        from_fingertips(fingertips_row())
        renamed = fingertips_row(**{"Indicator Name": "Life expectancy at birth"})
        said = from_fingertips.refusal(renamed, version="second")
        assert "the title that fingertips:90362:male:all-ages has in the plan" in said


# --- The page -----------------------------------------------------------------------------------


class TestPage:
    ADDRESS = "/draft/trafford/indicators/import/"

    @pytest.fixture
    def commissioner(self, plan: Plan) -> Client:
        client = Client()
        client.force_login(MembershipFactory.create(plan=plan, role="commissioner").user)
        return client

    def answers(self, *rows: Row, **more: str) -> dict[str, Any]:
        file = SimpleUploadedFile("series.csv", as_file(list(rows)).getvalue())
        return {"format": "ons", "series": file, **day("published_on", "13 5 2026"), **more}

    def sent_on(self, page: Any) -> dict[str, str]:
        """What the button that confirms sends."""
        button = page.content.decode().partition('id="trial"')[2].partition("</form>")[0]
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', button)
        sent = {name: html.unescape(value) for name, value in hidden}
        return sent if "seen" in sent else {}

    def held(self, page: Any) -> dict[str, str]:
        """What the form says of the files that were sent with the step before."""
        found = re.findall(r'name="(held_\w+)" value="([^"]+)"', page.content.decode())
        return {name: html.unescape(value) for name, value in found}

    def confirmed(self, commissioner: Client, page: Any, **more: str) -> Any:
        return commissioner.post(f"{self.ADDRESS}confirm/", {**self.sent_on(page), **more})

    SAID: ClassVar = {"polarity:ons:employment-rate": "higher_better"}

    def test_asks_what_the_publisher_leaves_open_and_then_loads(
        self, plan: Plan, commissioner: Client
    ) -> None:
        before = stored()
        asked = commissioner.post(self.ADDRESS, self.answers(ons_row()))

        assert asked.status_code == 422
        assert stored() == before
        page = html.unescape(asked.content.decode())
        assert "Nothing was loaded yet: answer the questions" in page
        assert 'name="polarity:ons:employment-rate"' in page
        assert "series.csv is here from the step before." in page

        answers = {**self.answers(), **self.SAID, **self.held(asked)}
        del answers["series"]
        checked = commissioner.post(self.ADDRESS, answers)
        assert checked.status_code == 200
        assert stored() == before
        assert "What would change" in checked.content.decode()
        assert '<option value="higher_better" selected' in checked.content.decode()

        loaded = self.confirmed(commissioner, checked)
        assert loaded.status_code == 302
        assert only().value == Decimal("79.4")
        assert Indicator._base_manager.get().polarity == "higher_better"
        said = [str(message) for message in get_messages(loaded.wsgi_request)]
        assert said[-1] == "1 value is added. 0 values are revised."

    def test_what_was_brought_in_is_not_kept(self, plan: Plan, commissioner: Client) -> None:
        checked = commissioner.post(self.ADDRESS, self.answers(ons_row(), **self.SAID))
        self.confirmed(commissioner, checked)
        after = stored()
        again = self.confirmed(commissioner, checked)
        assert again.status_code == 422
        assert "series.csv is no longer here. Choose it again." in again.content.decode()
        assert stored() == after

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"polarity:ons:employment-rate": "lower_better"}, "What would change"),
            ({"source_version": "June"}, "What would change"),
            (day("published_on", "14 5 2026"), "What would change"),
            ({"seen": ""}, "What would change"),
            ({"seen": "0" * 64}, "What would change"),
            ({"held_series": "0" * 64 + "/series.csv"}, "is no longer here"),
            ({"format": "fingertips"}, "The files have faults. Nothing was loaded."),
        ],
        ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
    )
    def test_nothing_but_what_was_shown_can_be_confirmed(
        self, plan: Plan, commissioner: Client, more: dict[str, str], said: str
    ) -> None:
        checked = commissioner.post(self.ADDRESS, self.answers(ons_row(), **self.SAID))
        before = stored()
        page = self.confirmed(commissioner, checked, **more)
        assert page.status_code in (409, 422)
        assert said in page.content.decode()
        assert stored() == before

    def test_a_plan_that_changed_meanwhile_is_shown_once_more(
        self, plan: Plan, commissioner: Client
    ) -> None:
        checked = commissioner.post(self.ADDRESS, self.answers(ons_row(), **self.SAID))
        sections.add(plan=plan, kind="scope", title="Scope", by=Actor("test"))
        before = stored()

        page = self.confirmed(commissioner, checked)

        assert page.status_code == 409
        assert "Somebody changed the plan meanwhile. Check once more." in page.content.decode()
        assert stored() == before
        assert self.confirmed(commissioner, page).status_code == 302
        assert only().value == Decimal("79.4")

    def test_what_one_person_sent_another_cannot_confirm(
        self, plan: Plan, commissioner: Client
    ) -> None:
        checked = commissioner.post(self.ADDRESS, self.answers(ons_row(), **self.SAID))
        lead = Client()
        lead.force_login(MembershipFactory.create(plan=plan, role="lead").user)
        page = self.confirmed(lead, checked)
        assert "series.csv is no longer here." in page.content.decode()
        assert not Indicator._base_manager.exists()

    @pytest.mark.parametrize("answer", ["sideways", "higher_better\x00", "x" * 200])
    def test_an_answer_that_was_not_offered_is_none(
        self, plan: Plan, commissioner: Client, answer: str
    ) -> None:
        said = {"polarity:ons:employment-rate": answer}
        page = commissioner.post(self.ADDRESS, self.answers(ons_row(), **said))
        assert page.status_code == 422
        assert self.sent_on(page) == {}
        assert not Indicator._base_manager.exists()

    def test_shows_what_was_revised(self, plan: Plan, commissioner: Client) -> None:
        first = self.answers(ons_row(), **self.SAID, source_version="May")
        self.confirmed(commissioner, commissioner.post(self.ADDRESS, first))
        later = self.answers(ons_row(value="79.9"), source_version="June")
        page = commissioner.post(self.ADDRESS, later)
        assert "2025: 79.4 before, 79.9 now" in html.unescape(page.content.decode())
        assert Observation._base_manager.count() == 1

    def test_what_the_plan_has_is_not_offered_to_be_loaded(
        self, plan: Plan, commissioner: Client
    ) -> None:
        first = self.answers(ons_row(), **self.SAID)
        self.confirmed(commissioner, commissioner.post(self.ADDRESS, first))
        page = commissioner.post(self.ADDRESS, self.answers(ons_row()))
        assert "Nothing: the plan has all of this already." in page.content.decode()
        assert self.sent_on(page) == {}

    def test_trafford_needs_both_files(self, plan: Plan, commissioner: Client) -> None:
        page = commissioner.post(self.ADDRESS, self.answers(ons_row(), format="trafford"))
        assert page.status_code == 422
        assert "Choose the file that says what is measured." in page.content.decode()

    def test_the_page_says_how_large_a_file_may_be_and_takes_no_larger(
        self, plan: Plan, commissioner: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("outcomes.forms.imports.PAGE_BYTES", 1_000_000)
        assert "At most 1 MB." in commissioner.get(self.ADDRESS).content.decode()
        large = self.answers(*(ons_row(period=f"{y}-01-01/P1Y") for y in range(15_000)))
        page = html.unescape(commissioner.post(self.ADDRESS, large).content.decode())
        assert re.search(r"series.csv has 1\.[0-9] MB. The page takes files of up to 1 MB;", page)

    def test_a_reader_takes_no_less_than_the_page(self) -> None:
        assert all(found.max_bytes >= PAGE_BYTES for found in FORMATS.values())


# --- Any file -----------------------------------------------------------------------------------

NUMBERS = st.decimals(0, 1000, places=1).map(str)


@st.composite
def files(draw: st.DrawFn) -> list[Row]:
    """Rows of one ONS file, each area, period and sex once."""
    keys = st.tuples(
        st.sampled_from(["employment-rate", "population-count", "housing-affordability-ratio"]),
        st.sampled_from(sorted(AREAS)),
        st.integers(1990, 2030),
        st.sampled_from(["", "Female", "Male"]),
    )
    rows = []
    for slug, area, year, sex in draw(st.lists(keys, min_size=1, max_size=12, unique=True)):
        low, value, high = sorted((draw(NUMBERS), draw(NUMBERS), draw(NUMBERS)), key=Decimal)
        rows.append(
            ons_row(
                indicator=slug,
                areacd=area,
                areanm=AREAS[area],
                period=f"{year}-01-01/P1Y",
                sex=sex,
                value=value,
                lci_95=low,
                uci_95=high,
            )
        )
    return rows


def as_file(rows: list[Row]) -> io.BytesIO:
    text = io.StringIO()
    writer = csv.DictWriter(text, ONS_HEADER)
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def read(rows: list[Row]) -> Any:
    return FORMATS["ons"].read(as_file(rows), areas=AREAS)


def said_by(dataset: Any) -> list[Any]:
    """What was read, without the rows of the file that it came from."""
    return [
        (series.code, [(p.area, p.period, p.breakdown, p.value, p.lower, p.upper) for p in points])
        for series in dataset.series
        for points in [series.points]
    ]


@given(files())
def test_a_file_is_read_to_exactly_its_values(rows: list[Row]) -> None:
    found = {
        (series.code.removeprefix("ons:"), p.area, p.period, p.breakdown, p.value, p.lower, p.upper)
        for series in read(rows).series
        for p in series.points
    }
    assert found == {
        (
            row["indicator"],
            row["areacd"],
            row["period"][:4],
            f"sex={row['sex']}" if row["sex"] else "",
            *(Decimal(row[name]) for name in ("value", "lci_95", "uci_95")),
        )
        for row in rows
    }


@given(files(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_says_nothing(rows: list[Row], random: Any) -> None:
    turned = list(rows)
    random.shuffle(turned)
    assert said_by(read(turned)) == said_by(read(rows))


SPOILT = {
    "indicator": st.sampled_from(["", "=1", "no such thing", "x" * 301]),
    "areacd": st.sampled_from(["", "E99999999", "Trafford"]),
    "period": st.sampled_from(["", "soon", "2025-13-01", "2025-01-01/P1D"]),
    "value": st.sampled_from(["n/a", "1,5", "1e9", "@x", "9" * 21]),
    "lci_95": st.sampled_from(["", "x", "1001"]),
    "status": st.sampled_from(["?", "c", "-1+1"]),
}


@given(files(), st.data())
def test_one_spoilt_cell_is_named(rows: list[Row], data: st.DataObject) -> None:
    spot = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(sorted(SPOILT)))
    rows[spot] = {**rows[spot], column: data.draw(SPOILT[column])}
    with pytest.raises(TableError) as caught:
        read(rows)
    assert re.search(rf"row {spot + 2}, column (\w+):", str(caught.value))


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=files())
def test_twice_is_as_once(plan: Plan, rows: list[Row]) -> None:
    """What is stored is what the file says, and a second time nothing is."""
    Observation._base_manager.all().delete()
    Indicator._base_manager.all().delete()
    loads = [
        observations.load(
            plan=plan,
            dataset=read(rows),
            source_version="generated",
            published_on=dt.date(2026, 5, 13),
            by=Actor("test"),
            answers={"ons": {"polarity": "none"}},
        )
        for _time in range(2)
    ]
    assert [load.observations_added for load in loads] == [len(rows), 0]
    assert not loads[1].anything
    kept = Counter(Observation._base_manager.values_list("value", flat=True))
    assert kept == Counter(Decimal(row["value"]) for row in rows)
