"""import_indicators on the real Trafford files, and on what people do to such files."""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope

from outcomes.imports import FORMATS
from outcomes.imports.ordering import merge
from outcomes.imports.sources import plain
from outcomes.models import Indicator, MethodBreak, Observation
from scp.core import audit
from scp.core.models import AuditEvent
from scp.plans.models import Plan
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import PlanFactory

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[3] / "data" / "trafford"
Row = dict[str, str]
Edit = Callable[[list[Row]], Any]


def rows_of(name: str) -> list[Row]:
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def plan() -> Plan:
    EnglandFactory.create()
    return PlanFactory.create(slug="trafford", places=[TraffordFactory.create()])


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """The real files after an edit of their rows."""

    def make(indicators: Edit | None = None, series: Edit | None = None) -> tuple[str, str]:
        paths = []
        for name, edit in (("indicators.csv", indicators), ("series.csv", series)):
            rows = rows_of(name)
            header = list(rows[0])
            if edit:
                edit(rows)
            with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header)
                writer.writeheader()
                writer.writerows(rows)
            paths.append(str(tmp_path / name))
        return paths[0], paths[1]

    return make


Files = Callable[..., tuple[str, str]]


def run(*paths: str, version: str = "ae20a08", on: str = "2026-05-13", **options: Any) -> str:
    out = io.StringIO()
    call_command(
        "import_indicators",
        *(paths or (str(REAL / "indicators.csv"), str(REAL / "series.csv"))),
        format="trafford",
        plan="trafford",
        source_version=version,
        published_on=dt.date.fromisoformat(on),
        stdout=out,
        **options,
    )
    return out.getvalue()


def refusal(*paths: str, **options: Any) -> str:
    with pytest.raises(CommandError) as caught:
        run(*paths, **options)
    assert caught.value.returncode == 1
    return str(caught.value)


def indicator(plan: Plan, code: str) -> Indicator:
    with scope(plan=plan):
        found: Indicator = Indicator.objects.get(code=code)
    return found


def values(plan: Plan, code: str, area: str = "E08000009") -> list[tuple[str, Any]]:
    with scope(plan=plan):
        rows = Observation.objects.filter(indicator__code=code, area__code=area)
        return list(rows.order_by("position", "pk").values_list("period", "value"))


def stored() -> Counter[str]:
    return Counter(
        {
            "indicators": Indicator._base_manager.count(),
            "observations": Observation._base_manager.count(),
            "events": AuditEvent.objects.count(),
        }
    )


# --- The real files -----------------------------------------------------------------------------


def test_loads_73_indicators_and_1742_observations(plan: Plan) -> None:
    said = run()

    assert "73 indicators: 73 added, 0 revised." in said
    assert "1742 observations: 1742 added, 0 revised, 0 as before." in said
    assert "12 values rounded to six decimals." in said
    assert Observation._base_manager.filter(area__code="E92000001").count() == 838
    assert Observation._base_manager.filter(area__code="E08000009").count() == 904


def test_every_indicator_has_the_first_latest_and_england_values_of_its_description(
    plan: Plan,
) -> None:
    run()
    with scope(plan=plan):
        indicators = list(Indicator.objects.order_by("number"))
    for described, found in zip(rows_of("indicators.csv"), indicators, strict=True):
        own, national = values(plan, found.code), dict(values(plan, found.code, "E92000001"))
        assert found.title == described["indicator"]
        assert own[0][0] == described["first_period"]
        assert own[-1][0] == described["latest_period"]
        assert round(own[0][1], 3) == Decimal(described["first_value"])
        assert round(own[-1][1], 3) == Decimal(described["latest_value"])
        if described["england_latest"]:
            assert national[described["latest_period"]] == Decimal(described["england_latest"])
        else:
            assert own[-1][0] not in national


