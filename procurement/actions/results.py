import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procurement.models import Measure, Result
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.core.jinja import date
from scp.plans import items

PERIOD = ("period_start", "period_end")


def report(
    *,
    measure: Measure,
    period_start: dt.date,
    period_end: dt.date,
    value: Decimal,
    source: str,
    by: Actor,
    at: dt.datetime | None = None,
) -> Result:
    """Say what a measure came to in one period, and who says so."""
    result = Result(
        plan=measure.plan,
        measure=measure,
        period_start=period_start,
        period_end=period_end,
        value=value,
        source=source,
    )
    _check_period(result)
    return items.add(result, verb="result.reported", by=by, at=at)


def revise(
    *, result: Result, seen_version: int, by: Actor, at: dt.datetime | None = None, **values: Any
) -> Result:
    """Put a result right. What it said before stays in its history."""
    period = {name: values.get(name, getattr(result, name)) for name in PERIOD}
    if any(getattr(result, name) != day for name, day in period.items()):
        _check_period(Result(pk=result.pk, measure=result.measure, **period))
    return items.revise(
        result, verb="result.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, result: Result, seen_version: int, by: Actor) -> Result:
    return items.remove(result, verb="result.removed", seen_version=seen_version, by=by)


def _check_period(result: Result) -> None:
    if result.period_end < result.period_start:
        raise InvalidInput(_("The last day of the period is before the first."))
    same = Result._base_manager.filter(
        measure=result.measure,
        period_start=result.period_start,
        period_end=result.period_end,
        removed_at__isnull=True,
    )
    if found := same.exclude(pk=result.pk).first():
        words = _(
            "{measure} already has a result for {start} to {end} ({result}). Change that one."
        )
        raise InvalidInput(
            words.format(
                measure=result.measure.reference,
                start=date(result.period_start),
                end=date(result.period_end),
                result=found.reference,
            )
        )
