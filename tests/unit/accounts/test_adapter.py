"""Signing in: by invitation only, and back to a page of this site."""

import re

import pytest
from allauth.core import context
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from scp.accounts.adapter import AccountAdapter
from scp.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_limits_reached_by_other_tests() -> None:
    cache.clear()


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("/draft/trafford/", True),
        ("draft/trafford/", True),
        ("http://scp.example.org/draft/", True),
        ("http://other.example.org/", False),
        ("https://evil.test/", False),
        ("//evil.test/", False),
        ("///evil.test", False),
        ("/\\evil.test", False),
        ("javascript:alert(1)", False),
        ("http:///evil.test", False),
        ("\x00/", False),
        ("", False),
        (None, False),
    ],
)
@override_settings(ALLOWED_HOSTS=["scp.example.org", "other.example.org"])
def test_after_signing_in_one_stays_on_this_host(url: str | None, followed: bool) -> None:
    request = RequestFactory().get("/", headers={"host": "scp.example.org"})

    with context.request_context(request):
        assert AccountAdapter(request).is_safe_url(url) is followed


@override_settings(ALLOWED_HOSTS=["scp.example.org"])
def test_from_a_secure_page_one_stays_on_secure_ones() -> None:
    request = RequestFactory().get("/", headers={"host": "scp.example.org"}, secure=True)

    with context.request_context(request):
        adapter = AccountAdapter(request)
        assert adapter.is_safe_url("https://scp.example.org/draft/")
        assert not adapter.is_safe_url("http://scp.example.org/draft/")


class TestSigningIn:
    def test_the_right_password_leads_back_to_where_one_wanted_to_go(self) -> None:
        bela = UserFactory(email="bela@test.example")

        page = Client().post(
            f"{LOGIN}?next=/start-a-plan/",
            {"login": bela.email, "password": PASSWORD, "next": "/start-a-plan/"},
        )

        assert (page.status_code, page["Location"]) == (302, "/start-a-plan/")

    def test_a_link_that_leads_away_is_not_followed(self) -> None:
        bela = UserFactory(email="bela@test.example")

        page = Client().post(
            LOGIN, {"login": bela.email, "password": PASSWORD, "next": "https://evil.test/"}
        )

        assert (page.status_code, page["Location"]) == (302, reverse("home"))

    def test_whoever_has_left_does_not_get_in(self) -> None:
        gone = UserFactory(email="gone@test.example", is_active=False)
        client = Client()

        client.post(LOGIN, {"login": gone.email, "password": PASSWORD})

        assert client.get("/start-a-plan/").status_code == 302

    def test_a_wrong_password_and_an_unknown_address_look_alike(self) -> None:
        UserFactory(email="bela@test.example")

        pages = [
            Client().post(LOGIN, {"login": email, "password": "wrong-password"})
            for email in ("bela@test.example", "nobody@test.example")
        ]

        bodies = [
            page.content.decode().replace(email, "")
            for page, email in zip(pages, ("bela@test.example", "nobody@test.example"), strict=True)
        ]
        assert [page.status_code for page in pages] == [pages[0].status_code] * 2
        assert _without_tokens(bodies[0]) == _without_tokens(bodies[1])

    def test_nobody_signs_themselves_up(self) -> None:
        client = Client()
        answers = {"email": "new@test.example", "password1": PASSWORD, "password2": PASSWORD}

        client.post("/accounts/signup/", answers)

        assert not User.objects.exists()


def _without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
