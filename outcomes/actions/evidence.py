import datetime as dt
from typing import Any

from outcomes.models import Evidence
from scp.core.audit import Actor
from scp.plans import items
from scp.plans.models import Plan


def record(*, plan: Plan, by: Actor, at: dt.datetime | None = None, **values: Any) -> Evidence:
    """Record a source, giving it the number it is cited by from now on."""
    return items.add(Evidence(plan=plan, **values), verb="evidence.recorded", by=by, at=at)


def revise(
    *,
    evidence: Evidence,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> Evidence:
    return items.revise(
        evidence, verb="evidence.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, evidence: Evidence, seen_version: int, by: Actor) -> Evidence:
    return items.remove(evidence, verb="evidence.removed", seen_version=seen_version, by=by)
