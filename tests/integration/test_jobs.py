"""Jobs through a real database, a real broker and real processes."""

import os
import signal
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.db import connection, connections
from pytest_django import Settings

import tests.chaos.kinds  # noqa: F401  (registers the kinds)
from scp.celery import app
from scp.core.models import AuditEvent
from scp.embedded.host import until
from scp.jobs import claims
from scp.jobs.actions import jobs
from scp.jobs.choices import State
from scp.jobs.dispatching import dispatch
from scp.jobs.models import Job
from tests.chaos.kinds import RESULT, result_of
from tests.chaos.processes import Process, dispatcher, kill, worker

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = 2
# As in production, but with a soft limit of one second.
IMPATIENT_WORKER = """
from scp.celery import app
app.conf.task_soft_time_limit = 1
app.worker_main(["worker", "-Q", "documents", "-c", "1", "--include", "tests.chaos.kinds"])
"""


def database_url() -> str:
    values = connection.get_connection_params()
    login = f"{values['user']}:{values.get('password', '')}"
    return f"postgresql://{login}@{values['host']}:{values['port']}/{values['dbname']}"


@pytest.fixture
def env(settings: Settings) -> dict[str, str]:
    """What processes need to see this test's database and broker; leases are short in all."""
    settings.JOB_LEASE_SECONDS = LEASE
    return {
        "DATABASE_URL": database_url(),
        "REDIS_URL": os.environ["REDIS_URL"],
        "SCP_JOB_LEASE_SECONDS": str(LEASE),
        "SCP_ENVIRONMENT": "test",
    }


@pytest.fixture
def broker() -> Iterator["redis.Redis"]:
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


@pytest.fixture
def running_worker(env: dict[str, str], broker: "redis.Redis", tmp_path: Path) -> Iterator[Process]:
    process = worker(env, tmp_path / "worker.log", include="tests.chaos.kinds")
    process.start()
    assert until(lambda: " ready" in process.output()), process.output()
    yield process
    process.stop()


def ask(kind: str = "test.quick", **payload: object) -> Job:
    key = str(uuid.uuid4())
    return jobs.enqueue(kind=kind, unique_key=key, payload={"key": key, **payload})


