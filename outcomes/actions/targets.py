import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from outcomes.models import Indicator, Target
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.core.jinja import date
from scp.plans import items


def set_point(
    *,
    indicator: Indicator,
    due_on: dt.date,
    value: Decimal,
    note: str = "",
    by: Actor,
    at: dt.datetime | None = None,
) -> Target:
    """Set one dated point of the indicator's target trajectory."""
    _check_day_is_free(indicator, due_on)
    target = Target(plan=indicator.plan, indicator=indicator, due_on=due_on, value=value, note=note)
    return items.add(target, verb="target.set", by=by, at=at)


def revise(
    *, target: Target, seen_version: int, by: Actor, at: dt.datetime | None = None, **values: Any
) -> Target:
    if values.get("due_on", target.due_on) != target.due_on:
        _check_day_is_free(target.indicator, values["due_on"])
    return items.revise(
        target, verb="target.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, target: Target, seen_version: int, by: Actor) -> Target:
    return items.remove(target, verb="target.removed", seen_version=seen_version, by=by)


def _check_day_is_free(indicator: Indicator, due_on: dt.date) -> None:
    taken = Target._base_manager.filter(
        indicator=indicator, due_on=due_on, removed_at__isnull=True
    ).exists()
    if taken:
        words = _("{reference} already has a target for {date}. Change that one.")
        raise InvalidInput(words.format(reference=indicator.reference, date=date(due_on)))
