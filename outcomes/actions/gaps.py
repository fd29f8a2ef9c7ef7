import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from outcomes.models import EvidenceGap
from scp.core.audit import Actor
from scp.core.errors import PolicyRefused
from scp.plans import items
from scp.plans.models import Plan


def record(*, plan: Plan, by: Actor, at: dt.datetime | None = None, **values: Any) -> EvidenceGap:
    """Say what is not known, about a need, an outcome or the whole plan."""
    return items.add(EvidenceGap(plan=plan, **values), verb="gap.recorded", by=by, at=at)


def revise(
    *,
    gap: EvidenceGap,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> EvidenceGap:
    return items.revise(
        gap, verb="gap.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def close(
    *,
    gap: EvidenceGap,
    seen_version: int,
    answer: str,
    closed_on: dt.date,
    by: Actor,
    at: dt.datetime | None = None,
) -> EvidenceGap:
    """Say what was found. The gap stays in the plan, with its answer. One that is closed gets
    another answer."""
    values = {"answer": answer, "closed_on": closed_on}
    return items.revise(
        gap, verb="gap.closed", seen_version=seen_version, by=by, at=at, values=values
    )


def reopen(
    *, gap: EvidenceGap, seen_version: int, by: Actor, at: dt.datetime | None = None
) -> EvidenceGap:
    """The answer did not hold: it goes, and the gap is open again. The audit trail keeps it."""
    if gap.closed_on is None:
        raise PolicyRefused(_("{gap} is open already.").format(gap=gap.reference))
    values = {"answer": "", "closed_on": None}
    return items.revise(
        gap, verb="gap.reopened", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, gap: EvidenceGap, seen_version: int, by: Actor) -> EvidenceGap:
    return items.remove(gap, verb="gap.removed", seen_version=seen_version, by=by)
