"""Carrying waiting jobs to the broker, and back when their messages or workers are lost.

Several dispatchers may run: rows are taken with SKIP LOCKED, so no two send the same job. A
message is published after the commit that says so; a dispatcher that dies between the two leaves
a lease that runs out.
"""

import datetime as dt
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from celery import Celery
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Count
from django.db.models.functions import Now
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerError
from psycopg import OperationalError as DriverError

from scp.jobs import claims
from scp.jobs.choices import CHANNEL, State
from scp.jobs.models import Job

log = structlog.get_logger(__name__)

# Messages at the broker for one queue. The rest stay in the table, so that a long queue does not
# run out its leases there, and a flood in one queue does not hold up another.
WINDOW = 50
POLL_SECONDS = 1.0
BROKER_WAIT = dt.timedelta(seconds=2)
LONGEST_DATABASE_WAIT_SECONDS = 10.0
# kombu retries a connection for ever unless it is told not to; redis-py waits for ever unless
# given a timeout. A silent broker must cost a dispatcher seconds.
BROKER_OPTIONS = {"max_retries": 0, "socket_timeout": 2, "socket_connect_timeout": 2}


@dataclass(frozen=True)
class Pass:
    """What one pass over the table did."""

    swept: int
    sent: int
    unsent: int


def dispatch(app: Celery) -> Pass:
    """One pass: sweep what expired, then send what is due."""
    swept = claims.release_expired()
    taken = _take_due()
    sent = _publish(app, taken) if taken else 0
    return Pass(swept=swept, sent=sent, unsent=len(taken) - sent)


def _take_due() -> list[Job]:
    """Mark due jobs as sent, as many as each queue's window has room for."""
    out = Job.objects.filter(state=State.SENT).order_by().values_list("queue")
    outstanding = dict(out.annotate(n=Count("pk")))
    queues = Job.objects.due().order_by().values_list("queue", flat=True).distinct()
    taken: list[Job] = []
    for queue in queues:
        room = WINDOW - outstanding.get(queue, 0)
        if room > 0:
            taken += _take(queue, room)
    return taken


@transaction.atomic()
def _take(queue: str, limit: int) -> list[Job]:
    due = Job.objects.due().filter(queue=queue).order_by("not_before", "pk")
    jobs = list(due.select_for_update(skip_locked=True)[:limit])
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
        state=State.SENT, lease_until=Now() + claims.lease()
    )
    return jobs


def _publish(app: Celery, jobs: Sequence[Job]) -> int:
    """Send a message for each; returns how many went. The others wait again.

    The connection is new each time: kombu remembers on a connection which queues it has declared,
    and a wiped broker has forgotten them.
    """
    sent = 0
    options = {**app.conf.broker_transport_options, **BROKER_OPTIONS}
    broker = Connection(app.conf.broker_write_url or app.conf.broker_url, transport_options=options)
    errors = (BrokerError, OSError, *broker.connection_errors, *broker.channel_errors)
    try:
        with app.amqp.Producer(broker, auto_declare=False) as producer:
            for job in jobs:
                app.send_task(
                    "jobs.run",
                    kwargs={"job_id": str(job.pk)},
                    queue=job.queue,
                    producer=producer,
                    retry=False,
                    # Left out, they would be those of this process, if it happens to know the task:
                    # how long a job may take is for its worker to say.
                    time_limit=None,
                    soft_time_limit=None,
                )
                sent += 1
    except errors as error:
        log.warning("broker_unreachable", error=type(error).__name__, waiting=len(jobs) - sent)
        _wait_again([job.pk for job in jobs[sent:]])
    finally:
        broker.release()
    if sent:
        log.info("jobs_sent", count=sent)
    return sent


def _wait_again(ids: Sequence[uuid.UUID]) -> None:
    # Only what is still marked sent: a message that arrived although its answer did not may have
    # been claimed already.
    Job.objects.filter(pk__in=ids, state=State.SENT).update(
        state=State.WAITING, lease_until=None, not_before=Now() + BROKER_WAIT
    )


class Dispatcher:
    """Passes without end, until stopped; outlives restarts of the database and of the broker."""

    def __init__(self, app: Celery, stop: threading.Event) -> None:
        self._app = app
        self._stop = stop
        self._database_wait = 0.5

    def run(self) -> None:
        while not self._stop.is_set():
            try:
                done = dispatch(self._app)
                if not done.sent:
                    self._listen()
                self._database_wait = 0.5
            except (DatabaseError, InterfaceError, DriverError) as error:
                self._after_database_error(error)
        connection.close()

    def _listen(self) -> None:
        """Wait for word of a new job, or for the next poll."""
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        for _notice in connection.connection.notifies(timeout=POLL_SECONDS, stop_after=1):
            return

    def _after_database_error(self, error: Exception) -> None:
        log.warning("database_unreachable", error=type(error).__name__, wait=self._database_wait)
        connection.close()
        self._stop.wait(self._database_wait)
        self._database_wait = min(self._database_wait * 2, LONGEST_DATABASE_WAIT_SECONDS)
