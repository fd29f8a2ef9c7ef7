"""The evidence library by the people who fill it: a source, how far to trust it, a copy, a gap."""

import hashlib

import pytest
from playwright.sync_api import expect

from outcomes.models import Evidence, EvidenceFile, EvidenceRating
from tests.factories.files import docx, pdf
from tests.factories.outcomes import EvidenceFactory, NeedFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.functional.conftest import MakePerson
from tests.functional.people import Person
from tests.functional.test_journey import PHONE
from tests.functional.test_keyboard import NAME, go, pick, tab_to, type_into

LIBRARY = "/draft/trafford/evidence-library/"
COPY = pdf()


@pytest.fixture
def cast(live_server: object) -> Cast:
    plan = PlanFactory(slug="trafford", title="Trafford plan")
    NeedFactory(plan=plan, statement="Carers need a break")
    return cast_of(plan)


@pytest.fixture(params=["scripts", "no-scripts", "phone"])
def commissioner(request: pytest.FixtureRequest, cast: Cast, person: MakePerson) -> Person:
    options = PHONE if request.param == "phone" else {}
    return person(cast.commissioner, scripts=request.param != "no-scripts", **options)


def test_a_source_from_its_title_to_what_is_not_known(commissioner: Person) -> None:
    a_source_is_recorded(commissioner)
    it_is_rated(commissioner)
    a_copy_is_kept(commissioner)
    it_is_found_by_its_warnings(commissioner)
    a_gap_is_said_and_closed(commissioner)


