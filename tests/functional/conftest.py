"""Real Chromium (CHROME_PATH, or what is on the PATH) against the real server."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, expect, sync_playwright

from scp.accounts.models import User
from tests.functional.people import Person

# Those that setup/bootstrap.sh takes for a Chromium.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROME = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, NAMES)), None)
# Nothing that a browser does of its own accord over the network, and no sandbox: CI runs as root.
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
# A machine that also runs other things: a page that comes late is not a page that is wrong.
PATIENCE = 30_000

MakePerson = Callable[..., Person]


@pytest.fixture(autouse=True, scope="session")
def _no_connection_is_left(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A server's thread that is still saying goodbye to its browser keeps its connection, and the
    database could not be dropped when all is done."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="module")
def browser(django_db_setup: None, django_db_blocker: Any) -> Iterator[Browser]:
    """One browser for the tests of a module.

    Not of the session: while it is open an event loop runs in this thread, which Django takes for
    asynchronous code and which other tests, of the same process, could not start again.
    """
    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # A browser's tests have a connection of their own, as they run beside an event loop. Tests
        # of another module may have cut it meanwhile, as a restart of the database does.
        with django_db_blocker.unblock():
            connection.close()
        opened = playwright.chromium.launch(executable_path=CHROME, args=[*FLAGS])
        yield opened
        opened.close()


@pytest.fixture
def person(browser: Browser, request: pytest.FixtureRequest) -> Iterator[MakePerson]:
    """`person(user)` opens a window of a browser of its own, with `user` signed in, if any. For
    somebody who is signed in already, give the client.

    `base` is the server's address if it is not the live server's; what else is given goes to
    Playwright, as `viewport` or `forced_colors`.
    """
    # Sign-ins are limited by address, and other tests sign in from this one.
    cache.clear()
    contexts = []

    def make(
        who: User | Client | None = None, *, scripts: bool = True, base: str = "", **options: Any
    ) -> Person:
        address = base or request.getfixturevalue("live_server").url
        context = browser.new_context(java_script_enabled=scripts, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        client = _signed_in(who) if isinstance(who, User) else who
        if client and (session := client.cookies.get("sessionid")):
            context.add_cookies([{"name": "sessionid", "value": session.value, "url": address}])
        if scripts:
            return Person(context, address)
        contexts.append(browser.new_context())
        return Person(context, address, lens=contexts[-1].new_page())

    yield make
    for context in contexts:
        context.close()


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
