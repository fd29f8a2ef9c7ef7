"""Small numbers: what is hidden, and that nobody who subtracts finds it."""

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from outcomes.judgements import Cell, cell_of, hidden

Rows = Sequence[Sequence[int]]
FEMALE, MALE, OTHER = ("sex=Female",), ("sex=Male",), ("sex=Other",)
# More than any count of the tables that are attacked below, so that the attacker can be wrong.
GUESSES = range(8)


def counts(**cells: int | None) -> dict[Cell, Decimal | None]:
    return {
        cell_of("" if name == "all" else f"sex={name}"): None if n is None else Decimal(n)
        for name, n in cells.items()
    }


def table(rows: Rows) -> dict[Cell, Decimal]:
    """A table of two dimensions with its totals, as a publisher would give it."""
    found: dict[Cell, int] = {(): sum(map(sum, rows))}
    for a, row in enumerate(rows):
        found[(f"age={a}",)] = sum(row)
        for b, count in enumerate(row):
            found[(f"age={a}", f"sex={b}")] = count
    for b in range(len(rows[0])):
        found[(f"sex={b}",)] = sum(row[b] for row in rows)
    return {cell: Decimal(count) for cell, count in found.items()}


def line(parts: Sequence[int]) -> dict[Cell, Decimal]:
    found: dict[Cell, Decimal] = {(f"age={n}",): Decimal(count) for n, count in enumerate(parts)}
    return {(): Decimal(sum(parts)), **found}


def possible(rows: Rows, gone: frozenset[Cell]) -> Iterator[dict[Cell, Decimal]]:
    """Every table that agrees with what is shown: what an attacker with time can work out."""
    guesses = [
        GUESSES if (f"age={a}", f"sex={b}") in gone else (count,)
        for a, row in enumerate(rows)
        for b, count in enumerate(row)
    ]
    shown = {cell: count for cell, count in table(rows).items() if cell not in gone}
    width = len(rows[0])
    for inside in itertools.product(*guesses):
        guess = table([inside[n : n + width] for n in range(0, len(inside), width)])
        if all(guess[cell] == count for cell, count in shown.items()):
            yield guess


# --- by example ----------------------------------------------------------------------------------


def test_nothing_small_nothing_hidden() -> None:
    assert hidden([counts(all=30, Female=10, Male=20)], below=5) == frozenset()


def test_the_limit_itself_is_shown() -> None:
    assert hidden([counts(all=25, Female=5, Male=20)], below=5) == frozenset()


def test_a_small_part_takes_another_with_it() -> None:
    """Else 24 less 20 would say it."""
    assert hidden([counts(all=24, Female=4, Male=20)], below=5) == {FEMALE, MALE}


def test_the_smallest_of_the_others_is_taken() -> None:
    found = hidden([counts(all=33, Female=3, Male=20, Other=10)], below=5)

    assert found == {FEMALE, OTHER}


def test_two_small_parts_cover_each_other() -> None:
    assert hidden([counts(all=27, Female=3, Male=20, Other=4)], below=5) == {FEMALE, OTHER}


def test_two_parts_of_nought_do_not() -> None:
    """Their sum is nought, and no count is less: both would be known."""
    found = hidden([counts(all=30, Female=0, Male=20, Other=10, Unknown=0)], below=1)

    assert found == {FEMALE, OTHER, ("sex=Unknown",)}


def test_a_small_total_is_hidden_with_all_its_parts() -> None:
    assert hidden([counts(all=4, Female=1, Male=3)], below=5) == {(), FEMALE, MALE}


def test_a_small_number_without_parts_stands_alone() -> None:
    assert hidden([counts(all=4)], below=5) == {()}


def test_a_part_without_its_total_gives_no_other_away() -> None:
    assert hidden([counts(Female=4, Male=20)], below=5) == {FEMALE}


def test_one_part_alone_is_no_sum() -> None:
    assert hidden([counts(all=24, Female=4)], below=5) == {FEMALE}


def test_what_the_publisher_holds_back_covers_a_small_one() -> None:
    assert hidden([counts(all=24, Female=4, Male=None, Other=12)], below=5) == {FEMALE, MALE}


def test_what_is_hidden_of_one_table_is_hidden_of_the_other() -> None:
    """Four of 40 women: shown with the 40, the rate would give the four away."""
    concerned, asked = counts(all=24, Female=4, Male=20), counts(all=90, Female=40, Male=50)

    assert hidden([concerned, asked], below=5) == hidden([concerned], below=5)


