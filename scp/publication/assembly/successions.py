"""Which items stand for which earlier ones: what merges and splits have left behind."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery

from outcomes.models import ItemSuccession
from scp.publication.assembly.linked import Found, as_array, rows_of

Earlier = Mapping[int, tuple[int, ...]]


class Successions(NamedTuple):
    """The numbers of all that an item stands for, through however many merges and splits."""

    needs: Earlier
    outcomes: Earlier


@cache
def succession_rows() -> ArraySubquery:
    return as_array(
        rows_of(ItemSuccession, plan="pk").order_by("made_at", "pk"),
        later_need="later_need__number",
        earlier_need="earlier_need__number",
        later_outcome="later_outcome__number",
        earlier_outcome="earlier_outcome__number",
    )


def successions(found: Found) -> Successions:
    return Successions(needs=_traced(found, "need"), outcomes=_traced(found, "outcome"))


def _traced(found: Found, kind: str) -> Earlier:
    before: dict[int, set[int]] = defaultdict(set)
    for row in found:
        if row[f"later_{kind}"] is not None:
            before[row[f"later_{kind}"]].add(row[f"earlier_{kind}"])
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
