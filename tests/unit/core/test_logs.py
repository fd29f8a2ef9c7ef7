import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from scp.core import logs
from tests.factories.accounts import OfficerFactory

EMAIL = "robin.hood@example.org"


class Lines(io.StringIO):
    def read_all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Log lines as production writes them."""
    (formatter,) = logs.config("json", "INFO")["formatters"].values()
    stream = Lines()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def page(request: HttpRequest, slug: str) -> HttpResponse:
    structlog.get_logger("scp.plans").info("plan_read", note=f"asked by {EMAIL}")
    return HttpResponse(request.user.is_authenticated)


def broken_page(request: HttpRequest, key: str) -> HttpResponse:
    typed = request.POST.get("email", "")
    raise ValueError(f"Key (email)=({typed}) already exists.")


urlpatterns = [
    path("plans/<slug:slug>/", page),
    path("reset/<str:key>/", broken_page),
]
on_these_pages = pytest.mark.urls(__name__)


@on_these_pages
@pytest.mark.django_db
def test_a_request_leaves_ids_and_no_personal_text(client: Client, lines: Lines) -> None:
    officer = OfficerFactory(email=EMAIL)
    client.force_login(officer)

    client.get(
        f"/plans/trafford/?q={EMAIL}",
        headers={"user-agent": "Robin's phone", "x-request-id": "0123456789abcdef"},
        REMOTE_ADDR="203.0.113.7",
    )

    read, finished = lines.read_all()
    assert (read["event"], finished["event"]) == ("plan_read", "request_finished")
    for line in (read, finished):
        assert line["request_id"] == "0123456789abcdef"
        assert line["plan"] == "trafford"
        assert {"timestamp", "level", "logger"} <= set(line)
    assert finished["user_id"] == officer.pk
    assert (finished["request"], finished["code"]) == ("GET plans/<slug:slug>/", 200)
    assert finished["duration_ms"] >= 0
    for personal in (EMAIL, "robin", "phone", "203.0.113.7"):
        assert personal not in lines.getvalue()


@on_these_pages
@pytest.mark.django_db
def test_nothing_of_one_request_is_left_for_the_next(client: Client, lines: Lines) -> None:
    client.force_login(OfficerFactory())
    client.get("/plans/trafford/")
    Client().get("/nowhere")

    last = lines.read_all()[-1]
    assert last["request"] == "GET (no such page)"
    assert last["user_id"] is None
    assert "plan" not in last


@on_these_pages
def test_an_error_is_traced_without_what_was_typed(lines: Lines) -> None:
    client = Client(raise_request_exception=False)
    response = client.post("/reset/secret-key-in-the-path/", {"email": EMAIL})

    assert response.status_code == 500
    failed = next(line for line in lines.read_all() if line["event"] == "request_failed")
    assert "broken_page" in failed["exception"]
    assert "([e-mail]) already exists" in failed["exception"]
    for secret in (EMAIL, "secret-key-in-the-path"):
        assert secret not in lines.getvalue()


@on_these_pages
@pytest.mark.parametrize("given", ["x" * 65, "short", f"mail-{EMAIL}", "line\tbreak-0000"])
def test_a_request_id_from_outside_is_taken_only_if_it_is_one(
    client: Client, lines: Lines, given: str
) -> None:
    client.get("/nowhere", headers={"x-request-id": given})
    (line,) = lines.read_all()
    assert line["request_id"] != given
    assert len(line["request_id"]) == 36


@on_these_pages
def test_an_anonymous_request_costs_no_query_to_log(client: Client, lines: Lines) -> None:
    # Without the db fixture, pytest-django raises at the first query.
    client.cookies["sessionid"] = "abcdefghijklmnopqrstuvwxyz012345"
    client.get("/nowhere")
    assert lines.read_all()[-1]["user_id"] is None


def test_other_libraries_lines_are_json_too(lines: Lines) -> None:
    logging.getLogger("some.library").warning("sent to %s in %d ms", EMAIL, 7)
    (line,) = lines.read_all()
    assert line["event"] == "sent to [e-mail] in 7 ms"
    assert line["logger"] == "some.library"


@pytest.mark.parametrize(
    "address", [EMAIL, "a+b@mail.example.co.uk", "o'neill@example.org", "robin%40example.org"]
)
def test_addresses_are_blotted_out_wherever_they_are(address: str) -> None:
    event = {"event": f"<{address}>", "nested": {"to": [address]}, "count": 3, "none": None}
    blotted = logs.blot_addresses(None, "info", event)
    assert address not in str(blotted)
    assert (blotted["event"], blotted["count"], blotted["none"]) == ("<[e-mail]>", 3, None)


def test_the_row_that_a_database_refused_is_left_out() -> None:
    refusal = "violates check\nDETAIL:  Failing row contains (7, Jane Confidential)."
    event = logs.blot_addresses(None, "", {"event": refusal})
    assert event["event"] == "violates check\nDETAIL: [left out]"


def test_both_formats_can_be_configured() -> None:
    for name in ("json", "console"):
        config = logs.config(name, "INFO")
        logging.config.DictConfigurator(config)
        renderer = config["formatters"]["lines"]["processors"][-1]
        assert isinstance(
            renderer,
            structlog.processors.JSONRenderer if name == "json" else structlog.dev.ConsoleRenderer,
        )
