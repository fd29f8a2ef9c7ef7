"""Against comparator: is the place better or worse off than another in the same period?"""

from django.utils.translation import gettext as _

from outcomes.choices import Comparison, Polarity
from outcomes.judgements.plain import Judgement, Point, Yardstick, overlap, why_no_value

ICONS = {
    Comparison.BETTER: "tick",
    Comparison.SIMILAR: "same",
    Comparison.WORSE: "cross",
    Comparison.HIGHER: "up",
    Comparison.LOWER: "down",
    Comparison.NOT_COMPARED: "unknown",
}


def against_comparator(
    yardstick: Yardstick, own: Point | None, other: Point | None, *, name: str
) -> Judgement:
    """Better, similar or worse than the area called `name`, by whether the 95% intervals of one
    period overlap; higher, similar or lower where no direction is good; not compared without two
    intervals."""
    if own is None or own.value is None:
        return _judged(Comparison.NOT_COMPARED, why_no_value(own))
    if other is None or other.value is None or not _same_period(own, other):
        words = _("No value of {name} is published for {period}.")
        return _judged(
            Comparison.NOT_COMPARED,
            words.format(name=name or _("a comparator"), period=own.period),
        )
    facts = _facts(yardstick, own, other, name)
    mine, theirs = own.interval, other.interval
    if mine is None or theirs is None:
        words = _("{own} against {other} for {name} in {period}. 95% intervals are needed of both.")
        return _judged(Comparison.NOT_COMPARED, words.format(**facts))
    if overlap(mine, theirs):
        words = _("{own} against {other} for {name} in {period}: their 95% intervals overlap.")
        return _judged(Comparison.SIMILAR, words.format(**facts))
    words = _("{own} against {other} for {name} in {period}: their 95% intervals do not overlap.")
    return _judged(_apart(yardstick, own, other), words.format(**facts))


def _judged(verdict: Comparison, words: str) -> Judgement:
    return Judgement(verdict, words, ICONS[verdict])


def _same_period(own: Point, other: Point) -> bool:
    if own.start and other.start and own.end and other.end:
        return (own.start, own.end) == (other.start, other.end)
    return own.period == other.period


def _facts(yardstick: Yardstick, own: Point, other: Point, name: str) -> dict[str, str]:
    return {
        "own": yardstick.amount(own.value),
        "other": yardstick.amount(other.value),
        "period": own.period,
        "name": name,
    }


def _apart(yardstick: Yardstick, own: Point, other: Point) -> Comparison:
    """The verdict on two values whose intervals do not overlap."""
    if not yardstick.has_direction or (yardstick.polarity == Polarity.BAND and not yardstick.band):
        return Comparison.HIGHER if own.known > other.known else Comparison.LOWER
    worse = yardstick.badness(own.known) - yardstick.badness(other.known)
    if worse == 0:
        return Comparison.SIMILAR
    return Comparison.WORSE if worse > 0 else Comparison.BETTER
