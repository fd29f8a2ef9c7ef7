"""Turning the curve of an indicator, by those who do it: with the keyboard alone, and also where no
script runs or the screen is small."""

import datetime as dt
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.factories.outcomes import (
    EnglandObservationFactory,
    IndicatorFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.places import TraffordFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.functional.conftest import MakePerson
from tests.functional.people import Person
from tests.functional.test_journey import PHONE
from tests.functional.test_keyboard import go, tab_to, type_into

INDICATOR = "/draft/trafford/indicators/I1/"


@pytest.fixture
def cast(live_server: object) -> Cast:
    plan = PlanFactory(slug="trafford", title="Trafford plan", places=[TraffordFactory()])
    indicator = IndicatorFactory(
        plan=plan,
        title="Homes that are warm enough",
        baseline_period="2018",
        baseline_value=Decimal("61"),
        tolerance=Decimal("1"),
    )
    OutcomeFactory(plan=plan, indicators=[indicator])
    TargetFactory(indicator=indicator, due_on=dt.date(2029, 3, 31), value=Decimal("70"))
    TargetFactory(indicator=indicator, due_on=dt.date(2025, 3, 31), value=Decimal("62"))
    for year, value in enumerate(("61", "60.5", "60.7", "59.8", "59.1", "58.4", "58"), start=2019):
        middle = Decimal(value)
        ends = {"lower_ci": middle - Decimal("0.1"), "upper_ci": middle + Decimal("0.1")}
        ObservationFactory(indicator=indicator, year=year, value=middle, **ends)
        EnglandObservationFactory(
            indicator=indicator,
            year=year,
            value=Decimal("63"),
            lower_ci=Decimal("62.8"),
            upper_ci=Decimal("63.2"),
        )
    return cast_of(plan)


@pytest.fixture(params=["scripts", "no-scripts", "phone"])
def commissioner(request: pytest.FixtureRequest, cast: Cast, person: MakePerson) -> Person:
    options = PHONE if request.param == "phone" else {}
    return person(cast.commissioner, scripts=request.param != "no-scripts", **options)


def test_from_what_the_figures_say_to_what_is_done(commissioner: Person) -> None:
    the_figures_are_judged(commissioner)
    the_story_is_told(commissioner)
    an_action_is_planned_and_done(commissioner)
    a_change_of_method_is_noted(commissioner)
    the_theme_is_looked_at(commissioner)


def the_figures_are_judged(commissioner: Person) -> None:
    commissioner.opens(INDICATOR)
    commissioner.sees(
        "Outside tolerance.",
        "Worsening.",
        "Worse.",
        "If nothing changes: a damped trend",
    )
    charts = commissioner.page.locator("img.scp-chart__image")
    assert charts.count() == 2
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart).to_have_js_property("complete", True)
        assert chart.evaluate("image => image.naturalWidth") > 600


def the_story_is_told(commissioner: Person) -> None:
    go(commissioner, "Turn the curve")
    commissioner.sees("Nobody has told it yet.")
    go(commissioner, "Tell the story behind the numbers")
    type_into(commissioner, "The story behind the numbers", "Rents rose faster than wages.")
    go(commissioner, "Save")
    commissioner.sees("There is a problem")

    type_into(commissioner, "Partners who can help", "Landlords")
    type_into(commissioner, "An idea that costs little or nothing", "Put renters in touch.")
    go(commissioner, "Save")
    commissioner.sees("Rents rose faster than wages.", "Low or no cost", "Put renters in touch.")


def an_action_is_planned_and_done(commissioner: Person) -> None:
    page = commissioner.page
    go(commissioner, "Add next action")
    type_into(commissioner, "What is done next", "Ask every landlord to sign up")
    type_into(commissioner, "Who does it", "Head of Housing")
    for part, text in (("Day", "31"), ("Month", "3"), ("Year", "2020")):
        type_into(commissioner, part, text)
    go(commissioner, "Save")
    commissioner.sees("Head of Housing, by 31 March 2020", "Overdue")

    go(commissioner, "A1 is done")
    commissioner.sees("A1 is done.")
    expect(page.locator("#A1")).not_to_contain_text("Overdue")


def a_change_of_method_is_noted(commissioner: Person) -> None:
    go(commissioner, "I1 Homes that are warm enough")
    go(commissioner, "Note a change of method")
    for part, text in (("Day", "1"), ("Month", "1"), ("Year", "2025")):
        type_into(commissioner, part, text)
    type_into(commissioner, "What changed", "Counted by a survey")
    go(commissioner, "Save")
    commissioner.is_at(INDICATOR)
    commissioner.sees("From 1 January 2025: Counted by a survey", "Cannot be calculated.")
    tab_to(commissioner.page, "Change\n 1 January 2025")
    go(commissioner, "Remove\n 1 January 2025")
    go(commissioner, "Remove")
    commissioner.sees("None is noted", "Worsening.")


def the_theme_is_looked_at(commissioner: Person) -> None:
    commissioner.opens("/draft/trafford/indicators/")
    go(commissioner, "See the indicators of a theme side by side")
    commissioner.sees("Theme: Social")
    chart = commissioner.page.locator("img.scp-chart__image")
    expect(chart).to_have_js_property("complete", True)
    assert chart.evaluate("image => image.naturalWidth") > 600
    go(commissioner, "Homes that are warm enough")
    commissioner.is_at(INDICATOR)
