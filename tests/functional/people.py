"""Somebody at a browser: what they do, and what is demanded of every page that they come to."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    Route,
    expect,
)

from tests.factories.accounts import PASSWORD
from tests.functional import axe

# What a page asks; a search within the page is another form.
FORM = "main form[method=post]"


class Person:
    """One window of one browser. Every page it comes to is examined, and again when it says more.

    Examined means: axe-core finds nothing, nothing sticks out at 320 pixels, and the console is
    silent, where also breaches of the Content-Security-Policy are reported.
    """

    def __init__(self, context: BrowserContext, base: str, *, lens: Page | None = None) -> None:
        self.context = context
        self.base = base
        self.lens = lens
        axe.prepare(lens.context if lens else context)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.examined: set[tuple[str, str]] = set()
        self.status = 0
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._answered)
        if lens:
            lens.route("**/*", self._through_the_lens)

    @property
    def scripts(self) -> bool:
        """Whether the page's scripts run in this browser."""
        return self.lens is None

    # --- What they do ---------------------------------------------------------------------------

    def opens(self, address: str) -> None:
        self.page.goto(f"{self.base}{address}")
        self.examines()

    def follows(self, link: str, within: Locator | None = None) -> None:
        """A link, also one that is drawn as a button."""
        place = within or self.page
        found = place.get_by_role("link", name=link).or_(place.get_by_role("button", name=link))
        with self.page.expect_navigation():
            found.first.click()
        self.examines()

    def fills(self, **answers: str) -> None:
        """Text by the label of its field, with spaces for underscores."""
        for label, text in answers.items():
            self.field(label.replace("_", " ")).fill(text)

    def field(self, label: str) -> Locator:
        """The field whose label begins like this."""
        labelled = self.page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        return labelled.and_(self.page.locator("input, select, textarea"))

    def writes(self, label: str, text: str) -> None:
        """A narrative in Markdown, as one types it: where there is an editor, it understands."""
        if not self.scripts:
            self.field(label).fill(text)
            return
        self.page.get_by_role("textbox", name=re.compile(rf"^{re.escape(label)}")).click()
        for at, paragraph in enumerate(text.split("\n\n")):
            if at:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(paragraph)

    def chooses(self, *labels: str) -> None:
        """Radio buttons and tick boxes, by the beginning of their labels."""
        for label in labels:
            self.field(label).first.check()

    def dates(self, question: str, day: str) -> None:
        """`dates("To be reached by", "31 3 2029")`."""
        group = self.page.get_by_role("group", name=question)
        for part, text in zip(("Day", "Month", "Year"), day.split(), strict=True):
            group.get_by_label(part).fill(text)

    def presses(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).click()
        self.examines()

    def empties_the_form(self) -> None:
        """Every question of the page's form unanswered, also those that begin with an answer."""
        self.page.locator(FORM).evaluate(
            """form => {
              for (const field of form.elements) {
                if (['radio', 'checkbox'].includes(field.type)) field.checked = false
                else if (!['hidden', 'submit'].includes(field.type)) field.value = ''
              }
            }"""
        )

    def sends_the_form(self) -> None:
        with self.page.expect_navigation():
            self.page.locator(f"{FORM} button").last.click()
        self.examines()

    def download(self, link: Locator) -> bytes:
        """The file behind a link, as this person's browser is given it."""
        response = self.context.request.get(f"{self.base}{link.get_attribute('href')}")
        assert response.ok, response.status_text
        return response.body()

    def signs_in(self, email: str) -> None:
        self.opens("/accounts/login/")
        self.fills(**{"Email": email, "Password": PASSWORD})
        self.presses("Sign in")
        self.sees("Plans you take part in")

    # --- What they see --------------------------------------------------------------------------

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def is_at(self, address: str) -> None:
        expect(self.page).to_have_url(f"{self.base}{address}")

    def examines(self) -> None:
        state = (self.page.title(), self.page.inner_text("body"))
        if state in self.examined:
            return
        self.examined.add(state)
        found = [*axe.violations(self._examinable()), *axe.overflow(self.page), *self.complaints]
        assert not found, "\n".join([f"{self.page.url}, {self.page.title()}", *found])

    def _examinable(self) -> Page:
        """The page. axe-core is a script: where none runs, the page again as it is now, in a window
        that runs axe-core and gets none of the page's own scripts."""
        if self.lens is None:
            return self.page
        if self.page.viewport_size:
            self.lens.set_viewport_size(self.page.viewport_size)
        self.lens.goto(self.page.url)
        return self.lens

    def _through_the_lens(self, route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=self.page.content(), content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.fulfill(body="", content_type="text/javascript")
        else:
            route.continue_()

    def _heard(self, message: ConsoleMessage) -> None:
        where = message.location["url"]
        # Chromium says so of every page whose status is an error's, as that of a refused form.
        about_the_page = message.text.startswith("Failed to load resource") and (
            self.status >= 400 and urlsplit(where).path == urlsplit(self.page.url).path
        )
        if message.type in ("error", "warning") and not about_the_page:
            self.complaints.append(f"console: {message.text} ({where})")

    def _answered(self, response: Response) -> None:
        request: Any = response.request
        if request.is_navigation_request():
            self.status = response.status
