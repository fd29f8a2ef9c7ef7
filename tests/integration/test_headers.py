"""What every answer carries, whatever it is: generated from the URLconf, with every error page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from scp.urls import handler400, handler403, handler404, handler500
from tests.integration.answers import answers_for, item_answers
from tests.integration.conftest import Trial
from tests.integration.routes import routes
from tests.integration.world import World

pytestmark = pytest.mark.django_db

BY_NAME = {route.name: route for route in routes()}
# A public page whose form needs a token sets the cookie that goes with it, and nothing else does.
SETS_A_TOKEN = {"account_login", "account_reset_password", "verify"}
PUBLIC = sorted(
    name
    for name in BY_NAME
    if not name.startswith(("draft", "account_")) or name in ("account_login", "account_signup")
)
LABEL = "This is a demonstration. The plan is illustrative and not the council&#39;s."
IMMUTABLE = {"edition-file", "api-edition"}


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("A page that breaks.")


__all__ = ["handler400", "handler403", "handler404", "handler500"]
# The product's routes with one more, that fails.
urlpatterns = [path("boom/", boom), path("", include("scp.urls"))]


def check_policy(response: Any) -> None:
    """The headers that every answer has."""
    headers = response.headers
    sources = _sources(headers["Content-Security-Policy"])
    assert "unsafe-" not in headers["Content-Security-Policy"]
    assert sources["default-src"] == ["'none'"]
    for directive in ("script-src", "style-src", "connect-src", "form-action", "font-src"):
        # What a policy does not name is as its default-src: a file that is only kept says no more.
        assert set(sources.get(directive, ["'none'"])) <= {"'self'", "'none'"}, directive
    assert set(sources.get("img-src", [])) <= {"'self'", "data:", "'none'"}
    assert sources["base-uri"] == ["'none'"]
    assert sources["frame-ancestors"] == ["'none'"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    for power in ("camera", "geolocation", "microphone", "payment", "usb"):
        assert f"{power}=()" in headers["Permissions-Policy"]
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


def _sources(policy: str) -> dict[str, list[str]]:
    directives = (part.split() for part in policy.split(";"))
    return {name: values for name, *values in directives}


def check_private(response: Any) -> None:
    """What is for one person is stored by nobody, also not by the browser of a shared computer."""
    stored = {part.strip() for part in response.headers["Cache-Control"].split(",")}
    assert {"private", "no-store"} <= stored
    assert "public" not in stored


def done(response: Any) -> Any:
    if response.streaming:
        b"".join(response.streaming_content)
        for close in response._resource_closers:  # all of close() would end the connection
            close()
    return response


@pytest.mark.parametrize("name", sorted(BY_NAME))
@pytest.mark.parametrize("role", ["anonymous", "viewer", "lead"])
def test_every_route_keeps_the_policy(world: World, name: str, role: str) -> None:
    address = world.address(name, BY_NAME[name].parameters)
    check_policy(done(world.ours.client(role).get(address)))


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_wrong_method_keeps_the_policy(world: World, name: str) -> None:
    address = world.address(name, BY_NAME[name].parameters)
    for method in ("delete", "put", "options"):
        response = done(getattr(world.ours.client("anonymous"), method)(address))
        check_policy(response)
        assert response.status_code < 500


@pytest.mark.parametrize("name", sorted(n for n in BY_NAME if n.startswith("draft")))
def test_pages_of_a_draft_are_kept_by_nobody(world: World, name: str) -> None:
    address = world.address(name, BY_NAME[name].parameters)
    for role in ("viewer", "lead", "outsider"):
        response = world.ours.client(role).get(address)
        if response.status_code != 405:  # says nothing of anybody
            check_private(response)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_leaves_no_cookie(world: World, name: str) -> None:
    """Readers are not followed: there is nothing to ask their consent for."""
    address = world.address(name, BY_NAME[name].parameters)
    cookies = set(done(Client().get(address)).cookies)
    allowed = {settings.CSRF_COOKIE_NAME} if name in SETS_A_TOKEN else set()
    assert cookies <= allowed


@pytest.mark.parametrize("name", sorted(IMMUTABLE))
def test_an_editions_files_may_be_kept_for_ever_by_everybody(world: World, name: str) -> None:
    address = world.address(name, BY_NAME[name].parameters)
    for role in ("anonymous", "lead"):
        stored = done(world.ours.client(role).get(address)).headers["Cache-Control"]
        assert {"public", "immutable"} <= {part.strip() for part in stored.split(",")}
        assert "max-age=31536000" in stored


@pytest.mark.parametrize("name", ["home", "plan", "edition"])
def test_a_public_page_differs_for_those_who_sign_in(world: World, name: str) -> None:
    """A shared cache may not show one reader the page, with its navigation, of another."""
    address = world.address(name, BY_NAME[name].parameters)
    assert "Cookie" in done(Client().get(address)).headers["Vary"]
    check_private(done(world.ours.client("lead").get(address)))


def test_every_page_of_a_demonstration_says_that_it_is_one(world: World, settings: Any) -> None:
    settings.DEMONSTRATION = True
    unlabelled, labelled = [], 0
    for name, route in BY_NAME.items():
        page = done(world.ours.client("lead").get(world.address(name, route.parameters)))
        if page.status_code != 200 or page.streaming or b"<html" not in page.content:
            continue
        labelled += LABEL in page.content.decode()
        unlabelled += [name] if LABEL not in page.content.decode() else []
    assert unlabelled == []
    assert labelled > 50


# --- Error pages --------------------------------------------------------------------------------


@pytest.fixture
def errors(world: World, trial: Trial, settings: Any) -> Iterator[dict[int, Any]]:
    """One answer of each kind that is not a page: the status, and the answer."""
    settings.ROOT_URLCONF = __name__
    ours, lead = world.ours, world.ours.client("lead")
    section = world.address("draft-section-edit", frozenset({"slug", "reference"}))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ours.cast.lead)
    forgiving = Client(raise_request_exception=False)
    with trial():
        yield {
            302: Client().get(section),
            400: Client(headers={"host": "elsewhere.example"}).get("/"),
            403: ours.client("viewer").get(section),
            404: lead.get("/nothing-here/"),
            405: lead.post("/"),
            409: lead.post(section, {**item_answers("section", ours, new=False), "version": "999"}),
            422: lead.post(section, {"title": "", "version": "1"}),
            500: forgiving.get("/boom/"),
            # A form whose token is missing.
            -403: strict.post(section, answers_for("draft-section-edit", ours)),
        }


STATUSES = (302, 400, 403, 404, 405, 409, 422, 500, -403)


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_keeps_the_policy(errors: dict[int, Any], status: int) -> None:
    response = errors[status]
    assert response.status_code == abs(status)
    check_policy(response)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500, -403])
def test_an_error_is_a_page_with_a_way_on(errors: dict[int, Any], status: int) -> None:
    """Not a bare sentence of the framework: our frame, a heading, and what to do next."""
    text = errors[status].content.decode()
    assert text.count("<h1") == 1
    main = text.partition("<main")[2].partition("</main>")[0]
    assert "<form" in main or main.count("<p") >= 2  # what happened, and what can be done
    assert "Traceback" not in text
    assert "RuntimeError" not in text


@pytest.mark.parametrize("status", [403, 409, 422])
def test_an_error_in_a_draft_is_kept_by_nobody(errors: dict[int, Any], status: int) -> None:
    check_private(errors[status])


@pytest.mark.parametrize("path", ["/", "/api/v1/plans"])
class TestAnAnswerBeforeAnyView:
    """What a middleware says by itself has the policy as well."""

    def test_too_large_a_body(self, path: str, settings: Any) -> None:
        settings.LARGEST_BODY = 10
        response = Client().post(path, b"x" * 11, content_type="text/plain")
        assert response.status_code == 413
        check_policy(response)

    def test_the_way_to_https(self, path: str, settings: Any) -> None:
        settings.SECURE_SSL_REDIRECT = True
        response = Client().get(path)
        assert response.status_code == 301
        check_policy(response)

    def test_a_forged_host_on_that_way(self, path: str, settings: Any) -> None:
        settings.SECURE_SSL_REDIRECT = True
        response = Client(headers={"host": "elsewhere.example"}).get(path)
        assert response.status_code == 400
        check_policy(response)


def test_a_broken_page_does_not_say_what_broke(errors: dict[int, Any]) -> None:
    assert "A page that breaks" not in errors[500].content.decode()
