import datetime as dt

import pytest
import structlog
from django.db import transaction
from django.utils import timezone

from scp.core.audit import Command
from scp.core.errors import PolicyRefused
from scp.core.models import AuditEvent
from scp.jobs import claims, registry
from scp.jobs.actions import jobs
from scp.jobs.choices import FailureCode, State
from scp.jobs.models import Job
from tests.unit.jobs.conftest import MakeJob

pytestmark = pytest.mark.django_db
OFFICER = Command("test")


def test_a_job_is_asked_for_once_however_often_it_is_asked() -> None:
    first = jobs.enqueue(kind="test.quick", unique_key="edition-1", payload={"key": "a"})
    again = jobs.enqueue(kind="test.quick", unique_key="edition-1", payload={"key": "a"})

    assert again.pk == first.pk
    assert Job.objects.count() == 1
    assert (first.state, first.queue, first.attempts) == (State.WAITING, "documents", 0)


def test_asking_again_does_not_disturb_a_job_that_is_done(make_job: MakeJob) -> None:
    done = make_job(state=State.DONE)
    again = jobs.enqueue(kind=done.kind, unique_key=done.unique_key, payload=done.payload)
    assert again.state == State.DONE


def test_one_key_cannot_stand_for_two_pieces_of_work() -> None:
    jobs.enqueue(kind="test.quick", unique_key="edition-1", payload={"key": "a"})
    with pytest.raises(ValueError, match="different work"):
        jobs.enqueue(kind="test.quick", unique_key="edition-1", payload={"key": "b"})


def test_a_kind_nobody_does_is_refused_when_asked_for() -> None:
    with pytest.raises(registry.UnknownKind, match=r"test\.misspelt"):
        jobs.enqueue(kind="test.misspelt", unique_key="x", payload={})


def test_a_request_that_fails_has_asked_for_nothing() -> None:
    def request() -> None:
        jobs.enqueue(kind="test.quick", unique_key="edition-1", payload={"key": "a"})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transaction.atomic(request)()
    assert not Job.objects.exists()


def test_a_job_remembers_who_asked_and_in_which_request() -> None:
    with structlog.contextvars.bound_contextvars(request_id="0123-abcd"):
        job = jobs.enqueue(kind="test.quick", unique_key="x", payload={"key": "a"}, by=OFFICER)
    assert (job.requested_by, job.request_id) == ("command test", "0123-abcd")


def test_work_can_be_wanted_later() -> None:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    job = jobs.enqueue(kind="test.quick", unique_key="x", payload={"key": "a"}, at=tomorrow)
    assert (job.due_at, job.not_before) == (tomorrow, tomorrow)
    assert not Job.objects.due().exists()


def test_a_failed_job_is_tried_again_with_a_full_set_of_attempts(make_job: MakeJob) -> None:
    failed = make_job(state=State.FAILED, attempts=5, last_error_code=FailureCode.TOOK_TOO_LONG)

    job = jobs.retry(job=failed, by=OFFICER)

    assert (job.state, job.attempts, job.last_error_code) == (State.WAITING, 0, "")
    assert job.finished_at is None
    event = AuditEvent.objects.get(action="job.retry")
    assert (event.subject, event.actor_label) == ("trafford", "command test")
    assert event.data["was"] == FailureCode.TOOK_TOO_LONG


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING, State.DONE, State.CANCELLED])
def test_only_a_failed_job_can_be_tried_again(make_job: MakeJob, state: State) -> None:
    job = make_job(state=state)
    with pytest.raises(PolicyRefused, match="job"):
        jobs.retry(job=job, by=OFFICER)
    assert not AuditEvent.objects.exists()


def test_two_people_press_try_again(make_job: MakeJob) -> None:
    first_view = make_job(state=State.FAILED, last_error_code="no_map", last_error="No map.")
    second_view = Job.objects.get(pk=first_view.pk)
    jobs.retry(job=first_view, by=OFFICER)
    with pytest.raises(PolicyRefused, match="already being tried again"):
        jobs.retry(job=second_view, by=OFFICER)
    assert AuditEvent.objects.count() == 1


def test_a_cancelled_job_is_not_done(make_job: MakeJob) -> None:
    job = make_job(state=State.SENT)
    cancelled = jobs.cancel(job=job, by=OFFICER)
    assert cancelled.state == State.CANCELLED
    assert claims.take(job.pk) is None
    assert AuditEvent.objects.get().action == "job.cancel"


def test_a_job_that_a_worker_has_begun_cannot_be_cancelled(make_job: MakeJob) -> None:
    seen_as_sent = make_job(state=State.SENT)
    claims.take(seen_as_sent.pk)
    with pytest.raises(PolicyRefused, match="A worker has begun this job"):
        jobs.cancel(job=seen_as_sent, by=OFFICER)
