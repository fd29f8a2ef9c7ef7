"""Counting days as notices and call-in count them.

Bank holidays of England and Wales are data (`data/bank-holidays.json`, from
https://www.gov.uk/bank-holidays): a proclamation may move one or add one, so they are listed and
not computed.
"""

import datetime as dt
import json
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _

from scp.core.errors import InvalidInput

SATURDAY = 5


def clear_days(given: dt.date, event: dt.date) -> int:
    """Whole days between two days: neither that on which notice is given nor that of the event
    counts. Nothing below 0."""
    return max((event - given).days - 1, 0)


def latest_notice(event: dt.date, days: int) -> dt.date:
    """The last day on which notice leaves so many clear days before an event."""
    return event - dt.timedelta(days=days + 1)


def after_working_days(start: dt.date, count: int) -> dt.date:
    """The day that is so many working days after `start`, which itself does not count.

    Raises InvalidInput where the bank holidays of its year are not known.
    """
    day = start
    while count:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: dt.date) -> bool:
    """Neither Saturday, Sunday nor a bank holiday in England and Wales."""
    years, holidays = _bank_holidays()
    if day.year not in years:
        words = _("The bank holidays of {year} are not known here. Enter the day yourself.")
        raise InvalidInput(words.format(year=day.year))
    return day.weekday() < SATURDAY and day not in holidays


@cache
def _bank_holidays() -> tuple[frozenset[int], frozenset[dt.date]]:
    """The years that are listed, and their bank holidays."""
    text = (settings.BASE_DIR / "data" / "bank-holidays.json").read_text()
    days = [dt.date.fromisoformat(row["date"]) for row in json.loads(text)["england_and_wales"]]
    return frozenset(day.year for day in days), frozenset(days)
