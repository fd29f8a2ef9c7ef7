"""Sign-in: every page is ours, nobody signs themselves up, and nobody is sent elsewhere."""

import inspect
import re

import pytest
from allauth.account.urls import urlpatterns
from django.core import mail
from django.template import engines
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory


def templates():
    """The name of every template that a routed page of allauth may be drawn with."""
    for pattern in urlpatterns:
        view = inspect.unwrap(pattern.callback)
        view_class = getattr(pattern.callback, "view_class", getattr(view, "view_class", None))
        for attribute in ("template_name", "template_name_signup_closed"):
            if template := getattr(view_class, attribute, None):
                yield template


TEMPLATES = sorted(set(templates()))


@pytest.fixture
def ama(db):
    return UserFactory(email="ama@example.org", name="Ama Boateng")


def sign_in(client, **changes):
    answers = {"login": "ama@example.org", "password": PASSWORD} | changes
    return client.post(reverse("account_login"), answers)


def found(pattern, text):
    match = re.search(pattern, text, re.DOTALL)
    assert match, text
    return match[1]


def title(response):
    return found(r"<title>(.*?)</title>", response.content.decode())


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_page_that_allauth_shows_is_ours(template):
    origin = engines["jinja2"].get_template(template).origin  # type: ignore[attr-defined]
    assert origin.name.endswith(f"templates/{template}")


def test_those_are_all_the_pages():
    assert {"account/login.html", "account/logout.html", "account/signup_closed.html"} < set(
        TEMPLATES
    )
    assert len(TEMPLATES) >= 14


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_signup"])
def test_pages_before_sign_in(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "Error:" not in title(response)


@pytest.mark.parametrize(
    "name", ["account_change_password", "account_email", "account_reauthenticate", "account_logout"]
)
def test_pages_after_sign_in(client, ama, name):
    assert sign_in(client).status_code == 302
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "Sign out" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"password": "wrong"}, "That e-mail address and password do not belong together"),
        (
            {"login": "nobody@example.org"},
            "That e-mail address and password do not belong together",
        ),
        ({"login": "", "password": ""}, "Enter password"),
        ({"login": "a\0@example.org"}, "contains a character that cannot be stored"),
    ],
)
def test_a_failed_sign_in_says_why_in_the_summary_and_the_title(client, ama, answers, message):
    response = sign_in(client, **answers)
    assert title(response).startswith("Error: Sign in")
    assert message in response.content.decode()
    assert PASSWORD not in response.content.decode()


def test_nobody_signs_themselves_up(client, db, django_user_model):
    answers = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post(reverse("account_signup"), answers)
    assert "You cannot create an account here" in response.content.decode()
    assert not django_user_model.objects.exists()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "https:evil.example"],
)
def test_sign_in_does_not_lead_elsewhere(client, ama, elsewhere):
    response = sign_in(client, next=elsewhere)
    assert (response.status_code, response.headers["Location"]) == (302, reverse("home"))


def test_another_host_of_this_installation_is_elsewhere_too(client, ama, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other-council.example"]
    response = sign_in(client, next="http://other-council.example/")
    assert response.headers["Location"] == reverse("home")


def test_sign_in_leads_back_to_the_page_that_asked(client, ama):
    page = reverse("account_change_password")
    assert sign_in(client, next=page).headers["Location"] == page


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(client, ama):
    client.post(reverse("account_reset_password"), {"email": "ama@example.org"})
    link = found(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    page = client.get(link, follow=True)
    assert "Choose a new password" in title(page)
    new = "a staple of correct horses"
    done = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert done.status_code == 200
    assert client.login(email="ama@example.org", password=new)
    assert "does not work any more" in title(client.get(link, follow=True))


def test_nobody_learns_from_a_reset_who_has_an_account(client, ama):
    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("ama@example.org", "nobody@example.org")
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert title(known) == title(unknown) == "Check your e-mail – Strategic commissioning plan"


def test_signing_out_asks_first_and_then_does(client, ama):
    sign_in(client)
    assert "Do you want to sign out?" in client.get(reverse("account_logout")).content.decode()
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
