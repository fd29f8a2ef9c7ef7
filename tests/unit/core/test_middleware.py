"""Every response carries the headers, and the domain's refusals are pages."""

import json
import re

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.test import RequestFactory

from scp.core.errors import InvalidInput, PermissionRefused, PolicyRefused
from scp.core.middleware import (
    HEADERS,
    PRIVATE,
    BodyLimitMiddleware,
    DomainErrorMiddleware,
    ResponseHeadersMiddleware,
)


def respond(*, session=None, view=lambda request: HttpResponse("ok")):
    request = RequestFactory().get("/")
    if session is not None:
        request.session = session
    return ResponseHeadersMiddleware(view)(request)


def session(**values):
    stored = SessionBase()
    stored._session_cache = values  # type: ignore[attr-defined]
    stored.accessed = bool(values)
    return stored


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_every_response_carries_the_header(name):
    assert respond().headers[name] == HEADERS[name]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/no-such-page", "/accounts/login/", "/static/build/app.css", "/%00", "/healthz"]
)
def test_the_real_stack_sends_them_on_pages_errors_and_files(client, path):
    response = client.get(path)
    response.close()
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.django_db
def test_no_page_may_use_unsafe_sources(client):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.django_db
def test_no_page_has_anything_inline(client):
    html = client.get("/accounts/login/").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)


def test_powers_are_refused_to_everyone():
    powers = HEADERS["Permissions-Policy"].split(", ")
    assert "camera=()" in powers
    assert all(power.endswith("=()") for power in powers)
    assert len(powers) == len(set(powers))


def test_what_a_view_says_stays():
    def embeddable(request):
        return HttpResponse("ok", headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    assert respond(view=embeddable).headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_page_for_somebody_signed_in_is_not_kept():
    assert respond(session=session(_auth_user_id="1")).headers["Cache-Control"] == PRIVATE


def test_unless_its_view_says_how_long():
    def kept(request):
        return HttpResponse("ok", headers={"Cache-Control": "public, max-age=60"})

    response = respond(session=session(_auth_user_id="1"), view=kept)
    assert response.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("stored", [None, session(), session(basket="x")])
def test_pages_for_everyone_may_be_kept(stored):
    assert "Cache-Control" not in respond(session=stored).headers


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (PermissionRefused("Only the plan's lead may publish."), 403),
        (PolicyRefused("A plan that is closed cannot be edited."), 409),
        (InvalidInput("The period ends before it starts."), 409),
    ],
)
def test_a_refusal_of_the_domain_becomes_a_page_with_its_sentence(error, status):
    middleware = DomainErrorMiddleware(lambda request: HttpResponse())
    response = middleware.process_exception(RequestFactory().get("/"), error)
    assert response is not None
    assert response.status_code == status
    assert str(error).replace("'", "&#39;") in response.content.decode()


def test_other_exceptions_are_left_to_django():
    middleware = DomainErrorMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), ValueError("x")) is None


def posted(path, settings, *, length):
    settings.LARGEST_BODY = 100
    request = RequestFactory().generic("POST", path, b"x" * length)
    return BodyLimitMiddleware(lambda request: HttpResponse("read"))(request)


def test_a_body_of_the_largest_size_is_read(settings):
    assert posted("/", settings, length=100).content == b"read"


def test_a_larger_body_is_refused_with_a_page(settings):
    response = posted("/draft/ours/import/", settings, length=101)
    assert response.status_code == 413
    assert "<h1" in response.content.decode()


def test_a_larger_body_is_refused_to_a_machine_in_its_own_form(settings):
    response = posted("/api/v1/plans", settings, length=101)
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert problem["status"] == 413
    assert problem["type"] == "/api/v1/docs#problem-413"