def a_source_is_recorded(commissioner: Person) -> None:
    page = commissioner.page
    commissioner.opens(LIBRARY)
    commissioner.follows("Add evidence")
    for heading in ("The source", "Where to find it", "What it is about", "How far to trust it"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    commissioner.fills(Title_of_the_source="What carers told us", Publisher="Carers’ Centre")
    page.get_by_label("Type").select_option(label="Citizen / lived experience")
    commissioner.dates("Date of publication", "1 9 2026")
    commissioner.fills(Whom_it_is_about="41 carers, few of them men", DOI="doi:10.1136/bmj.n71")
    commissioner.fills(The_figure="38.5", Lower_end="41", Upper_end="36")
    commissioner.presses("Save")
    commissioner.sees("Say what this figure counts.", "The upper end is below the lower one.")

    commissioner.fills(**{"Its most telling figure": "Carers with a break each month"})
    commissioner.fills(Its_unit="%", Lower_end="36", Upper_end="41")
    commissioner.presses("Save")
    commissioner.sees("EV-001 What carers told us added.", "38.5%", "36 to 41", "10.1136/bmj.n71")
    commissioner.sees("1 warning", "Lived experience without consent.")


def it_is_rated(commissioner: Person) -> None:
    page = commissioner.page
    for grade, rationale in (
        ("Lived experience: consent to use: Agreed to be used in summary", "Asked in writing."),
        ("Nesta Standards of Evidence: 1 Describes what and why, logically", "No comparison."),
    ):
        commissioner.follows("Add rating")
        page.get_by_label("Scale and level of EV-001").select_option(label=grade)
        commissioner.fills(Who_judged_it="Insight team", Why_this_level=rationale)
        commissioner.dates("On which day", "2 9 2026")
        commissioner.presses("Save")
        commissioner.sees(rationale, "Insight team, 2 September 2026")
    # Taken, since an assessor may have a reason, and warned of; the other warning is gone.
    commissioner.sees("1 warning", "Rated on a scale for other sources.", "Unusual scale")
    expect(page.locator("main")).not_to_contain_text("without consent")


def a_copy_is_kept(commissioner: Person) -> None:
    page = commissioner.page
    commissioner.follows("Keep a copy")
    choose(commissioner, "notes.docx", docx(parts={"word/vbaProject.bin": b"x"}))
    commissioner.sees("The file has macros.")
    assert commissioner.status == 422

    choose(commissioner, "../Carers’ report.PDF", COPY)
    commissioner.sees("Carers’ report.PDF is kept.", hashlib.sha256(COPY).hexdigest())
    link = page.get_by_role("link", name="Download Carers’ report.PDF")
    assert commissioner.download(link) == COPY
    with page.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "Carers’ report.PDF"
    assert saved.value.path().read_bytes() == COPY

    commissioner.follows("Remove F1")
    commissioner.fills(Why_it_is_removed="It names two carers")
    commissioner.presses("Remove F1")
    commissioner.sees("F1 removed.", "No copy is kept.")


def choose(commissioner: Person, name: str, data: bytes) -> None:
    page = commissioner.page
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("input[type=file]").set_input_files(files=[chosen])  # type: ignore[arg-type]
    commissioner.presses("Keep this copy")


def it_is_found_by_its_warnings(commissioner: Person) -> None:
    page = commissioner.page
    EvidenceFactory(plan=Evidence._base_manager.get().plan, title="A sound source")
    commissioner.opens(LIBRARY)
    commissioner.sees("A sound source")
    page.get_by_label("Type").select_option(label="Citizen / lived experience")
    page.get_by_label("Warnings").select_option(label="Rated on a scale for other sources")
    commissioner.presses("Show")
    commissioner.sees("1 source", "What carers told us", "Rated on a scale for other sources")
    expect(page.locator("main")).not_to_contain_text("A sound source")
    commissioner.follows("Show all")
    commissioner.sees("A sound source")


def a_gap_is_said_and_closed(commissioner: Person) -> None:
    page = commissioner.page
    commissioner.follows("What we do not know")
    commissioner.follows("Add evidence gap")
    commissioner.fills(What_we_do_not_know="Nobody has asked the men")
    page.get_by_label("What it is about").select_option(label="N1 Carers need a break")
    commissioner.fills(Who_will_look_into_it="Insight team")
    commissioner.presses("Save")
    commissioner.sees("N1 Carers need a break", "To be looked into: Insight team")

    commissioner.follows("Say what was found")
    commissioner.fills(What_was_found="Eleven were asked; see EV-001.")
    commissioner.presses("Close G1")
    commissioner.sees("G1 is closed.", "Eleven were asked; see EV-001.")
    commissioner.presses("Open G1 again")
    commissioner.sees("G1 is open again.", "Say what was found")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_source_is_rated_and_a_copy_kept_without_a_mouse(
    person: MakePerson, cast: Cast, scripts: bool
) -> None:
    EvidenceFactory(plan=cast.plan, title="An evaluation", type="evaluation", locator="page 3")
    commissioner = person(cast.commissioner, scripts=scripts)
    page = commissioner.page
    commissioner.opens(LIBRARY)
    go(commissioner, "An evaluation")
    go(commissioner, "Add rating")
    tab_to(page, "Scale and level")
    pick(page, "GRADE certainty of evidence: Mod")
    type_into(commissioner, "Who judged it", "Insight team")
    for part, text in (("Day", "2"), ("Month", "9"), ("Year", "2026")):
        type_into(commissioner, part, text)
    type_into(commissioner, "Why this level", "Three trials, none of them here.")
    go(commissioner, "Save")
    commissioner.sees("GRADE certainty of evidence: Moderate")
    assert EvidenceRating._base_manager.get().level == "moderate"

    go(commissioner, "Keep a copy")
    tab_to(page, "The copy to keep")
    # The dialogue that a key opens here is the operating system's, not the page's.
    copy = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": COPY}
    page.locator("input:focus").set_input_files(files=[copy])  # type: ignore[arg-type]
    go(commissioner, "Keep this copy")
    tab_to(page, "Download report.pdf")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.path().read_bytes() == COPY
    assert page.evaluate(NAME) == "Download report.pdf", "the page and the place on it stay"
    assert EvidenceFile._base_manager.get().size == len(COPY)
