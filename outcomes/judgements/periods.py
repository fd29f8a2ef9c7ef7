"""Which periods may be compared with which."""

import datetime as dt
from collections.abc import Iterable, Sequence

from outcomes.choices import ObservationStatus
from outcomes.judgements.plain import Point

DAYS_A_MONTH = 30.44
YEAR = 12


def months(point: Point) -> int | None:
    """How long a period is, to the month; None where its days are not known."""
    if point.start is None or point.end is None:
        return None
    return round(((point.end - point.start).days + 1) / DAYS_A_MONTH)


def alike(earlier: Point, later: Point) -> bool:
    """Whether two periods are of one length and, within the year, of one season. Periods without
    days are taken to be alike: their publisher set them side by side."""
    if (months(earlier) is None) != (months(later) is None):
        return False
    if earlier.start is None or later.start is None:
        return True
    if months(earlier) != months(later):
        return False
    return (months(later) or 0) >= YEAR or earlier.start.month == later.start.month


def apart(earlier: Point, later: Point) -> bool:
    """Whether the earlier period is over before the later one begins. Rolling periods that overlap
    share most of their data, so a change between them is hardly one."""
    if earlier.end is None or later.start is None:
        return True
    return earlier.end < later.start


def break_between(
    earlier: Point, later: Point, breaks: Iterable[dt.date], between: Sequence[Point] = ()
) -> bool:
    """Whether the method changed after the first day of the earlier period and not after the last
    of the later. `between` are the points that follow the earlier one, to the later one: their
    publisher may have flagged one as the first of a new series."""
    if any(point.status == ObservationStatus.BREAK for point in between):
        return True
    breaks = tuple(breaks)
    if earlier.start is None or later.end is None:
        # Nobody can tell on which side of a change a period without days is.
        return bool(breaks)
    return any(earlier.start < on <= later.end for on in breaks)
