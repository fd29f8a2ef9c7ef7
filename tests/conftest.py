"""Real servers for every test, and no way out of this machine.

The process that pytest starts as (the controller, with xdist) brings up one PostgreSQL and one
Valkey below .data/test/ unless DATABASE_URL and REDIS_URL are set. Each xdist worker has a
database, a Valkey number and a media folder of its own, given to it before it starts: settings are
read once, and processes that a test starts inherit the same.
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

import pytest

from scp import embedded

IS_XDIST_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def _own_things(number: int) -> dict[str, str]:
    """The environment of test process `number`: what it must not share with the others."""
    redis = urlsplit(os.environ["REDIS_URL"])
    media = Path(os.environ["SCP_TEST_FILES"]) / str(number)
    return {
        "REDIS_URL": urlunsplit(redis._replace(path=f"/{number}")),
        "MEDIA_ROOT": str(media),
    }


def _prepare() -> None:
    stack = ExitStack()
    atexit.register(stack.close)
    stack.enter_context(embedded.running(embedded.DATA / "test", throwaway=True))
    files = stack.enter_context(tempfile.TemporaryDirectory(prefix="scp-test-"))
    # WhiteNoise warns of a folder of collected files that is not there; here nothing is collected.
    os.environ.update(SCP_TEST_FILES=files, SCP_ENVIRONMENT="test", STATIC_ROOT=files)
    os.environ.update(DJANGO_SETTINGS_MODULE="scp.settings", **_own_things(1))


if not IS_XDIST_WORKER:
    _prepare()

import django  # noqa: E402

django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    for number, spec in enumerate(specs, start=2):
        spec.env.update(_own_things(number))


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
