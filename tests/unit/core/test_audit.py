"""The audit trail: what it holds, that it cannot fork, and that tampering is found."""

import datetime as dt
import hashlib
import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from scp.core import audit
from scp.core.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.unit.concurrency import PATIENCE, at_once

NOON = dt.datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)


def record(chain: str = "plan:trafford", subject: str = "trafford/O1") -> AuditEvent:
    return audit.record(action="outcome.proposed", subject=subject, by=None, chain=chain)


@contextmanager
def triggers_off() -> Iterator[None]:
    """What only a superuser of the database can do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


class TestRecording:
    pytestmark = pytest.mark.django_db

    def test_an_event_says_who_did_what_to_which_thing_and_when(self) -> None:
        mira = UserFactory(name="Mira Shah")

        event = audit.record(
            action="need.identified", subject="trafford/N1", by=mira, at=NOON, data={"who": "Us"}
        )

        stored = AuditEvent.objects.get(pk=event.pk)
        assert (stored.action, stored.subject, stored.at) == (
            "need.identified",
            "trafford/N1",
            NOON,
        )
        assert (stored.actor_id, stored.actor_label) == (str(mira.pk), "Mira Shah")
        assert (stored.chain, stored.data) == ("system", {"who": "Us"})

    def test_a_command_names_itself_and_nobody_is_the_system(self) -> None:
        by_command = audit.record(
            action="areas.imported", subject="places", by=audit.Command("import_areas")
        )
        by_nobody = audit.record(action="job.swept", subject="jobs", by=None)

        assert (by_command.actor_id, by_command.actor_label) == ("", "command import_areas")
        assert (by_nobody.actor_id, by_nobody.actor_label) == ("", "system")

    def test_each_chain_is_numbered_from_one_without_gaps(self) -> None:
        here = [record("plan:trafford").sequence for _ in range(3)]
        there = [record("plan:salford").sequence for _ in range(2)]

        assert (here, there) == ([1, 2, 3], [1, 2])

    def test_each_event_carries_the_hash_of_the_one_before_it_in_its_chain(self) -> None:
        first = record("plan:trafford")
        elsewhere = record("plan:salford")
        second = record("plan:trafford")

        assert (first.previous_hash, elsewhere.previous_hash) == ("", "")
        assert second.previous_hash == first.hash

    def test_the_hash_can_be_computed_by_anybody_from_what_is_stored(self) -> None:
        record()
        event = audit.record(
            action="outcome.revised",
            subject="trafford/O1",
            by=UserFactory(name="Zoë"),
            at=NOON,
            data={"changed": {"title": ["é", "ü"]}, "a": [1, None, True]},
            chain="plan:trafford",
        )
        stored = AuditEvent.objects.get(pk=event.pk)

        body = {k: v for k, v in vars(stored).items() if k not in ("_state", "id", "hash")}
        body["at"] = stored.at.astimezone(dt.UTC).isoformat()
        canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert event.hash == hashlib.sha256(canonical.encode()).hexdigest()

    def test_an_event_whose_write_is_rolled_back_is_gone_with_it(self) -> None:
        record()
        with suppress(ZeroDivisionError), transaction.atomic():
            assert record().sequence == 2
            raise ZeroDivisionError

        assert record().sequence == 2
        assert list(audit.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_can_be_recorded() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="belongs to a transaction"):
        record()

    assert AuditEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
class TestTwoWriters:
    def test_the_second_waits_until_the_first_has_committed(self) -> None:
        first_has_written, first_may_commit = threading.Event(), threading.Event()
        finished: list[str] = []

        def first() -> int:
            with transaction.atomic():
                event = record()
                first_has_written.set()
                assert first_may_commit.wait(PATIENCE)
                finished.append("first")
            return event.sequence

        def second() -> int:
            assert first_has_written.wait(PATIENCE)
            with transaction.atomic():
                threading.Timer(0.3, first_may_commit.set).start()
                event = record()
                finished.append("second")
            return event.sequence

        assert at_once(first, second) == [1, 2]
        assert finished == ["first", "second"]

    def test_many_at_once_make_one_chain(self) -> None:
        def write() -> int:
            with transaction.atomic():
                return record().sequence

        assert sorted(at_once(*[write] * 8)) == list(range(1, 9))
        assert list(audit.verify()) == []

    def test_writers_of_different_chains_do_not_wait_for_one_another(self) -> None:
        other_has_written = threading.Event()

        def holds_trafford() -> bool:
            with transaction.atomic():
                record("plan:trafford")
                return other_has_written.wait(PATIENCE)

        def writes_salford() -> None:
            with transaction.atomic():
                record("plan:salford")
            other_has_written.set()

        assert at_once(holds_trafford, writes_salford) == [True, None]


def change(**values: object) -> Callable[[], None]:
    def tamper() -> None:
        AuditEvent.objects.filter(chain="plan:trafford", sequence=2).update(**values)

    return tamper


def remove(sequence: int) -> Callable[[], None]:
    def tamper() -> None:
        AuditEvent.objects.filter(chain="plan:trafford", sequence=sequence).delete()

    return tamper


def rewrite_with_a_fitting_hash() -> None:
    """Somebody who knows how hashes are made changes one event and its hash."""
    event = AuditEvent.objects.get(chain="plan:trafford", sequence=2)
    event.actor_label = "Somebody else"
    event.hash = audit.digest(event)
    event.save()


def insert_a_forged_event() -> None:
    """An event is put in between, and the later ones are moved up."""
    later = AuditEvent.objects.filter(chain="plan:trafford", sequence__gt=1)
    for event in later.order_by("-sequence"):
        AuditEvent.objects.filter(pk=event.pk).update(sequence=event.sequence + 1)
    first = AuditEvent.objects.get(chain="plan:trafford", sequence=1)
    forged = AuditEvent.objects.get(pk=first.pk)
    forged.pk, forged.sequence, forged.previous_hash = None, 2, first.hash
    forged.hash = audit.digest(forged)
    forged.save(force_insert=True)


def swap_two_events() -> None:
    rows = AuditEvent.objects.filter(chain="plan:trafford")
    rows.filter(sequence=2).update(sequence=9)
    rows.filter(sequence=3).update(sequence=2)
    rows.filter(sequence=9).update(sequence=3)


CONTENT = "its content does not match its hash"
BEFORE = "it does not carry the hash of the event before it"
MISSING = "an event before it is missing"
TAMPERING: dict[str, tuple[Callable[[], None], int, str]] = {
    "the action": (change(action="outcome.removed"), 2, CONTENT),
    "the subject": (change(subject="trafford/O9"), 2, CONTENT),
    "the time": (change(at=NOON), 2, CONTENT),
    "who": (change(actor_label="Somebody else"), 2, CONTENT),
    "whose account": (change(actor_id="7"), 2, CONTENT),
    "the data": (change(data={"a": 2}), 2, CONTENT),
    "the hash": (change(hash="0" * 64), 2, CONTENT),
    "the hash before": (change(previous_hash="0" * 64), 2, BEFORE),
    "the chain": (change(chain="plan:salford"), 3, MISSING),
    "the first removed": (remove(1), 2, MISSING),
    "one removed": (remove(2), 3, MISSING),
    "rewritten with its hash": (rewrite_with_a_fitting_hash, 3, BEFORE),
    "forged in between": (insert_a_forged_event, 3, BEFORE),
    "swapped": (swap_two_events, 2, BEFORE),
}


@pytest.mark.django_db
class TestTampering:
    @pytest.fixture(autouse=True)
    def _four_events(self) -> None:
        for number in range(4):
            audit.record(
                action="outcome.proposed",
                subject=f"trafford/O{number + 1}",
                by=None,
                data={"a": number},
                chain="plan:trafford",
            )
        record("plan:wigan")

    def test_an_honest_trail_is_whole(self) -> None:
        assert list(audit.verify()) == []
        assert list(audit.verify("plan:trafford")) == []

    @pytest.mark.parametrize("kind", TAMPERING)
    def test_it_is_found_and_the_first_event_that_does_not_fit_is_named(self, kind: str) -> None:
        tamper, sequence, reason = TAMPERING[kind]
        with triggers_off():
            tamper()

        broken = [link for link in audit.verify() if link.event.chain == "plan:trafford"]

        assert (broken[0].event.sequence, broken[0].reason) == (sequence, reason)

    def test_another_chain_is_none_the_worse(self) -> None:
        with triggers_off():
            change(action="outcome.removed")()

        assert list(audit.verify("plan:wigan")) == []
        assert [link.event.chain for link in audit.verify()] == ["plan:trafford"]

    def test_the_command_counts_what_is_whole(self) -> None:
        assert _verify() == "5 audit events, every chain whole.\n"
        assert _verify("--chain", "plan:wigan") == "1 audit event, every chain whole.\n"

    def test_the_command_names_what_is_broken_and_fails(self) -> None:
        with triggers_off():
            change(action="outcome.removed")()
        errors = io.StringIO()

        with pytest.raises(CommandError, match="1 audit event does not fit") as failed:
            call_command("verify_audit", stderr=errors)

        assert failed.value.returncode == 1
        assert errors.getvalue() == f"plan:trafford #2: outcome.removed trafford/O2: {CONTENT}\n"


def _verify(*arguments: str) -> str:
    out = io.StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()
