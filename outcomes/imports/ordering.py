"""Keeping periods in their published order while editions add, drop and fill in."""

from collections.abc import Iterable, Sequence


def merge(stored: Sequence[str], published: Iterable[str]) -> list[str]:
    """The stored periods with those that are newly published put after the one they follow.

    >>> merge(["2021", "2022"], ["2022", "2022 rev", "2023"])
    ['2021', '2022', '2022 rev', '2023']
    >>> merge(["2021", "2023"], ["2020", "2021", "2022", "2023"])
    ['2020', '2021', '2022', '2023']
    """
    order = list(stored)
    place = 0
    for period in published:
        if period not in order:
            order.insert(place, period)
        place = order.index(period) + 1
    return order
