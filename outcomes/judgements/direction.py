"""Direction of travel: which way does the indicator go, between values measured alike?"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from outcomes.choices import Polarity, Trend
from outcomes.judgements.periods import alike, apart, break_between
from outcomes.judgements.plain import Judgement, Point, Yardstick, overlap, why_no_value

# Where no interval says what is chance and no tolerance is set: this share of the earlier value.
LEAST_SHARE = Decimal("0.01")


def direction_of_travel(yardstick: Yardstick, points: Sequence[Point]) -> Judgement:
    """How the latest of `points` (oldest first) stands to the previous comparable period, or to the
    baseline where there is none.

    Comparable: of one length, within the year of one season, not overlapping, measured alike. A
    change counts if the 95% intervals do not overlap; where either has none, if it is more than the
    indicator's tolerance or, without one, more than 1% of the earlier value.
    """
    latest = points[-1] if points else None
    if latest is None or latest.value is None:
        return _cannot_say(why_no_value(latest))
    earlier = _comparable(yardstick, points)
    if isinstance(earlier, str):
        return _cannot_say(earlier)
    return _compared(yardstick, earlier, latest)


def _cannot_say(words: str) -> Judgement:
    return Judgement(Trend.CANNOT_SAY, words, "unknown")


# --- with what -----------------------------------------------------------------------------------


def _comparable(yardstick: Yardstick, points: Sequence[Point]) -> Point | str:
    """The value to compare the latest with, or the sentence that says why there is none."""
    latest, reason = points[-1], _("Only one value is published.")
    for index in range(len(points) - 2, -1, -1):
        earlier = points[index]
        if earlier.value is None:
            continue
        if break_between(earlier, latest, yardstick.breaks, points[index + 1 :]):
            reason = _("The method changed: values are not compared across that.")
            break
        if alike(earlier, latest) and apart(earlier, latest):
            return earlier
        reason = _("No earlier value is of a period of the same length and season, and apart.")
    return _baseline(yardstick, points) or reason


def _baseline(yardstick: Yardstick, points: Sequence[Point]) -> Point | None:
    """The baseline, where it may stand in for the previous period."""
    baseline, latest = yardstick.baseline, points[-1]
    if baseline is None or baseline.value is None or baseline.period == latest.period:
        return None
    places = [index for index, point in enumerate(points) if point.period == baseline.period]
    between = points[places[-1] + 1 :] if places else points
    if break_between(baseline, latest, yardstick.breaks, between):
        return None
    return baseline if alike(baseline, latest) and apart(baseline, latest) else None


# --- how -----------------------------------------------------------------------------------------


def _compared(yardstick: Yardstick, earlier: Point, latest: Point) -> Judgement:
    journey = _journey(yardstick, earlier, latest)
    if not yardstick.has_direction:
        return _cannot_say(f"{journey} {_('No direction of this indicator is good.')}")
    if yardstick.polarity == Polarity.BAND and yardstick.band is None:
        return _cannot_say(f"{journey} {_('Its band of good values is not given.')}")
    counts, rule = _counts(yardstick, earlier, latest)
    worse = yardstick.badness(latest.known) - yardstick.badness(earlier.known)
    words = f"{journey} {rule}"
    if not counts or worse == 0:
        return Judgement(Trend.NO_CHANGE, words, "same")
    verdict = Trend.IMPROVING if worse < 0 else Trend.WORSENING
    return Judgement(verdict, words, "up" if latest.known > earlier.known else "down")


def _journey(yardstick: Yardstick, earlier: Point, latest: Point) -> str:
    return _("From {before} in {earlier} to {now} in {latest}.").format(
        before=yardstick.amount(earlier.value),
        earlier=earlier.period,
        now=yardstick.amount(latest.value),
        latest=latest.period,
    )


def _counts(yardstick: Yardstick, earlier: Point, latest: Point) -> tuple[bool, str]:
    """Whether a change is more than chance may make, and by which rule."""
    if earlier.interval and latest.interval:
        if overlap(earlier.interval, latest.interval):
            return False, _("Their 95% intervals overlap.")
        return True, _("Their 95% intervals do not overlap.")
    change, before = abs(latest.known - earlier.known), earlier.known
    if yardstick.tolerance is None:
        rule = _("Without intervals for both, a change counts if it is more than 1%.")
        return change > abs(before) * LEAST_SHARE, rule
    rule = _("Without intervals for both, a change counts if it is more than the tolerance.")
    return change > yardstick.slack(before), rule
