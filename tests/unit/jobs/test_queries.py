import datetime as dt

import pytest
from django.utils import timezone

from scp.jobs import queries
from scp.jobs.choices import State
from tests.unit.jobs.conftest import MakeJob

pytestmark = pytest.mark.django_db


def minutes_ago(minutes: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(minutes=minutes)


def test_nothing_waits_in_an_empty_table() -> None:
    assert queries.oldest_waiting_age() == dt.timedelta()


def test_the_age_counts_from_when_work_was_wanted(make_job: MakeJob) -> None:
    make_job(due_at=minutes_ago(20), not_before=timezone.now() + dt.timedelta(seconds=2))
    make_job(state=State.SENT, due_at=minutes_ago(5))
    age = queries.oldest_waiting_age()
    assert dt.timedelta(minutes=20) <= age < dt.timedelta(minutes=21)


def test_running_finished_and_future_jobs_do_not_wait(make_job: MakeJob) -> None:
    make_job(state=State.RUNNING, due_at=minutes_ago(20))
    make_job(state=State.DONE, due_at=minutes_ago(20))
    make_job(due_at=timezone.now() + dt.timedelta(days=1))
    assert queries.oldest_waiting_age() == dt.timedelta()


def test_jobs_are_counted_by_state(make_job: MakeJob) -> None:
    make_job()
    make_job(state=State.DONE)
    make_job(state=State.DONE)
    counts = queries.counts_by_state()
    assert (counts["waiting"], counts["done"], counts["failed"]) == (1, 2, 0)
