"""What settings make of the environment."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.core.mail import get_connection
from django.test import RequestFactory

ROOT = Path(__file__).resolve().parents[2]


def settings_with(names: list[str], **environment: str) -> list[Any]:
    """The settings of these names, in a fresh process with these variables."""
    program = (
        "import json, sys; from scp import settings;"
        "print(json.dumps([getattr(settings, name) for name in sys.argv[1:]]))"
    )
    command = [sys.executable, "-c", program, *names]
    variables = {**os.environ, **environment}
    done = subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    values: list[Any] = json.loads(done.stdout)
    return values


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp+tls://me:secret@mail.example.org:587", [587, True, False]),
        ("smtp+ssl://me:secret@mail.example.org:465", [465, False, True]),
        ("smtp://me:secret@mail.example.org:25", [25, False, False]),
    ],
)
def test_mail_is_encrypted_as_its_address_says(url: str, expected: list[Any]) -> None:
    names = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL"]
    assert settings_with(names, EMAIL_URL=url) == ["mail.example.org", *expected]


@pytest.mark.parametrize("name", ["use_tls", "use_ssl"])
def test_the_connection_to_the_mail_server_follows_the_settings(settings: Any, name: str) -> None:
    setattr(settings, f"EMAIL_{name.upper()}", True)
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    assert getattr(connection, name) is True


@pytest.mark.parametrize(("environment", "count"), [({}, 0), ({"TRUSTED_PROXY_COUNT": "1"}, 1)])
def test_proxies_are_trusted_only_when_they_are_counted(
    environment: dict[str, str], count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRUSTED_PROXY_COUNT", raising=False)
    assert settings_with(["ALLAUTH_TRUSTED_PROXY_COUNT"], **environment) == [count]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", "192.0.2.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.7"),  # the first is the sender's own word
        (1, "", "192.0.2.1"),
    ],
)
def test_limits_go_by_the_address_that_our_proxy_saw(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", headers=headers)
    assert get_adapter().get_client_ip(request) == address
