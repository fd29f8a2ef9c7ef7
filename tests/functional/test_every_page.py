"""Every page of the product in a real browser: usable by everyone, and nothing breaks its policy.

The pages come from the URLconf: a new one is visited without anybody listing it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from scp.plans.models import Plan
from scp.publication.content import Change
from scp.urls import handler400, handler403, handler404, handler500
from tests.factories import content
from tests.factories.places import TraffordFactory
from tests.factories.plans import PlanFactory
from tests.factories.procurement import PortfolioFactory
from tests.factories.publication import edition_of
from tests.functional import axe
from tests.functional.conftest import MakePerson
from tests.functional.people import Person
from tests.integration import world as worlds
from tests.integration.routes import routes
from tests.integration.test_permission_matrix import ONLY_POST, TABLE
from tests.integration.world import World, who_may

pytestmark = pytest.mark.django_db

BY_NAME = {route.name: route for route in routes()}
# What a program fetches. Everything else that can be opened is a page.
FILES = {"draft-file", "draft-references", "draft-workbook-file", "edition-chart", "edition-file"}
FILES |= {"healthz", "readyz", "calendar-feed"}
BUTTONS = {name for name, row in TABLE.items() if row.get == ONLY_POST}
PAGES = sorted(
    name
    for name in BY_NAME.keys() - FILES - BUTTONS
    if name == "api-docs" or not name.startswith("api-")
)
OPEN_TO_ALL = [name for name in PAGES if not name.startswith("draft")]
# Forms without a question (remove, sign out) cannot be sent empty, and what a plan means for a
# group of people may be saved before it is assessed. A gap is accepted where there is one.
FORMS = [
    name
    for name in PAGES
    if name in TABLE
    and TABLE[name].post
    and not name.endswith(("-remove", "-restore"))
    and name not in ("account_logout", "draft-impact-edit", "draft-overrides")
]

CHANGES = (
    Change(
        collection="needs",
        reference="N1",
        kind="changed",
        title="Families cannot pay their bills",
        field="statement",
        before="Families with young children cannot pay their bills",
        after="Families cannot pay their bills",
    ),
)


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("A page that breaks.")


__all__ = ["handler400", "handler403", "handler404", "handler500"]
# The product's routes with one more, that fails.
urlpatterns = [path("boom/", boom), path("", include("scp.urls"))]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, str]]:
    """A server that shows places to a whole module, as nothing here is stored: two with everything
    in their plans, of which theirs has ended, and one with a plan of usual size on real figures."""
    with django_db_blocker.unblock():
        server, world = LiveServer("localhost"), worlds.build()
        Plan.drafts.filter(pk=world.theirs.plan.pk).update(status="withdrawn")
        PortfolioFactory.create_batch(60, plan=world.theirs.plan)
        trafford = PlanFactory(slug="trafford", places=[TraffordFactory()])
        for number in (1, 2):
            edition_of(
                trafford, content.small(edition=content.edition(number, CHANGES[: number - 1]))
            )
        yield world, server.url
        server.stop()
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@pytest.fixture
def world(site: tuple[World, str]) -> World:
    return site[0]


@pytest.fixture
def reader(site: tuple[World, str], person: MakePerson) -> Any:
    """`reader("lead")`: somebody with that role in the world."""
    world, address = site
    return lambda role: person(world.ours.client(role), base=address)


def address_of(world: World, name: str) -> str:
    return world.address(name, BY_NAME[name].parameters)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_as_the_lead_sees_it(world: World, reader: Any, name: str) -> None:
    visit(reader(who_may(name)), world, name)


@pytest.mark.parametrize("name", OPEN_TO_ALL)
def test_a_page_as_anybody_sees_it(world: World, reader: Any, name: str) -> None:
    visit(reader("anonymous"), world, name)


def visit(person: Person, world: World, name: str) -> None:
    person.opens(address_of(world, name))
    assert person.status == 200
    expect(person.page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize("name", FORMS)
def test_what_a_form_says_when_it_is_sent_empty(world: World, reader: Any, name: str) -> None:
    person = reader("anonymous" if name == "account_login" else who_may(name))
    person.opens(address_of(world, name))
    person.empties_the_form()
    person.sends_the_form()

    assert person.status in (200, 422)  # allauth's are 200
    assert person.page.title().startswith("Error: ")
    links = person.page.locator(".govuk-error-summary__list a")
    expect(links).not_to_have_count(0)
    for link in links.all():
        expect(person.page.locator(link.get_attribute("href") or "")).to_be_attached()


# --- Pages that say that something went wrong ---------------------------------------------------


def test_somebody_who_may_not(reader: Any) -> None:
    viewer = reader("viewer")
    viewer.opens("/draft/ours/needs/N1/edit/")
    assert viewer.status == 403
    viewer.sees("You may not do this")


def test_a_page_that_is_not_there(reader: Any) -> None:
    anybody = reader("anonymous")
    anybody.opens("/nothing-here/")
    assert anybody.status == 404


def test_a_request_that_cannot_be_read(reader: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    anybody = reader("anonymous")
    anybody.opens("/")
    assert anybody.status == 400


def test_a_page_that_breaks(reader: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    lead = reader("lead")
    lead.opens("/boom/")
    assert lead.status == 500


def test_a_form_whose_token_is_gone(reader: Any) -> None:
    lead = reader("lead")
    lead.opens("/draft/ours/needs/N1/edit/")
    lead.context.clear_cookies(name="csrftoken")
    lead.sends_the_form()
    assert lead.status == 403
    lead.sees("We could not accept that form")


def test_a_form_that_is_too_large(reader: Any, settings: Any) -> None:
    settings.LARGEST_BODY = 100
    lead = reader("lead")
    lead.opens("/draft/ours/needs/N1/edit/")
    lead.sends_the_form()
    assert lead.status == 413


def test_a_plan_that_has_ended(site: tuple[World, str], person: MakePerson) -> None:
    world, address = site
    lead = person(world.theirs.client("lead"), base=address)
    lead.opens("/draft/theirs/needs/add/")
    lead.fills(The_need="One more thing", Who_is_affected="Everybody")
    lead.chooses("Citizen")
    lead.presses("Save")
    assert lead.status == 409
    lead.sees("This cannot be done now")


@pytest.mark.parametrize(
    ("address", "question"),
    [
        ("/draft/ours/about/", "Name of the plan"),
        ("/draft/ours/sections/S1/edit/", "Title"),
        ("/draft/ours/comments/CM-2/respond/", "What we did"),
    ],
)
def test_somebody_else_was_faster(reader: Any, address: str, question: str) -> None:
    lead = reader("lead")
    lead.opens(address)
    field = lead.field(question)
    field.fill("Another answer")
    lead.page.locator("main input[name=version]").evaluate("field => { field.value = '999' }")
    lead.sends_the_form()
    assert lead.status == 409
    lead.sees("Your text is not saved yet.")
    expect(field).to_have_value("Another answer")


# --- Pages with much in them --------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["/plans/trafford/", "/plans/trafford/editions/1/", "/plans/trafford/editions/2/changes/"],
)
def test_a_plan_of_usual_size(reader: Any, address: str) -> None:
    """With charts, tables, long addresses and long words, on the real figures of Trafford."""
    anybody = reader("anonymous")
    anybody.opens(address)
    assert anybody.status == 200


@pytest.mark.parametrize("scripts", [True, False])
def test_every_chart_of_an_edition_is_drawn_where_it_is_looked_at(
    site: tuple[World, str], person: MakePerson, scripts: bool
) -> None:
    anybody = person(base=site[1], scripts=scripts)
    anybody.opens("/plans/trafford/editions/1/")
    charts = anybody.page.locator("img.scp-chart__image")
    # A trend of each indicator, one curve, the three themes, the jigsaw and the theory of change.
    assert charts.count() == len(content.small().indicators) + 1 + 3 + 2
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart).to_have_js_property("complete", True)
        assert chart.evaluate("image => image.naturalWidth") > 600


def test_a_list_of_several_pages(site: tuple[World, str], person: MakePerson) -> None:
    world, address = site
    viewer = person(world.theirs.client("viewer"), base=address)
    viewer.opens("/draft/theirs/portfolios/?page=2")
    expect(viewer.page.get_by_role("navigation", name="Pagination")).to_be_visible()
    viewer.follows("Next")
    viewer.is_at("/draft/theirs/portfolios/?page=3")


# --- The examination itself ---------------------------------------------------------------------

BAD = """<!DOCTYPE html><html><head><title>Bad</title></head><body>
<img src="/static/build/mark.svg" width="900">
<script>document.title = "Run"</script></body></html>"""


def test_the_examination_finds_what_is_wrong(reader: Any) -> None:
    """A page in English that does not say so, too wide, with a script that its policy refuses."""
    anybody = reader("anonymous")
    policy = "default-src 'none'; img-src 'self'"
    anybody.page.route(
        "**/bad/",
        lambda route: route.fulfill(
            body=BAD, content_type="text/html", headers={"Content-Security-Policy": policy}
        ),
    )
    anybody.page.goto(f"{anybody.base}/bad/")
    found = " ".join(axe.violations(anybody.page))
    assert "html-has-lang" in found
    assert "image-alt" in found
    assert axe.overflow(anybody.page)
    assert any("Content Security Policy" in complaint for complaint in anybody.complaints)
    assert anybody.page.title() == "Bad"
