"""How an indicator reads on the page and in print: what is judged of it, apart, in words."""

import datetime as dt
import html
import re
from decimal import Decimal
from typing import Any

from scp.publication import pages
from scp.publication.content import Indicator, MethodBreak, Observation, PlaceFacts
from scp.publication.document import Document, links, reading
from tests.factories import content as make
from tests.factories.figures import ENGLAND, TRAFFORD, indicator, target

FINGERPRINT = "f" * 64


def value(year: int, number: str | None, ci: int = 0, **more: Any) -> Observation:
    amount = None if number is None else Decimal(number)
    facts: dict[str, Any] = {
        "area": TRAFFORD.code,
        "area_name": TRAFFORD.name,
        "period": str(year),
        "period_start": dt.date(year, 1, 1),
        "period_end": dt.date(year, 12, 31),
        "value": amount,
        "lower_ci": amount - ci if ci and amount is not None else None,
        "upper_ci": amount + ci if ci and amount is not None else None,
    }
    return Observation(**(facts | more))


def of_england(year: int, number: str, ci: int = 0) -> Observation:
    return value(year, number, ci, area=ENGLAND, area_name="England")


def measured(*observations: Observation, **facts: Any) -> Indicator:
    values: dict[str, Any] = {"value_type": "percent", "decimals": 1, "targets": ()}
    return indicator("active_children", "I1", **(values | facts), observations=observations)


def marked(found: Indicator, **facts: Any) -> str:
    """The page of a plan whose one indicator this is, before any chart is drawn."""
    plan = make.small(indicators=(found,), pieces=(), theory_nodes=(), theory_arrows=(), **facts)
    return str(pages.page(plan, sha256=FINGERPRINT).body)


