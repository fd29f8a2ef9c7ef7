import datetime as dt
from typing import Any

from scp.core.audit import Actor
from scp.plans import items
from scp.plans.models import Plan
from stakeholders.models import Stakeholder


def register(*, plan: Plan, by: Actor, at: dt.datetime | None = None, **values: Any) -> Stakeholder:
    """Register who has a stake in the plan, and who may speak for them."""
    return items.add(Stakeholder(plan=plan, **values), verb="stakeholder.registered", by=by, at=at)


def revise(
    *,
    stakeholder: Stakeholder,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> Stakeholder:
    return items.revise(
        stakeholder,
        verb="stakeholder.revised",
        seen_version=seen_version,
        by=by,
        at=at,
        values=values,
    )


def remove(*, stakeholder: Stakeholder, seen_version: int, by: Actor) -> Stakeholder:
    return items.remove(stakeholder, verb="stakeholder.removed", seen_version=seen_version, by=by)
