"""What is to be expected if nothing changes."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.judgements import Point, forecast
from tests.unit.outcomes.judged import HIGH, quarter, rolling, with_, words, year

LINE = [year(2018 + n, 50 + 2 * n) for n in range(7)]
VALUES = st.lists(st.decimals(0, 100, places=1), min_size=5, max_size=12)


def yearly(values: list[Decimal]) -> list[Point]:
    return [year(2010 + n, value) for n, value in enumerate(values)]


def test_a_steady_rise_goes_on_by_four_fifths_of_the_step_before() -> None:
    found = forecast(HIGH, LINE)

    assert [step.on.year for step in found.steps] == [2025, 2026, 2027]
    assert [round(step.value, 2) for step in found.steps] == [
        Decimal(text) for text in ("63.60", "64.88", "65.90")
    ]


def test_what_never_moved_stays_and_is_certain() -> None:
    found = forecast(HIGH, [year(2018 + n, 40) for n in range(6)])

    assert {(s.value, s.lower, s.upper) for s in found.steps} == {(Decimal(40),) * 3}


def test_one_odd_year_does_not_decide() -> None:
    odd = [*LINE[:3], year(2021, 10), *LINE[4:]]
    calm, shaken = forecast(HIGH, LINE).steps[-1], forecast(HIGH, odd).steps[-1]

    assert abs(calm.value - shaken.value) < 1
    assert shaken.upper - shaken.lower > calm.upper - calm.lower, "but it is less certain"


def test_it_reaches_the_target_it_is_asked_about() -> None:
    found = forecast(HIGH, LINE, until=dt.date(2029, 3, 31))

    assert found.last is not None
    assert found.last.on == dt.date(2029, 12, 31)
    assert len(found.steps) == 5


def test_it_does_not_look_further_than_ten_periods() -> None:
    assert len(forecast(HIGH, LINE, until=dt.date(2090, 1, 1)).steps) == 10


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ([], "0 values are measured alike"),
        (LINE[:1], "1 value is measured alike"),
        (LINE[:4], "4 values are measured alike, and it takes 5"),
        ([words(str(n), 50) for n in range(9)], "0 values"),
        ([year(2015 + n, None, status="suppressed") for n in range(9)], "0 values"),
    ],
)
def test_too_few_values_give_none_and_say_so(points: list[Point], says: str) -> None:
    found = forecast(HIGH, points)

    assert found.steps == ()
    assert found.last is None
    assert says in found.method


def test_nothing_before_a_change_of_method_counts() -> None:
    low = [year(2010 + n, 5) for n in range(8)]
    by = with_(HIGH, breaks=(dt.date(2018, 1, 1),))

    assert forecast(by, [*low, *LINE]).steps == forecast(by, LINE).steps
    assert "2018 to 2024" in forecast(by, [*low, *LINE]).method


def test_a_break_too_lately_leaves_too_few() -> None:
    assert forecast(with_(HIGH, breaks=(dt.date(2021, 1, 1),)), LINE).steps == ()


def test_a_value_that_is_not_there_is_no_nought() -> None:
    gap = [year(2017, 48), *LINE[:2], year(2020, None, status="missing"), *LINE[3:]]

    assert forecast(HIGH, gap).steps[0].value == pytest.approx(Decimal("63.6"), abs=Decimal("0.1"))


def test_only_the_same_quarter_of_each_year_is_used() -> None:
    points = [quarter(2018 + n // 4, 1 + n % 4, 90 if n % 4 else 50) for n in range(25)]
    found = forecast(HIGH, points)

    assert found.steps[0].value == 50
    assert found.steps[0].on.year == 2025
    assert "same season" in found.method


def test_rolling_years_move_by_a_year() -> None:
    found = forecast(HIGH, [rolling(2010 + n, 60 + n) for n in range(8)])

    assert [step.on.year for step in found.steps] == [2020, 2021, 2022]


def test_a_share_stays_between_none_and_all() -> None:
    by = with_(HIGH, percent=True)
    high = forecast(by, [year(2018 + n, 70 + 5 * n) for n in range(6)])
    low = forecast(by, [year(2018 + n, 25 - 5 * n) for n in range(6)])

    assert max(step.upper for step in high.steps) <= 100
    assert min(step.lower for step in low.steps) >= 0


def test_what_has_been_below_nought_may_be_again() -> None:
    found = forecast(HIGH, [year(2018 + n, 5 - 2 * n) for n in range(6)])

    assert found.steps[0].value < -5


@given(VALUES)
def test_the_interval_holds_the_value_and_widens(values: list[Decimal]) -> None:
    steps = forecast(HIGH, yearly(values)).steps

    assert all(step.lower <= step.value <= step.upper for step in steps)
    reach = [step.upper - step.value for step in steps]
    assert reach == sorted(reach)


@given(VALUES, st.decimals(1, 500, places=1))
def test_moving_every_value_moves_the_forecast_as_far(values: list[Decimal], by: Decimal) -> None:
    here = forecast(HIGH, yearly([value + 1000 for value in values])).steps
    there = forecast(HIGH, yearly([value + 1000 + by for value in values])).steps

    for one, other in zip(here, there, strict=True):
        assert other.value - one.value == pytest.approx(by, abs=Decimal("0.001"))


@given(VALUES)
def test_each_step_adds_less_than_the_one_before(values: list[Decimal]) -> None:
    """Where nothing stops it at nought."""
    steps = forecast(HIGH, yearly([value + 1000 for value in values])).steps

    first, second = abs(steps[1].value - steps[0].value), abs(steps[2].value - steps[1].value)
    assert second <= first
