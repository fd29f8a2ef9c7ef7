import datetime as dt
from collections.abc import Iterable
from typing import Any

from outcomes.models import Indicator, Need, Outcome
from scp.core.audit import Actor
from scp.plans import items
from scp.plans.models import Plan


def propose(
    *,
    plan: Plan,
    by: Actor,
    needs: Iterable[Need] = (),
    indicators: Iterable[Indicator] = (),
    at: dt.datetime | None = None,
    **values: Any,
) -> Outcome:
    """Propose an outcome, the needs that underwrite it and the indicators that would show it."""
    return items.add(
        Outcome(plan=plan, **values),
        verb="outcome.proposed",
        by=by,
        at=at,
        links={"needs": needs, "indicators": indicators},
    )


def revise(
    *,
    outcome: Outcome,
    seen_version: int,
    by: Actor,
    needs: Iterable[Need] | None = None,
    indicators: Iterable[Indicator] | None = None,
    at: dt.datetime | None = None,
    **values: Any,
) -> Outcome:
    """Change an outcome. Links that are not given stay as they are."""
    links = {"needs": needs, "indicators": indicators}
    return items.revise(
        outcome,
        verb="outcome.revised",
        seen_version=seen_version,
        by=by,
        at=at,
        values=values,
        links={name: rows for name, rows in links.items() if rows is not None},
    )


def remove(*, outcome: Outcome, seen_version: int, by: Actor) -> Outcome:
    return items.remove(outcome, verb="outcome.removed", seen_version=seen_version, by=by)
