"""The place jigsaw: which pieces contribute to which outcomes, as a picture and a table.

Each portfolio is a jigsaw of its own. A row is a piece of the plan, a column an outcome; where the
piece claims a contribution its place is filled with an interlocking jigsaw piece in the colour of
the outcome's theme, darker and numbered by strength. Places left white are what a reader should
ask about. Colour never says anything alone: themes have words, strengths have numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _
from markupsafe import escape

from scp.publication.charts.drawing import (
    FONT,
    GREY,
    HAIRLINE,
    INK,
    PINE,
    THEMES,
    Chart,
    mixed,
    printable,
    text_width,
    wrap,
)
from scp.publication.charts.outline import Grid
from scp.publication.content import Outcome, Piece, PlanContent, Portfolio

WIDTH, LABEL, CELL, WIDEST = 656, 184, 52, 104
COLUMNS, ROWS = 8, 12
BAND, LINE, TITLE, GAP, LEGEND = 24, 13, 30, 16, 58
# How much of the theme's colour fills a piece of each strength.
FILLS = {3: 1.0, 2: 0.4, 1: 0.13}

Group = tuple[Portfolio | None, tuple[Piece, ...]]


def jigsaw(content: PlanContent) -> tuple[Chart, ...]:
    """The pictures of the whole plan: one, or several where outcomes or pieces are many.

    With several, a picture shows the pieces that contribute to its outcomes; pieces that contribute
    to none are in the first. Empty for a plan without outcomes or without pieces.
    """
    if not content.outcomes or not content.pieces:
        return ()
    columns = _evenly(content.outcomes, COLUMNS)
    pictures = [
        Picture(outcomes, groups)
        for number, outcomes in enumerate(columns)
        for groups in _pages(content, outcomes, alone=len(columns) == 1, first=number == 0)
    ]
    return tuple(
        picture.chart(number, len(pictures)) for number, picture in enumerate(pictures, start=1)
    )


def strength_word(strength: int) -> str:
    # One look-up a call, not three: a page of 200 outcomes asks some thousand times.
    if strength == 3:
        return _("main")
    return _("clear") if strength == 2 else _("some")


def theme_word(theme: str) -> str:
    if theme == "social":
        return _("Social")
    return _("Economic") if theme == "economic" else _("Environmental")


def _evenly(outcomes: Sequence[Outcome], most: int) -> list[tuple[Outcome, ...]]:
    """Parts of about the same size, none larger than `most`."""
    parts = -(-len(outcomes) // most)
    size = -(-len(outcomes) // parts)
    return [tuple(outcomes[n : n + size]) for n in range(0, len(outcomes), size)]


def _pages(
    content: PlanContent, outcomes: tuple[Outcome, ...], *, alone: bool, first: bool
) -> Iterator[tuple[Group, ...]]:
    """The pieces of one set of outcomes by portfolio, in pages of at most ROWS rows."""
    wanted = {outcome.reference for outcome in outcomes}

    def shown(piece: Piece) -> bool:
        claims = {contribution.outcome for contribution in piece.contributions}
        return alone or bool(claims & wanted) or (first and not claims)

    order = {portfolio.reference: n for n, portfolio in enumerate(content.portfolios)}
    by_reference = {portfolio.reference: portfolio for portfolio in content.portfolios}
    pieces = [piece for piece in content.pieces if shown(piece)]
    pieces.sort(key=lambda piece: order.get(piece.portfolio, len(order)))
    for start in range(0, len(pieces), ROWS):
        page = pieces[start : start + ROWS]
        yield tuple(
            (by_reference.get(reference), tuple(group))
            for reference, group in groupby(page, key=lambda piece: piece.portfolio)
        )


@dataclass(frozen=True)
class Picture:
    """One drawing: up to COLUMNS outcomes and ROWS pieces."""

    outcomes: tuple[Outcome, ...]
    groups: tuple[Group, ...]

    def chart(self, number: int, of: int) -> Chart:
        title = _("The place jigsaw: how the pieces fit the outcomes")
        if of > 1:
            title = _("{title} (part {number} of {of})").format(title=title, number=number, of=of)
        return Chart(
            name=f"jigsaw-{number}",
            title=title,
            caption=title,
            table_caption=_("The same as a table: strength of contribution, 1 to 3"),
            drawing=self,
            alt=self.alternative(),
            headers=(_("Piece"), *(outcome.reference for outcome in self.outcomes)),
            rows=tuple(self.rows()),
            width=WIDTH,
            height=round(self.height),
        )

    # --- in words --------------------------------------------------------------------------------

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for _portfolio, pieces in self.groups for piece in pieces)

    def rows(self) -> Iterator[tuple[str, ...]]:
        for piece in self.pieces:
            strengths = (piece.strength_for(outcome.reference) for outcome in self.outcomes)
            cells = (f"{s} {strength_word(s)}" if s else "–" for s in strengths)
            yield (f"{piece.reference} {piece.title}", *cells)

    def alternative(self) -> str:
        """Each outcome with its pieces, strongest first."""
        sentences = []
        for outcome in self.outcomes:
            claims = [(piece.strength_for(outcome.reference), piece) for piece in self.pieces]
            named = [
                f"{piece.reference} {strength_word(strength)}"
                for strength, piece in sorted(claims, key=lambda claim: -claim[0])
                if strength
            ]
            pieces = ", ".join(named) or _("no piece")
            sentences.append(f"{outcome.reference}: {pieces}.")
        return _("Contribution of pieces to outcomes.") + " " + " ".join(sentences)

    # --- in lines --------------------------------------------------------------------------------

    @cached_property
    def column(self) -> float:
        return min((WIDTH - LABEL) / len(self.outcomes), WIDEST)

    @cached_property
    def heads(self) -> list[list[str]]:
        """The outcomes' statements, where a column is wide enough to read them in."""
        if self.column < 76:
            return [[] for _outcome in self.outcomes]
        return [wrap(o.statement, self.column - 8, 11, 6) for o in self.outcomes]

    @cached_property
    def head_height(self) -> float:
        return BAND + 26 + LINE * max(len(lines) for lines in self.heads)

    @cached_property
    def height(self) -> float:
        blocks = sum(TITLE + CELL * len(pieces) + GAP for _portfolio, pieces in self.groups)
        return self.head_height + blocks + LEGEND

    def svg(self) -> str:
        parts = [*self._heads(), *self._blocks(), *self._legend()]
        size = f'width="{WIDTH}" height="{self.height:g}" viewBox="0 0 {WIDTH} {self.height:g}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}">'
            f'<rect width="{WIDTH}" height="{self.height:g}" fill="#ffffff"/>'
            f"{''.join(parts)}</svg>"
        )

    def _heads(self) -> Iterator[str]:
        column = 0
        for theme, group in groupby(self.outcomes, key=lambda outcome: outcome.theme):
            count = len(tuple(group))
            x, width = LABEL + column * self.column, count * self.column
            word = theme_word(theme)
            # Bold, and in the wide typeface that a browser may fall back to.
            size = 12.0 if text_width(word, 12) * 1.3 <= width - 6 else 10.0
            if text_width(word, size) * 1.2 > width - 6:
                word = f"{word[:4]}."
            yield _rectangle(x + 1, 0, width - 2, BAND, THEMES[theme])
            yield _text(
                x + width / 2, BAND - 7.5, word, size, fill="#ffffff", bold=True, middle=True
            )
            column += count
        for number, (outcome, lines) in enumerate(zip(self.outcomes, self.heads, strict=True)):
            x = LABEL + (number + 0.5) * self.column
            colour = THEMES[outcome.theme]
            yield _text(x, BAND + 19, outcome.reference, 15, fill=colour, bold=True, middle=True)
            for line, words in enumerate(lines, start=1):
                yield _text(x, BAND + 20 + LINE * line, words, 11, middle=True)

    def _blocks(self) -> Iterator[str]:
        y = self.head_height
        for portfolio, pieces in self.groups:
            title = (
                f"{portfolio.reference} {portfolio.title}" if portfolio else _("In no portfolio")
            )
            words = wrap(title, WIDTH, 13.5, 1)[0]
            yield _text(0, y + 20, words, 13.5, fill=PINE, bold=True)
            yield from self._block(y + TITLE, pieces)
            y += TITLE + CELL * len(pieces) + GAP

    def _block(self, top: float, pieces: tuple[Piece, ...]) -> Iterator[str]:
        grid = Grid(len(pieces), len(self.outcomes), self.column, CELL)
        for row, piece in enumerate(pieces):
            yield from self._label(top + row * CELL, piece)
        yield f'<g transform="translate({LABEL} {top:g})">'
        places = [
            (piece.strength_for(outcome.reference), row, column, outcome)
            for row, piece in enumerate(pieces)
            for column, outcome in enumerate(self.outcomes)
        ]
        # Empty places first, so that a filled piece's tabs lie on top of them.
        for strength, row, column, outcome in sorted(places, key=lambda place: place[0]):
            yield _piece(grid.path(row, column), strength, THEMES[outcome.theme])
            if strength:
                x, y = (column + 0.5) * self.column, (row + 0.5) * CELL + 6
                fill = "#ffffff" if FILLS[strength] == 1 else INK
                yield _text(x, y, str(strength), 17, fill=fill, bold=True, middle=True)
        yield "</g>"

    def _label(self, y: float, piece: Piece) -> Iterator[str]:
        lines = wrap(f"{piece.reference} {piece.title}", LABEL - 22, 12, 3)
        first = y + CELL / 2 - LINE * len(lines) / 2 + 10
        for number, words in enumerate(lines):
            yield _text(0, first + number * (LINE + 1), words, 12)
        yield _rectangle(0, y + CELL - 0.5, LABEL - 10, 0.75, HAIRLINE)

    def _legend(self) -> Iterator[str]:
        y, x = self.height - LEGEND + 16, 0.0
        for strength in (3, 2, 1, 0):
            path = Grid(3, 3, 30, 26, 1.0).path(1, 1)
            words = (
                _("{strength}: {word} contribution").format(
                    strength=strength, word=strength_word(strength)
                )
                if strength
                else _("none claimed")
            )
            yield f'<g transform="translate({x - 22:g} {y - 20:g})">'
            yield f"{_piece(path, strength, GREY)}</g>"
            if strength:
                fill = "#ffffff" if FILLS[strength] == 1 else INK
                yield _text(x + 23, y + 23, str(strength), 12, fill=fill, bold=True, middle=True)
            yield _text(x + 49, y + 23, words, 12, fill=GREY)
            x += 168


def _piece(path: str, strength: int, colour: str) -> str:
    if not strength:
        return f'<path d="{path}" fill="#ffffff" stroke="{HAIRLINE}" stroke-width="1"/>'
    fill = mixed(colour, FILLS[strength])
    line = "#ffffff" if FILLS[strength] == 1 else colour
    return f'<path d="{path}" fill="{fill}" stroke="{line}" stroke-width="1.25"/>'


def _rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    corner = 4 if height > 2 else 0
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
        f'rx="{corner}" fill="{fill}"/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    size: float = 12,
    *,
    fill: str = INK,
    bold: bool = False,
    middle: bool = False,
) -> str:
    weight = ' font-weight="600"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{weight}{anchor}>'
        f"{escape(printable(words))}</text>"
    )
