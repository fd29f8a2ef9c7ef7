"""The ground the other tests stand on: real servers of one's own, and no way out."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from scp.core import audit
from scp.core.models import AuditEvent
from tests import conftest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def record() -> AuditEvent:
    with transaction.atomic():
        return audit.record(action="test.written", subject="test", by=audit.Command("test"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_append_only_tables_are_emptied_between_tests(time):
    assert AuditEvent.objects.count() == 0
    assert record().sequence == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET subject = 'other'",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent",
    ],
)
def test_and_yet_they_refuse_changes_in_a_test(statement):
    record()
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(statement)
    assert AuditEvent.objects.count() == 1


def valkey_number() -> str:
    return urlsplit(settings.REDIS_URL).path.strip("/")


@pytest.mark.django_db
def test_every_test_process_has_a_database_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = cursor.fetchone()[0]
    assert name.startswith("test_")
    assert name.endswith(f"_{valkey_number()}")


def test_every_test_process_has_a_valkey_number_and_a_media_folder_of_its_own():
    # Zero is left to whoever runs the product on the same server.
    assert int(valkey_number()) in conftest.NUMBERS
    assert os.environ["REDIS_URL"] == settings.REDIS_URL
    assert Path(settings.MEDIA_ROOT).name == valkey_number()
    cache.set("written", WORKER)
    assert cache.get("written") == WORKER


@contextmanager
def another_run() -> Iterator[conftest.Numbers]:
    """Tests that start now, beside these and on the same servers."""
    server = os.environ["DATABASE_URL"].removesuffix(f"_{valkey_number()}")
    with pytest.MonkeyPatch.context() as patch, psycopg.connect(server, autocommit=True) as locks:
        patch.setenv("DATABASE_URL", server)
        yield conftest.Numbers(locks)


def databases() -> set[str]:
    with another_run() as run:
        return {name for (name,) in run.locks.execute("SELECT datname FROM pg_database")}


def test_runs_side_by_side_share_no_number():
    with another_run() as one, another_run() as other:
        found = [run.environment() for run in (one, other, one)]
    for variable in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT"):
        assert len({os.environ[variable], *(each[variable] for each in found)}) == 4


def test_what_a_killed_run_left_is_wiped_by_the_next_with_its_number(monkeypatch):
    monkeypatch.setattr(conftest, "NUMBERS", [conftest.NUMBERS[-1]])
    with another_run() as killed:
        left = killed.environment()
        name = "test_" + urlsplit(left["DATABASE_URL"]).path.strip("/")
        killed.locks.execute(f"CREATE DATABASE {name}")
        with redis.Redis.from_url(left["REDIS_URL"]) as client:
            client.set("left", "behind")
        with another_run() as beside, pytest.raises(RuntimeError, match="at once"):
            beside.environment()
    assert name in databases()
    with another_run() as following, redis.Redis.from_url(left["REDIS_URL"]) as client:
        assert following.environment() == left
        assert client.get("left") is None
    assert name not in databases()


def test_tests_say_that_they_are_tests():
    assert settings.ENVIRONMENT == "test"
    assert not settings.DEBUG


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "plan.example"])
def test_other_machines_cannot_be_reached(host):
    with pytest.raises(conftest.OutsideWorldError, match="may not reach"):
        socket.create_connection((host, 80), timeout=1)


def test_this_machine_can_be_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5),
    ):
        pass
