"""Without a mouse: everything is reached with Tab, and one always sees where one is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.factories.accounts import PASSWORD
from tests.functional.conftest import MakePerson
from tests.functional.people import Person
from tests.integration import world as worlds
from tests.integration.world import Place

COMMENT = "Where is the nearest bank?"
NAME = """() => {
  const e = document.activeElement
  return (e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.innerText).trim()
}"""
CHOSEN = "document.activeElement.selectedOptions[0].innerText.trim()"
# Milliseconds after which a list takes letters for a new word.
A_NEW_WORD = 1100
# Forced colours leave an outline, in a colour of their own, and take shadows away. Radio buttons
# and tick boxes are drawn by their labels.
SEEN = """() => {
  const e = document.activeElement
  const drawn = ['radio', 'checkbox'].includes(e.type)
    ? getComputedStyle(e.labels[0], '::before') : getComputedStyle(e)
  const outlined = drawn.outlineStyle !== 'none' && parseFloat(drawn.outlineWidth) >= 2
  return matchMedia('(forced-colors: active)').matches
    ? outlined
    : drawn.boxShadow !== 'none' || (outlined && drawn.outlineColor !== 'rgba(0, 0, 0, 0)')
}"""
MAIN_PAGES = (
    *("/", "/draft/ours/", "/draft/ours/outcomes/", "/draft/ours/outcomes/O1/"),
    *("/draft/ours/outcomes/add/", "/draft/ours/comments/", "/draft/ours/readiness/"),
    *("/plans/ours/", "/plans/ours/editions/1/", "/accounts/login/"),
)


@pytest.fixture
def ours(live_server: object) -> Place:
    return worlds.build().ours


def tab_to(page: Page, name: str, *, most: int = 60) -> None:
    """Press Tab until the thing with this name has the focus."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        passed.append(str(page.evaluate(NAME)))
        if passed[-1].startswith(name):
            return
    raise AssertionError(f"Tab did not reach “{name}”, but {passed}")


def go(person: Person, name: str) -> None:
    """Tab to a link or button, and Enter."""
    tab_to(person.page, name)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.examines()


def pick(page: Page, option: str) -> None:
    """From the list that has the focus: the letters that the option begins with.

    A browser takes a letter that comes a second after the last, as on a busy machine, for the
    first of another option: one sees that, and begins again.
    """
    for _ in range(5):
        page.keyboard.type(option)
        if str(page.evaluate(CHOSEN)).startswith(option):
            return
        page.wait_for_timeout(A_NEW_WORD)
    raise AssertionError(f"“{option}” is not what the list shows")


def type_into(person: Person, label: str, text: str) -> None:
    tab_to(person.page, label)
    person.page.keyboard.type(text)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_sign_in_and_comment(person: MakePerson, ours: Place, scripts: bool) -> None:
    contributor = person(scripts=scripts)
    page = contributor.page
    contributor.opens("/")
    page.keyboard.press("Tab")
    assert page.evaluate(NAME) == "Skip to main content"
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{contributor.base}/#main-content")
    tab_to(page, "Plan of ours", most=1)  # past the navigation

    page.reload()
    go(contributor, "Sign in")
    type_into(contributor, "Email", ours.cast.contributor.email)
    type_into(contributor, "Password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    contributor.sees("Plans you take part in")
    go(contributor, "Plan of ours")
    go(contributor, "Outcomes")
    go(contributor, ours.items["outcome"].statement)
    type_into(contributor, "Your comment", COMMENT)
    go(contributor, "Send comment")

    expect(page.locator("main")).to_contain_text("Your comment is on the plan.")
    expect(page.locator(".scp-comment").filter(has_text=COMMENT)).to_be_visible()


@pytest.mark.parametrize("colours", ["active", "none"])
def test_one_sees_where_one_is(person: MakePerson, ours: Place, colours: str) -> None:
    """Also with the few colours that a reader has chosen for everything (forced colours)."""
    lead = person(ours.cast.lead, forced_colors=colours)
    for address in MAIN_PAGES:
        lead.page.goto(f"{lead.base}{address}")
        expect(lead.page.get_by_role("heading", level=1)).to_be_visible()
        names = list(stops(lead.page))
        assert names[0] == "Skip to main content"
        assert "Open Government Licence v3.0" in names, f"Tab stays inside {address}: {names}"


def stops(page: Page) -> Iterator[str]:
    """The names of all things that Tab leads to, from the first to where it leaves the page."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return
        name = str(page.evaluate(NAME))
        assert page.evaluate(SEEN), f"{page.url}: “{name}” has the focus unseen"
        yield name
    raise AssertionError(f"{page.url}: Tab does not leave the page")
