"""Real servers for every test, and no way out of this machine.

The process that pytest starts as (the controller, with xdist) brings up one PostgreSQL and one
Valkey below .data/test/ unless DATABASE_URL and REDIS_URL are set; runs side by side share them.
Each process that runs tests has a number which no other has, in this run or beside it. Its
database, its Valkey number and its media folder are named by it and given to it before it starts:
settings are read once, and processes that a test starts inherit the same.
"""

import atexit
import ipaddress
import os
import socket
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
    os.environ.update(SCP_TEST_FILES=files, SCP_ENVIRONMENT="test", STATIC_ROOT=files)
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


# --- Append-only tables -------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _flush_may_empty_append_only_tables() -> Iterator[None]:
    """Between tests with real transactions Django truncates every table.

    The triggers of audit and edition tables refuse that, as they should. For the length of that
    one flush, in tests only, PostgreSQL is told to fire no triggers.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def quiet_flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        flush(self, ["SET LOCAL session_replication_role = replica;", *sql_list])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", quiet_flush)
        yield
