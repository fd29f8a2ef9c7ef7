"""What the API refuses, and that it says so in one form."""

from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from scp.api.base import StrictView
from scp.api.permissions import DenyAll
from scp.api.v1 import frozen
from scp.publication.models import Edition
from tests.factories import content
from tests.factories.places import TraffordFactory
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of
from tests.integration.test_api import EDITION, get, problem

pytestmark = pytest.mark.django_db
PATHS = (
    "/api/v1/",
    "/api/v1/places",
    "/api/v1/places/E08000009",
    "/api/v1/plans",
    "/api/v1/plans/trafford",
    "/api/v1/plans/trafford/editions",
    "/api/v1/plans/trafford/editions/latest",
    EDITION,
    f"{EDITION}/outcomes",
    f"{EDITION}/outcomes/O1",
    f"{EDITION}/evidence-gaps",
    f"{EDITION}/evidence-gaps/G1",
    f"{EDITION}/theory",
    "/api/v1/schema",
    "/api/v1/docs",
    "/api/v1/schemas/plan-content",
    "/api/v1/schemas/plan-content/1.0",
)


@pytest.fixture(autouse=True)
def edition() -> Edition:
    frozen.forget()
    return edition_of(PlanFactory(slug="trafford", places=[TraffordFactory()]), content.small())


@pytest.mark.parametrize("path", PATHS)
class TestEveryEndpoint:
    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
    def test_answers_reading_only(self, client: Client, path: str, method: str) -> None:
        response = getattr(client, method)(path)
        problem(response, 405)
        assert response["Allow"] == "GET, HEAD, OPTIONS"

    def test_writing_is_refused_for_what_it_is(self, path: str) -> None:
        """Not for a missing token or a wrong query: the method is what the caller must change."""
        strict = Client(enforce_csrf_checks=True)
        problem(strict.post(f"{path}?x=1", data="x", content_type="text/plain"), 405)

    def test_refuses_parameters_it_does_not_know(self, client: Client, path: str) -> None:
        body = problem(get(client, f"{path}?limits=1"), 400)
        assert [fault["name"] for fault in body["errors"]] == ["limits"]

    def test_refuses_what_the_reader_cannot_take(self, client: Client, path: str) -> None:
        problem(get(client, path, Accept="image/png"), 406)

    @pytest.mark.parametrize("query", ["%ff=1", "x=%c3%28", "limit=%00", "%00", "=", "a=1&a=2"])
    def test_refuses_text_that_is_none(self, client: Client, path: str, query: str) -> None:
        problem(client.get(f"{path}?{query}"), 400)

    def test_options_tells_what_is_allowed(self, client: Client, path: str) -> None:
        response = client.options(path, headers={"Origin": "https://partner.example"})
        assert response.status_code == 204
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response

    def test_head_is_get_without_the_body(self, client: Client, path: str) -> None:
        head, whole = client.head(path), client.get(path)
        assert head.status_code == whole.status_code
        assert head.content == b""
        if whole.content:
            assert head["Content-Length"] == str(len(whole.content))

    def test_a_slash_too_many_leads_to_the_right_address(self, client: Client, path: str) -> None:
        if path.endswith("/"):
            path = path.rstrip("/")
            response = client.get(path)
            assert response["Location"] == f"{path}/"
        else:
            response = client.get(f"{path}/?limit=1")
            assert response.status_code == 308
            assert response["Location"] == f"{path}?limit=1"

    def test_keeps_the_strict_headers(self, client: Client, path: str) -> None:
        response = client.get(path)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", [path for path in PATHS if not path.endswith("docs")])
