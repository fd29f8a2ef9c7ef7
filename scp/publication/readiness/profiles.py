"""How strict readiness is at each stage of a plan: data to be read, and nothing else.

A draft may have gaps; a plan that is sent for decision may have few. A profile says of each code
whether it blocks publishing at that stage, warns (is printed as a gap) or is not asked.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scp.plans.choices import Status
from scp.publication.content import Profile

Asked = Literal["blocks", "warns", "not asked"]
PROFILES: tuple[Profile, ...] = get_args(Profile)

LABELS: dict[Profile, Promise] = {
    "coproduction": _("Co-production draft"),
    "consultation": _("Consultation draft"),
    "decision": _("For decision"),
    "adopted": _("Adopted"),
}
# The profile of what is published from a plan in each state.
STAGES: dict[Status, Profile] = {
    Status.DRAFT: "coproduction",
    Status.IN_COPRODUCTION: "coproduction",
    Status.IN_CONSULTATION: "consultation",
    Status.ANALYSING: "consultation",
    Status.FOR_DECISION: "decision",
    Status.CALLED_IN: "decision",
    Status.ADOPTED: "adopted",
    Status.PUBLISHED: "adopted",
    Status.SUPERSEDED: "adopted",
    Status.WITHDRAWN: "adopted",
}


@dataclass(frozen=True)
class Strictness:
    """What a breach of one rule means in each profile."""

    coproduction: Asked
    consultation: Asked
    decision: Asked
    adopted: Asked

    def in_profile(self, profile: Profile) -> Asked:
        asked: Asked = getattr(self, profile)
        return asked


# An edition is public for good: one that says nothing is never published.
ALWAYS_BLOCKS = Strictness("blocks", "blocks", "blocks", "blocks")
# Who is asked for a view must see what it stands on; who is asked to write it need not yet.
BLOCKS_FROM_CONSULTATION = Strictness("warns", "blocks", "blocks", "blocks")
# What the council's decision makers must not be asked to overlook (C.2, 1, 2 and 5).
BLOCKS_FROM_DECISION = Strictness("warns", "warns", "blocks", "blocks")
ALWAYS_WARNS = Strictness("warns", "warns", "warns", "warns")
# Asked too early it would be noise: nobody has had the time to do it.
WARNS_FROM_CONSULTATION = Strictness("not asked", "warns", "warns", "warns")


def profile_of(status: str) -> Profile:
    """By which profile a plan in this state is looked at, and published."""
    return STAGES[Status(status)]