def test_a_small_group_asked_is_hidden_whatever_it_answered() -> None:
    concerned, asked = counts(all=26, Female=6, Male=20), counts(all=53, Female=3, Male=50)

    assert hidden([concerned, asked], below=5) == {FEMALE, MALE}


def test_four_corners_cover_each_other_in_a_table() -> None:
    rows = [[3, 20, 30], [21, 22, 31], [40, 41, 42]]

    found = hidden([table(rows)], below=5)
    assert found == {(f"age={a}", f"sex={b}") for a in (0, 1) for b in (0, 1)}


def test_tables_that_share_a_dimension_keep_only_what_is_divided_once() -> None:
    cells = {cell_of("sex=F"): 30, cell_of("sex=M"): 30, (): 60}
    cells |= {cell_of(f"sex={s};age={a}"): 15 for s in "FM" for a in (1, 2)}
    cells |= {cell_of(f"sex={s};imd={i}"): n for s in "FM" for i, n in ((1, 3), (2, 27))}
    found = hidden([{cell: Decimal(n) for cell, n in cells.items()}], below=5)

    assert found == {cell for cell in cells if len(cell) == 2}


@pytest.mark.parametrize(
    ("breakdown", "cell"),
    [("", ()), ("sex=Female", ("sex=Female",)), ("sex=Female;age=65+", ("age=65+", "sex=Female"))],
)
def test_a_breakdown_is_a_cell(breakdown: str, cell: Cell) -> None:
    assert cell_of(breakdown) == cell


# --- whatever the table --------------------------------------------------------------------------

SMALL = st.integers(0, 6)
TABLES = st.sampled_from([(2, 2), (2, 3), (3, 2)]).flatmap(
    lambda size: st.lists(
        st.lists(SMALL, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)
WIDE = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=2, max_size=5
    )
)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.integers(1, 4))
def test_an_attacker_who_tries_every_table_finds_nothing(rows: Rows, below: int) -> None:
    cells = table(rows)
    gone = hidden([cells], below=below)
    # All that the attacker could try must be few enough to try.
    assume(0 < sum(len(cell) == 2 for cell in gone) <= 4)

    found: dict[Cell, set[Decimal]] = {cell: set() for cell in gone}
    for guess in possible(rows, gone):
        for cell in gone:
            found[cell].add(guess[cell])
    assert [cell for cell, values in found.items() if len(values) < 2] == []


@settings(deadline=None)
@given(WIDE, st.integers(1, 10))
def test_an_attacker_who_subtracts_finds_nothing(rows: Rows, below: int) -> None:
    """In each sum that is shown in part, two or more are left out."""
    cells = table(rows)
    gone = hidden([cells], below=below)

    shown = {cell: count for cell, count in cells.items() if cell not in gone}
    while True:
        learnt = dict(_subtracted(rows, shown))
        if not learnt:
            break
        shown |= learnt
    assert gone & shown.keys() == frozenset()


def _subtracted(rows: Rows, shown: dict[Cell, Decimal]) -> Iterator[tuple[Cell, Decimal]]:
    ages, sexes = range(len(rows)), range(len(rows[0]))
    sums: list[list[Cell]] = [[(), *((f"age={a}",) for a in ages)]]
    sums.append([(), *((f"sex={b}",) for b in sexes)])
    sums += [[(f"age={a}",), *((f"age={a}", f"sex={b}") for b in sexes)] for a in ages]
    sums += [[(f"sex={b}",), *((f"age={a}", f"sex={b}") for a in ages)] for b in sexes]
    for whole, *parts in sums:
        unknown = [cell for cell in (whole, *parts) if cell not in shown]
        if len(unknown) == 1 and unknown[0] == whole:
            yield whole, sum((shown[part] for part in parts), Decimal(0))
        elif len(unknown) == 1:
            yield unknown[0], shown[whole] - sum(shown[part] for part in parts if part in shown)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(1, 12))
def test_small_is_always_hidden_and_what_is_large_is_kept_where_it_can_be(
    parts: list[int], below: int
) -> None:
    cells = line(parts)
    gone = hidden([cells], below=below)

    assert {cell for cell, count in cells.items() if count < below} <= gone
    if all(count >= below for count in cells.values()):
        assert not gone
    elif cells[()] >= below:
        # One part beyond the small ones is always enough.
        assert len(gone) <= sum(count < below for count in cells.values()) + 1


@given(WIDE, st.integers(1, 10))
@settings(deadline=None)
def test_hiding_is_the_same_every_time_whatever_the_order(rows: Rows, below: int) -> None:
    cells = table(rows)
    backwards = dict(reversed(cells.items()))

    assert hidden([cells], below=below) == hidden([backwards], below=below)
