"""The theory of change as a picture: steps in columns by kind, arrows from left to right.

A step is a box with its reference and its words, an arrow a line that ends in a head. The line is
whole where evidence is cited and broken where there is none; the legend says so. A theory that
would not fit on a page is drawn outcome by outcome, each with what leads to it and what follows.

Drawn as layered graphs are (Sugiyama, Tagawa and Toda, 1981): an arrow that passes over a column
gets a lane of its own in it, and steps stand near the middle of what they are joined to, so that
few lines cross and none runs behind a box.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _
from markupsafe import escape

from scp.publication.charts.drawing import (
    FONT,
    GREY,
    INK,
    PINE,
    Chart,
    printable,
    text_width,
    wrap,
)
from scp.publication.content import PlanContent, TheoryArrow, TheoryNode
from scp.publication.theory import back, onwards, reached

KINDS = ("input", "activity", "output", "outcome", "impact")
# px; a picture is as wide as the text of a page, and no taller than one.
WIDTH, TALLEST = 656, 730
MARGIN, GUTTER, WIDEST, BAND, LEGEND = 16, 34, 190, 24, 40
SIZE, LINE, PADDING, GAP = 10.5, 13, 7, 12
LANE, PORT, HEAD, BEND = 6, 7, 6, 15
SWEEPS = 6
# How many lines of a label are shown: fewer where the picture would be taller than a page. The list
# beside it has all of them.
LINES = (9, 5, 3)


def theory(content: PlanContent) -> tuple[Chart, ...]:
    """The pictures of the theory of change: one, or one for each outcome where one would be taller
    than a page, and one of the steps that lead to no outcome. Empty for a plan without a theory."""
    nodes, arrows = content.theory_nodes, content.theory_arrows
    if not nodes:
        return ()
    known = {node.reference for node in nodes}
    arrows = tuple(a for a in arrows if a.source in known and a.target in known)
    whole = Picture(nodes, arrows)
    parts = [whole] if whole.height <= TALLEST else list(map(_fitted, _by_outcome(nodes, arrows)))
    return tuple(part.chart(number, len(parts)) for number, part in enumerate(parts, start=1))


def _by_outcome(
    nodes: tuple[TheoryNode, ...], arrows: tuple[TheoryArrow, ...]
) -> "Iterator[Picture]":
    """A picture of each outcome with every step that leads to it or follows from it, and one of
    the arrows and steps that are in none of these."""
    ahead, behind = onwards(arrows), back(arrows)
    left = {node.reference for node in nodes}
    loose = list(arrows)
    for node in nodes:
        if node.kind == "outcome":
            shown = reached(node.reference, ahead) | reached(node.reference, behind)
            picture = _part(shown, nodes, arrows)
            left -= shown
            loose = [arrow for arrow in loose if arrow not in picture.arrows]
            yield picture
    left |= {end for arrow in loose for end in (arrow.source, arrow.target)}
    if left:
        yield _part(left, nodes, loose)


def _fitted(picture: "Picture") -> "Picture":
    """The picture with as many lines of each label as a page has room for."""
    for lines in LINES:
        picture = replace(picture, lines=lines)
        if picture.height <= TALLEST:
            break
    return picture


def _part(shown: set[str], nodes: Iterable[TheoryNode], arrows: Iterable[TheoryArrow]) -> "Picture":
    return Picture(
        tuple(node for node in nodes if node.reference in shown),
        tuple(a for a in arrows if a.source in shown and a.target in shown),
    )


@dataclass(eq=False)
class Place:
    """A box, or the lane of an arrow that passes (`node` is None), in a column of the picture."""

    column: int
    height: float
    node: TheoryNode | None = None
    lines: tuple[str, ...] = ()
    middle: float = 0

    @property
    def top(self) -> float:
        return self.middle - self.height / 2


@dataclass(frozen=True)
class Picture:
    """One drawing of steps and the arrows between them."""

    nodes: tuple[TheoryNode, ...]
    arrows: tuple[TheoryArrow, ...]
    lines: int = LINES[0]

    def chart(self, number: int, of: int) -> Chart:
        title = _("How change is expected to come about")
        if of > 1:
            title = _("{title} (part {number} of {of})").format(title=title, number=number, of=of)
        scale = min(TALLEST / self.height, 1)
        return Chart(
            name=f"theory-{number}",
            title=title,
            caption=title,
            table_caption=_("The same as a table: what is expected to lead to what"),
            drawing=self,
            alt=self.alternative(),
            headers=(_("From"), _("To"), _("What is assumed"), _("Evidence")),
            rows=tuple(self.rows()),
            width=round(WIDTH * scale),
            height=round(self.height * scale),
        )

    # --- in words --------------------------------------------------------------------------------

    def rows(self) -> Iterator[tuple[str, ...]]:
        called = {n.reference: f"{n.reference} {n.label}" for n in self.nodes}
        for a in self.arrows:
            evidence = ", ".join(a.evidence) or _("none cited")
            yield (called[a.source], called[a.target], a.assumption, evidence)
        joined = {end for a in self.arrows for end in (a.source, a.target)}
        for node in self.nodes:
            if node.reference not in joined:
                yield (called[node.reference], "–", "–", "–")

    def alternative(self) -> str:
        """The steps by kind, and what each leads to."""
        sentences = [
            f"{nodes[0].kind_label}: {', '.join(f'{n.reference} {n.label}' for n in nodes)}."
            for nodes in self.kinds
        ]
        leads = _("{source} leads to {targets}.")
        for node in self.nodes:
            targets = [a.target for a in self.arrows if a.source == node.reference]
            if targets:
                sentences.append(leads.format(source=node.reference, targets=", ".join(targets)))
        return _("Steps of the theory of change.") + " " + " ".join(sentences)

    # --- where everything stands -----------------------------------------------------------------

    @cached_property
    def kinds(self) -> list[list[TheoryNode]]:
        """The steps of each kind that there is, in the order of kinds: the columns."""
        found = ([node for node in self.nodes if node.kind == kind] for kind in KINDS)
        return [nodes for nodes in found if nodes]

    @cached_property
    def box_width(self) -> float:
        count = len(self.kinds)
        return min((WIDTH - MARGIN - (count - 1) * GUTTER - 1) / count, WIDEST)

    @cached_property
    def _boxes(self) -> dict[str, Place]:
        ends = [a.source for a in self.arrows], [a.target for a in self.arrows]
        ports = {n.reference: max(side.count(n.reference) for side in ends) for n in self.nodes}
        boxes = {}
        for column, nodes in enumerate(self.kinds):
            for node in nodes:
                lines = _folded(node.label, self.box_width - 2 * PADDING, self.lines)
                words = 2 * PADDING + LINE * (1 + len(lines))
                height = max(words, PORT * (ports[node.reference] + 1))
                boxes[node.reference] = Place(column, height, node, lines)
        return boxes

    @cached_property
    def _lanes(self) -> dict[str, list[Place]]:
        """For each arrow by its reference, a lane in every column that it passes over."""
        boxes = self._boxes
        return {
            a.reference: [
                Place(column, LANE)
                for column in range(boxes[a.source].column + 1, boxes[a.target].column)
            ]
            for a in self.arrows
        }

    @cached_property
    def _filled(self) -> list[list[Place]]:
        """What stands in each column, in no order."""
        columns: list[list[Place]] = [[] for _kind in self.kinds]
        for box in self._boxes.values():
            columns[box.column].append(box)
        for lanes in self._lanes.values():
            for lane in lanes:
                columns[lane.column].append(lane)
        return columns

    @cached_property
    def columns(self) -> list[list[Place]]:
        """What stands in each column, from top to bottom, each with its middle."""
        columns = [list(column) for column in self._filled]
        _untangle(columns, self._joined())
        tallest = max(map(_stack, columns))
        for column in columns:
            top = BAND + GAP + (tallest - _stack(column)) / 2
            for place in column:
                place.middle = top + place.height / 2
                top += place.height + GAP
        return columns

    def _joined(self) -> list[tuple[Place, Place]]:
        """Neighbours along the arrows, through the lanes, from left to right."""
        pairs: list[tuple[Place, Place]] = []
        for a in self.arrows:
            chain = [self._boxes[a.source], *self._lanes[a.reference], self._boxes[a.target]]
            if chain[0].column < chain[-1].column:
                pairs += itertools.pairwise(chain)
        return pairs

    @cached_property
    def height(self) -> float:
        return BAND + 2 * GAP + max(map(_stack, self._filled)) + LEGEND

    def _left(self, column: int) -> float:
        return MARGIN + column * (self.box_width + GUTTER)

    def _right(self, column: int) -> float:
        return self._left(column) + self.box_width

    @cached_property
    def _ports(self) -> dict[tuple[str, str], float]:
        """How far down each arrow leaves its source ("out") and reaches its target ("in")."""
        leaving: dict[str, list[TheoryArrow]] = defaultdict(list)
        coming: dict[str, list[TheoryArrow]] = defaultdict(list)
        for a in self.arrows:
            leaving[a.source].append(a)
            coming[a.target].append(a)
        ports = {}
        for side, ends in (("out", leaving), ("in", coming)):
            for reference, arrows in ends.items():
                box = self._boxes[reference]
                ordered = sorted(arrows, key=lambda a: (self._next(a, side).middle, a.reference))
                for n, a in enumerate(ordered, start=1):
                    ports[side, a.reference] = box.top + box.height * n / (len(ordered) + 1)
        return ports

    def _next(self, arrow: TheoryArrow, side: str) -> Place:
        """What an arrow meets first on its way from one end."""
        lanes = self._lanes[arrow.reference]
        if side == "out":
            return lanes[0] if lanes else self._boxes[arrow.target]
        return lanes[-1] if lanes else self._boxes[arrow.source]

    # --- in lines --------------------------------------------------------------------------------

    def svg(self) -> str:
        width, height = WIDTH, self.height
        title = escape(_("How change is expected to come about"))
        steps = list(self._steps())  # first, because it is this that gives every place its middle
        parts = [*self._heads(), *self._lines(), *steps, *self._legend()]
        size = f'width="{width}" height="{height:g}" viewBox="0 0 {width} {height:g}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}">'
            f"<title>{title}</title><desc>{escape(printable(self.alternative()))}</desc>"
            f'<rect width="{width}" height="{height:g}" fill="#ffffff"/>'
            f"{''.join(parts)}</svg>"
        )

    def _heads(self) -> Iterator[str]:
        for column, nodes in enumerate(self.kinds):
            x = self._left(column)
            yield (
                f'<rect x="{x:g}" y="0" width="{self.box_width:g}" height="{BAND}" rx="4" '
                f'fill="{PINE}"/>'
            )
            word = wrap(nodes[0].kind_label, self.box_width - 4, 12, 1)[0]
            yield _text(
                x + self.box_width / 2,
                BAND - 7.5,
                word,
                12,
                fill="#ffffff",
                bold=True,
                anchor="middle",
            )

    def _steps(self) -> Iterator[str]:
        for column in self.columns:
            for place in column:
                if place.node:
                    yield from self._step(place, place.node)

    def _step(self, place: Place, node: TheoryNode) -> Iterator[str]:
        x, y = self._left(place.column), place.top
        yield (
            f'<rect x="{x:g}" y="{y:g}" width="{self.box_width:g}" height="{place.height:g}" '
            f'rx="4" fill="#ffffff" stroke="{PINE}" stroke-width="1.25"/>'
        )
        words = LINE * (1 + len(place.lines))
        y = place.middle - words / 2 + LINE - 3
        yield _text(x + PADDING, y, node.reference, SIZE, fill=PINE, bold=True)
        if stands_for := node.outcome or node.piece:
            right = x + self.box_width - PADDING
            yield _text(right, y, stands_for, SIZE, fill=GREY, anchor="end")
        for number, line in enumerate(place.lines, start=1):
            yield _text(x + PADDING, y + number * LINE, line, SIZE)

    def _lines(self) -> Iterator[str]:
        for a in self.arrows:
            source, target = self._boxes[a.source], self._boxes[a.target]
            start, end = self._ports["out", a.reference], self._ports["in", a.reference]
            x = self._left(target.column) - HEAD
            if source.column < target.column:
                way = self._way(source, start, self._lanes[a.reference], x, end)
            else:
                left = self._left(source.column)
                way = (
                    f"M{left:g} {start:g}C{left - BEND:g} {start:g} {x - BEND / 2:g} {end:g} "
                    f"{x:g} {end:g}"
                )
            yield (
                f'<path d="{way}" fill="none" stroke="{INK}" stroke-width="1.1"'
                f"{'' if a.evidence else _BROKEN}/>"
            )
            yield (
                f'<path d="M{x:g} {end - 3.5:g}L{x + HEAD:g} {end:g}L{x:g} {end + 3.5:g}Z" '
                f'fill="{INK}"/>'
            )

    def _way(
        self, source: Place, start: float, lanes: Sequence[Place], x: float, end: float
    ) -> str:
        """From the right of a box through lanes to the head of the arrow."""
        here, down = self._right(source.column), start
        steps = [f"M{here:g} {down:g}"]
        stops = [(self._left(lane.column), lane.middle) for lane in lanes]
        for number, (there, level) in enumerate([*stops, (x, end)]):
            half = (there - here) / 2
            steps.append(
                f"C{here + half:g} {down:g} {there - half:g} {level:g} {there:g} {level:g}"
            )
            here, down = there, level
            if number < len(lanes):
                here = self._right(lanes[number].column)
                steps.append(f"H{here:g}")
        return "".join(steps)

    def _legend(self) -> Iterator[str]:
        y = self.height - LEGEND / 2 + 4
        x = float(MARGIN)
        for words, broken in (
            (_("evidence is cited"), ""),
            (_("no evidence is cited yet: an assumption and no more"), _BROKEN),
        ):
            yield (
                f'<path d="M{x:g} {y - 4:g}H{x + 34:g}" fill="none" stroke="{INK}" '
                f'stroke-width="1.1"{broken}/>'
            )
            yield (
                f'<path d="M{x + 34:g} {y - 7.5:g}L{x + 40:g} {y - 4:g}L{x + 34:g} {y - 0.5:g}Z" '
                f'fill="{INK}"/>'
            )
            yield _text(x + 47, y, words, 12, fill=GREY)
            x += 47 + text_width(words, 12) + 24


_BROKEN = ' stroke-dasharray="4 3"'


def _stack(column: Sequence[Place]) -> float:
    """How much room a column takes."""
    return sum(place.height for place in column) + GAP * (len(column) - 1)


def _untangle(columns: list[list[Place]], joined: Sequence[tuple[Place, Place]]) -> None:
    """Order each column so that what is joined stands level: again and again from left to right
    and back, by the middle of what a place is joined to in the column before (barycentres)."""
    before: dict[int, list[Place]] = defaultdict(list)
    after: dict[int, list[Place]] = defaultdict(list)
    for left, right in joined:
        before[id(right)].append(left)
        after[id(left)].append(right)
    level: dict[int, float] = {}
    for column in columns:
        _level(column, level)
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        ways = before if forwards else after
        for column in columns if forwards else reversed(columns):
            column.sort(key=lambda place: _middle(ways[id(place)], level, level[id(place)]))
            _level(column, level)


def _level(column: Sequence[Place], level: dict[int, float]) -> None:
    """How far down its column each place is, from 0 to 1."""
    for number, place in enumerate(column):
        level[id(place)] = (number + 0.5) / len(column)


def _middle(joined: Sequence[Place], level: Mapping[int, float], own: float) -> float:
    return sum(level[id(place)] for place in joined) / len(joined) if joined else own


def _folded(label: str, width: float, most: int) -> tuple[str, ...]:
    """A label in lines, a word that is longer than a line on several."""
    room = max(int(width / (SIZE * 0.54)), 4)
    words = [
        word[n : n + room] for word in printable(label).split() for n in range(0, len(word), room)
    ]
    return tuple(wrap(" ".join(words), width, SIZE, most))


def _text(
    x: float,
    y: float,
    words: str,
    size: float,
    *,
    fill: str = INK,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    weight = ' font-weight="600"' if bold else ""
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{weight}{anchored}>'
        f"{escape(printable(words))}</text>"
    )
