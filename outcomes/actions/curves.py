"""Turning the curve of an indicator: the story behind its numbers, and the next actions."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from outcomes.models import CurveAction, CurveStory, Indicator
from scp.core.audit import Actor
from scp.core.errors import InvalidInput, PolicyRefused
from scp.plans import items


def tell(
    *, indicator: Indicator, by: Actor, at: dt.datetime | None = None, **values: Any
) -> CurveStory:
    """Tell why an indicator's numbers are what they are, who can help and what works. An indicator
    has one story."""
    if CurveStory._base_manager.filter(indicator=indicator, removed_at__isnull=True).exists():
        words = _("The story behind {reference} is told already. Change that one.")
        raise InvalidInput(words.format(reference=indicator.reference))
    curve = CurveStory(plan=indicator.plan, indicator=indicator, **values)
    curve.check_has_an_idea()
    return items.add(curve, verb="curve.told", by=by, at=at)


def revise(
    *, curve: CurveStory, seen_version: int, by: Actor, at: dt.datetime | None = None, **values: Any
) -> CurveStory:
    idea = values.get("low_cost_idea", curve.low_cost_idea)
    CurveStory(low_cost_idea=idea).check_has_an_idea()
    return items.revise(
        curve, verb="curve.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, curve: CurveStory, seen_version: int, by: Actor) -> CurveStory:
    return items.remove(curve, verb="curve.removed", seen_version=seen_version, by=by)


# --- next actions --------------------------------------------------------------------------------


def plan_step(
    *, indicator: Indicator, by: Actor, at: dt.datetime | None = None, **values: Any
) -> CurveAction:
    """Plan a next action: what, by whom and by when."""
    step = CurveAction(plan=indicator.plan, indicator=indicator, **values)
    return items.add(step, verb="step.planned", by=by, at=at)


def revise_step(
    *, step: CurveAction, seen_version: int, by: Actor, at: dt.datetime | None = None, **values: Any
) -> CurveAction:
    return items.revise(
        step, verb="step.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove_step(*, step: CurveAction, seen_version: int, by: Actor) -> CurveAction:
    return items.remove(step, verb="step.removed", seen_version=seen_version, by=by)


def finish_step(
    *,
    step: CurveAction,
    seen_version: int,
    done_on: dt.date,
    by: Actor,
    at: dt.datetime | None = None,
) -> CurveAction:
    """Say that an action is done. It stays in the plan, with the day."""
    if step.done_on is not None:
        raise PolicyRefused(_("{step} is done already.").format(step=step.reference))
    return items.revise(
        step,
        verb="step.done",
        seen_version=seen_version,
        by=by,
        at=at,
        values={"done_on": done_on},
    )


def reopen_step(
    *, step: CurveAction, seen_version: int, by: Actor, at: dt.datetime | None = None
) -> CurveAction:
    """It was not done after all."""
    if step.done_on is None:
        raise PolicyRefused(_("{step} is not done.").format(step=step.reference))
    return items.revise(
        step,
        verb="step.reopened",
        seen_version=seen_version,
        by=by,
        at=at,
        values={"done_on": None},
    )
