"""Days as notices and call-in count them."""

import datetime as dt

import pytest

from scp.core.days import after_working_days, clear_days, is_working_day, latest_notice
from scp.core.errors import InvalidInput


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("given", "event", "left"),
    [
        ("2026-03-02", "2026-03-31", 28),  # the 3rd to the 30th
        ("2026-03-03", "2026-03-31", 27),
        ("2026-03-30", "2026-03-31", 0),
        ("2026-03-31", "2026-03-31", 0),
        ("2026-04-01", "2026-03-31", 0),  # given too late, not a negative number of days
        ("2028-02-01", "2028-03-01", 28),  # over the 29th of a leap year
    ],
)
def test_neither_the_day_of_notice_nor_that_of_the_event_counts(
    given: str, event: str, left: int
) -> None:
    assert clear_days(day(given), day(event)) == left


@pytest.mark.parametrize("days", [0, 5, 28])
def test_the_latest_notice_leaves_just_so_many_clear_days(days: int) -> None:
    event = day("2026-03-31")
    notice = latest_notice(event, days)

    assert clear_days(notice, event) == days
    assert clear_days(notice + dt.timedelta(days=1), event) == max(days - 1, 0)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-06-01", 5, "2026-06-08"),  # Monday to Monday
        ("2026-05-01", 5, "2026-05-11"),  # Friday, over the early May bank holiday
        ("2026-04-02", 3, "2026-04-09"),  # Maundy Thursday, over Easter
        ("2026-12-24", 3, "2026-12-31"),  # over Christmas and the substitute for Boxing Day
        ("2026-06-06", 1, "2026-06-08"),  # from a Saturday
        ("2026-06-01", 0, "2026-06-01"),
    ],
)
def test_working_days_pass_over_weekends_and_bank_holidays(
    start: str, count: int, end: str
) -> None:
    assert after_working_days(day(start), count) == day(end)


def easter(year: int) -> dt.date:
    """The day of Easter (Meeus, Jones and Butcher), from which two bank holidays hang."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), (i, k) = divmod(b, 4), divmod(c, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, last = divmod(h + rest - 7 * m + 114, 31)
    return dt.date(year, month, last + 1)


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_the_listed_holidays_are_those_of_the_act(year: int) -> None:
    """Banking and Financial Dealings Act 1971, Schedule 1, where nothing was proclaimed: eight a
    year, those of Easter and the first or last Mondays of May and August among them."""
    days = (dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366))
    off = [d for d in days if d.year == year and d.weekday() < 5 and not is_working_day(d)]

    def monday(first: dt.date) -> dt.date:
        return first + dt.timedelta(days=-first.weekday() % 7)

    assert len(off) == 8
    assert {
        easter(year) - dt.timedelta(days=2),
        easter(year) + dt.timedelta(days=1),
        monday(dt.date(year, 5, 1)),
        monday(dt.date(year, 5, 25)),
        monday(dt.date(year, 8, 25)),
    } <= set(off)


def test_a_year_whose_holidays_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(InvalidInput, match="bank holidays of 2031"):
        after_working_days(day("2031-03-03"), 5)
