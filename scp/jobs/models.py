import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.functional import Promise

from scp.jobs.choices import FINISHED, LEASED, FailureCode, State


class JobQuerySet(models.QuerySet["Job"]):
    def due(self) -> Self:
        """Waiting, and allowed to start by now. The database's clock decides, not a worker's."""
        return self.filter(state=State.WAITING, not_before__lte=Now())

    def lease_expired(self) -> Self:
        return self.filter(state__in=LEASED, lease_until__lt=Now())

    def about(self, subject: str) -> Self:
        """Jobs of one subject, newest first."""
        return self.filter(subject=subject).order_by("-created_at", "pk")

    def unfinished(self) -> Self:
        return self.exclude(state__in=FINISHED)


class Job(models.Model):
    """A piece of work that somebody asked for, kept until it is done or has failed by name.

    This table is the outbox: the row is written in the transaction of the request that wants the
    work, and a broker that loses its messages loses nothing, because the row says what is not done.
    `due_at` is when the work was wanted and does not move; `not_before` is when it may next be
    tried. A lease is the time by which a worker must have said that it is alive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    queue = models.CharField(max_length=30)
    unique_key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    subject = models.CharField(max_length=200, blank=True)
    requested_by = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    last_error_code = models.CharField(max_length=60, blank=True)
    last_error = models.CharField(max_length=1000, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_is_listed"),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED, finished_at__isnull=False)
                | (~Q(state__in=FINISHED) & Q(finished_at__isnull=True)),
                name="job_finished_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LEASED, lease_until__isnull=False)
                | (~Q(state__in=LEASED) & Q(lease_until__isnull=True)),
                name="job_lease_while_out",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RUNNING, claim__isnull=False)
                | (~Q(state=State.RUNNING) & Q(claim__isnull=True)),
                name="job_claim_while_running",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FAILED) | ~Q(last_error_code=""),
                name="job_failure_has_a_name",
            ),
            models.CheckConstraint(
                condition=~(Q(kind="") | Q(queue="") | Q(unique_key="")),
                name="job_kind_queue_key_given",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue", "not_before"],
                condition=Q(state=State.WAITING),
                name="job_waiting",
            ),
            models.Index(fields=["lease_until"], condition=Q(state__in=LEASED), name="job_leased"),
            models.Index(fields=["subject", "-created_at"], name="job_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unique_key}"

    @property
    def has_failed(self) -> bool:
        return self.state == State.FAILED

    @property
    def is_unfinished(self) -> bool:
        return self.state not in FINISHED

    @property
    def failure_sentence(self) -> str | Promise:
        """Why it failed, for the reader; empty unless it has failed."""
        if not self.has_failed:
            return ""
        if self.last_error_code in FailureCode.values:
            return FailureCode(self.last_error_code).label
        return self.last_error