def test_pages_of_any_site_may_read(client: Client, path: str) -> None:
    response = client.get(path, headers={"Origin": "https://partner.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert not response.cookies


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=", "limit"),
        ("limit=1.0", "limit"),
        ("limit=%2B1", "limit"),
        ("limit=1_0", "limit"),
        ("limit=%D9%A1", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("cursor=e08000009", "cursor"),
        ("cursor=E08000009%0A", "cursor"),
        ("parent=E0800000", "parent"),
        ("level=parish", "level"),
        ("name=", "name"),
        (f"name={'x' * 101}", "name"),
        ("name=a%00b", "name"),
        ("name=a&name=b", "name"),
    ],
)
def test_values_are_bounded(client: Client, query: str, name: str) -> None:
    body = problem(get(client, f"/api/v1/places?{query}"), 400)
    assert [fault["name"] for fault in body["errors"]] == [name]


def test_every_fault_is_named_at_once(client: Client) -> None:
    body = problem(get(client, "/api/v1/places?limit=0&level=x&y=1"), 400)
    assert {fault["name"] for fault in body["errors"]} == {"limit", "level", "y"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/nothing/",
        "/api/v2/",
        "/api/",
        "/api/v1/places/%00",
        "/api/v1/places/%ff",
        "/api/v1/places/E0800000%0A",
        "/api/v1/plans/Trafford",
        "/api/v1/plans/trafford%00",
        "/api/v1/plans/-",
        f"/api/v1/plans/{'x' * 81}",
        f"/api/v1/plans/{'x' * 5000}",
        f"{EDITION}/comments",
        f"{EDITION}/outcomes/o1",
        f"{EDITION}/outcomes/O99999999999999999999",
        "/api/v1//places",
    ],
)
def test_an_address_that_leads_nowhere_says_so(client: Client, path: str) -> None:
    problem(client.get(path), 404)


def test_a_problem_names_the_address_and_not_the_query(client: Client) -> None:
    body = problem(client.get("/api/v1/places?caf%C3%A9=1"), 400)
    assert body["instance"] == "/api/v1/places"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("*/*", 200),
        ("application/*", 200),
        ("application/json; charset=utf-8", 200),
        ("text/html, application/json;q=0.1", 200),
        ("application/json;q=0", 406),
        ("*/*, application/json;q=0", 406),
        ("*/*;q=0, application/json;q=0.1", 200),
        ("", 200),
        ("text/*", 406),
        ("nonsense", 406),
    ],
)
def test_accept(client: Client, accept: str, status: int) -> None:
    for path in ("/api/v1/places", EDITION):
        assert get(client, path, Accept=accept).status_code == status


class Boom(Exception):
    pass


@pytest.mark.parametrize("path", [EDITION, f"{EDITION}/outcomes"])
def test_a_fault_of_ours_is_a_problem_too(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(*args: Any) -> None:
        raise Boom("postgresql://user:secret@host")

    monkeypatch.setattr(frozen, "edition_get", boom)
    response = Client(raise_request_exception=False).get(path)
    body = problem(response, 500)
    assert "secret" not in str(body)


def test_a_forged_host_is_a_problem(client: Client) -> None:
    problem(get(client, "/api/v1/", Host="evil.example"), 400)


def test_other_addresses_keep_their_pages(client: Client) -> None:
    for path in ("/nothing", "/apiary"):
        response = client.get(path)
        assert response.status_code == 404
        assert response["Content-Type"].startswith("text/html")


class TestDenyByDefault:
    def views(self) -> list[type[StrictView]]:
        def below(resolver: URLResolver) -> Any:
            for pattern in resolver.url_patterns:
                if isinstance(pattern, URLResolver):
                    yield from below(pattern)
                elif isinstance(pattern, URLPattern):
                    yield pattern.callback

        found = (getattr(callback, "cls", None) for callback in below(get_resolver()))
        return [cls for cls in found if cls is not None and cls.__module__.startswith("scp.api")]

    def test_the_base_answers_nobody(self) -> None:
        assert StrictView.permission_classes == [DenyAll]

    def test_every_endpoint_names_its_permission_itself(self) -> None:
        views = self.views()
        assert len(views) > 20
        for view in views:
            assert "permission_classes" in vars(view), f"{view.__name__} names no permission"

    def test_every_endpoint_is_strict(self) -> None:
        assert all(issubclass(view, StrictView) for view in self.views())

    def test_without_a_permission_there_is_no_answer(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from scp.api.v1.views.places import Places

        monkeypatch.setattr(Places, "permission_classes", [DenyAll])
        problem(get(client, "/api/v1/places"), 403)


@override_settings(LANGUAGE_CODE="en-gb")
def test_answers_do_not_depend_on_cookies(client: Client) -> None:
    response = client.get(EDITION)
    assert "Cookie" not in response.get("Vary", "")