def words(marks: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", marks)).split())


def judgements(page: str) -> list[tuple[str, str, str]]:
    """Of each judgement: what is judged, the icon, and what is said."""
    found = re.findall(r'<li class="scp-judgements__one">(.*?)</li>', page)
    icon = re.compile(r"scp-icon--(\w+)")
    split = (words(one).partition(": ") for one in found)
    return [
        (label, icon.findall(one)[0], said)
        for one, (label, _colon, said) in zip(found, split, strict=True)
    ]


def test_the_three_judgements_stand_apart_each_with_word_icon_and_reason() -> None:
    """Better than England, yet falling, and short of its target."""
    page = marked(
        measured(
            value(2023, "70", 1),
            value(2024, "60", 1),
            of_england(2024, "50", 1),
            targets=(target(2024, "75"),),
        )
    )

    against, direction, compared = judgements(page)
    assert against[:2] == ("Against target", "cross")
    assert against[2].startswith("Outside tolerance. 60.0% in 2024")
    assert direction[:2] == ("Direction of travel", "down")
    assert direction[2].startswith("Worsening. From 70.0% in 2023 to 60.0% in 2024.")
    assert compared[:2] == ("Against England", "tick")
    assert compared[2].startswith("Better. 60.0% against 50.0% for England in 2024")


def test_what_cannot_be_judged_says_why() -> None:
    (against, direction, compared) = judgements(marked(measured(value(2024, "60"))))

    assert against == ("Against target", "none", "Not judged. No target is set.")
    assert direction[1] == "unknown"
    assert direction[2].startswith("Cannot be calculated. ")
    assert compared[:2] == ("Against comparator", "unknown")
    assert compared[2].startswith("Not compared. ")


def test_each_place_of_the_plan_is_judged_for_itself() -> None:
    salford = PlaceFacts(code="E08000006", name="Salford")
    other = value(2024, "90", area=salford.code, area_name="Salford")
    plan = make.plan(places=(TRAFFORD, salford))
    page = marked(measured(value(2024, "60"), other, targets=(target(2024, "75"),)), plan=plan)

    assert [icon for of, icon, _said in judgements(page) if of == "Against target"] == [
        "cross",
        "tick",
    ]
    assert words(page).index("Trafford: 60.0% in 2024") < words(page).index("Salford: 90.0%")


def test_suppressed_is_not_nought_and_not_missing() -> None:
    page = words(marked(measured(value(2022, "3"), value(2023, None, status="suppressed"))))

    assert "Trafford: suppressed in 2023" in page
    assert "The value for 2023 is suppressed." in page
    assert "It is not nought." in page
    assert "It is not nought." not in words(marked(measured(value(2022, "3"), value(2023, None))))


def test_a_revised_value_says_so() -> None:
    page = words(marked(measured(value(2022, "3"), value(2023, "4", revised=True))))

    assert "4.0% (revised) in 2023" in page
    assert "Revised: its publisher has replaced an earlier figure, which is kept." in page


def test_a_part_that_would_give_another_away_is_suppressed_too() -> None:
    parts = (
        value(2024, None, breakdown="sex=Female", status="suppressed"),
        value(2024, None, breakdown="sex=Male", status="suppressed"),
    )
    page = words(marked(measured(value(2023, "3"), value(2024, "4"), *parts, suppress_below=5)))

    assert "Sex: Female 2024 suppressed – Sex: Male 2024 suppressed –" in page
    assert page.count("It is not nought.") == 1
    assert "values of fewer than 5 people are suppressed, and others that would give" in page


def test_a_change_of_method_is_told_even_where_no_line_is_drawn() -> None:
    change = MethodBreak(on=dt.date(2024, 1, 1), note="A new survey.")

    page = words(marked(measured(value(2023, "3"), value(2024, "4"), method_breaks=(change,))))
    assert page.count("Method changed on 1 January 2024: A new survey. Values before") == 1
    page = words(marked(measured(method_breaks=(change,))))
    assert "Method changed: from 1 January 2024, A new survey." in page


def test_what_is_intended_is_told_with_its_line_and_its_tolerance() -> None:
    found = measured(
        value(2024, "60"),
        targets=(target(2027, "65", "Cabinet."), target(2029, "70", "")),
        trajectory="linear",
        tolerance=Decimal("2.50"),
    )
    page = words(marked(found))

    assert "Target: 65.0% by 31 March 2027 (Cabinet). Target: 70.0% by 31 March 2029." in page
    assert "Between them, a straight line from the baseline on." in page
    assert "Tolerance: 2.5 percentage points." in page


def test_the_tolerance_is_said_in_its_own_kind() -> None:
    def said(**facts: Any) -> str:
        return reading.tolerance(measured(tolerance=Decimal(3), **facts))

    assert said(tolerance_kind="percent") == "3% of the target"
    assert said(value_type="rate") == "3"
    assert reading.tolerance(measured()) == ""
    assert reading.trajectory(measured()) == ""
    assert reading.trajectory(measured(targets=(target(2027, "1"),))) == (
        "Each holds until the next is due."
    )


def test_a_band_is_its_own_target() -> None:
    facts: dict[str, Any] = {"band_lower": Decimal(20), "band_upper": Decimal(30)}
    page = words(marked(measured(value(2024, "25"), polarity="band", **facts)))

    assert "Good: 20.0% to 30.0%." in page
    assert "No target" not in page
    assert reading.band(measured(band_lower=Decimal(20))) == ""


def test_an_indicator_that_is_not_in_use_says_what_took_its_place() -> None:
    found = measured(status="superseded", superseded_by="I2")

    assert "Status: Superseded by another: I2" in words(marked(found))
    assert reading.state(measured()) == ""
    assert reading.state(measured(status="dormant")) == "dormant"


def test_how_it_is_published() -> None:
    found = measured(
        frequency="annual",
        geography_level="Local authority",
        publication_lag="9 months.",
        next_release_on=dt.date(2027, 5, 4),
    )

    said = "Annual; Local authority; 9 months; next on 4 May 2027"
    assert reading.published_how(found) == said
    assert f"Published: {said}." in words(marked(found))
    assert reading.published_how(measured(frequency="")) == ""
    assert reading.small_numbers(measured()) == ""
    assert reading.small_numbers(measured(suppression_rule="Rounded to 5.")) == "Rounded to 5"


# --- side by side --------------------------------------------------------------------------------


def test_the_indicators_of_each_theme_stand_side_by_side_with_their_table() -> None:
    page = words(str(pages.page(make.small(), sha256=FINGERPRINT).body))

    stands = page[page.index("How things stand The latest") : page.index("Outcomes O1")]
    assert "These are three judgements: none is made of another" in stands
    for theme in ("Social", "Economic", "Environmental"):
        assert f"{theme}, Trafford: the same as a table" in stands
    assert "I2 Percentage of physically active children and young people 46.5% in 2024/25" in stands


def test_an_indicator_of_outcomes_of_two_themes_stands_with_both() -> None:
    outcomes = (
        make.outcome(1, "Well", "economic", indicators=("I2", "I1")),
        make.outcome(2, "Warm", "social", indicators=("I2",)),
    )
    found = links.indicators_by_theme(make.small(outcomes=outcomes))

    assert [(theme, [one.reference for one in some]) for theme, some in found.items()] == [
        ("social", ["I2"]),
        ("economic", ["I1", "I2"]),
    ]


def test_a_theme_without_values_says_so() -> None:
    page = words(marked(measured(), outcomes=(make.outcome(1, "W", "social", indicators=("I1",)),)))

    assert "Social No indicator of this theme has published values yet." in page
    assert "Economic" not in page[page.index("How things stand The") : page.index("Outcomes O1")]


def test_a_plan_without_indicators_has_no_such_chapter() -> None:
    plan = make.small(indicators=(), outcomes=(make.outcome(1, "W", "social"),))

    assert "How things stand" not in str(pages.page(plan, sha256=FINGERPRINT).body)


# --- turning the curve ---------------------------------------------------------------------------


def turned(**facts: Any) -> Indicator:
    story = {
        "story": "Fewer walk.",
        "what_works": "Safe streets.",
        "low_cost_idea": "A bus on foot.",
    }
    steps = ({"reference": "A1", "action": "Ask", "owner": "Head", "due_on": dt.date(2027, 1, 31)},)
    values = (value(year, str(10 + year - 2015)) for year in range(2016, 2025))
    made = measured(*values, targets=(target(2028, "40"),))
    whole = made.model_dump() | {"story": story, "next_actions": steps} | facts
    return Indicator.model_validate(whole)


def test_a_curve_is_told_with_its_forecast_story_and_next_actions() -> None:
    page = words(marked(turned()))

    told = page[page.index("Turning the curve") :]
    for part in (
        "Trafford, if nothing changes",
        "If nothing changes: a damped trend through the 9 latest values measured alike",
        "Period that ends on If nothing changes Between",
        "The story behind the figures : Fewer walk.",
        "What works : Safe streets.",
        "An idea that costs little or nothing : A bus on foot.",
        "Ask (Head, by 31 January 2027)",
    ):
        assert part in told or part.replace(" :", ":") in told


def test_a_story_without_a_next_action_says_so_and_an_action_needs_no_story() -> None:
    assert "No next action is named yet." in words(marked(turned(next_actions=())))
    page = words(marked(turned(story=None)))
    assert "Turning the curve Trafford, if nothing changes" in page
    assert "The story behind" not in page


def test_nobody_turns_a_curve_that_has_neither() -> None:
    page = words(marked(turned(story=None, next_actions=())))

    assert "Turning the curve" not in page
    assert "if nothing changes" not in page.lower()


def test_too_few_values_give_no_forecast_and_no_empty_table() -> None:
    few = [value(2023, "3").model_dump(), value(2024, "4").model_dump()]
    page = words(marked(turned(observations=few)))

    assert "No forecast: 2 values are measured alike, and it takes 5." in page
    assert "Period that ends on" not in page


def test_every_picture_of_the_document_has_a_name_of_its_own() -> None:
    document = Document(make.small(indicators=(turned(),)), FINGERPRINT)
    drawn = [*document.trends(turned()), *document.curves(turned())]
    drawn += [*document.jigsaw, *document.theory]
    drawn += [chart for _theme, pictures in document.standing for chart in pictures]

    assert {chart.name for chart in drawn} == set(document.pictures)
    assert len(document.pictures) == len(drawn)
    assert "I1-E08000009-curve" in document.pictures
    assert "social-E08000009-1" in document.pictures
