"""The main job, by the people who do it: from evidence to a published edition, and the next one.

With JavaScript and without, on a desk and on a phone.
"""

import hashlib
import json
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from scp.jobs.models import Job
from scp.jobs.tasks import run
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.stakeholders import StakeholderFactory
from tests.functional.conftest import MakePerson
from tests.functional.people import Person

PLAN = "Trafford strategic commissioning plan"
NEED = "Families with young children cannot pay their bills"
REWORDED = "Families with young children cannot pay for food and heating"
OUTCOME = "Families can pay their bills"
COMMENT = "Say what happens in Partington, where there is no bank."
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}


@dataclass
class People:
    """Who takes part, each at a browser of their own."""

    commissioner: Person
    stakeholder: Person
    lead: Person
    anybody: Person


@pytest.fixture
def cast(live_server: object) -> Cast:
    """A plan in which nothing is written yet, and its people."""
    EnglandFactory()
    plan = PlanFactory(slug="trafford", title=PLAN, places=[TraffordFactory()])
    cast = cast_of(plan)
    StakeholderFactory(plan=plan, name="Partington Families Forum", user=cast.contributor)
    return cast


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def people(request: pytest.FixtureRequest, cast: Cast, person: MakePerson) -> People:
    scripts = request.param
    return People(
        commissioner=person(scripts=scripts),
        stakeholder=person(scripts=scripts, **PHONE),
        lead=person(cast.lead, scripts=scripts),
        anybody=person(scripts=scripts),
    )


def test_from_evidence_to_the_second_edition(people: People, cast: Cast) -> None:
    commissioner, lead, anybody = people.commissioner, people.lead, people.anybody
    commissioner.signs_in(cast.commissioner.email)
    commissioner.follows(PLAN)
    commissioner.sees("Not started", "The plan has no vision. Add a vision section.")
    a_form_says_what_is_wrong(commissioner)
    the_commissioner_drafts(commissioner)

    a_stakeholder_comments(people.stakeholder, cast)
    the_commissioner_responds(commissioner)

    the_lead_publishes(lead, edition=1)
    the_document_is_made(lead)
    anybody_reads(anybody)

    a_need_is_reworded(commissioner)
    the_lead_publishes(lead, edition=2)
    anybody_reads_what_changed(anybody)


def a_form_says_what_is_wrong(commissioner: Person) -> None:
    """The title begins with "Error:", the summary has the focus, its link leads to the field."""
    page = commissioner.page
    commissioner.follows("Evidence", page.locator("main"))
    commissioner.follows("Add evidence")
    commissioner.fills(Publisher="Trafford Data Lab")
    commissioner.presses("Save")

    expect(page).to_have_title(f"Error: Add evidence – {PLAN}")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    if commissioner.scripts:
        expect(page.locator(".govuk-error-summary")).to_be_focused()
    summary.get_by_role("link", name="Enter title of the source").click()
    field = commissioner.field("Title of the source")
    if commissioner.scripts:
        expect(field).to_be_focused()
    else:
        expect(page.locator(":target")).to_have_id(field.get_attribute("id") or "")
    expect(commissioner.field("Publisher")).to_have_value("Trafford Data Lab")


def the_commissioner_drafts(commissioner: Person) -> None:
    page = commissioner.page
    # From where the form with an error left off: what was typed is still there.
    commissioner.fills(Title_of_the_source="Cost of living in Trafford, 2025/26")
    page.get_by_label("Type").select_option(label="Survey")
    commissioner.dates("Date of publication", "13 May 2026")
    commissioner.presses("Save")
    commissioner.sees("EV-001", "added", "Nothing cites this source yet.")

    commissioner.opens("/draft/trafford/needs/add/")
    commissioner.fills(The_need=NEED, Who_is_affected="Families with children under five")
    commissioner.chooses("Citizen or lived experience")
    page.get_by_role("group", name="Evidence that supports it").get_by_label("EV-001").check()
    commissioner.presses("Save")
    commissioner.sees(NEED, "Cost of living in Trafford")

    commissioner.opens("/draft/trafford/indicators/add/")
    commissioner.fills(
        Title="Families behind with a bill", Code="trafford:behind", Unit="%", Source="The survey"
    )
    page.get_by_label("Sort of number").select_option(label="Percentage")
    commissioner.chooses("Lower is better")
    commissioner.presses("Save")
    commissioner.follows("Add target")
    commissioner.dates("To be reached by", "31 3 2029")
    commissioner.fills(Value="12.5")
    commissioner.presses("Save")
    commissioner.sees("31 March 2029", "12.5")

    commissioner.opens("/draft/trafford/outcomes/add/")
    commissioner.fills(The_outcome=OUTCOME)
    commissioner.chooses("Economic", "N1 ", "I1 ")
    commissioner.presses("Save")
    commissioner.sees(OUTCOME, NEED, "Families behind with a bill")

    commissioner.opens("/draft/trafford/portfolios/add/")
    commissioner.fills(Name_of_the_portfolio="Early help")
    commissioner.presses("Save")
    commissioner.opens("/draft/trafford/pieces/add/")
    commissioner.fills(Name_of_the_piece="Money advice in family hubs")
    commissioner.field("Portfolio").select_option(label="PF1 Early help")
    commissioner.presses("Save")
    commissioner.follows("Add contribution")
    commissioner.chooses(f"O1 {OUTCOME}", "2")
    commissioner.fills(Why_this_piece_contributes="It is where families go.")
    commissioner.presses("Save")
    commissioner.sees("It is where families go.", OUTCOME)

    commissioner.opens("/draft/trafford/sections/add/")
    commissioner.field("Chapter").select_option(label="Vision")
    commissioner.fills(Title="Our vision")
    commissioner.writes("Text", "By 2029 **every family** here gets by.\n\n## How\n\nTogether.")
    commissioner.presses("Save")
    expect(page.locator(".scp-prose strong")).to_have_text("every family")


