import datetime as dt
import os
from collections.abc import Iterator

import pytest
import redis
from django.utils import timezone

from scp.celery import app
from scp.jobs import dispatching
from scp.jobs.choices import State
from scp.jobs.models import Job
from tests.chaos.processes import black_hole
from tests.unit.jobs.conftest import MakeJob

pytestmark = pytest.mark.django_db
PAST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def broker() -> Iterator["redis.Redis"]:
    """This test process's own number at the real Valkey, empty before and after."""
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


def states() -> list[str]:
    return sorted(Job.objects.values_list("state", flat=True))


def test_due_jobs_are_sent_and_others_are_not(make_job: MakeJob, broker: "redis.Redis") -> None:
    due = make_job()
    make_job(not_before=timezone.now() + dt.timedelta(minutes=1))
    make_job(state=State.DONE)

    done = dispatching.dispatch(app)

    assert (done.sent, done.unsent, done.swept) == (1, 0, 0)
    assert states() == ["done", "sent", "waiting"]
    (message,) = broker.lrange("documents", 0, -1)
    assert str(due.pk).encode() in message
    assert Job.objects.filter(pk=due.pk, lease_until__gt=timezone.now()).exists()


def test_a_second_pass_sends_nothing_again(make_job: MakeJob, broker: "redis.Redis") -> None:
    make_job()
    dispatching.dispatch(app)
    assert dispatching.dispatch(app).sent == 0
    assert broker.llen("documents") == 1


def test_a_wiped_broker_gets_the_message_again(make_job: MakeJob, broker: "redis.Redis") -> None:
    make_job()
    dispatching.dispatch(app)
    broker.flushdb()
    Job.objects.update(lease_until=PAST)

    done = dispatching.dispatch(app)

    assert (done.swept, done.sent) == (1, 1)
    assert broker.llen("documents") == 1


def test_a_long_queue_stays_in_the_table(
    make_job: MakeJob, broker: "redis.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "WINDOW", 2)
    for _ in range(3):
        make_job()
    other_queue = make_job()
    Job.objects.filter(pk=other_queue.pk).update(queue="mail")

    assert dispatching.dispatch(app).sent == 3
    assert dispatching.dispatch(app).sent == 0
    assert (broker.llen("documents"), broker.llen("mail")) == (2, 1)


@pytest.mark.parametrize("how", ["gone", "silent"])
def test_without_a_broker_jobs_wait_and_are_sent_when_it_is_back(
    make_job: MakeJob, broker: "redis.Redis", how: str
) -> None:
    jobs = [make_job(), make_job()]
    good = app.conf.broker_url
    with black_hole() as port:
        app.conf.broker_url = f"redis://127.0.0.1:{1 if how == 'gone' else port}/0"
        try:
            started = timezone.now()
            done = dispatching.dispatch(app)
            took = timezone.now() - started
        finally:
            app.conf.broker_url = good

    assert (done.sent, done.unsent) == (0, 2)
    # One wait for the whole batch, not one for each message.
    assert took < dt.timedelta(seconds=5)
    assert states() == ["waiting", "waiting"]
    assert dispatching.dispatch(app).sent == 0  # not before two seconds have gone by

    Job.objects.update(not_before=PAST)
    assert dispatching.dispatch(app).sent == len(jobs)
