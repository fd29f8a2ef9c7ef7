"""Refusals: what an installation for real use may not start with.

Each names the variable and the remedy. The web process, the worker and manage.py call
`refuse_unsafe_production` before they serve anything, so a half-configured machine stops with a
sentence instead of running unsafely; `manage.py check` shows the same list.
"""

import os
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

# Django's own advice (security.W009).
SHORTEST_SECRET_KEY = 50
FEWEST_LETTERS = 5


def _names(host: str, allowed: Sequence[str]) -> bool:
    return any(host == name or (name[:1] == "." and host.endswith(name)) for name in allowed)


def _secrets_and_debug() -> Iterator[Error]:
    if settings.SECRET_KEY == settings.INSECURE_SECRET_KEY:
        yield Error(
            "SECRET_KEY is unset.",
            hint="Set SECRET_KEY to the output of: openssl rand -hex 40",
            id="scp.E001",
        )
    elif (
        len(settings.SECRET_KEY) < SHORTEST_SECRET_KEY
        or len(set(settings.SECRET_KEY)) < FEWEST_LETTERS
    ):
        yield Error(
            f"SECRET_KEY is shorter than {SHORTEST_SECRET_KEY} characters, or too plain.",
            hint="Set SECRET_KEY to the output of: openssl rand -hex 40",
            id="scp.E002",
        )
    if settings.DEBUG:
        yield Error(
            "DEBUG is on: errors would show settings and data to visitors.",
            hint="Unset DEBUG.",
            id="scp.E003",
        )


def _servers() -> Iterator[Error]:
    if settings.EMBEDDED:
        yield Error(
            "SCP_EMBEDDED is set: the embedded servers are for development.",
            hint="Unset SCP_EMBEDDED; set DATABASE_URL and REDIS_URL to servers of your own.",
            id="scp.E004",
        )
    for variable, example in (
        ("DATABASE_URL", "postgresql://USER:PASSWORD@HOST:5432/NAME"),
        ("REDIS_URL", "redis://:PASSWORD@HOST:6379/0"),
    ):
        if not os.environ.get(variable):
            yield Error(f"{variable} is unset.", hint=f"Set it: {example}", id="scp.E005")


def _addresses() -> Iterator[Error]:
    address = urlsplit(settings.PUBLIC_BASE_URL)
    if address.scheme != "https" or not address.hostname:
        yield Error(
            f"PUBLIC_BASE_URL is {settings.PUBLIC_BASE_URL}: every edition prints it.",
            hint="Set PUBLIC_BASE_URL to the https address that readers use.",
            id="scp.E006",
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS is empty or *: a forged Host header would be believed.",
            hint="Set ALLOWED_HOSTS to the names of this site, separated by commas.",
            id="scp.E007",
        )
    elif address.hostname and not _names(address.hostname, settings.ALLOWED_HOSTS):
        yield Error(
            f"ALLOWED_HOSTS lacks {address.hostname}, the host of PUBLIC_BASE_URL.",
            hint="Add it to ALLOWED_HOSTS.",
            id="scp.E008",
        )


@register(Tags.security)
def production_is_safe(**_: Any) -> list[CheckMessage]:
    """The refusals that apply now: none outside production."""
    if not settings.PRODUCTION:
        return []
    return [*_secrets_and_debug(), *_servers(), *_addresses()]


def refuse_unsafe_production() -> None:
    """Raise, with every reason and remedy, when this process may not start."""
    found = production_is_safe()
    if found:
        reasons = "\n".join(f"- {error.msg} {error.hint}" for error in found)
        raise ImproperlyConfigured(f"Refusing to start in production:\n{reasons}")
