"""Asking for work. Nothing here touches the broker, so a request answers when it is gone."""

import datetime as dt
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from scp.core import audit
from scp.core.errors import PolicyRefused
from scp.jobs import registry
from scp.jobs.choices import CHANNEL, LIFE_CYCLE, State
from scp.jobs.models import Job


@transaction.atomic()
def enqueue(
    *,
    kind: str,
    unique_key: str,
    payload: dict[str, Any],
    subject: str = "",
    by: audit.Actor | None = None,
    at: dt.datetime | None = None,
) -> Job:
    """Ask for a piece of work once: the same key again returns the job that is already there.

    Part of the caller's transaction: if that rolls back, nothing was asked for. `at` is the
    earliest time to start, for work wanted later.
    """
    # INSERT … ON CONFLICT DO NOTHING: a second request with the key waits for the first and then
    # finds its row, without an error that would end the caller's transaction.
    Job.objects.bulk_create(
        [
            Job(
                kind=kind,
                queue=registry.find(kind).queue,
                unique_key=unique_key,
                payload=payload,
                subject=subject,
                requested_by=by.audit_label() if by else "",
                request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
                **({"due_at": at, "not_before": at} if at else {}),
            )
        ],
        ignore_conflicts=True,
    )
    job = Job.objects.get(unique_key=unique_key)
    if (job.kind, job.payload) != (kind, payload):
        raise ValueError(f"The job key {unique_key!r} already stands for different work.")
    wake_dispatchers()
    return job


@transaction.atomic()
def retry(*, job: Job, by: audit.Actor | None) -> Job:
    """Try a failed job again, with a full set of attempts."""
    LIFE_CYCLE.check(job.state, State.WAITING)
    changed = Job.objects.filter(pk=job.pk, state=State.FAILED).update(
        state=State.WAITING,
        attempts=0,
        due_at=Now(),
        not_before=Now(),
        last_error_code="",
        last_error="",
        finished_at=None,
    )
    if not changed:
        raise PolicyRefused(_("This job is already being tried again."))
    _record("job.retry", job, by, was=job.last_error_code)
    wake_dispatchers()
    job.refresh_from_db()
    return job


@transaction.atomic()
def cancel(*, job: Job, by: audit.Actor | None) -> Job:
    """Give up a job that no worker has begun."""
    LIFE_CYCLE.check(job.state, State.CANCELLED)
    open_states = (State.WAITING, State.SENT, State.FAILED)
    changed = Job.objects.filter(pk=job.pk, state__in=open_states).update(
        state=State.CANCELLED, lease_until=None, finished_at=Now()
    )
    if not changed:
        raise PolicyRefused(_("A worker has begun this job, or it is finished."))
    _record("job.cancel", job, by, was=job.state)
    job.refresh_from_db()
    return job


def wake_dispatchers() -> None:
    """Tell listening dispatchers at commit; without one listening they poll, so nothing is lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def _record(action: str, job: Job, by: audit.Actor | None, **data: str) -> None:
    audit.record(
        action=action,
        subject=job.subject or str(job.pk),
        by=by,
        data={"job": str(job.pk), "kind": job.kind, **data},
    )
