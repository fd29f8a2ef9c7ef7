"""Counts of so few people that somebody might be known by them are not published."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from scp.publication import content as doc

GONE = ("value", "lower_ci", "upper_ci", "numerator", "denominator")


def without_small_numbers(
    observations: Iterable[doc.Observation], *, below: int | None, counts: bool
) -> tuple[doc.Observation, ...]:
    """The observations with what is too small, or would give it away, suppressed.

    Below a number of people (`below`; None: no such rule) a value is not shown. Where one part of
    the population in an area and period is too small, none of its parts is shown: any one of them
    could be had from the others and the total. `counts` says that the values are themselves
    numbers of people.
    """
    found = tuple(observations)
    if below is None:
        return found
    small = [_is_small(one, below, counts=counts) for one in found]
    parts: dict[tuple[str, str], bool] = defaultdict(bool)
    for one, is_small in zip(found, small, strict=True):
        parts[one.area, one.period] |= is_small
    return tuple(
        _suppressed(one) if is_small or (one.breakdown and parts[one.area, one.period]) else one
        for one, is_small in zip(found, small, strict=True)
    )


def _is_small(one: doc.Observation, below: int, *, counts: bool) -> bool:
    people: list[Decimal | None] = [one.numerator, one.denominator]
    if counts:
        people.append(one.value)
    return any(count is not None and count < below for count in people)


def _suppressed(one: doc.Observation) -> doc.Observation:
    emptied = dict.fromkeys(GONE, None)
    return one.model_copy(update={**emptied, "status": "suppressed", "comparison": ""})
