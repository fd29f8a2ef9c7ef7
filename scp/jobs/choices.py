from django.db import models
from django.utils.translation import gettext_lazy as _

from scp.core.transitions import LifeCycle, Transition


class State(models.TextChoices):
    """Where a job stands. `sent` has a message at the broker; `running` is held by one worker."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent to a worker")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


# The channel on which waiting dispatchers listen for new jobs.
CHANNEL = "scp_jobs"

FINISHED = (State.DONE, State.FAILED, State.CANCELLED)
LEASED = (State.SENT, State.RUNNING)


class FailureCode(models.TextChoices):
    """Failures that any kind of job can end in. A handler names its own with `Refused`."""

    TOOK_TOO_LONG = "took_too_long", _("It took longer than is allowed and was stopped.")
    WORKER_LOST = "worker_lost", _("The process doing it stopped several times before it was done.")
    UNEXPECTED_ERROR = "unexpected_error", _("It went wrong several times, for no reason we know.")
    UNKNOWN_KIND = "unknown_kind", _("No part of this installation knows how to do it.")


LIFE_CYCLE = LifeCycle(
    _("job"),
    (
        Transition(State.WAITING, State.SENT, "send"),
        Transition(State.SENT, State.WAITING, "wait again"),
        Transition(State.WAITING, State.RUNNING, "claim"),
        Transition(State.SENT, State.RUNNING, "claim"),
        Transition(State.RUNNING, State.DONE, "finish"),
        Transition(State.RUNNING, State.WAITING, "postpone"),
        Transition(State.RUNNING, State.FAILED, "fail"),
        Transition(State.FAILED, State.WAITING, "retry"),
        Transition(State.WAITING, State.CANCELLED, "cancel"),
        Transition(State.SENT, State.CANCELLED, "cancel"),
        Transition(State.FAILED, State.CANCELLED, "cancel"),
    ),
    labels=dict(State.choices),
)
