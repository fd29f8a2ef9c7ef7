"""Evidence cited for and against a claim, and a piece's measures, by the people who do it: with
scripts, without, and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from outcomes.models import NeedCitation
from procurement.models import Measure, Result
from tests.factories.outcomes import EvidenceFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.procurement import PieceFactory
from tests.functional.conftest import MakePerson
from tests.functional.people import Person
from tests.functional.test_journey import PHONE
from tests.functional.test_keyboard import go, tab_to, type_into

NEED = "/draft/trafford/needs/N1/"


@pytest.fixture
def cast(live_server: object) -> Cast:
    plan = PlanFactory(slug="trafford", title="Trafford plan")
    need = NeedFactory(plan=plan, statement="Carers wait too long for a break")
    OutcomeFactory(plan=plan, statement="Carers have a life of their own", needs=[need])
    PieceFactory(plan=plan, title="Short breaks", state="live")
    EvidenceFactory(plan=plan, title="What carers told us", publisher="Carers’ Centre")
    for number in range(2, 26):
        EvidenceFactory(plan=plan, title=f"Yearbook {number}", publisher="Trafford Council")
    return cast_of(plan)


@pytest.fixture(params=["scripts", "no-scripts", "phone"])
def commissioner(request: pytest.FixtureRequest, cast: Cast, person: MakePerson) -> Person:
    options = PHONE if request.param == "phone" else {}
    return person(cast.commissioner, scripts=request.param != "no-scripts", **options)


def test_evidence_is_cited_corrected_and_cited_no_longer(commissioner: Person) -> None:
    a_source_is_found_and_cited(commissioner)
    it_turns_out_to_contradict(commissioner)
    a_new_source_is_added_and_cited_at_once(commissioner)
    it_is_cited_no_longer(commissioner)


def a_source_is_found_and_cited(commissioner: Person) -> None:
    page = commissioner.page
    commissioner.opens(NEED)
    commissioner.follows("Cite evidence")
    expect(page.get_by_label("EV-001 What carers told us")).to_have_count(0)
    find = page.get_by_label("Find a source by words")
    box = find.bounding_box()
    assert box is not None
    assert box["width"] > 150, "there is room to type, on a phone too"
    find.fill("carers")
    commissioner.presses("Find")
    commissioner.chooses("EV-001 What carers told us (Carers’ Centre")
    commissioner.presses("Cite")
    commissioner.sees("There is a problem", "Select how it bears on it")
    expect(page.get_by_label("EV-001 What carers told us")).to_be_checked()
    commissioner.chooses("Supports")
    commissioner.fills(Where_in_the_source_it_says_so="page 4")
    commissioner.presses("Cite")
    commissioner.sees("N1 cites EV-001.", "What carers told us", "See page 4", "Supports")
    assert_nothing_is_wider_than_the_screen(page)


def it_turns_out_to_contradict(commissioner: Person) -> None:
    commissioner.follows("Change what N1 cites: EV-001, Supports")
    commissioner.chooses("Contradicts")
    commissioner.fills(Which_sentence_or_figure="wait too long")
    commissioner.presses("Save")
    commissioner.sees("What N1 says of EV-001 is saved.", "Contradicts", "About: wait too long")
    assert NeedCitation._base_manager.get().locator == "page 4"
    commissioner.opens("/draft/trafford/outcomes/O1/")
    commissioner.sees("Contradicted by EV-001")
    commissioner.opens("/draft/trafford/evidence-library/EV-001/")
    commissioner.sees("Contradicts", "wait too long", "Carers wait too long for a break")


def a_new_source_is_added_and_cited_at_once(commissioner: Person) -> None:
    page = commissioner.page
    commissioner.opens(NEED)
    commissioner.follows("Add evidence and cite it")
    commissioner.fills(Title_of_the_source="A day with carers", Publisher="Carers’ Centre")
    page.get_by_label("Type").select_option(label="Citizen / lived experience")
    commissioner.presses("Add and cite")
    commissioner.sees("There is a problem", "Select how it bears on it")
    commissioner.chooses("Known gap")
    commissioner.presses("Add and cite")
    commissioner.sees("N1 cites EV-026.", "A day with carers", "Known gap")


def it_is_cited_no_longer(commissioner: Person) -> None:
    commissioner.follows("Remove what N1 cites: EV-001, Contradicts")
    commissioner.sees("readers have a right to see it")
    commissioner.fills(Why_is_it_removed="It is about Salford")
    commissioner.presses("Remove the citation")
    commissioner.sees("N1 cites EV-001 no longer.")
    expect(commissioner.page.locator("main")).not_to_contain_text("What carers told us")
    commissioner.follows("History of N1")
    commissioner.sees("It is about Salford", "What carers told us (Contradicts; page 4")


def test_a_piece_is_measured(commissioner: Person) -> None:
    commissioner.opens("/draft/trafford/pieces/P1/")
    commissioner.sees("No measure yet")
    commissioner.follows("Add measure")
    commissioner.fills(What_is_measured="Carers who had a break each month", Unit="%")
    commissioner.chooses("Is anyone better off?")
    commissioner.fills(What_the_piece_is_to_reach="75")
    commissioner.presses("Save")
    commissioner.sees("M1 Carers who had a break each month added.", "75%", "No result yet.")
    commissioner.follows("Add result")
    commissioner.dates("First day of the period", "1 4 2026")
    commissioner.dates("Last day of the period", "30 3 2026")
    commissioner.fills(What_it_came_to="61.5", Who_or_what_says_so="Provider’s return")
    commissioner.presses("Save")
    commissioner.sees("The last day of the period is before the first.")
    commissioner.dates("Last day of the period", "30 6 2026")
    commissioner.presses("Save")
    commissioner.sees("1 April 2026 to 30 June 2026", "61.5%", "Provider’s return")
    assert_nothing_is_wider_than_the_screen(commissioner.page)
    commissioner.opens("/draft/trafford/pieces/P1/")
    commissioner.sees("Is anyone better off?", "Target: 75%", "61.5%")
    assert_nothing_is_wider_than_the_screen(commissioner.page)
    assert (Measure._base_manager.count(), Result._base_manager.count()) == (1, 1)


def assert_nothing_is_wider_than_the_screen(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels wider than the screen"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_evidence_is_cited_without_a_mouse(person: MakePerson, cast: Cast, scripts: bool) -> None:
    commissioner = person(cast.commissioner, scripts=scripts)
    page = commissioner.page
    commissioner.opens(NEED)
    go(commissioner, "Cite evidence")
    type_into(commissioner, "Find a source by words", "carers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=carers")
    tab_to(page, "EV-001 What carers told us")
    page.keyboard.press("Space")
    tab_to(page, "Supports")
    page.keyboard.press("ArrowDown")
    type_into(commissioner, "Where in the source", "page 4")
    go(commissioner, "Cite")
    commissioner.sees("N1 cites EV-001.", "Contradicts", "See page 4")
