"""What a need went through, and the way back: at a browser, with scripts and without."""

from typing import Any

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from outcomes.actions import needs
from outcomes.models import Need
from scp.core.models import AuditEvent
from scp.plans import history
from tests.functional.conftest import MakePerson
from tests.functional.people import Person
from tests.integration import world as worlds
from tests.integration.world import Place

HISTORY = "/draft/ours/needs/N1/history/"
WHY = "Carers said that nights are the hard part."


@pytest.fixture
def ours(live_server: object) -> Place:
    place = worlds.build().ours
    need: Any = place.items["need"]
    with scope(plan=place.plan), history.because(WHY):
        needs.revise(
            need=need, seen_version=need.version, who="Carers at night", by=place.cast.commissioner
        )
    return place


def _need() -> Need:
    row: Need = Need._base_manager.get(plan__slug="ours", number=1)
    return row


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [1280, 320])
def test_who_reads_the_history_finds_who_when_what_and_why(
    person: MakePerson, ours: Place, scripts: bool, width: int
) -> None:
    viewer = person(ours.cast.viewer, scripts=scripts, viewport={"width": width, "height": 900})
    viewer.opens("/draft/ours/needs/N1/")
    viewer.follows("History of N1")

    viewer.is_at(HISTORY)
    latest = viewer.page.locator(".scp-history__act").first
    expect(latest).to_contain_text("Commissioner")
    expect(latest).to_contain_text(WHY)
    expect(latest.locator("ins")).to_contain_text("now Carers at night")
    expect(latest.locator("del")).to_have_count(1)
    expect(viewer.page.get_by_role("link", name="Restore this version")).to_have_count(0)


def test_the_marks_are_there_without_colours(person: MakePerson, ours: Place) -> None:
    lead = person(ours.cast.lead, forced_colors="active")
    lead.opens(HISTORY)

    lines = "element => getComputedStyle(element).textDecorationLine"
    latest = lead.page.locator(".scp-history__act").first
    assert latest.locator("ins").evaluate(lines) == "underline"
    assert latest.locator("del").evaluate(lines) == "line-through"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_earlier_version_is_restored_with_the_keyboard(
    person: MakePerson, ours: Place, scripts: bool
) -> None:
    before = _need().pgh_event_model._base_manager.filter(pgh_obj_id=_need().pk).first().who  # type: ignore[attr-defined]
    lead = person(ours.cast.lead, scripts=scripts)
    lead.opens(HISTORY)

    _by_keyboard(lead, "Restore this version")
    lead.sees("What changes", "Carers at night")
    lead.fills(Why_is_it_restored="Nights are in N2.")
    _by_keyboard(lead, "Restore N1")

    lead.is_at("/draft/ours/needs/N1/")
    lead.sees("N1 restored.")
    assert _need().who == before
    event = AuditEvent.objects.get(action="need.restored")
    assert (event.actor_label, event.data["reason"]) == ("Lead", "Nights are in N2.")


def test_what_was_removed_is_found_and_put_back(person: MakePerson, ours: Place) -> None:
    lead = person(ours.cast.lead)
    lead.opens("/draft/ours/needs/N1/remove/")
    lead.fills(Why_is_it_removed="It was said twice.")
    lead.presses("Remove N1")

    lead.is_at("/draft/ours/needs/")
    lead.follows("What was removed from here")
    lead.follows(_need().statement)
    lead.sees("Removed from the plan", "It was said twice.")
    lead.follows("Put back")
    lead.presses("Put back N1")

    lead.is_at("/draft/ours/needs/N1/")
    lead.sees("N1 put back.")
    assert _need().removed_at is None


def _by_keyboard(reader: Person, name: str) -> None:
    """Tab to the first that begins with this name, and press Enter."""
    for _step in range(80):
        reader.page.keyboard.press("Tab")
        words = reader.page.evaluate("document.activeElement.innerText?.trim()") or ""
        if words.startswith(name):
            break
    else:
        raise AssertionError(f"{name!r} cannot be reached with the keyboard")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    reader.examines()
