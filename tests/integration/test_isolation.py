"""The ground the other tests stand on: real servers of one's own, and no way out."""

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from scp.core import audit
from scp.core.models import AuditEvent
from tests.conftest import OutsideWorldError

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


@pytest.mark.django_db
def test_every_test_process_has_a_database_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = cursor.fetchone()[0]
    assert name.startswith("test_")
    assert name.endswith(WORKER)


def test_every_test_process_has_a_valkey_number_and_a_media_folder_of_its_own():
    number = urlsplit(settings.REDIS_URL).path.strip("/")
    # Zero is left to whoever runs the product on the same server.
    assert number == (str(int(WORKER.removeprefix("gw")) + 2) if WORKER else "1")
    assert os.environ["REDIS_URL"] == settings.REDIS_URL
    assert Path(settings.MEDIA_ROOT).name == number
    cache.set("written", WORKER)
    assert cache.get("written") == WORKER


def test_tests_say_that_they_are_tests():
    assert settings.ENVIRONMENT == "test"
    assert not settings.DEBUG


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "plan.example"])
def test_other_machines_cannot_be_reached(host):
    with pytest.raises(OutsideWorldError, match="may not reach"):
        socket.create_connection((host, 80), timeout=1)


def test_this_machine_can_be_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5),
    ):
        pass