@pytest.mark.parametrize(
    ("code", "unit", "first", "latest"),
    [
        ("trafford:children_offending:count", "children", "125", "38"),
        (
            "trafford:children_offending:per-10000-aged-10-17",
            "per 10,000 aged 10 to 17",
            "54",
            "14",
        ),
        ("trafford:household_waste_recycling:percentage", "%", "57.5", "57.5"),
        ("trafford:household_waste_recycling:frequency", "tonnes", "50755", "43777"),
        ("trafford:business_births_deaths:count:births", "businesses", "415", "330"),
        ("trafford:mortality_rate:male", "per 100,000, age-standardised", "179", "183.9"),
        ("trafford:mortality_rate:female", "per 100,000, age-standardised", "112.1", "96.4"),
        ("trafford:mortality_rate:persons", "per 100,000, age-standardised", "144.7", "138.7"),
    ],
)
def test_series_of_one_name_are_told_apart(
    plan: Plan, code: str, unit: str, first: str, latest: str
) -> None:
    run()
    own = values(plan, code)

    assert indicator(plan, code).unit == unit
    assert (own[0][1], own[-1][1]) == (Decimal(first), Decimal(latest))


def test_no_two_indicators_look_alike_in_a_list(plan: Plan) -> None:
    run()
    with scope(plan=plan):
        titles = Counter(i.title_text for i in Indicator.objects.all())
    assert titles.most_common(1)[0][1] == 1


def test_polarity_and_its_origin_are_kept(plan: Plan) -> None:
    run()
    with scope(plan=plan):
        found = Counter(Indicator.objects.values_list("polarity", flat=True))
        assert not Indicator.objects.exclude(
            definition__contains="assigned by this project"
        ).exists()
    assert found == {"lower_better": 35, "higher_better": 31, "none": 7}


def test_comparator_words_are_kept_and_na_is_no_word(plan: Plan) -> None:
    run()
    published = Counter(row["compared_to_england"] for row in rows_of("series.csv"))
    found = Counter(Observation._base_manager.values_list("comparison", flat=True))

    assert found == {
        "": published[""] + published["NA"],
        "similar": published["Similar"],
        "better": published["Better"],
        "not_compared": published["Not compared"],
        "higher": published["Higher"] + published["Higher 99.8"],
        "lower": published["Lower"],
    }
    assert "99.8% limits" in indicator(plan, "trafford:adults_depression").definition


@pytest.mark.parametrize(
    ("code", "period", "start", "end"),
    [
        ("trafford:school_readiness", "2024/25", "2024-09-01", "2025-08-31"),
        ("trafford:household_waste_recycling:percentage", "2024/25", "2024-04-01", "2025-03-31"),
        ("trafford:life_expectancy:male", "2023 - 25", "2023-01-01", "2025-12-31"),
        ("trafford:employment_rate", "Jan 2025-Dec 2025", "2025-01-01", "2025-12-31"),
        ("trafford:nhs_health_checks", "2021/22 Q1 - 2025/26 Q3", "2021-04-01", "2025-12-31"),
        ("trafford:universal_credit:rate", "March 2026", "2026-03-01", "2026-03-31"),
        ("trafford:active_adults", "2024/25", None, None),  # runs from mid-November
        ("trafford:antibiotics_broad_s", "2026-02-01", None, None),  # a day, or February
        ("trafford:neet:", "2025", None, None),  # an average of winter months
    ],
)
def test_periods_stay_as_published_and_get_dates_where_sound(
    plan: Plan, code: str, period: str, start: str | None, end: str | None
) -> None:
    run()
    rows = Observation._base_manager.filter(
        indicator__code__startswith=code, area__code="E08000009", period=period
    )
    dates = {(row.period_start, row.period_end) for row in rows}
    assert dates == {tuple(day and dt.date.fromisoformat(day) for day in (start, end))}


def test_sources_are_words_and_an_address(plan: Plan) -> None:
    run()
    found = indicator(plan, "trafford:claimant_count:count")

    assert found.source == "Claimant Count, ONS."
    assert found.source_url == "https://www.nomisweb.co.uk/sources/cc"
    assert found.comparator == "15 CIPFA nearest neighbours"
    with scope(plan=plan):
        assert not Indicator.objects.filter(source__contains="<").exists()


def test_series_of_mixed_periods_say_so(plan: Plan) -> None:
    run()
    found = indicator(plan, "trafford:adults_smoking_manual")
    assert "calendar year, three year pooled" in found.definition


