"""What the state of a plan allows, whoever asks."""

from django.utils.translation import gettext as _

from scp.core.errors import PolicyRefused
from scp.core.transitions import LifeCycle, Transition
from scp.plans.choices import Status
from scp.plans.models import Plan

TRANSITIONS = LifeCycle(
    "plan",
    (
        Transition(Status.DRAFT, Status.IN_COPRODUCTION, "open co-production"),
        Transition(Status.IN_COPRODUCTION, Status.DRAFT, "return to draft"),
        Transition(Status.IN_COPRODUCTION, Status.IN_CONSULTATION, "open consultation"),
        Transition(Status.IN_CONSULTATION, Status.ANALYSING, "close consultation"),
        Transition(Status.ANALYSING, Status.IN_CONSULTATION, "reopen consultation"),
        Transition(Status.ANALYSING, Status.FOR_DECISION, "send for decision"),
        Transition(Status.FOR_DECISION, Status.CALLED_IN, "call in"),
        Transition(Status.CALLED_IN, Status.FOR_DECISION, "refer back"),
        Transition(Status.CALLED_IN, Status.ADOPTED, "uphold"),
        Transition(Status.FOR_DECISION, Status.ADOPTED, "adopt"),
        Transition(Status.ADOPTED, Status.PUBLISHED, "publish as adopted"),
        Transition(Status.PUBLISHED, Status.SUPERSEDED, "supersede"),
        Transition(Status.PUBLISHED, Status.WITHDRAWN, "withdraw"),
    ),
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
