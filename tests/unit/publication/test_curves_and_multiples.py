"""The curve that is to be turned, the line of its targets, and many indicators side by side."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from scp.publication import charts
from scp.publication.charts import drawing
from scp.publication.charts.multiples import PANELS
from scp.publication.content import Baseline, Indicator, MethodBreak, PlaceFacts
from tests.factories import content
from tests.factories.figures import target
from tests.unit.publication.test_judged import SALFORD, measured, observed

SVG = "{http://www.w3.org/2000/svg}"
TRAFFORD = content.TRAFFORD
ENGLAND = PlaceFacts(code=content.ENGLAND, name="England")
RISING = tuple(observed(TRAFFORD, 2018 + n, str(50 + 2 * n)) for n in range(7))


def drawn(chart: charts.Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def words(chart: charts.Chart) -> str:
    return " ".join(text.text or "" for text in drawn(chart).iter(f"{SVG}text"))


def dashed(chart: charts.Chart, colour: str) -> set[str]:
    """How lines of a colour are dashed."""
    return {
        path.get("stroke-dasharray", "")
        for path in drawn(chart).iter(f"{SVG}path")
        if path.get("stroke") == colour and path.get("fill") in (None, "none")
    }


def target_lines(chart: charts.Chart) -> list[list[tuple[float, float]]]:
    """The ends of each stretch of the line of the targets."""
    found = []
    for path in drawn(chart).iter(f"{SVG}path"):
        if path.get("stroke") == drawing.TARGET and path.get("stroke-dasharray") == "2,2":
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d", ""))]
            found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


# --- the line of the targets ---------------------------------------------------------------------


def test_without_a_target_there_is_no_line_of_targets() -> None:
    assert target_lines(charts.trend(measured(*RISING), TRAFFORD)) == []


def test_targets_in_steps_are_level_until_they_are_due() -> None:
    one = measured(*RISING, targets=(target(2026, "66"), target(2029, "72")))

    (first, second) = target_lines(charts.trend(one, TRAFFORD))
    assert first[0][1] == first[1][1], "level"
    assert second[0][1] == second[1][1] < first[0][1], "the later one is higher up"
    assert second[0][0] == pytest.approx(first[1][0]), "and begins where the first was due"


def test_a_documented_line_leads_from_the_baseline_through_the_targets() -> None:
    one = measured(
        *RISING,
        trajectory="linear",
        baseline=Baseline(period="2019", value=Decimal(52)),
        targets=(target(2026, "66"), target(2029, "72")),
    )

    (line,) = target_lines(charts.trend(one, TRAFFORD))
    assert len(line) == 3
    assert line[0][1] > line[1][1] > line[2][1], "upwards"


def test_a_baseline_out_of_sight_begins_no_line() -> None:
    one = measured(*RISING, trajectory="linear", targets=(target(2026, "66"), target(2029, "72")))
    gone = one.model_copy(update={"baseline": Baseline(period="1999", value=Decimal(1))})

    (line,) = target_lines(charts.trend(gone, TRAFFORD))
    assert len(line) == 2


def test_the_comparator_is_the_one_that_the_indicator_names() -> None:
    values = [observed(SALFORD, 2018 + n, "40") for n in range(7)]
    one = measured(*RISING, *values, comparator_area=SALFORD.code)

    assert "Salford 40.0%" in words(charts.trend(one, TRAFFORD))


# --- the curve -----------------------------------------------------------------------------------


def test_the_curve_goes_on_dotted_from_the_latest_value() -> None:
    chart = charts.curve(measured(*RISING), TRAFFORD)

    assert dashed(chart, drawing.PINE) == {"", "1,3"}
    assert dashed(charts.trend(measured(*RISING), TRAFFORD), drawing.PINE) == {""}
    assert chart.name.endswith("-E08000009-curve")


def test_its_table_holds_what_is_ahead_and_its_note_the_method() -> None:
    chart = charts.curve(measured(*RISING), TRAFFORD)

    assert chart.headers == ("Period that ends on", "If nothing changes", "Between")
    assert [row[:2] for row in chart.rows] == [
        ("31 December 2025", "63.6%"),
        ("31 December 2026", "64.9%"),
        ("31 December 2027", "65.9%"),
    ]
    assert "damped trend" in chart.notes[0]
    assert "7 latest values measured alike (2018 to 2024)" in chart.notes[0]


def test_its_alternative_says_where_it_leads_and_where_it_should() -> None:
    chart = charts.curve(measured(*RISING, targets=(target(2028, "72"),)), TRAFFORD)

    assert chart.alt.startswith("If nothing changes, Trafford will be at 66.7% by 31 December 2028")
    assert chart.alt.endswith("The target is 72.0% by 31 March 2028.")


@pytest.mark.parametrize("values", [(), RISING[:4]])
def test_with_too_few_values_there_is_a_reason_in_place_of_a_picture(values: Any) -> None:
    chart = charts.curve(measured(*values), TRAFFORD)

    assert (chart.svg, chart.rows) == ("", ())
    assert chart.notes == (chart.alt,)
    assert "it takes 5" in chart.alt


def test_beside_periods_without_days_nothing_ahead_is_drawn() -> None:
    undated = observed(ENGLAND, 2024, "50", period_start=None, period_end=None, period="lately")
    chart = charts.curve(measured(*RISING, undated), TRAFFORD)

    assert chart.svg == ""
    assert len(chart.rows) == 3, "the table has it all the same"


# --- side by side --------------------------------------------------------------------------------


def beside(*indicators: Indicator) -> tuple[charts.Chart, ...]:
    numbered = [
        one.model_copy(update={"reference": f"I{n}"}) for n, one in enumerate(indicators, start=1)
    ]
    return charts.multiples(numbered, TRAFFORD, name="social", title="Social outcomes")


def test_each_indicator_has_a_panel_with_its_words() -> None:
    one = measured(*RISING, targets=(target(2028, "72"),), title="Active children")
    (chart,) = beside(one, measured(*RISING[:3], title="Readiness"))

    assert chart.name == "social-1"
    for expected in ("I1 Active children", "I2 Readiness", "62.0% in 2024", "54.0% in 2020"):
        assert expected in words(chart)
    assert "Improving. Target: not judged." in words(chart)


def test_the_table_has_the_three_judgements_apart() -> None:
    england = (observed(ENGLAND, 2024, "50", 1),)
    own = (observed(TRAFFORD, 2023, "70", 1), observed(TRAFFORD, 2024, "60", 1))
    (chart,) = beside(measured(*own, *england, targets=(target(2024, "75"),), title="Active"))

    assert chart.headers[3:] == ("Against target", "Direction of travel", "Against comparator")
    assert chart.rows == (
        (
            *("I1 Active", "60.0% in 2024", "75.0% by 31 March 2024"),
            *("Outside tolerance", "Worsening", "Better (England)"),
        ),
    )
    assert chart.alt == (
        "I1 Active: 60.0% in 2024; Worsening; Outside tolerance; Better (England)."
    )


def test_an_indicator_without_values_here_has_no_panel() -> None:
    assert beside(measured(observed(SALFORD, 2024, "1"))) == ()


@pytest.mark.parametrize(
    ("count", "pages"), [(1, [1]), (12, [12]), (13, [12, 1]), (40, [12, 12, 12, 4])]
)
def test_many_are_cut_into_pictures_that_say_so(count: int, pages: list[int]) -> None:
    found = beside(*[measured(*RISING)] * count)

    assert [len(chart.rows) for chart in found] == pages
    assert max(pages) <= PANELS
    assert len({chart.name for chart in found}) == len(found)
    if len(pages) > 1:
        assert found[1].title == f"Social outcomes (part 2 of {len(pages)})"


def test_a_change_of_method_parts_the_line_of_a_panel() -> None:
    changed = (MethodBreak(on=dt.date(2021, 1, 1), note=""),)
    (chart,) = beside(measured(*RISING, method_breaks=changed))

    (line,) = (
        path.get("d", "")
        for path in drawn(chart).iter(f"{SVG}path")
        if path.get("stroke") == drawing.PINE
    )
    assert line.count("M") == 2
    assert "2 3" in dashed(chart, drawing.INK)


@pytest.mark.parametrize("values", [["5"], ["5", "5"], [None], ["-3", "1e9"]])
def test_any_values_can_stand_in_a_panel(values: list[str | None]) -> None:
    (chart,) = beside(measured(*(observed(TRAFFORD, 2018 + n, v) for n, v in enumerate(values))))

    shapes = [path.get("d", "") for path in drawn(chart).iter(f"{SVG}path")]
    assert not any("nan" in shape or "inf" in shape for shape in shapes)


def test_hostile_words_stay_words() -> None:
    (chart,) = beside(measured(*RISING, title="</text><script>alert(1)</script>\x00 & more"))

    assert "<script>" not in chart.svg
    assert "</text><script>" in words(chart)


def test_a_picture_passes_a_strict_content_security_policy() -> None:
    for chart in (*beside(measured(*RISING)), charts.curve(measured(*RISING), TRAFFORD)):
        assert all("style" not in element.attrib for element in drawn(chart).iter())
        assert "url(" not in chart.svg


def test_a_picture_is_as_high_as_its_rows() -> None:
    one, four = (beside(*[measured(*RISING)] * count)[0] for count in (3, 4))

    assert four.height == 2 * one.height
    assert drawn(four).get("height") == str(four.height)