def test_one_audit_event_tells_of_the_import(plan: Plan) -> None:
    run()
    event = AuditEvent.objects.get(action="observations.imported")

    assert (event.chain, event.subject) == (plan.audit_chain, "trafford")
    assert event.data["observations_added"] == 1742
    assert event.data["source_version"] == "ae20a08"
    assert set(event.data["files"]) == {"indicators", "series"}
    assert list(audit.verify(plan.audit_chain)) == []


# --- Editions -----------------------------------------------------------------------------------


def test_the_same_edition_again_changes_nothing(plan: Plan) -> None:
    run()
    before = stored()
    said = run()

    assert "0 added, 0 revised, 1742 as before" in said
    assert stored() == before


def test_a_later_edition_adds_what_is_new_and_keeps_what_was_revised(
    plan: Plan, files: Files
) -> None:
    run()

    def edit(rows: list[Row]) -> None:
        own = [
            r for r in rows if r["slug"] == "social_care_satisfaction" and r["area"] != "England"
        ]
        next(r for r in own if r["period"] == "2023/24")["value"] = "52.9"
        rows.append({**own[-1], "period": "2025/26", "value": "59.0"})

    def describe(rows: list[Row]) -> None:
        row = next(row for row in rows if row["slug"] == "social_care_satisfaction")
        row.update(latest_period="2025/26", latest_value="59.0", england_latest="")

    said = run(*files(describe, edit), version="next", on="2026-11-01")

    assert "1743 observations: 1 added, 1 revised, 1741 as before." in said
    code = "trafford:social_care_satisfaction"
    assert values(plan, code)[-3:] == [
        ("2023/24", Decimal("52.9")),
        ("2024/25", Decimal("58.1")),
        ("2025/26", Decimal("59")),
    ]
    revised = Observation._base_manager.filter(indicator__code=code, period="2023/24")
    own = revised.filter(area__code="E08000009").order_by("published_on")
    assert [(row.value, row.status) for row in own] == [
        (Decimal("52.3"), "final"),
        (Decimal("52.9"), "revised"),
    ]


def test_an_older_edition_after_a_newer_one_does_not_undo_it(plan: Plan, files: Files) -> None:
    def raise_it(rows: list[Row]) -> None:
        row = next(r for r in rows if r["slug"] == "gdp" and r["period"] == "2015")
        row["value"] = "36791.0"

    run(*files(None, raise_it), version="new", on="2026-11-01")
    run(version="old", on="2026-05-13")

    with scope(plan=plan):
        latest = Observation.objects.latest_published().filter(
            indicator__code="trafford:gdp", area__code="E08000009", period="2015"
        )
        assert latest.get().value == Decimal("36791")


def test_other_values_under_the_same_version_are_refused(plan: Plan, files: Files) -> None:
    run()
    before = stored()

    def slip(rows: list[Row]) -> None:
        rows[1]["value"] = "99.9"

    said = refusal(*files(None, slip))

    assert "series.csv, row 3, column value: found 99.9 similar; expected 47.5 similar" in said
    assert "as loaded before from “ae20a08”" in said
    assert stored() == before


def test_a_dry_run_counts_and_stores_nothing(plan: Plan) -> None:
    before = stored()
    said = run(dry_run=True)

    assert "1742 observations: 1742 added" in said
    assert "nothing was stored" in said
    assert stored() == before


def test_what_people_changed_or_removed_is_not_undone(plan: Plan) -> None:
    from outcomes.actions import indicators

    run()
    changed, removed = indicator(plan, "trafford:gdp"), indicator(plan, "trafford:gva:count")
    actor = audit.Command("test")
    indicators.revise(indicator=changed, seen_version=1, by=actor, definition="In our own words")
    indicators.remove(indicator=removed, seen_version=1, by=actor)
    said = run(version="next", on="2026-11-01")

    assert f"Removed from the plan, so left out: {removed.reference}." in said
    assert indicator(plan, "trafford:gdp").definition == "In our own words"


def test_a_code_that_now_bears_another_title_is_refused(plan: Plan, files: Files) -> None:
    run()

    def retitle(rows: list[Row]) -> None:
        for row in rows:
            if row["slug"] == "gdp":
                row["indicator"] = "GDP per head, chained"

    said = refusal(*files(retitle, retitle), version="next")
    assert "the title that trafford:gdp has in the plan" in said


