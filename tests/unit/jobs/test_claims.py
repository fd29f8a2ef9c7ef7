import datetime as dt
import uuid

import pytest
from django.db import OperationalError
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from scp.core.models import AuditEvent
from scp.jobs import claims
from scp.jobs.choices import FailureCode, State
from scp.jobs.models import Job
from tests.chaos.kinds import RESULT, result_of
from tests.unit.jobs.conftest import MakeJob

pytestmark = pytest.mark.django_db
PAST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def taken(job: Job) -> claims.Claim:
    claim = claims.take(job.pk)
    assert claim is not None
    return claim


@pytest.mark.parametrize("state", [State.WAITING, State.SENT])
def test_taking_a_job_makes_it_ours_for_a_while(make_job: MakeJob, state: State) -> None:
    job = taken(make_job(state=state)).job
    assert (job.state, job.attempts) == (State.RUNNING, 1)
    assert job.lease_until is not None
    assert timedelta_close(job.lease_until - timezone.now(), claims.lease())


@pytest.mark.parametrize("state", [State.RUNNING, State.DONE, State.CANCELLED])
def test_a_job_that_is_held_or_finished_is_not_to_be_had(make_job: MakeJob, state: State) -> None:
    assert claims.take(make_job(state=state).pk) is None


def test_a_job_that_waits_for_its_next_attempt_is_not_to_be_had(make_job: MakeJob) -> None:
    job = make_job(not_before=timezone.now() + dt.timedelta(minutes=1))
    assert claims.take(job.pk) is None


def test_a_job_that_does_not_exist_is_not_to_be_had() -> None:
    assert claims.take(uuid.uuid4()) is None


def test_a_worker_presumed_dead_records_nothing(make_job: MakeJob) -> None:
    slow = taken(make_job())
    Job.objects.filter(pk=slow.job.pk).update(lease_until=PAST)
    second = taken(slow.job)

    with pytest.raises(claims.LeaseLost):
        slow.finish(result_of("slow"))
    second.finish(result_of("second"))

    assert [e.subject for e in AuditEvent.objects.filter(action=RESULT)] == ["second"]
    assert Job.objects.get(pk=slow.job.pk).state == State.DONE


def test_a_lost_claim_can_neither_renew_fail_nor_postpone(make_job: MakeJob) -> None:
    slow = taken(make_job())
    Job.objects.filter(pk=slow.job.pk).update(claim=uuid.uuid4())

    assert slow.renew() is False
    with pytest.raises(claims.LeaseLost):
        slow.fail("no_map", "There is no map.")
    with pytest.raises(claims.LeaseLost):
        slow.postpone("no_map", "There is no map.")


def test_a_result_that_cannot_be_recorded_leaves_the_job_running(make_job: MakeJob) -> None:
    claim = taken(make_job())

    def half_recorded() -> None:
        result_of("half")()
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        claim.finish(half_recorded)
    assert not AuditEvent.objects.filter(action=RESULT).exists()
    assert Job.objects.get(pk=claim.job.pk).state == State.RUNNING


def test_renewing_moves_the_lease_on(make_job: MakeJob) -> None:
    claim = taken(make_job())
    Job.objects.filter(pk=claim.job.pk).update(lease_until=PAST)
    assert claim.renew() is True
    assert not Job.objects.lease_expired().exists()


def test_a_heart_misses_a_beat_without_the_database_and_stops_when_the_job_is_lost(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = taken(make_job())
    heart = claims.Heartbeat(claim)
    assert heart._beat() is True

    Job.objects.update(claim=uuid.uuid4())
    assert heart._beat() is False

    def gone() -> bool:
        raise OperationalError("the database is restarting")

    monkeypatch.setattr(claim, "renew", gone)
    monkeypatch.setattr(claims.connection, "close", lambda: None)
    assert heart._beat() is True


def test_each_postponement_is_longer_up_to_a_limit(make_job: MakeJob) -> None:
    claim = taken(make_job())
    claim.postpone("unexpected_error", "ValueError: x")
    job = Job.objects.get(pk=claim.job.pk)
    assert job.state == State.WAITING
    assert timedelta_close(job.not_before - timezone.now(), dt.timedelta(seconds=2))
    waits = [claims.wait_after(n).total_seconds() for n in range(1, 12)]
    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) == claims.LONGEST_WAIT_SECONDS


def test_the_last_attempt_ends_in_a_named_failure(make_job: MakeJob, settings: Settings) -> None:
    claim = taken(make_job(attempts=settings.JOB_MAX_ATTEMPTS - 1))
    claim.postpone(FailureCode.UNEXPECTED_ERROR, "ValueError: x")
    job = Job.objects.get(pk=claim.job.pk)
    assert (job.state, job.last_error_code) == (State.FAILED, FailureCode.UNEXPECTED_ERROR)


def test_the_sweeper_frees_what_was_lost_and_nothing_else(
    make_job: MakeJob, settings: Settings
) -> None:
    lost_message = make_job(state=State.SENT, lease_until=PAST)
    lost_worker = make_job(state=State.RUNNING, lease_until=PAST, attempts=1)
    poisonous = make_job(state=State.RUNNING, lease_until=PAST, attempts=settings.JOB_MAX_ATTEMPTS)
    alive = make_job(state=State.RUNNING, lease_until=Now() + claims.lease())
    on_its_way = make_job(state=State.SENT)

    assert claims.release_expired() == 3

    states = dict(Job.objects.values_list("pk", "state"))
    assert states == {
        lost_message.pk: State.WAITING,
        lost_worker.pk: State.WAITING,
        poisonous.pk: State.FAILED,
        alive.pk: State.RUNNING,
        on_its_way.pk: State.SENT,
    }
    assert Job.objects.get(pk=poisonous.pk).last_error_code == FailureCode.WORKER_LOST


def timedelta_close(found: dt.timedelta, expected: dt.timedelta) -> bool:
    return abs(found - expected) < dt.timedelta(seconds=2)
