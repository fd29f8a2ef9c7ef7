"""Few people are not told apart: neither by their number nor by taking one number from another."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp.publication.assembly.small_numbers import without_small_numbers
from scp.publication.content import Observation


def people(breakdown: str, number: int | None, **facts: Any) -> Observation:
    values: dict[str, Any] = {
        "area": "E08000009",
        "area_name": "Trafford",
        "period": "2024",
        "period_start": None,
        "period_end": None,
        "value": None if number is None else Decimal(number),
        "breakdown": breakdown,
        "comparison": "worse",
    }
    return Observation(**(values | facts))


def shown(observations: Any, below: int | None = 5, *, counts: bool = True) -> list[Any]:
    found = without_small_numbers(observations, below=below, counts=counts)
    return [None if one.value is None else int(one.value) for one in found]


def test_without_a_rule_everything_is_shown() -> None:
    assert shown([people("", 3), people("sex=Female", 1)], below=None) == [3, 1]


@pytest.mark.parametrize(("number", "seen"), [(0, None), (4, None), (5, 5), (6, 6)])
def test_the_number_of_the_rule_itself_is_shown(number: int, seen: int | None) -> None:
    assert shown([people("", number)]) == [seen]


def test_one_small_part_hides_one_more_and_not_the_total() -> None:
    """Either of two parts could be had from the other and the total."""
    total, female, male = people("", 40), people("sex=Female", 38), people("sex=Male", 2)

    assert shown([total, female, male]) == [40, None, None]


def test_parts_that_give_nothing_away_are_shown() -> None:
    ages = [people(f"age={n}", number) for n, number in enumerate((2, 10, 30, 50))]

    assert shown([people("", 92), *ages]) == [92, None, None, 30, 50]


def test_few_of_many_asked_are_hidden_with_their_rate() -> None:
    """A rate beside the number asked would give the few away."""
    total = people("", 50, numerator=Decimal(40), denominator=Decimal(80))
    few = people("sex=Male", 5, numerator=Decimal(2), denominator=Decimal(40))
    many = people("sex=Female", 95, numerator=Decimal(38), denominator=Decimal(40))

    assert shown([total, few, many], counts=False) == [50, None, None]


def test_what_the_publisher_holds_back_stays_as_the_publisher_said() -> None:
    missing = people("sex=Male", None, status="missing")
    (_total, found) = without_small_numbers([people("", 40), missing], below=5, counts=True)

    assert (found.status, found.value) == ("missing", None)


def test_other_periods_and_areas_are_left_as_they_are() -> None:
    small = people("sex=Male", 2)
    earlier = people("sex=Male", 20, period="2023")
    elsewhere = people("sex=Male", 20, area="E92000001")

    assert shown([small, earlier, elsewhere]) == [None, 20, 20]


def test_of_what_is_suppressed_nothing_is_left_to_reckon_from() -> None:
    rate = people(
        "sex=Male",
        12,
        lower_ci=Decimal(9),
        upper_ci=Decimal(15),
        numerator=Decimal(3),
        denominator=Decimal(25),
    )

    (found,) = without_small_numbers([rate], below=5, counts=False)

    assert (found.status, found.comparison, found.period) == ("suppressed", "", "2024")
    assert {found.value, found.lower_ci, found.upper_ci, found.numerator, found.denominator} == {
        None
    }


def test_a_small_rate_is_not_a_small_number_of_people() -> None:
    assert shown([people("", 2, numerator=Decimal(200))], counts=False) == [2]
    assert shown([people("", 2)], counts=False) == [2]


def test_a_total_that_is_too_small_hides_its_parts_too() -> None:
    assert shown([people("", 3), people("sex=Female", 12)]) == [None, None]


tables = st.lists(st.integers(0, 30), min_size=2, max_size=6)


@given(tables, st.integers(1, 10))
def test_nobody_who_subtracts_finds_a_small_number(parts: list[int], below: int) -> None:
    observations = [people("", sum(parts))]
    observations += [people(f"age={n}", part) for n, part in enumerate(parts)]

    total, *seen = shown(observations, below)

    hidden = [n for n, value in enumerate(seen) if value is None]
    assert all(value is None or value >= below for value in seen)
    if total is not None:
        assert len(hidden) != 1, "a single gap is the total less the rest"
        assert not hidden or any(parts[n] for n in hidden), "gaps of nought are all nought"
    assert hidden or seen == parts
