"""A plan is drafted without a mouse: from evidence to need, outcome, indicator, target, piece,
contribution and chapter. With JavaScript and without."""

import pytest
from playwright.sync_api import expect

from outcomes.models import Target
from procurement.models import Contribution
from scp.plans.models import Section
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.functional.conftest import MakePerson
from tests.functional.people import Person
from tests.functional.test_keyboard import NAME, go, pick, tab_to, type_into

NEED = "Families with young children cannot pay their bills"
OUTCOME = "Families can pay their bills"
# A picker of days and a long list of choices have many stops.
FAR = 120


@pytest.fixture
def cast(live_server: object) -> Cast:
    EnglandFactory()
    plan = PlanFactory(slug="trafford", title="Plan of Trafford", places=[TraffordFactory()])
    return cast_of(plan)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_plan_is_drafted_without_a_mouse(person: MakePerson, cast: Cast, scripts: bool) -> None:
    commissioner = person(cast.commissioner, scripts=scripts)
    commissioner.opens("/")
    go(commissioner, "Plan of Trafford")
    evidence_and_need(commissioner)
    outcome_and_its_indicator(commissioner)
    piece_and_its_contribution(commissioner)
    a_chapter(commissioner)


def evidence_and_need(commissioner: Person) -> None:
    go(commissioner, "Evidence")
    go(commissioner, "Add evidence")
    type_into(commissioner, "Title of the source", "Cost of living in Trafford")
    choose_from(commissioner, "Type", "Survey")
    type_into(commissioner, "Publisher", "Trafford Data Lab")
    a_day(commissioner, "13", "5", "2026")
    saves(commissioner)
    commissioner.sees("EV-001", "added")

    commissioner.opens("/draft/trafford/needs/")
    go(commissioner, "Add need")
    type_into(commissioner, "The need", NEED)
    type_into(commissioner, "Who is affected", "Families with children under five")
    tick(commissioner, "Citizen or lived experience")
    tick(commissioner, "EV-001")
    saves(commissioner)
    commissioner.sees(NEED, "Cost of living in Trafford")


def outcome_and_its_indicator(commissioner: Person) -> None:
    commissioner.opens("/draft/trafford/indicators/")
    go(commissioner, "Add indicator")
    type_into(commissioner, "Title", "Families behind with a bill")
    type_into(commissioner, "Code", "trafford:behind")
    type_into(commissioner, "Unit", "%")
    choose_from(commissioner, "Sort of number", "Percentage")
    choose(commissioner, "Higher is better", "Lower is better")
    type_into(commissioner, "Source", "The survey")
    saves(commissioner)
    go(commissioner, "Add target")
    a_day(commissioner, "31", "3", "2029")
    type_into(commissioner, "Value", "12.5")
    saves(commissioner)
    assert str(Target._base_manager.get().value) == "12.500000"

    commissioner.opens("/draft/trafford/outcomes/")
    go(commissioner, "Add outcome")
    type_into(commissioner, "The outcome", OUTCOME)
    choose(commissioner, "Social", "Economic")
    tick(commissioner, "N1 ")
    tick(commissioner, "I1 ")
    saves(commissioner)
    commissioner.sees(OUTCOME, NEED, "Families behind with a bill")


def piece_and_its_contribution(commissioner: Person) -> None:
    commissioner.opens("/draft/trafford/portfolios/")
    go(commissioner, "Add portfolio")
    type_into(commissioner, "Name of the portfolio", "Early help")
    saves(commissioner)
    commissioner.opens("/draft/trafford/pieces/")
    go(commissioner, "Add piece")
    choose_from(commissioner, "Portfolio", "PF1 Early help")
    type_into(commissioner, "Name of the piece", "Money advice in family hubs")
    saves(commissioner)
    go(commissioner, "Add contribution")
    choose(commissioner, "O1 ", "O1 ")
    choose(commissioner, "1", "2")
    type_into(commissioner, "Why this piece contributes", "It is where families go.")
    saves(commissioner)
    assert Contribution._base_manager.get().strength == 2


def a_chapter(commissioner: Person) -> None:
    commissioner.opens("/draft/trafford/sections/")
    go(commissioner, "Add section")
    choose_from(commissioner, "Chapter", "Vision")
    type_into(commissioner, "Title", "Our vision")
    writes(commissioner, "By 2029 **every family** here gets by.")
    saves(commissioner)
    assert Section._base_manager.get().body.strip() == "By 2029 **every family** here gets by."


# --- What the keyboard does ---------------------------------------------------------------------


def saves(commissioner: Person) -> None:
    page = commissioner.page
    tab_to(page, "Save", most=FAR)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    commissioner.examines()


def choose_from(commissioner: Person, label: str, option: str) -> None:
    tab_to(commissioner.page, label, most=FAR)
    pick(commissioner.page, option)


def tick(commissioner: Person, label: str) -> None:
    tab_to(commissioner.page, label, most=FAR)
    commissioner.page.keyboard.press("Space")


def choose(commissioner: Person, first: str, wanted: str) -> None:
    """One of several: Tab leads to the first, the arrow keys to the others."""
    page = commissioner.page
    tab_to(page, first, most=FAR)
    page.keyboard.press("Space")
    for _ in range(20):
        if str(page.evaluate(NAME)).startswith(wanted):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrow keys did not reach “{wanted}”.")


def writes(commissioner: Person, text: str) -> None:
    """In the editor, where there is one: its tools are one stop, and the text is the next."""
    page = commissioner.page
    tab_to(page, "Bold" if commissioner.scripts else "Text", most=FAR)
    if commissioner.scripts:
        page.keyboard.press("Tab")
        expect(page.get_by_role("textbox", name="Text")).to_be_focused()
    page.keyboard.type(text)


def a_day(commissioner: Person, day: str, month: str, year: str) -> None:
    for part, text in (("Day", day), ("Month", month), ("Year", year)):
        type_into(commissioner, part, text)
