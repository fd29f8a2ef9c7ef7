"""Reading publishers' words for a period, where that is sound.

| Text                    | Read as                                      | Kind                |
|-------------------------|----------------------------------------------|---------------------|
| 2024                    | 1 January to 31 December 2024                | calendar_year       |
| 2024/25, 2024-25        | the year from 1 April, where the caller says | financial_year      |
|                         | … or from 1 August or 1 September            | academic_year       |
| 2022 - 24, 2022 - 2024  | 1 January 2022 to 31 December 2024           | three_year_pooled   |
| March 2026, 2026-03     | the month                                    | month               |
| Q1 2026                 | January to March 2026                        | quarter_calendar    |
| 2025/26 Q3              | October to December 2025                     | quarter_financial   |
| Jan 2025-Dec 2025       | the twelve months                            | rolling_12m         |
| 2021/22 Q1 - 2025/26 Q3 | 1 April 2021 to 31 December 2025             | cumulative          |
| 2026-02-01              | that day                                     | snapshot            |

Not read, and answered with None rather than a guess:

- a split year (2024/25) without `split_year_starts`: it may run from April, August, September or
  mid-November, and publishers do not say;
- 2001-02 up to 2011-12, which may be a month or a split year;
- spans of other lengths, and anything else.

A snapshot is what the text says, one day. Publishers also write the first of a month for the whole
month: whoever stores it decides, and if in doubt stores no dates.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class PeriodKind(StrEnum):
    """Codes of the `period_type` list in data/vocabularies.json."""

    MONTH = "month"
    QUARTER_CALENDAR = "quarter_calendar"
    QUARTER_FINANCIAL = "quarter_financial"
    CALENDAR_YEAR = "calendar_year"
    FINANCIAL_YEAR = "financial_year"
    ACADEMIC_YEAR = "academic_year"
    ROLLING_12M = "rolling_12m"
    THREE_YEAR_POOLED = "three_year_pooled"
    SNAPSHOT = "snapshot"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included."""

    start: dt.date
    end: dt.date
    kind: PeriodKind


FINANCIAL_YEAR_STARTS = 4
SPLIT_YEARS = {
    4: PeriodKind.FINANCIAL_YEAR,
    8: PeriodKind.ACADEMIC_YEAR,
    9: PeriodKind.ACADEMIC_YEAR,
}
MONTHS = {
    word.casefold(): month
    for names in (calendar.month_name, calendar.month_abbr)
    for month, word in enumerate(names)
    if word
}
YEAR = r"(1[89]\d\d|20\d\d|21\d\d)"


def parse(text: str, *, split_year_starts: int | None = None) -> Period | None:
    """The period that a publisher's words name, or None where they name none for certain.

    `split_year_starts` is the month (4, 8 or 9) in which this publisher's 2024/25 begins, on the
    first; leave it out where that is not known.
    """
    words = " ".join(text.split())
    if split_year := re.fullmatch(YEAR + r"[/-](\d\d)", words):
        if split_year_starts is None or not _follow(split_year[1], split_year[2]):
            return _month_digits(words)
        if "-" in words and int(split_year[2]) <= 12:
            return None
        return _year_from(int(split_year[1]), split_year_starts)
    for pattern, read in FORMS:
        if found := re.fullmatch(pattern, words):
            return read(*found.groups())
    return None


def _year_from(year: int, month: int) -> Period:
    start = dt.date(year, month, 1)
    return Period(start, dt.date(year + 1, month, 1) - dt.timedelta(days=1), SPLIT_YEARS[month])


def _follow(year: str, two_digits: str) -> bool:
    """Whether 25 can end the split year that starts in 2024."""
    return (int(year) + 1) % 100 == int(two_digits)


def _month_digits(words: str) -> Period | None:
    found = re.fullmatch(YEAR + r"-(\d\d)", words)
    if found is None or _follow(found[1], found[2]):
        return None
    return _months(int(found[1]), int(found[2]), PeriodKind.MONTH)


def _months(year: int, month: int, kind: PeriodKind, count: int = 1) -> Period | None:
    if not 1 <= month <= 12:
        return None
    last = year * 12 + month - 1 + count
    end = dt.date(last // 12, last % 12 + 1, 1) - dt.timedelta(days=1)
    return Period(dt.date(year, month, 1), end, kind)


def _day(year: str, month: str, day: str) -> Period | None:
    try:
        on = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Period(on, on, PeriodKind.SNAPSHOT)


def _calendar_year(year: str) -> Period | None:
    return _months(int(year), 1, PeriodKind.CALENDAR_YEAR, 12)


def _pooled(first: str, last: str) -> Period | None:
    third = int(first) + 2
    if int(last) not in (third, third % 100):
        return None
    return _months(int(first), 1, PeriodKind.THREE_YEAR_POOLED, 36)


def _named_month(name: str, year: str) -> Period | None:
    month = MONTHS.get(name.casefold())
    return _months(int(year), month, PeriodKind.MONTH) if month else None


def _calendar_quarter(quarter: str, year: str) -> Period | None:
    return _months(int(year), int(quarter) * 3 - 2, PeriodKind.QUARTER_CALENDAR, 3)


def _financial_quarter(first: str, second: str, quarter: str) -> Period | None:
    if not _follow(first, second):
        return None
    months = FINANCIAL_YEAR_STARTS - 1 + (int(quarter) - 1) * 3
    year, month = int(first) + months // 12, months % 12 + 1
    return _months(year, month, PeriodKind.QUARTER_FINANCIAL, 3)


def _twelve_months(first: str, year: str, last: str, last_year: str) -> Period | None:
    start, end = _named_month(first, year), _named_month(last, last_year)
    if start is None or end is None:
        return None
    wanted = _months(start.start.year, start.start.month, PeriodKind.ROLLING_12M, 12)
    return wanted if wanted and wanted.end == end.end else None


def _cumulative(*quarters: str) -> Period | None:
    first, last = _financial_quarter(*quarters[:3]), _financial_quarter(*quarters[3:])
    if first is None or last is None or last.start <= first.start:
        return None
    return Period(first.start, last.end, PeriodKind.CUMULATIVE)


_QUARTER = YEAR + r"/(\d\d) Q([1-4])"
_MONTH = r"([A-Za-z]+) " + YEAR
FORMS: tuple[tuple[str, Callable[..., Period | None]], ...] = (
    (YEAR + r"-(\d\d)-(\d\d)", _day),
    (YEAR, _calendar_year),
    (YEAR + r"(?: - | ?– ?)(\d\d|\d{4})", _pooled),
    (_MONTH, _named_month),
    (r"Q([1-4]) " + YEAR, _calendar_quarter),
    (_QUARTER, _financial_quarter),
    (_MONTH + r" ?[-–] ?" + _MONTH, _twelve_months),
    (_QUARTER + r" ?[-–] ?" + _QUARTER, _cumulative),
)
