"""Small numbers: which counts may not be shown, and which others would give them away.

A table of counts is known by its cells: `()` is everybody, `("sex=Female",)` a part of it and
`("age=65+", "sex=Female")` a part of that. A cell is taken to be the sum of its parts by one more
dimension (all ages of women are all women). So a reader who subtracts learns what is left out, and
may learn more from knowing that no count is below nought. `hidden` leaves neither anything: each
hidden count could be another, with all that is shown staying as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from heapq import heappop, heappush
from itertools import combinations

# The names of the parts of the population, in their order.
Cell = tuple[str, ...]
Counts = Mapping[Cell, Decimal | None]
# A cell, followed by its parts by one dimension.
Sum = tuple[Cell, ...]
EVERYBODY: Cell = ()


def cell_of(breakdown: str) -> Cell:
    """The cell of `sex=Female;age=65+`."""
    return tuple(sorted(part for part in breakdown.split(";") if part))


def hidden(tables: Sequence[Counts], *, below: int) -> frozenset[Cell]:
    """The cells to hide: those with a count under `below` in any table, and as many more as it
    takes that no hidden count can be derived from what is shown of its table.

    The tables count different things (people concerned, people asked) in the same cells. None is a
    count that the publisher holds back: hidden already, and it may stand for anything.
    """
    cells = {cell for table in tables for cell in table}
    gone = {c for table in tables for c, count in table.items() if count is None or count < below}
    if any((count := table.get(EVERYBODY)) is not None and count < below for table in tables):
        # Nobody is a larger part of so few, whatever the publisher's figures say.
        return frozenset(cells)
    if not gone:
        return frozenset()
    if _are_linked(cells):
        gone |= {cell for cell in cells if len(cell) > 1}
        cells = {cell for cell in cells if len(cell) <= 1}
    nets = [_Net(table, cells) for table in tables]
    while missing := _missing(nets, gone):
        gone |= missing
    return frozenset(gone)


def _missing(nets: Sequence["_Net"], gone: set[Cell]) -> set[Cell]:
    """What must be hidden too, lest one of the hidden cells be derived; nothing if none can be."""
    for net in nets:
        for cell in sorted(net.counts.keys() & gone):
            if net.counts[cell] is not None and (cover := net.cover(cell, gone)):
                return cover
    return set()


# --- dimensions ----------------------------------------------------------------------------------


def _dimension(part: str) -> str:
    return part.partition("=")[0]


def _pairs(cells: Iterable[Cell]) -> set[tuple[str, str]]:
    """The dimensions by which cells are divided two at a time."""
    return {
        pair
        for cell in cells
        if len(cell) > 1
        for pair in combinations(sorted(_dimension(part) for part in cell), 2)
    }


def _are_linked(cells: Iterable[Cell]) -> bool:
    """Whether tables of two dimensions share one of them, or a table has three: what is derivable
    in those cannot be told from each sum's two neighbours."""
    pairs = _pairs(cells)
    dimensions = [dimension for pair in pairs for dimension in pair]
    return len(dimensions) != len(set(dimensions))


def _sums(cells: Iterable[Cell]) -> list[Sum]:
    """Each cell that is given with two parts or more by one further dimension."""
    known = set(cells)
    parts: dict[tuple[Cell, str], list[Cell]] = defaultdict(list)
    for cell in sorted(known):
        for index, part in enumerate(cell):
            whole = cell[:index] + cell[index + 1 :]
            if whole in known:
                parts[whole, _dimension(part)].append(cell)
    return [(whole, *some) for (whole, _by), some in parts.items() if len(some) > 1]


# --- what could be otherwise ---------------------------------------------------------------------


class _Net:
    """One table as a net: its sums are the knots, its cells the cords between them.

    A cell of a table of two dimensions stands in two sums at most. With one dimension's sums signed
    the other way, raising it by one takes from one sum what it gives to another; a hidden count
    could be another if hidden cells lead back round to it, each of them free to rise, and to fall
    if it is above nought. (That is the residual graph of a flow.)
    """

    def __init__(self, counts: Counts, cells: set[Cell]) -> None:
        self.counts = {cell: count for cell, count in counts.items() if cell in cells}
        self.sums = _sums(self.counts)
        self.backwards = {later for _earlier, later in _pairs(self.counts)}
        self.deepest = max(map(len, self.counts), default=0)
        self.ends = {cell: self._ends(cell) for cell in self.counts if cell != EVERYBODY}

    def cover(self, cell: Cell, gone: set[Cell]) -> set[Cell]:
        """The cheapest cells to hide so that a hidden count could be one more or one less with all
        that is shown the same. Nothing if it could be already."""
        if cell == EVERYBODY:
            # It may stand in many sums: each must leave it open.
            closed = [line[1:] for line in self._sums_of(cell) if not gone & set(line[1:])]
            return {min(parts, key=self._loss) for parts in closed}
        gains, loses = self.ends[cell]
        ways = [self._way(gains, loses, gone, cell)]
        if self.counts[cell]:
            ways.append(self._way(loses, gains, gone, cell))
        found = [way for way in ways if way is not None]
        if found:
            return set(min(found, key=lambda way: (way[0], way[1]))[1])
        return self.counts.keys() - gone

    def _way(
        self, start: Sum, end: Sum, gone: set[Cell], without: Cell
    ) -> tuple[tuple[int, Decimal], tuple[Cell, ...]] | None:
        """The way from one sum to another that hides least: what it costs, and what to hide."""
        waiting: list[tuple[tuple[int, Decimal], tuple[Cell, ...], Sum]]
        waiting, done = [((0, Decimal(0)), (), start)], set[Sum]()
        while waiting:
            cost, hides, knot = heappop(waiting)
            if knot == end:
                return cost, hides
            if knot in done:
                continue
            done.add(knot)
            for cell, on in self._steps(knot):
                if cell == without or on in done:
                    continue
                if cell in gone:
                    heappush(waiting, (cost, hides, on))
                else:
                    totals, count = self._loss(cell)[:2]
                    dearer = (cost[0] + totals, cost[1] + count + 1)
                    heappush(waiting, (dearer, (*hides, cell), on))
        return None

    def _steps(self, knot: Sum) -> Iterator[tuple[Cell, Sum]]:
        """What one sum has too much of can go to another: by a cell that rises at the expense of
        the first, or by one above nought that falls."""
        for cell, (gains, loses) in self.ends.items():
            if loses == knot:
                yield cell, gains
            if gains == knot and self.counts[cell]:
                yield cell, loses

    def _loss(self, cell: Cell) -> tuple[int, Decimal, Cell]:
        """Rather a part than a total, rather a small one."""
        return self.deepest - len(cell), self.counts[cell] or Decimal(0), cell

    def _sums_of(self, cell: Cell) -> Iterator[Sum]:
        return (line for line in self.sums if cell in line)

    def _ends(self, cell: Cell) -> tuple[Sum, Sum]:
        """The sum that gains and the one that loses when the cell rises; the empty one stands for
        whatever nobody adds up."""
        gains: Sum = ()
        loses: Sum = ()
        for line in self._sums_of(cell):
            root = line[0][0] if line[0] else line[1][0]
            if (cell != line[0]) != (_dimension(root) in self.backwards):
                gains = line
            else:
                loses = line
        return gains, loses
