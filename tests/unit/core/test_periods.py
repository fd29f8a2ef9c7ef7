import calendar
import csv
import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp.core.periods import Period, PeriodKind, parse

DATA = Path(__file__).resolve().parents[3] / "data"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("2024", "2024-01-01", "2024-12-31", "calendar_year"),
        ("2022 - 24", "2022-01-01", "2024-12-31", "three_year_pooled"),
        ("2022 - 2024", "2022-01-01", "2024-12-31", "three_year_pooled"),
        ("1998 - 00", "1998-01-01", "2000-12-31", "three_year_pooled"),
        ("2022–24", "2022-01-01", "2024-12-31", "three_year_pooled"),
        ("March 2026", "2026-03-01", "2026-03-31", "month"),
        ("Feb 2024", "2024-02-01", "2024-02-29", "month"),
        ("2023-04", "2023-04-01", "2023-04-30", "month"),
        ("Q1 2026", "2026-01-01", "2026-03-31", "quarter_calendar"),
        ("Q4 2025", "2025-10-01", "2025-12-31", "quarter_calendar"),
        ("2025/26 Q1", "2025-04-01", "2025-06-30", "quarter_financial"),
        ("2025/26 Q3", "2025-10-01", "2025-12-31", "quarter_financial"),
        ("2025/26 Q4", "2026-01-01", "2026-03-31", "quarter_financial"),
        ("1999/00 Q2", "1999-07-01", "1999-09-30", "quarter_financial"),
        ("Jan 2025-Dec 2025", "2025-01-01", "2025-12-31", "rolling_12m"),
        ("Oct 2021-Sep 2022", "2021-10-01", "2022-09-30", "rolling_12m"),
        ("2021/22 Q1 - 2025/26 Q3", "2021-04-01", "2025-12-31", "cumulative"),
        ("2026-02-01", "2026-02-01", "2026-02-01", "snapshot"),
        ("  March   2026 ", "2026-03-01", "2026-03-31", "month"),
    ],
)
def test_reads_the_forms_that_are_certain(text: str, start: str, end: str, kind: str) -> None:
    assert parse(text) == Period(day(start), day(end), PeriodKind(kind))


@pytest.mark.parametrize(
    ("starts", "start", "end", "kind"),
    [
        (4, "2024-04-01", "2025-03-31", "financial_year"),
        (8, "2024-08-01", "2025-07-31", "academic_year"),
        (9, "2024-09-01", "2025-08-31", "academic_year"),
    ],
)
@pytest.mark.parametrize("text", ["2024/25", "2024-25"])
def test_a_split_year_needs_to_be_told_when_it_starts(
    text: str, starts: int, start: str, end: str, kind: str
) -> None:
    assert parse(text) is None
    assert parse(text, split_year_starts=starts) == Period(day(start), day(end), PeriodKind(kind))


@pytest.mark.parametrize("starts", [None, 4])
@pytest.mark.parametrize(
    "text",
    [
        "2010-11",  # November 2010, or 2010/11
        "2024/26",
        "2024/26 Q1",
        "2024/25 Q5",
        "2022 - 25",
        "2022-24",
        "2024-13",
        "2026-02-30",
        "Jan 2025-Nov 2025",
        "2025/26 Q3 - 2021/22 Q1",
        "2025/26 Q3 - 2025/26 Q3",
        "Smarch 2026",
        "about 2024",
        "2024 (provisional)",
        "0024",
        "Q0 2026",
        "",
    ],
)
def test_answers_none_rather_than_guess(text: str, starts: int | None) -> None:
    assert parse(text, split_year_starts=starts) is None


@given(st.text(max_size=40), st.sampled_from([None, 4, 8, 9]))
def test_never_fails_and_never_ends_before_it_starts(text: str, starts: int | None) -> None:
    period = parse(text, split_year_starts=starts)
    assert period is None or period.start <= period.end


@given(st.dates(dt.date(1900, 1, 1), dt.date(2150, 12, 31)))
def test_every_way_of_writing_a_month_is_the_same_month(on: dt.date) -> None:
    name = calendar.month_name[on.month]
    written = {parse(f"{name} {on.year}"), parse(f"{name[:3]} {on.year}")}
    if (on.year + 1) % 100 != on.month:
        written.add(parse(f"{on.year}-{on.month:02d}"))
    (period,) = written
    assert period is not None
    assert period.start <= on <= period.end
    assert (period.end + dt.timedelta(days=1)).day == 1


def test_every_period_of_the_real_series_is_read_or_is_a_split_year() -> None:
    with (DATA / "trafford" / "series.csv").open(encoding="utf-8") as file:
        words = {row["period"] for row in csv.DictReader(file)}
    unread = {text for text in words if parse(text) is None}
    assert unread
    assert all(parse(text, split_year_starts=4) is not None for text in unread)
    assert all(len(text) == 7 and text[4] == "/" for text in unread)


def test_kinds_are_those_of_the_published_list() -> None:
    lists = json.loads((DATA / "vocabularies.json").read_text(encoding="utf-8"))
    listed = {item["code"] for item in lists["period_type"]["items"]}
    assert {kind.value for kind in PeriodKind} == listed
