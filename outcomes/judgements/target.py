"""Against target: is the value where it was intended to be by then?"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from outcomes.choices import Polarity, Rag, Trajectory
from outcomes.judgements.periods import break_between
from outcomes.judgements.plain import Goal, Judgement, Point, Yardstick, why_no_value
from scp.core.jinja import date

ICONS = {Rag.GREEN: "tick", Rag.AMBER: "near", Rag.RED: "cross", Rag.GREY: "none"}


class _Grey(Exception):
    """It cannot be judged. The message is the reason, for the reader."""


def against_target(yardstick: Yardstick, point: Point | None) -> Judgement:
    """Green: on or better than target; amber: within the tolerance; red: outside; grey: not judged.

    The target is the point of the trajectory that came due last by the end of the period, and is in
    force until the next comes due. Only where the indicator documents a linear trajectory is it
    interpolated, from the baseline on. A band is its own target. Without a direction, a value, a
    baseline and a target for the period there is no judgement (docs/domain.md C.2, 3).
    """
    try:
        if point is None or point.value is None:
            raise _Grey(why_no_value(point))
        _check_can_be_judged(yardstick)
        if yardstick.polarity == Polarity.BAND:
            return _in_band(yardstick, point.period, point.value)
        return _beside(yardstick, point.period, point.value, _goal(yardstick, point))
    except _Grey as reason:
        return _judged(Rag.GREY, str(reason))


def _judged(verdict: Rag, words: str) -> Judgement:
    return Judgement(verdict, words, ICONS[verdict])


def _check_can_be_judged(yardstick: Yardstick) -> None:
    if not yardstick.has_direction:
        raise _Grey(_("No direction of this indicator is good, so it is not judged."))
    if yardstick.baseline is None or yardstick.baseline.value is None:
        raise _Grey(_("It has no baseline, so it is not judged."))


# --- a band --------------------------------------------------------------------------------------


def _in_band(yardstick: Yardstick, period: str, value: Decimal) -> Judgement:
    if yardstick.band is None:
        raise _Grey(_("Its band of good values is not given."))
    lower, upper = yardstick.band
    outside = yardstick.badness(value)
    slack = yardstick.slack(lower if value < lower else upper)
    facts = {
        "value": yardstick.amount(value),
        "period": period,
        "lower": yardstick.amount(lower),
        "upper": yardstick.amount(upper),
        "slack": yardstick.margin(lower if value < lower else upper),
    }
    if outside == 0:
        words = _("{value} in {period} is inside the band of {lower} to {upper}.")
        return _judged(Rag.GREEN, words.format(**facts))
    if outside <= slack:
        words = _(
            "{value} in {period} is outside the band of {lower} to {upper}, within the tolerance "
            "of {slack}."
        )
        return _judged(Rag.AMBER, words.format(**facts))
    words = _("{value} in {period} is outside the band of {lower} to {upper}.")
    return _judged(Rag.RED, words.format(**facts))


# --- a trajectory --------------------------------------------------------------------------------


def _goal(yardstick: Yardstick, point: Point) -> Goal:
    """The target in force at the end of the period."""
    goals = sorted(yardstick.goals)
    if not goals:
        raise _Grey(_("No target is set."))
    if point.end is None:
        raise _Grey(_("The days of {period} are not known.").format(period=point.period))
    due = [goal for goal in goals if goal.due_on <= point.end]
    later = [goal for goal in goals if goal.due_on > point.end]
    if yardstick.trajectory == Trajectory.LINEAR and later:
        start = due[-1] if due else _from_baseline(yardstick, point)
        return _between(yardstick, start, later[0], point.end)
    if not due:
        words = _("No target is due yet by the end of {period}: the first is due by {date}.")
        raise _Grey(words.format(period=point.period, date=date(goals[0].due_on)))
    return due[-1]


def _between(yardstick: Yardstick, start: Goal, finish: Goal, on: dt.date) -> Goal:
    """The value on the straight line between two points of a trajectory, no more exact than the
    values that are judged by it."""
    share = Decimal((on - start.due_on).days) / Decimal((finish.due_on - start.due_on).days)
    value = start.value + (finish.value - start.value) * share
    exact = Decimal(1).scaleb(-yardstick.decimals)
    return Goal(on, value.quantize(exact, rounding=ROUND_HALF_UP))


def _from_baseline(yardstick: Yardstick, point: Point) -> Goal:
    """Where the line to the first target begins."""
    baseline = yardstick.baseline
    if baseline is None or baseline.value is None or baseline.end is None:
        raise _Grey(_("The days of the baseline are not known, so no line leads from it."))
    if point.end is None or point.end < baseline.end:
        raise _Grey(_("{period} is before the baseline.").format(period=point.period))
    if break_between(baseline, point, yardstick.breaks):
        raise _Grey(_("The method has changed since the baseline, so no line leads from it."))
    return Goal(baseline.end, baseline.value)


def _beside(yardstick: Yardstick, period: str, value: Decimal, goal: Goal) -> Judgement:
    short, slack = yardstick.shortfall(value, goal.value), yardstick.slack(goal.value)
    facts = {
        "value": yardstick.amount(value),
        "period": period,
        "target": yardstick.amount(goal.value),
        "date": date(goal.due_on),
        "short": yardstick.gap(short),
        "slack": yardstick.margin(goal.value),
    }
    if short <= 0:
        words = _("{value} in {period} meets the target of {target} by {date}.")
        return _judged(Rag.GREEN, words.format(**facts))
    if short <= slack:
        words = _(
            "{value} in {period} is {short} short of the target of {target} by {date}, within the "
            "tolerance of {slack}."
        )
        return _judged(Rag.AMBER, words.format(**facts))
    words = _("{value} in {period} is {short} short of the target of {target} by {date}.")
    return _judged(Rag.RED, words.format(**facts))
