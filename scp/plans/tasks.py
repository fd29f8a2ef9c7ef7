"""The work that plans leave to the workers: clearing away what nobody needs any more."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_scopes import scopes_disabled

from scp.jobs.actions import jobs
from scp.jobs.registry import Record, handler
from scp.plans import uploads
from scp.plans.models import Autosave, Lease

SWEEP = "plans.sweep"
CLEAR_UPLOADS = "plans.clear_uploads"


@handler(kind=SWEEP, queue="documents")
def sweep(payload: dict[str, Any]) -> Record:
    """Delete what was typed and left alone too long, and leases that ran out a day ago."""

    def delete() -> None:
        now = timezone.now()
        left_alone = now - dt.timedelta(days=settings.AUTOSAVE_DAYS)
        with scopes_disabled():
            Autosave.objects.filter(saved_at__lt=left_alone).delete()
            Lease.objects.filter(until__lt=now - dt.timedelta(days=1)).delete()

    return delete


def sweep_later() -> None:
    """Ask for one sweep for each day on which anybody typed, once what they left is old enough."""
    at = timezone.now() + dt.timedelta(days=settings.AUTOSAVE_DAYS + 1)
    jobs.enqueue(kind=SWEEP, unique_key=f"{SWEEP}:{at:%Y-%m-%d}", payload={}, at=at)


@handler(kind=CLEAR_UPLOADS, queue="documents")
def clear_uploads(payload: dict[str, Any]) -> Record | None:
    """Throw away files that were sent to plans and that nobody confirmed within a day."""
    uploads.clear_away()
    return None


def clear_uploads_later() -> None:
    """Ask for one clearing for each day on which anybody sent a file, once its day is over."""
    at = timezone.now() + uploads.KEPT_FOR + dt.timedelta(days=1)
    jobs.enqueue(kind=CLEAR_UPLOADS, unique_key=f"{CLEAR_UPLOADS}:{at:%Y-%m-%d}", payload={}, at=at)