def a_stakeholder_comments(stakeholder: Person, cast: Cast) -> None:
    page = stakeholder.page
    stakeholder.signs_in(cast.contributor.email)
    if stakeholder.scripts:  # on a phone they put the navigation behind a button
        expect(page.get_by_role("link", name="Sign out")).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    stakeholder.follows(PLAN)
    stakeholder.follows("Outcomes", page.locator("main"))
    stakeholder.follows(OUTCOME)
    expect(page.get_by_role("link", name="Change O1")).to_have_count(0)

    stakeholder.presses("Send comment")  # with nothing in it
    expect(page).to_have_title(f"Error: Comment on O1 – {PLAN}")
    stakeholder.fills(Your_comment=COMMENT)
    stakeholder.presses("Send comment")

    stakeholder.is_at("/draft/trafford/outcomes/O1/#CM-1")
    stakeholder.sees("Your comment is on the plan", "Partington Families Forum", COMMENT)


def the_commissioner_responds(commissioner: Person) -> None:
    commissioner.opens("/draft/trafford/")
    commissioner.follows("1 waits for a response")
    commissioner.sees("Partington Families Forum", COMMENT)
    commissioner.follows("Respond to CM-1")
    commissioner.chooses("Accepted in part")
    commissioner.fills(What_we_did="A bank van comes every week.")
    commissioner.presses("Send response")
    commissioner.sees("We did: Accepted in part", "A bank van comes every week.")


def the_lead_publishes(lead: Person, *, edition: int) -> None:
    lead.opens("/draft/trafford/")
    lead.follows("What is missing")
    lead.sees("Nobody answers for this indicator. Name its owner.")
    lead.follows("Check and publish")
    expect(lead.page.get_by_text("Blocks publishing")).to_have_count(0)
    lead.presses("Publish")
    expect(lead.page.get_by_role("alert")).to_contain_text("Enter why this edition is published")
    lead.fills(Why_this_edition_is_published=f"Agreed by Cabinet, {edition}")
    lead.presses("Publish")
    lead.is_at("/draft/trafford/")
    lead.sees(f"Consultation draft 0.{edition} is published. Its files are being made.")


def the_document_is_made(lead: Person) -> None:
    """What a worker does, in this process: tests/chaos and tests/integration have real ones."""
    lead.opens("/plans/trafford/editions/1/")
    lead.sees("PDF: being made.", "Spreadsheet (XLSX): being made.")
    for job in Job.objects.filter(state="waiting"):
        run(job_id=str(job.pk))

    lead.opens("/draft/trafford/")
    expect(lead.page.locator("#document-waiting, #document-failed")).to_have_count(0)
    lead.opens("/plans/trafford/editions/1/")
    for name, begins in (("PDF", b"%PDF-1."), ("Spreadsheet (XLSX)", b"PK"), ("Tables", b"PK")):
        link = lead.page.get_by_role("link", name=name)
        assert lead.download(link).startswith(begins)


def anybody_reads(anybody: Person) -> None:
    anybody.opens("/")
    anybody.follows(PLAN)
    anybody.sees("Agreed by Cabinet, 1")
    anybody.follows("Consultation draft 0.1")
    anybody.sees(OUTCOME, NEED, "every family", COMMENT, "A bank van comes every week.")

    raw = anybody.download(anybody.page.get_by_role("link", name="JSON"))
    anybody.sees(hashlib.sha256(raw).hexdigest())
    assert json.loads(raw)["outcomes"][0]["statement"] == OUTCOME
    assert anybody.download(anybody.page.get_by_role("link", name="PDF"))[:5] == b"%PDF-"


def a_need_is_reworded(commissioner: Person) -> None:
    commissioner.opens("/draft/trafford/needs/N1/")
    commissioner.follows("Change N1")
    commissioner.fills(The_need=REWORDED)
    commissioner.presses("Save")
    commissioner.sees("N1 saved.", REWORDED)


def anybody_reads_what_changed(anybody: Person) -> None:
    anybody.opens("/plans/trafford/")
    anybody.follows("Consultation draft 0.2")
    anybody.sees(REWORDED)
    anybody.follows("What changed since edition 0.1")
    change = anybody.page.locator(".scp-changes__item").filter(has_text="Need N1")
    expect(change).to_contain_text("Changed")
    expect(change.locator("del")).to_have_text("was their bills")
    expect(change.locator("ins")).to_have_text("now for food and heating")

    anybody.opens("/plans/trafford/editions/1/")
    anybody.sees("This is an earlier edition.", NEED)
