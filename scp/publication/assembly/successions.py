"""Which items stand for which earlier ones: what merges and splits have left behind."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from outcomes.models import ItemSuccession

Earlier = Mapping[int, tuple[int, ...]]


class Successions(NamedTuple):
    """The numbers of all that an item stands for, through however many merges and splits."""

    needs: Earlier
    outcomes: Earlier


def successions() -> Successions:
    pairs = list(
        ItemSuccession.objects.values_list(
            *("later_need__number", "earlier_need__number"),
            *("later_outcome__number", "earlier_outcome__number"),
        )
    )
    return Successions(
        needs=_traced([(row[0], row[1]) for row in pairs if row[0] is not None]),
        outcomes=_traced([(row[2], row[3]) for row in pairs if row[2] is not None]),
    )


def _traced(pairs: list[tuple[int, int]]) -> Earlier:
    before: dict[int, set[int]] = defaultdict(set)
    for later, earlier in pairs:
        before[later].add(earlier)
    return {later: tuple(sorted(_all_before(later, before))) for later in list(before)}


def _all_before(number: int, before: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    ahead = [number]
    while ahead:
        new = before.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    # An item that was put back after a merge does not stand for itself.
    return found - {number}
