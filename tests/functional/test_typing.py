"""While people type: a crash loses no more than two seconds, and others see who is at work."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import pytest
from django.utils import timezone
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, Route, expect

from outcomes.models import Need
from scp.core.models import AuditEvent
from scp.core.richtext import citations, plain_text
from scp.plans.models import Autosave, Lease
from tests.functional.conftest import CHROME, FLAGS, PATIENCE, MakePerson
from tests.functional.people import Person
from tests.functional.test_editor import take
from tests.integration import world as worlds
from tests.integration.world import Place

EDIT = "/draft/ours/needs/N1/edit/"
SECTION_EDIT = "/draft/ours/sections/S2/edit/"
TEXT = ".scp-editor__text"
SENTENCE = "People who look after somebody need an hour a week that is their own, near to home. "
CITED = "Ask [EV-001] and [EV-001], so says [EV-001], and [EV-001]."
BARE = str.maketrans("", "", "[]")
# What a crash may lose.
SECONDS = 2.0
# What a field held, and when.
Held = list[tuple[float, str]]


@pytest.fixture
def ours(live_server: object) -> Place:
    return worlds.build().ours


@contextmanager
def another_browser(browser: Browser) -> Iterator[tuple[Browser, list[psutil.Process]]]:
    """A browser that a test may kill, and its processes."""
    before = set(psutil.Process().children(recursive=True))
    opened = browser.browser_type.launch(executable_path=CHROME, args=[*FLAGS])
    started = set(psutil.Process().children(recursive=True)) - before
    try:
        yield opened, sorted(started, key=lambda process: process.pid)
    finally:
        for process in started:
            if process.is_running():
                os.kill(process.pid, signal.SIGKILL)


def kept() -> Autosave | None:
    with scopes_disabled():
        return Autosave.objects.first()


def arrives(safe: str, words_of: Callable[[dict[str, list[str]]], str]) -> None:
    """What had left the browser when it was killed may still be on its way into the database."""
    _wait_until(
        lambda: (row := kept()) is not None and safe in words_of(row.answers),
        otherwise=f"more than {SECONDS} s were lost",
    )


def leases() -> int:
    with scopes_disabled():
        return Lease.objects.filter(until__gt=timezone.now()).count()


def typed_into_the_need(page: Page) -> Held:
    page.locator("textarea[name=statement]").fill("")
    return typed(page, SENTENCE[:40])


def typed(page: Page, sentence: str) -> Held:
    """A key every tenth of a second, where the cursor is."""
    written, held = "", []
    for letter in sentence:
        page.keyboard.type(letter)
        written += letter
        held.append((time.monotonic(), written))
        time.sleep(0.1)
    return held


def crashed_while_typing(
    browser: Browser, ours: Place, base: str, address: str, types: Callable[[Page], Held]
) -> str:
    """What the lead had typed two seconds before their browser was killed."""
    session = ours.client("lead").cookies["sessionid"].value
    with another_browser(browser) as (doomed, processes):
        context = doomed.new_context()
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
        page = context.new_page()
        page.goto(f"{base}{address}")
        held = types(page)
        killed = time.monotonic()
        for process in processes:
            os.kill(process.pid, signal.SIGKILL)
    safe = max((words for when, words in held if when <= killed - SECONDS), key=len)
    assert len(safe) >= 10, "there is something to lose"
    return safe


def test_a_crash_loses_no_more_than_two_seconds(
    browser: Browser, person: MakePerson, ours: Place, live_server: object
) -> None:
    safe = crashed_while_typing(browser, ours, str(live_server), EDIT, typed_into_the_need)
    arrives(safe, lambda answers: answers["statement"][0])
    row = kept()
    assert row is not None

    lead = person(ours.cast.lead)
    lead.opens(EDIT)
    lead.sees("You have text from", "that was not saved.")
    expect(lead.field("The need")).not_to_have_value(row.answers["statement"][0])
    lead.follows("Use it")
    expect(lead.field("The need")).to_have_value(row.answers["statement"][0])
    lead.presses("Save")
    lead.sees("N1 saved.")
    assert _need().statement == row.answers["statement"][0].strip()
    assert kept() is None
    assert [event.actor_label for event in AuditEvent.objects.filter(action="need.revised")] == [
        "Lead"
    ]


@pytest.mark.parametrize(
    ("sentence", "tools", "place"),
    [(CITED, (), "p"), (SENTENCE[:40], ("Table",), "th:last-child")],
    ids=["text-and-chips", "table"],
)
def test_a_crash_loses_no_more_in_the_editor(
    browser: Browser,
    person: MakePerson,
    ours: Place,
    live_server: object,
    sentence: str,
    tools: tuple[str, ...],
    place: str,
) -> None:
    def types(page: Page) -> Held:
        text = page.locator(TEXT)
        text.click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        for tool in tools:
            take(page, tool)
            page.keyboard.type("Ward")
            page.keyboard.press("Enter")  # into the next cell
        return typed(page, sentence)

    safe = crashed_while_typing(browser, ours, str(live_server), SECTION_EDIT, types)
    # A chip's words have no brackets.
    arrives(safe.translate(BARE), lambda answers: plain_text(_document(answers)).translate(BARE))
    row = kept()
    assert row is not None
    lead = person(ours.cast.lead)
    lead.opens(SECTION_EDIT)
    lead.sees("You have text from", "that was not saved.")
    expect(lead.page.locator(TEXT)).not_to_contain_text(safe)
    lead.follows("Use it")
    written = lead.page.locator(f"{TEXT} {place}").first
    expect(written).to_contain_text(safe)
    expect(written.locator(".scp-chip")).to_have_count(len(citations(_document(row.answers))))
    lead.presses("Save")
    lead.sees("S2 saved.")
    assert kept() is None


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_what_was_kept_can_be_used_or_discarded_with_the_keyboard(
    person: MakePerson, ours: Place, scripts: bool
) -> None:
    _leave_typed(person(ours.cast.lead), "Left at lunch")
    lead = person(ours.cast.lead, scripts=scripts)
    lead.opens(EDIT)
    lead.sees("You have text from")

    _by_keyboard(lead, "Use it")
    expect(lead.field("The need")).to_have_value("Left at lunch")
    lead.sees("It is not saved yet.")

    _by_keyboard(lead, "Discard it")
    lead.is_at(EDIT)
    expect(lead.field("The need")).to_have_value(_need().statement)
    expect(lead.page.get_by_text("You have text from")).to_have_count(0)
    assert kept() is None


def test_the_page_says_that_text_is_kept_and_when_it_is_not(
    person: MakePerson, ours: Place
) -> None:
    lead = person(ours.cast.lead)
    lead.opens(EDIT)
    lead.fills(The_need="Kept")
    lead.sees("Your text is kept here, unsaved, since")

    lead.page.route("**/typed/**", lambda route: route.abort())
    lead.fills(The_need="Not kept")
    lead.sees("Your text is not being kept at the moment.")
    lead.page.unroute("**/typed/**")
    expect(lead.page.get_by_text("Your text is not being kept")).to_have_count(0)
    expect(lead.page.get_by_text("Your text is kept here, unsaved, since")).to_be_visible()
    lead.complaints.clear()  # about what did not arrive
    row = kept()
    assert row is not None
    assert row.answers["statement"] == ["Not kept"]
    lead.examines()


def test_who_was_signed_out_is_told_before_they_lose_anything(
    person: MakePerson, ours: Place
) -> None:
    lead = person(ours.cast.lead)
    lead.opens(EDIT)
    lead.context.clear_cookies(name="sessionid")
    lead.fills(The_need="Typed by nobody")

    lead.sees("You have been signed out, so your text is not being kept.")
    assert kept() is None


def test_what_is_sent_is_not_kept_as_unsaved(person: MakePerson, ours: Place) -> None:
    lead = person(ours.cast.lead)
    lead.opens(EDIT)
    late: list[Route] = []

    def never_arrives(route: Route) -> None:
        late.append(route)

    lead.page.route("**/typed/**", never_arrives)
    with lead.page.expect_request("**/typed/**"):
        lead.fills(The_need="Sent")

    with lead.page.expect_event("requestfailed", lambda copy: "/typed/" in copy.url):
        lead.presses("Save")

    lead.sees("N1 saved.")
    assert late, "a copy was on its way"
    lead.opens(EDIT)
    expect(lead.page.get_by_text("You have text from")).to_have_count(0)


def test_who_leaves_the_page_at_once_leaves_their_text(person: MakePerson, ours: Place) -> None:
    lead = person(ours.cast.lead)
    lead.opens(EDIT)
    lead.fills(The_need="Typed and left")
    lead.follows("Cancel")
    _wait_until(lambda: kept() is not None)

    lead.opens(EDIT)
    lead.sees("You have text from", "that was not saved.")


def test_two_people_at_one_item_see_each_other(person: MakePerson, ours: Place) -> None:
    lead, commissioner = person(ours.cast.lead), person(ours.cast.commissioner)
    lead.opens(EDIT)
    _wait_until(lambda: leases() == 1)

    commissioner.opens(EDIT)
    presence = commissioner.page.get_by_role("status").filter(has_text="Lead is editing this now.")
    expect(presence).to_be_visible()
    # The next beat tells who was there first.
    lead.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    lead.sees("Commissioner is editing this now.")
    lead.examines()

    lead.follows("Cancel")
    _wait_until(lambda: leases() == 1)
    commissioner.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(presence).to_have_count(0)
    # A lease stops nobody.
    commissioner.fills(The_need="Saved all the same")
    commissioner.presses("Save")
    commissioner.sees("N1 saved.")


def _document(answers: dict[str, list[str]]) -> Any:
    return json.loads(answers["body-document"][0])


def _need() -> Need:
    row: Need = Need._base_manager.get(plan__slug="ours", number=1)
    return row


def _leave_typed(writer: Person, words: str) -> None:
    writer.opens(EDIT)
    writer.fills(The_need=words)
    _wait_until(lambda: (row := kept()) is not None and row.answers["statement"] == [words])
    writer.page.close()


def _by_keyboard(writer: Person, name: str) -> None:
    """Tab to what has this name, and press Enter."""
    for _step in range(60):
        writer.page.keyboard.press("Tab")
        if writer.page.evaluate("document.activeElement.innerText?.trim()") == name:
            break
    else:
        raise AssertionError(f"{name!r} cannot be reached with the keyboard")
    with writer.page.expect_navigation():
        writer.page.keyboard.press("Enter")
    writer.examines()


def _wait_until(holds: Callable[[], bool], otherwise: str = "it did not come about") -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(otherwise)
