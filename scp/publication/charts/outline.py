"""The outline of jigsaw pieces that fit each other, as SVG path data."""

from dataclasses import dataclass

FLAT, TAB, HOLE = 0, 1, -1
# Half the neck, radius of the head and start of the curve, in the proportions of the product's own
# mark (static/src/mark.svg); the unit is `knob` px.
NECK, HEAD, START = 3.8, 4.2, 4.7


@dataclass(frozen=True)
class Grid:
    """A block of places, `rows` by `columns`, each `width` by `height` px.

    Neighbours share their edge: where one has a tab the other has a hole of the same shape. Places
    take turns: tabs to the sides and holes above and below, then the other way about.
    """

    rows: int
    columns: int
    width: float
    height: float
    knob: float = 1.75

    def path(self, row: int, column: int) -> str:
        """The closed outline of one place, from the block's own top left corner."""
        x, y = column * self.width, row * self.height
        corners = (
            (x, y),
            (x + self.width, y),
            (x + self.width, y + self.height),
            (x, y + self.height),
        )
        sides = self._sides(row, column)
        edges = (
            self._edge(corners[n], corners[(n + 1) % 4], sides[n]) for n in range(len(corners))
        )
        return f"M{x:g} {y:g}{''.join(edges)}Z"

    def _sides(self, row: int, column: int) -> tuple[int, int, int, int]:
        """What the top, right, bottom and left edges have."""
        side, end = (TAB, HOLE) if (row + column) % 2 == 0 else (HOLE, TAB)
        return (
            FLAT if row == 0 else end,
            FLAT if column == self.columns - 1 else side,
            FLAT if row == self.rows - 1 else end,
            FLAT if column == 0 else side,
        )

    def _edge(self, start: tuple[float, float], end: tuple[float, float], kind: int) -> str:
        """One side, clockwise, with its tab (outwards) or hole (inwards) in the middle."""
        if kind == FLAT:
            return f"L{end[0]:g} {end[1]:g}"
        along = (_sign(end[0] - start[0]), _sign(end[1] - start[1]))
        out = (along[1] * kind, -along[0] * kind)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)

        def at(forward: float, outward: float) -> str:
            x = middle[0] + self.knob * (forward * along[0] + outward * out[0])
            y = middle[1] + self.knob * (forward * along[1] + outward * out[1])
            return f"{round(x, 2):g} {round(y, 2):g}"

        head, turn = round(HEAD * self.knob, 2), 1 if kind == TAB else 0
        return (
            f"L{at(-START, 0)}"
            f"C{at(-NECK, 0)} {at(-NECK + 0.5, 0.5)} {at(-NECK, 1.2)}"
            f"A{head:g} {head:g} 0 1 {turn} {at(NECK, 1.2)}"
            f"C{at(NECK - 0.5, 0.5)} {at(NECK, 0)} {at(START, 0)}"
            f"L{end[0]:g} {end[1]:g}"
        )


def _sign(distance: float) -> int:
    return (distance > 0) - (distance < 0)
