import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from scp.jobs.choices import FINISHED, LIFE_CYCLE, FailureCode, State
from scp.jobs.models import Job
from tests.unit.jobs.conftest import MakeJob

NOW = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "resting"}, "job_state_is_listed"),
        ({"state": State.DONE}, "job_finished_has_a_time"),
        ({"finished_at": NOW}, "job_finished_has_a_time"),
        ({"state": State.SENT}, "job_lease_while_out"),
        ({"lease_until": NOW}, "job_lease_while_out"),
        ({"state": State.RUNNING, "lease_until": NOW}, "job_claim_while_running"),
        ({"claim": uuid.uuid4()}, "job_claim_while_running"),
        ({"state": State.FAILED, "finished_at": NOW}, "job_failure_has_a_name"),
        ({"queue": ""}, "job_kind_queue_key_given"),
    ],
)
def test_the_database_refuses_a_job_that_makes_no_sense(
    make_job: MakeJob, changes: dict[str, Any], constraint: str
) -> None:
    job = make_job()
    with pytest.raises(IntegrityError, match=constraint):
        Job.objects.filter(pk=job.pk).update(**changes)


def test_a_failure_is_told_in_a_sentence(make_job: MakeJob) -> None:
    known = make_job(state=State.FAILED, last_error_code=FailureCode.TOOK_TOO_LONG)
    named = make_job(state=State.FAILED, last_error_code="no_map", last_error="There is no map.")
    waiting = make_job(last_error_code="unexpected_error", last_error="ValueError: secret")

    assert str(known.failure_sentence) == "It took longer than is allowed and was stopped."
    assert named.failure_sentence == "There is no map."
    assert waiting.failure_sentence == ""


def test_jobs_of_a_subject_come_newest_first(make_job: MakeJob) -> None:
    older = make_job(created_at=timezone.now() - dt.timedelta(hours=1))
    newer = make_job()
    make_job(subject="salford")

    assert list(Job.objects.about("trafford")) == [newer, older]


def test_every_state_is_reachable_and_only_failure_leads_on_from_an_end() -> None:
    targets = {transition.target for transition in LIFE_CYCLE.transitions}
    assert targets == set(State.values)
    for state in FINISHED:
        onward = {transition.verb for transition in LIFE_CYCLE.onward(state)}
        assert onward == ({"retry", "cancel"} if state == State.FAILED else set())
