"""The three judgements: worked examples by the table, and what holds for any values."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.choices import Comparison, Rag, Trend
from outcomes.judgements import (
    Judgement,
    Point,
    Yardstick,
    against_comparator,
    against_target,
    direction_of_travel,
)
from tests.unit.outcomes.judged import (
    BAND,
    COMPARED,
    FIVE,
    HIGH,
    LOW,
    TARGET,
    TRAVEL,
    Case,
    goal,
    with_,
    year,
)

MARKS = st.decimals(-999, 999, places=2)
ICONS = {"tick", "near", "cross", "none", "up", "down", "same", "unknown"}


def named(case: Case) -> str:
    return case.about


def judged_against_target(case: Case) -> Judgement:
    return against_target(case.by, case.points[-1] if case.points else None)


def judged_travel(case: Case) -> Judgement:
    return direction_of_travel(case.by, case.points)


def judged_beside(case: Case) -> Judgement:
    own = case.points[-1] if case.points else None
    return against_comparator(case.by, own, case.other, name="England")


def check(found: Judgement, case: Case) -> None:
    assert found.code == case.verdict, found.words
    assert case.says in found.words


@pytest.mark.parametrize("case", TARGET, ids=named)
def test_against_target(case: Case) -> None:
    check(judged_against_target(case), case)


@pytest.mark.parametrize("case", TRAVEL, ids=named)
def test_direction_of_travel(case: Case) -> None:
    check(judged_travel(case), case)


@pytest.mark.parametrize("case", COMPARED, ids=named)
def test_against_comparator(case: Case) -> None:
    check(judged_beside(case), case)


def test_there_are_enough_examples_and_each_verdict_has_some() -> None:
    assert len(TARGET) + len(TRAVEL) + len(COMPARED) >= 60
    for cases, verdicts in ((TARGET, Rag), (TRAVEL, Trend), (COMPARED, Comparison)):
        assert {case.verdict for case in cases} == set(verdicts.values)


@pytest.mark.parametrize("judge", [judged_against_target, judged_travel, judged_beside])
@pytest.mark.parametrize("case", [*TARGET, *TRAVEL, *COMPARED], ids=named)
def test_a_verdict_is_always_said_in_words_and_with_an_icon(
    case: Case, judge: Callable[[Case], Judgement]
) -> None:
    found = judge(case)

    assert found.label == str(found.verdict.label)
    assert found.words.rstrip().endswith(".")
    assert found.icon in ICONS


def test_verdicts_of_one_list_that_differ_have_icons_that_differ() -> None:
    icons = {judged_against_target(case).code: judged_against_target(case).icon for case in TARGET}

    assert len(set(icons.values())) == len(Rag)


# --- whatever the values -------------------------------------------------------------------------


def mirrored(point: Point) -> Point:
    lower, upper = (None if b is None else -b for b in (point.upper, point.lower))
    return year(int(point.period), -point.known, None, lower=lower, upper=upper)


def turned(by: Yardstick) -> Yardstick:
    """The same indicator counted the other way: what was high is low."""
    return with_(
        by,
        polarity="lower_better" if by.polarity == "higher_better" else "higher_better",
        goals=tuple(goal(one.due_on.year, -one.value) for one in by.goals),
    )


@given(
    MARKS, MARKS, st.none() | st.decimals(0, 50, places=2), st.sampled_from(["absolute", "percent"])
)
def test_counting_the_other_way_changes_no_verdict_on_a_target(
    value: Decimal, target: Decimal, tolerance: Decimal | None, kind: str
) -> None:
    by = with_(HIGH, goals=(goal(2024, target),), tolerance=tolerance, tolerance_kind=kind)
    point = year(2024, value)

    assert against_target(by, point).code == against_target(turned(by), mirrored(point)).code


@given(MARKS, MARKS, MARKS)
def test_a_better_value_is_never_judged_worse(
    one: Decimal, other: Decimal, target: Decimal
) -> None:
    order = ["red", "amber", "green"]
    by = with_(HIGH, goals=(goal(2024, target),), tolerance=FIVE)
    low, high = sorted((one, other))

    verdicts = [against_target(by, year(2024, value)).code for value in (low, high)]
    assert order.index(verdicts[0]) <= order.index(verdicts[1])


@given(MARKS, MARKS, st.decimals(0, 50, places=2), st.decimals(0, 50, places=2))
def test_a_wider_tolerance_is_never_harder(
    value: Decimal, target: Decimal, one: Decimal, other: Decimal
) -> None:
    order = ["red", "amber", "green"]
    narrow, wide = (
        against_target(
            with_(LOW, goals=(goal(2024, target),), tolerance=tolerance), year(2024, value)
        ).code
        for tolerance in sorted((one, other))
    )

    assert order.index(narrow) <= order.index(wide)


@given(MARKS, MARKS, st.none() | st.decimals(0, 50, places=2))
def test_going_back_is_the_opposite_of_going(
    one: Decimal, other: Decimal, tolerance: Decimal | None
) -> None:
    """With a tolerance in the indicator's unit: a share of the earlier value is another share."""
    opposite = {"improving": "worsening", "worsening": "improving", "no_change": "no_change"}
    by = with_(HIGH, tolerance=tolerance if tolerance is not None else Decimal(0))

    there = direction_of_travel(by, (year(2023, one), year(2024, other))).code
    back = direction_of_travel(by, (year(2023, other), year(2024, one))).code
    assert back == opposite[there]


@given(MARKS, MARKS, st.dates(year(2023, 0).start, year(2024, 0).end))  # type: ignore[arg-type]
def test_nothing_is_ever_said_across_a_break(one: Decimal, other: Decimal, on: object) -> None:
    by = with_(HIGH, breaks=(on,), baseline=None)
    points = (year(2023, one), year(2024, other))

    said = direction_of_travel(by, points).code
    assert said == "cannot_say" or on == points[0].start


@given(MARKS, MARKS, st.decimals(0, 30, places=1), st.decimals(0, 30, places=1))
def test_what_is_similar_here_is_similar_there(
    own: Decimal, other: Decimal, mine: Decimal, theirs: Decimal
) -> None:
    swapped = {"better": "worse", "worse": "better", "similar": "similar"}
    here = year(2024, own, (own - mine, own + mine))  # type: ignore[arg-type]
    there = year(2024, other, (other - theirs, other + theirs))  # type: ignore[arg-type]

    for by in (HIGH, LOW, BAND):
        found = against_comparator(by, here, there, name="England").code
        assert against_comparator(by, there, here, name="Trafford").code == swapped[found]


@given(st.lists(st.none() | MARKS, max_size=6))
def test_values_before_a_break_change_nothing_that_is_said_after_it(
    before: list[Decimal | None],
) -> None:
    by = with_(HIGH, breaks=(year(2020, 0).start,), baseline=None)
    after = (year(2020, 50), year(2021, 60))
    earlier = tuple(year(2019 - n, value, status="final") for n, value in enumerate(before))[::-1]

    assert direction_of_travel(by, earlier + after) == direction_of_travel(by, after)