def test_a_break_in_method_is_noted_where_the_data_cross_it(plan: Plan, files: Files) -> None:
    run()
    assert MethodBreak._base_manager.count() == 0

    code = "trafford:school_readiness"
    older = {"period": "2018/19", "value": "74.2"}

    def reach_back(rows: list[Row]) -> None:
        at = next(n for n, r in enumerate(rows) if r["slug"] == "school_readiness")
        rows.insert(at, {**rows[at], **older})

    def describe(rows: list[Row]) -> None:
        row = next(r for r in rows if r["slug"] == "school_readiness")
        row.update(first_period="2018/19", first_value="74.2")

    said = run(*files(describe, reach_back), version="next", on="2026-11-01")

    assert "1 breaks in method noted." in said
    noted = MethodBreak._base_manager.get()
    assert (noted.indicator.code, noted.on) == (code, dt.date(2021, 9, 1))
    assert [period for period, _ in values(plan, code)][:2] == ["2018/19", "2021/22"]


# --- Bad input: nothing is half-loaded ----------------------------------------------------------


def change(number: int, **cells: str) -> Edit:
    """An edit of the row that a spreadsheet calls `number`."""
    return lambda rows: rows[number - 2].update(cells)


def repeat(number: int) -> Edit:
    return lambda rows: rows.insert(number - 1, dict(rows[number - 2]))


def again_after(number: int, other: int) -> Edit:
    return lambda rows: rows.insert(other - 1, dict(rows[number - 2]))


def drop(number: int) -> Edit:
    return lambda rows: rows.pop(number - 2)


@pytest.mark.parametrize(
    ("indicators", "series", "said"),
    [
        (None, change(4, gss="E08000099"), "series.csv, row 4, column gss: found “E08000099”"),
        (None, change(4, area="Salford"), "row 4, column area: found “Salford”; expected Trafford"),
        (None, change(4, value="=2+2"), "row 4, column value: found a formula, “=2+2”"),
        (None, change(4, indicator="@SUM(A1)"), "row 4, column indicator: found a formula"),
        (None, change(4, value="n/a"), "row 4, column value: found “n/a”; expected a number"),
        (None, change(4, value=""), "row 4, column value: found nothing; expected a value"),
        (None, change(4, value="1" + "0" * 15), "expected less than 100,000,000,000,000"),
        (
            None,
            change(4, period="x" * 61),
            "column period: found 61 characters; expected at most 60",
        ),
        (None, change(4, compared_to_england="Good"), "found “Good”; expected one of Better"),
        (
            None,
            change(4, indicator="Unheard of"),
            "found “Unheard of”; expected a name in indicators",
        ),
        (None, repeat(4), "series.csv, row 5, column period: found “2019/20” again; expected one"),
        (None, repeat(1605), "series.csv, row 1606, column period: found “2019” again"),
        (None, again_after(1605, 1620), "column indicator: found 4 series called “Under 75"),
        (
            None,
            change(1600, value="180.0"),
            "column first_value: found 0 series in series.csv that",
        ),
        (None, change(2, value="41.5"), "column first_value: found “41.4”; expected “41.5”"),
        (change(2, gss="E08000099"), None, "indicators.csv, row 2, column gss"),
        (change(2, latest_value="46.6"), None, "row 2, column latest_value: found “46.6”"),
        (change(2, england_latest="50"), None, "row 2, column england_latest: found “50”"),
        (change(2, compared_to_england="Worse"), None, "row 2, column compared_to_england"),
        (change(2, polarity_assigned="up"), None, "expected one of high, low, none"),
        (
            change(2, measure="Furlongs"),
            None,
            "column measure: found “Furlongs” with unit “Persons”",
        ),
        (change(2, slug="Active Children"), change(2, slug="Active Children"), "column slug"),
        (change(2, source="<b></b>"), None, "column source"),
        (change(2, source_url="javascript:alert(1)"), None, "column source_url"),
        (repeat(2), None, "indicators.csv, row 3, column indicator"),
        (drop(2), None, "series.csv, row 2, column indicator: found “Percentage of physically"),
        (change(66, first_value="1"), None, "indicators.csv, row 66, column first_value"),
    ],
)
def test_a_fault_is_named_and_nothing_is_loaded(
    plan: Plan, files: Files, indicators: Edit | None, series: Edit | None, said: str
) -> None:
    before = stored()
    message = refusal(*files(indicators, series))

    assert message.startswith("Nothing was loaded.\n")
    assert said in message
    assert stored() == before


