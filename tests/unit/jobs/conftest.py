import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models.functions import Now

import tests.chaos.kinds  # noqa: F401  (registers the kinds)
from scp.jobs import claims
from scp.jobs.actions import jobs
from scp.jobs.choices import State
from scp.jobs.models import Job

MakeJob = Callable[..., Job]


@pytest.fixture
def make_job(db: None) -> MakeJob:
    """A job of a test kind, put into any state that the database allows."""

    def make(kind: str = "test.quick", **changes: Any) -> Job:
        key = str(uuid.uuid4())
        job = jobs.enqueue(kind=kind, unique_key=key, payload={"key": key}, subject="trafford")
        state = changes.get("state", State.WAITING)
        if state in (State.SENT, State.RUNNING):
            changes.setdefault("lease_until", Now() + claims.lease())
        if state == State.RUNNING:
            changes.setdefault("claim", uuid.uuid4())
        if state in (State.DONE, State.FAILED, State.CANCELLED):
            changes.setdefault("finished_at", Now())
        if changes:
            Job.objects.filter(pk=job.pk).update(**changes)
        return Job.objects.get(pk=job.pk)

    return make