def state_of(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def reaches(job: Job, state: State, seconds: float = 30) -> bool:
    """Dispatch, pass after pass, until the job is in that state."""

    def passed() -> bool:
        dispatch(app)
        return state_of(job) == state

    return until(passed, seconds)


def results_of(job: Job) -> int:
    return AuditEvent.objects.filter(action=RESULT, subject=job.unique_key).count()


def test_a_job_goes_all_the_way(running_worker: Process) -> None:
    job = ask()
    assert reaches(job, State.DONE), running_worker.output()
    assert results_of(job) == 1


def test_failures_are_named_and_can_be_tried_again(running_worker: Process) -> None:
    job = ask("test.refused")
    assert reaches(job, State.FAILED), running_worker.output()
    job.refresh_from_db()
    assert job.last_error_code == "no_such_edition"

    jobs.retry(job=job, by=None)
    assert state_of(job) == State.WAITING
    assert reaches(job, State.FAILED)


def test_a_worker_killed_at_work_costs_nothing(running_worker: Process, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    job = ask("test.slow", seconds=60, diary=str(diary))
    assert reaches(job, State.RUNNING), running_worker.output()
    assert until(diary.exists)
    victim = int(diary.read_text())
    assert victim in running_worker.children()

    assert kill(victim)

    assert reaches(job, State.DONE), running_worker.output()
    job.refresh_from_db()
    assert results_of(job) == 1
    assert job.attempts == 2
    assert len(diary.read_text().split()) == 2


def test_a_busy_worker_keeps_its_job(running_worker: Process, tmp_path: Path) -> None:
    job = ask("test.slow", seconds=LEASE * 3, diary=str(tmp_path / "diary"))
    assert reaches(job, State.DONE), running_worker.output()
    job.refresh_from_db()
    assert (job.attempts, results_of(job)) == (1, 1)


def test_a_job_that_takes_too_long_is_stopped_and_named(
    env: dict[str, str], broker: "redis.Redis", tmp_path: Path
) -> None:
    # A sender that knows the task would write its own limits into the message, and those win.
    app.loader.import_default_modules()
    assert "jobs.run" in app.tasks
    impatient = Process([sys.executable, "-c", IMPATIENT_WORKER], env, tmp_path / "impatient.log")
    impatient.start()
    try:
        assert until(lambda: " ready" in impatient.output()), impatient.output()
        job = ask("test.slow", seconds=60, diary=str(tmp_path / "diary"))
        assert reaches(job, State.FAILED), impatient.output()
    finally:
        impatient.stop()
    job.refresh_from_db()
    assert (job.last_error_code, job.attempts) == ("took_too_long", 1)
    assert results_of(job) == 0


def test_a_wiped_broker_loses_nothing(running_worker: Process, broker: "redis.Redis") -> None:
    job = ask()
    os.kill(running_worker.pid, signal.SIGSTOP)
    dispatch(app)
    broker.flushdb()
    os.kill(running_worker.pid, signal.SIGCONT)

    assert reaches(job, State.DONE), running_worker.output()
    assert results_of(job) == 1


def test_the_dispatcher_hears_of_jobs_and_outlives_its_connections(
    env: dict[str, str], broker: "redis.Redis", tmp_path: Path
) -> None:
    process = dispatcher(env, tmp_path / "dispatcher.log")
    process.start()
    try:
        first = ask()
        assert until(lambda: state_of(first) == State.SENT), process.output()
        _cut_other_connections()
        second = ask()
        assert until(lambda: state_of(second) == State.SENT), process.output()
        assert "database_unreachable" in process.output()
    finally:
        code = process.stop()
    assert code == 0, process.output()


def _cut_other_connections() -> None:
    """As a restart of the database does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_two_workers_at_once_get_one_claim() -> None:
    job = ask()
    start = threading.Barrier(4)
    claimed: list[claims.Claim] = []

    def try_it() -> None:
        start.wait()
        claim = claims.take(job.pk)
        if claim:
            claimed.append(claim)
        connections.close_all()

    in_threads(try_it, 4)

    assert len(claimed) == 1
    assert Job.objects.get(pk=job.pk).attempts == 1


def test_two_dispatchers_at_once_send_each_job_once(broker: "redis.Redis") -> None:
    for _ in range(20):
        ask()
    start = threading.Barrier(3)
    sent: list[int] = []

    def try_it() -> None:
        start.wait()
        sent.append(dispatch(app).sent)
        connections.close_all()

    in_threads(try_it, 3)

    assert sum(sent) == 20
    assert broker.llen("documents") == 20


def test_two_requests_at_once_ask_for_one_job() -> None:
    start = threading.Barrier(4)
    found: list[uuid.UUID] = []

    def try_it() -> None:
        start.wait()
        job = jobs.enqueue(kind="test.quick", unique_key="edition-1", payload={"key": "a"})
        found.append(job.pk)
        connections.close_all()

    in_threads(try_it, 4)

    assert len(found) == 4
    assert len(set(found)) == 1


def test_the_sweeper_waits_for_a_result_that_is_being_recorded() -> None:
    """A worker that outlived its lease, but is already recording, is let finish."""
    job = ask()
    claim = claims.take(job.pk)
    assert claim is not None
    Job.objects.filter(pk=job.pk).update(lease_until=job.due_at)
    recording, swept = threading.Event(), []

    def sweep() -> None:
        recording.wait()
        swept.append(claims.release_expired())
        connections.close_all()

    def record() -> None:
        recording.set()
        time.sleep(0.3)
        result_of(job.unique_key)()

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    claim.finish(record)
    sweeper.join()

    assert swept == [0]
    assert (state_of(job), results_of(job)) == (State.DONE, 1)


def in_threads(work: "object", count: int) -> None:
    assert callable(work)
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
