"""What can go wrong while people draft: two of them at once, and a document that fails."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from outcomes.models import Need
from scp.core.models import AuditEvent
from scp.jobs.models import Job
from tests.functional.conftest import MakePerson
from tests.integration import world as worlds
from tests.integration.world import Place

FIRST = "People need a bank they can walk to"
SECOND = "People need a bank that is open on Saturdays"
EDIT = "/draft/ours/needs/N1/edit/"


@pytest.fixture
def ours(live_server: object) -> Place:
    """A published plan with one item of each kind."""
    return worlds.build().ours


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_two_people_change_the_same_need(person: MakePerson, ours: Place, scripts: bool) -> None:
    lead = person(ours.cast.lead, scripts=scripts)
    commissioner = person(ours.cast.commissioner, scripts=scripts)
    lead.opens(EDIT)
    commissioner.opens(EDIT)
    lead.fills(The_need=FIRST)
    lead.presses("Save")
    lead.sees("N1 saved.")

    commissioner.fills(The_need=SECOND, Who_is_affected="Older people")
    commissioner.presses("Save")

    assert commissioner.status == 409
    commissioner.sees("Your text is not saved yet.")
    sides = commissioner.page.get_by_role("region", name="The need").locator(".scp-conflict__side")
    expect(sides).to_contain_text([f"Saved now {FIRST}", f"What you typed {SECOND}"])
    # The form still has every answer, also those about which nobody disagrees.
    expect(commissioner.field("The need")).to_have_value(SECOND)
    expect(commissioner.field("Who is affected")).to_have_value("Older people")
    assert _need().statement == FIRST

    commissioner.presses("Save")
    commissioner.is_at("/draft/ours/needs/N1/")
    commissioner.sees("N1 saved.", SECOND, "Older people")
    assert (_need().statement, _need().version) == (SECOND, 3)
    # What was saved over is not lost either.
    written = AuditEvent.objects.filter(action="need.revised").order_by("pk")
    assert [event.actor_label for event in written] == ["Lead", "Commissioner"]
    assert FIRST in str(written[0].data)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_document_that_failed_can_be_tried_again(
    person: MakePerson, ours: Place, scripts: bool
) -> None:
    sentence = "A picture in the plan is not one that can be printed."
    others = Job.objects.filter(subject="ours").exclude(payload__kind="pdf")
    others.update(state="done", finished_at=timezone.now())
    Job.objects.filter(subject="ours", payload__kind="pdf").update(
        state="failed",
        last_error_code="picture_unreadable",
        last_error=sentence,
        finished_at=timezone.now(),
    )
    viewer = person(ours.cast.viewer, scripts=scripts)
    viewer.opens("/draft/ours/")
    viewer.sees("A file of an edition could not be made", sentence)
    expect(viewer.page.get_by_role("button", name="Try again")).to_have_count(0)

    commissioner = person(ours.cast.commissioner, scripts=scripts)
    commissioner.opens("/draft/ours/")
    commissioner.sees("A file of an edition could not be made", sentence)
    commissioner.presses("Try again")

    commissioner.is_at("/draft/ours/")
    commissioner.sees("Being made: PDF of edition 0.1.")
    expect(commissioner.page.get_by_text("A file of an edition could not be made")).to_have_count(0)
    job = Job.objects.get(subject="ours", payload__kind="pdf")
    assert (job.state, job.attempts, job.finished_at) == ("waiting", 0, None)


def _need() -> Need:
    return Need._base_manager.get(plan__slug="ours", number=1)
