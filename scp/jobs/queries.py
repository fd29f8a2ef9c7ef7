"""What others may ask about jobs."""

import datetime as dt

from django.db.models import Count, Min
from django.db.models.functions import Now

from scp.jobs.choices import State
from scp.jobs.models import Job


def oldest_waiting_age() -> dt.timedelta:
    """How long the job longest overdue has waited for a worker; zero when none waits."""
    waiting = Job.objects.filter(state__in=(State.WAITING, State.SENT), due_at__lte=Now())
    age: dt.timedelta | None = waiting.aggregate(age=Now() - Min("due_at"))["age"]
    return age or dt.timedelta()


def counts_by_state() -> dict[str, int]:
    """How many jobs stand in each state, with 0 for the states that have none."""
    rows = Job.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return {**dict.fromkeys(State.values, 0), **dict(rows)}
