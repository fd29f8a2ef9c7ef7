"""Counts of so few people that somebody might be known by them are not published."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from outcomes.judgements import Cell, cell_of, hidden
from scp.publication import content as doc

GONE = ("value", "lower_ci", "upper_ci", "numerator", "denominator")


def without_small_numbers(
    observations: Iterable[doc.Observation], *, below: int | None, counts: bool
) -> tuple[doc.Observation, ...]:
    """The observations with what is too small, or would give it away, suppressed.

    Below a number of people (`below`; None: no such rule) a value is not shown, nor are as many
    others of its area and period as it takes that nobody who subtracts finds it
    (outcomes.judgements.suppression). `counts` says that the values are themselves numbers of
    people.
    """
    found = tuple(observations)
    if below is None:
        return found
    together: dict[tuple[str, str], list[doc.Observation]] = defaultdict(list)
    for one in found:
        together[one.area, one.period].append(one)
    gone = {key: _hidden(some, below, counts=counts) for key, some in together.items()}
    return tuple(
        _suppressed(one) if cell_of(one.breakdown) in gone[one.area, one.period] else one
        for one in found
    )


def _hidden(some: Sequence[doc.Observation], below: int, *, counts: bool) -> frozenset[Cell]:
    kinds = ("numerator", "denominator", "value") if counts else ("numerator", "denominator")
    tables = [_table(some, kind) for kind in kinds]
    return hidden([table for table in tables if table], below=below)


def _table(some: Sequence[doc.Observation], kind: str) -> dict[Cell, Decimal | None]:
    """The numbers of people of one kind. A value that the publisher holds back stands for one; a
    number that it never gives does not."""
    given = {cell_of(one.breakdown): getattr(one, kind) for one in some}
    if all(count is None for count in given.values()):
        return {}
    back = {cell_of(one.breakdown) for one in some if one.value is None}
    return {cell: count for cell, count in given.items() if count is not None or cell in back}


def _suppressed(one: doc.Observation) -> doc.Observation:
    emptied = dict.fromkeys(GONE, None)
    kept = {"status": "suppressed"} if one.value is not None else {}
    return one.model_copy(update={**emptied, **kept, "comparison": ""})
