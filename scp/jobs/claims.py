"""A worker's hold on a job: taken by compare-and-swap, kept by renewing its lease.

Every change names the claim's token. A worker that was slow, cut off or presumed dead finds that
its token no longer fits, and records nothing.
"""

import datetime as dt
import threading
import uuid
from types import TracebackType
from typing import Self

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from scp.jobs.choices import FailureCode, State
from scp.jobs.models import Job, JobQuerySet
from scp.jobs.registry import Record

log = structlog.get_logger(__name__)

LONGEST_WAIT_SECONDS = 300


class LeaseLost(Exception):
    """Somebody else holds this job now, or it was ended while we worked."""


class Claim:
    """One worker's hold on one job, for one attempt."""

    def __init__(self, job: Job, token: uuid.UUID) -> None:
        self.job = job
        self.token = token

    def _rows(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.job.pk, state=State.RUNNING, claim=self.token)

    def renew(self) -> bool:
        """Say that we are alive. False: the job is no longer ours."""
        return bool(self._rows().update(lease_until=Now() + lease()))

    def finish(self, record: Record | None) -> None:
        """Record the result and the job's end in one transaction, or neither."""
        with transaction.atomic():
            # The row lock keeps the sweeper off until the result is in.
            if not self._rows().select_for_update().exists():
                raise LeaseLost
            if record is not None:
                record()
            self._rows().update(
                state=State.DONE,
                finished_at=Now(),
                lease_until=None,
                claim=None,
                last_error_code="",
                last_error="",
            )

    def fail(self, code: str, sentence: str) -> None:
        """End the job as failed, by name."""
        changed = self._rows().update(
            state=State.FAILED,
            finished_at=Now(),
            lease_until=None,
            claim=None,
            last_error_code=code,
            last_error=sentence[:1000],
        )
        if not changed:
            raise LeaseLost

    def postpone(self, code: str, what: str) -> None:
        """Let the job be tried again later, or fail it if this was its last attempt."""
        if self.job.attempts >= settings.JOB_MAX_ATTEMPTS:
            return self.fail(code, what)
        changed = self._rows().update(
            state=State.WAITING,
            not_before=Now() + wait_after(self.job.attempts),
            lease_until=None,
            claim=None,
            last_error_code=code,
            last_error=what[:1000],
        )
        if not changed:
            raise LeaseLost
        return None


def lease() -> dt.timedelta:
    return dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)


def wait_after(attempts: int) -> dt.timedelta:
    """2, 4, 8 … seconds, at most five minutes."""
    return dt.timedelta(seconds=min(2**attempts, LONGEST_WAIT_SECONDS))


def take(job_id: uuid.UUID) -> Claim | None:
    """Claim a job, or None if it is not to be had: held, finished, or not yet due.

    A job whose holder let its lease run out may be taken from it.
    """
    token = uuid.uuid4()
    open_to_us = (
        Q(state=State.WAITING, not_before__lte=Now())
        | Q(state=State.SENT)
        | Q(state=State.RUNNING, lease_until__lt=Now())
    )
    jobs = Job.objects.filter(open_to_us, pk=job_id, attempts__lt=settings.JOB_MAX_ATTEMPTS)
    changed = jobs.update(
        state=State.RUNNING,
        attempts=F("attempts") + 1,
        lease_until=Now() + lease(),
        claim=token,
    )
    if not changed:
        return None
    return Claim(Job.objects.get(pk=job_id), token)


def release_expired() -> int:
    """The sweeper: jobs whose worker or message was lost wait again. Returns how many there were.

    A job that has cost a worker its life at every attempt is failed by name instead, so that one
    poisonous document cannot take the workers down for ever.
    """
    expired = Job.objects.lease_expired()
    worn_out = expired.filter(state=State.RUNNING, attempts__gte=settings.JOB_MAX_ATTEMPTS).update(
        state=State.FAILED,
        finished_at=Now(),
        lease_until=None,
        claim=None,
        last_error_code=FailureCode.WORKER_LOST,
        last_error="",
    )
    lost_workers = expired.filter(state=State.RUNNING).update(
        state=State.WAITING,
        lease_until=None,
        claim=None,
        last_error_code=FailureCode.WORKER_LOST,
        last_error="",
    )
    lost_messages = expired.filter(state=State.SENT).update(state=State.WAITING, lease_until=None)
    if worn_out or lost_workers or lost_messages:
        log.warning(
            "job_leases_expired",
            failed=worn_out,
            workers_lost=lost_workers,
            messages_lost=lost_messages,
        )
    return worn_out + lost_workers + lost_messages


class Heartbeat:
    """Renews a claim's lease from a thread while its worker is busy.

    The thread has its own database connection, opened at its first beat: most jobs are done
    before that. A beat that fails is tried again at the next; the lease outlives two of them.
    """

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="job-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        try:
            while not self._stop.wait(settings.JOB_LEASE_SECONDS / 3):
                if not self._beat():
                    return
        finally:
            connection.close()

    def _beat(self) -> bool:
        try:
            return self._claim.renew()
        except (DatabaseError, InterfaceError) as error:
            log.warning("job_heartbeat_failed", error=type(error).__name__)
            connection.close()
            return True