def test_series_that_cannot_be_told_apart_are_refused(plan: Plan, files: Files) -> None:
    """Two descriptions with the same first, latest and England values fit both series."""

    def same(rows: list[Row]) -> None:
        births = [r for r in rows if r["indicator"] == "Business Births"]
        one, two = births[: len(births) // 2], births[len(births) // 2 :]
        for first, second in zip(one, two, strict=True):
            second["value"] = first["value"]

    def described(rows: list[Row]) -> None:
        one, two = (r for r in rows if r["indicator"] == "Business Births")
        for name in ("first_value", "latest_value", "england_latest"):
            two[name] = one[name]

    before = stored()
    message = refusal(*files(described, same))

    assert "found 2 series in series.csv that fit “Business Births”" in message
    assert stored() == before


def test_the_files_in_the_wrong_order_are_refused(plan: Plan) -> None:
    said = refusal(str(REAL / "series.csv"), str(REAL / "indicators.csv"))
    assert "series.csv, row 1: found the header" in said
    assert "theme is missing" in said


def test_bytes_that_are_not_utf8_are_refused_with_their_row(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    path.write_bytes(
        (REAL / "series.csv").read_bytes() + b"caf\xe9,a,,Trafford,E08000009,2024,1,\n"
    )

    assert "row 1744: found the byte 0xe9" in refusal(str(REAL / "indicators.csv"), str(path))


def test_a_plan_that_is_not_there_is_named(plan: Plan) -> None:
    with pytest.raises(CommandError, match=r"no plan “salford”\. Plans: trafford"):
        call_command("import_indicators", "a", "b", format="trafford", plan="salford")


@pytest.mark.parametrize("option", ["--published-on=yesterday", f"--source-version={'x' * 61}"])
def test_options_that_make_no_sense_are_refused(plan: Plan, option: str) -> None:
    with pytest.raises(CommandError):
        call_command("import_indicators", "a", "b", "--format=trafford", "--plan=trafford", option)


def test_a_plan_that_has_ended_is_not_changed(plan: Plan) -> None:
    Plan.drafts.filter(pk=plan.pk).update(status="withdrawn")
    assert "can no longer be changed" in refusal()


# --- Parts --------------------------------------------------------------------------------------


def test_reading_needs_no_database_when_the_areas_are_given() -> None:
    areas = {"E08000009": "Trafford", "E92000001": "England"}
    dataset = FORMATS["trafford"].read(REAL / "indicators.csv", REAL / "series.csv", areas=areas)
    assert (len(dataset.series), dataset.points) == (73, 1742)
    assert dataset.version_by_hash.startswith("sha256:2113d70e")


@pytest.mark.parametrize(
    ("stored_periods", "published", "expected"),
    [
        ([], ["a", "b"], ["a", "b"]),
        (["a", "b"], ["a", "b", "c"], ["a", "b", "c"]),
        (["b", "c"], ["a", "b", "c"], ["a", "b", "c"]),
        (["a", "c"], ["a", "b", "c"], ["a", "b", "c"]),
        (["a", "b", "c"], ["c", "d"], ["a", "b", "c", "d"]),
    ],
)
def test_new_periods_take_their_place(
    stored_periods: list[str], published: list[str], expected: list[str]
) -> None:
    assert merge(stored_periods, published) == expected


def test_the_words_of_a_source_are_kept_and_its_tags_are_not() -> None:
    assert plain(
        "<a href='https://x.test/a' target=_blank> Claims, ONS</a>. <script>x</script>"
    ) == (
        "Claims, ONS. x",
        "https://x.test/a",
    )
    assert plain('<a href="javascript:x">Y</a>') == ("Y", "")
    assert plain("https://openprescribing.net/") == (
        "https://openprescribing.net/",
        "https://openprescribing.net/",
    )
