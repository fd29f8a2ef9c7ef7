"""Decisions to come: what notice is given of. How one is recorded is the matter of
`scp.publication.actions.governance`, which sees what was decided on."""

import datetime as dt
from typing import Any

from scp.core.audit import Actor
from scp.plans import items, policies
from scp.plans.models import Decision, Plan


def prepare(*, plan: Plan, by: Actor, at: dt.datetime | None = None, **values: Any) -> Decision:
    """Say which decision on the plan is to come, by whom and when, and how notice is given."""
    return items.add(Decision(plan=plan, **values), verb="decision.prepared", by=by, at=at)


def revise(
    *,
    decision: Decision,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> Decision:
    policies.check_can_change(decision)
    return items.revise(
        decision, verb="decision.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, decision: Decision, seen_version: int, by: Actor) -> Decision:
    policies.check_can_change(decision)
    return items.remove(decision, verb="decision.removed", seen_version=seen_version, by=by)
