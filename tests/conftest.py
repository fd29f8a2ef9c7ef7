"""Real servers for every test, and no way out of this machine.

The process that pytest starts as (the controller, with xdist) brings up one PostgreSQL and one
Valkey below .data/test/ unless DATABASE_URL and REDIS_URL are set; runs side by side share them.
Each process that runs tests has a number which no other has, in this run or beside it. Its
database, its Valkey number and its media folder are named by it and given to it before it starts:
settings are read once, and processes that a test starts inherit the same.
"""

import atexit
import gc
import ipaddress
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import psycopg
import pytest
import redis

from scp import embedded
from tests import ready_made

# How fast a machine is that day is no property of what is tested; the benchmarks measure speed.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

IS_XDIST_WORKER = "PYTEST_XDIST_WORKER" in os.environ
# As many as the embedded Valkey has; zero is left to whoever runs the product on the same server.
NUMBERS = range(1, 64)
LOCK = "SELECT pg_try_advisory_lock(hashtext('scp tests'), %s)"


class Numbers:
    """Hands out numbers for test processes, each to one at a time on these servers.

    A number is held by a lock in the database server itself, which goes when this process does:
    the run that has the number next wipes what a killed one left under it.
    """

    def __init__(self, locks: psycopg.Connection) -> None:
        self.locks = locks
        self._database = urlsplit(os.environ["DATABASE_URL"])
        self._redis = urlsplit(os.environ["REDIS_URL"])
        # A session may take its own lock twice: no number is tried again.
        self._untried = iter(NUMBERS)
        self._files = Path(os.environ["SCP_TEST_FILES"])

    def environment(self) -> dict[str, str]:
        """What one test process must not share with any other."""
        number = self._take()
        name = f"{self._database.path.strip('/')}_{number}"
        self.locks.execute(f'DROP DATABASE IF EXISTS "test_{name}" WITH (FORCE)')
        broker = urlunsplit(self._redis._replace(path=f"/{number}"))
        with redis.Redis.from_url(broker) as client:
            client.flushdb()
        return {
            "DATABASE_URL": urlunsplit(self._database._replace(path=f"/{name}")),
            "REDIS_URL": broker,
            "MEDIA_ROOT": str(self._files / str(number)),
        }

    def _take(self) -> int:
        for number in self._untried:
            if self.locks.execute(LOCK, [number]).fetchone() == (True,):
                return number
        raise RuntimeError("Too many tests run on these servers at once: wait for some to end.")


def _prepare() -> Numbers:
    stack = ExitStack()
    atexit.register(stack.close)
    stack.enter_context(embedded.running(embedded.DATA / "test", throwaway=True))
    files = stack.enter_context(tempfile.TemporaryDirectory(prefix="scp-test-"))
    # WhiteNoise warns of a folder of collected files that is not there; here nothing is collected.
    # It looks through all that is in it, so the files that tests store are not below it.
    collected = Path(files) / "collected"
    collected.mkdir()
    os.environ.update(SCP_TEST_FILES=files, SCP_ENVIRONMENT="test", STATIC_ROOT=str(collected))
    locks = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    numbers = Numbers(stack.enter_context(locks))
    os.environ.update(DJANGO_SETTINGS_MODULE="scp.settings", **numbers.environment())
    return numbers


numbers = None if IS_XDIST_WORKER else _prepare()

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    assert numbers is not None
    for spec in specs:
        spec.env.update(numbers.environment())
    # While they collect tests. Otherwise one would migrate when it needs it, and the others wait.
    early = [sys.executable, "-c", "from tests import ready_made; ready_made.prepare()"]
    atexit.register(subprocess.Popen(early).wait)


def pytest_collection_finish() -> None:
    """All tests and all modules are there for good: the collector need not go through them again,
    which took a tenth of the time of the tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """Instead of migrating a database of its own, this process copies one that was migrated once.

    It stays when the run ends; the run that has its number next drops it.
    """
    database = connection.settings_dict
    with django_db_blocker.unblock():
        connection.close()
        database["NAME"] = settings.DATABASES["default"]["NAME"] = f"test_{database['NAME']}"
        ready_made.copy_to(database["NAME"])


# --- Nothing leaves this machine ----------------------------------------------------------------


def _is_local(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).split("%")[0]).is_loopback
    except ValueError:
        return False


class OutsideWorldError(AssertionError):
    """A test tried to reach another machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_outside_world() -> Iterator[None]:
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def refuse(host: Any) -> None:
        if not _is_local(host):
            raise OutsideWorldError(f"Tests may not reach {host!r}: only this machine.")

    def guarded(original: Any) -> Any:
        def call(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                refuse(address[0])
            return original(self, address)

        return call

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse(host)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


# --- One stack of middleware for all clients ----------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _middleware_is_loaded_once() -> Iterator[None]:
    """A process that serves loads its middleware once; the test client would for each of its
    thousands of clients, and WhiteNoise looks up every static file each time.

    What a setting may have changed is loaded anew.
    """
    from django.test.client import ClientHandler
    from django.test.signals import setting_changed

    load = ClientHandler.load_middleware
    loaded: dict[str, Any] = {}

    def load_once(self: ClientHandler, is_async: bool = False) -> None:
        if not loaded:
            load(self, is_async)
            loaded.update(self.__dict__)
            del loaded["enforce_csrf_checks"]
        self.__dict__.update(loaded)

    def forget(**_setting: Any) -> None:
        loaded.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield
    setting_changed.disconnect(forget)


# --- After a test with real transactions --------------------------------------------------------

# What migrations say of the models, which no test changes.
OF_THE_MODELS = {"django_content_type", "auth_permission"}


@pytest.fixture(autouse=True, scope="session")
def _flush_empties_what_is_filled() -> Iterator[None]:
    """Between tests with real transactions Django truncates every table, a hundred of them, which
    takes longer than many a test. Here the rows of those that have any are deleted.

    The triggers of audit and edition tables refuse that, as they should. For the length of that
    one flush, in tests only, PostgreSQL is told to fire no triggers.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations

    def of_filled_tables(
        self: DatabaseOperations, _style: Any, tables: list[str], **_options: Any
    ) -> list[str]:
        names = sorted(set(tables) - OF_THE_MODELS)
        looks = (f"SELECT %s WHERE EXISTS (SELECT FROM {self.quote_name(n)})" for n in names)
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(looks), names)
            filled = [name for (name,) in cursor.fetchall()]
        return [
            "SET LOCAL session_replication_role = replica;",
            *(f"DELETE FROM {self.quote_name(name)};" for name in filled),
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", of_filled_tables)
        yield
