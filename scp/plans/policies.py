"""What the state of a plan allows, whoever asks."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.core.errors import PolicyRefused
from scp.core.transitions import LifeCycle, Transition
from scp.plans.choices import Status
from scp.plans.models import Decision, Plan

TRANSITIONS = LifeCycle(
    gettext_lazy("plan"),
    (
        Transition(Status.DRAFT, Status.IN_COPRODUCTION, gettext_lazy("open co-production")),
        Transition(Status.IN_COPRODUCTION, Status.DRAFT, gettext_lazy("return to draft")),
        Transition(
            Status.IN_COPRODUCTION, Status.IN_CONSULTATION, gettext_lazy("open consultation")
        ),
        Transition(Status.IN_CONSULTATION, Status.ANALYSING, gettext_lazy("close consultation")),
        Transition(Status.ANALYSING, Status.IN_CONSULTATION, gettext_lazy("reopen consultation")),
        Transition(Status.ANALYSING, Status.FOR_DECISION, gettext_lazy("send for decision")),
        Transition(Status.FOR_DECISION, Status.ANALYSING, gettext_lazy("take back")),
        Transition(Status.FOR_DECISION, Status.CALLED_IN, gettext_lazy("call in")),
        Transition(Status.CALLED_IN, Status.FOR_DECISION, gettext_lazy("refer back")),
        Transition(Status.CALLED_IN, Status.ADOPTED, gettext_lazy("uphold")),
        Transition(Status.FOR_DECISION, Status.ADOPTED, gettext_lazy("adopt")),
        Transition(Status.ADOPTED, Status.PUBLISHED, gettext_lazy("publish as adopted")),
        Transition(Status.PUBLISHED, Status.IN_COPRODUCTION, gettext_lazy("begin a revision")),
        Transition(Status.PUBLISHED, Status.SUPERSEDED, gettext_lazy("supersede")),
        Transition(Status.PUBLISHED, Status.WITHDRAWN, gettext_lazy("withdraw")),
    ),
    labels=dict(Status.choices),
)

ENDED = frozenset({Status.SUPERSEDED, Status.WITHDRAWN})


def check_can_be_edited(plan: Plan) -> None:
    """A plan that has ended stays as it was: start a new plan instead."""
    if plan.status in ENDED:
        raise PolicyRefused(
            _("This plan is {status} and can no longer be changed.").format(
                status=str(plan.get_status_display()).lower()
            )
        )


def can_be_edited(plan: Plan) -> bool:
    return plan.status not in ENDED


def check_can_change(decision: Decision) -> None:
    """What was decided stays as it was recorded."""
    if decision.is_recorded:
        words = _(
            "{decision} is recorded and cannot be changed. Record a correction that refers to it."
        )
        raise PolicyRefused(words.format(decision=decision.reference))


def can_change(decision: Decision) -> bool:
    return not decision.is_recorded
