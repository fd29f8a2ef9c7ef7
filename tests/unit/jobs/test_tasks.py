import pytest
import structlog
from celery.exceptions import SoftTimeLimitExceeded
from pytest_django import Settings

from scp.core.models import AuditEvent
from scp.jobs import registry, tasks
from scp.jobs.choices import FailureCode, State
from scp.jobs.models import Job
from tests.chaos.kinds import RESULT
from tests.unit.jobs.conftest import MakeJob

pytestmark = pytest.mark.django_db


class FatalToTheLibrary(BaseException):
    """Like WeasyPrint's FatalURLFetchingError."""


@pytest.fixture
def kind_that_raises(monkeypatch: pytest.MonkeyPatch) -> str:
    """Jobs of this kind raise the exception that the test puts into `raised`."""

    def work(payload: dict[str, object]) -> None:
        raise raised[0]

    monkeypatch.setitem(registry._kinds, "test.raises", registry.Kind("test.raises", "q", work))
    return "test.raises"


raised: list[BaseException] = [RuntimeError()]


def run(job: Job) -> Job:
    tasks.run(job_id=str(job.pk))
    return Job.objects.get(pk=job.pk)


def test_a_job_is_done_and_its_result_is_there(make_job: MakeJob) -> None:
    job = run(make_job())
    assert (job.state, job.attempts, job.last_error_code) == (State.DONE, 1, "")
    assert AuditEvent.objects.get(action=RESULT).subject == job.unique_key


def test_its_lines_in_the_log_name_the_job(make_job: MakeJob) -> None:
    job = make_job()
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as lines:
        run(job)
    assert [line["event"] for line in lines] == ["job_started", "job_done"]
    assert {line["job_id"] for line in lines} == {str(job.pk)}


def test_a_message_that_comes_twice_does_nothing_twice(make_job: MakeJob) -> None:
    job = make_job()
    run(job)
    again = run(job)
    assert again.attempts == 1
    assert AuditEvent.objects.filter(action=RESULT).count() == 1


def test_a_refusal_is_a_named_failure_at_once(make_job: MakeJob) -> None:
    job = run(make_job("test.refused"))
    assert (job.state, job.attempts) == (State.FAILED, 1)
    assert job.last_error_code == "no_such_edition"
    assert job.failure_sentence == "There is no edition 7 of this plan."


def test_a_defect_is_tried_again_and_then_named(make_job: MakeJob, settings: Settings) -> None:
    settings.JOB_MAX_ATTEMPTS = 2
    job = run(make_job("test.broken"))
    assert (job.state, job.last_error_code) == (State.WAITING, FailureCode.UNEXPECTED_ERROR)

    Job.objects.update(not_before=job.due_at)
    job = run(job)
    assert (job.state, job.attempts) == (State.FAILED, 2)
    assert job.last_error == "ZeroDivisionError: a defect of ours"
    assert "ZeroDivision" not in str(job.failure_sentence)


def test_too_long_is_a_named_failure(make_job: MakeJob, kind_that_raises: str) -> None:
    raised[0] = SoftTimeLimitExceeded()
    job = run(make_job(kind=kind_that_raises))
    assert (job.state, job.last_error_code) == (State.FAILED, FailureCode.TOOK_TOO_LONG)


def test_an_error_that_is_no_exception_is_still_a_failed_attempt(
    make_job: MakeJob, kind_that_raises: str
) -> None:
    raised[0] = FatalToTheLibrary("an address was fetched")
    job = run(make_job(kind=kind_that_raises))
    assert (job.state, job.last_error_code) == (State.WAITING, FailureCode.UNEXPECTED_ERROR)


def test_work_whose_process_was_lost_is_tried_again_and_then_failed_by_that_name(
    make_job: MakeJob, kind_that_raises: str, settings: Settings
) -> None:
    settings.JOB_MAX_ATTEMPTS = 2
    raised[0] = registry.Interrupted("It was ended by signal 9.")
    job = run(make_job(kind=kind_that_raises))
    assert (job.state, job.last_error_code) == (State.WAITING, FailureCode.WORKER_LOST)

    Job.objects.update(not_before=job.due_at)
    job = run(job)
    assert (job.state, job.last_error_code) == (State.FAILED, FailureCode.WORKER_LOST)
    assert job.last_error == "It was ended by signal 9."


def test_a_worker_told_to_stop_stops(make_job: MakeJob, kind_that_raises: str) -> None:
    raised[0] = SystemExit()
    job = make_job(kind=kind_that_raises)
    with pytest.raises(SystemExit):
        run(job)
    assert Job.objects.get(pk=job.pk).state == State.RUNNING


def test_a_kind_this_worker_does_not_know_waits_for_a_newer_one(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job()
    monkeypatch.delitem(registry._kinds, "test.quick")
    job = run(job)
    assert (job.state, job.last_error_code) == (State.WAITING, FailureCode.UNKNOWN_KIND)


def test_two_handlers_for_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="Two handlers"):
        registry.handler(kind="test.quick", queue="documents")(lambda payload: None)
