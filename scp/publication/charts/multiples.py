"""Small multiples: many indicators of a place side by side, each on a scale of its own.

A panel has the indicator's name, its line with the comparator's dashed, its latest value and what
is judged of it, in words. Panels are for a look over many; `trend` is for a look at one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from markupsafe import escape

from scp.core.jinja import date
from scp.publication.charts import series, wording
from scp.publication.charts.drawing import FONT, GREY, HAIRLINE, INK, PINE, TARGET, Chart, wrap
from scp.publication.charts.series import Point, Timeline
from scp.publication.content import Indicator, Observation, PlaceFacts, TargetPoint
from scp.publication.judged import Judged, compared_with, judged

WIDTH, GAP, COLUMNS, PANELS = 656, 20, 3, 12
PANEL = (WIDTH - GAP * (COLUMNS - 1)) / COLUMNS
# From the top of a panel: two lines of its name, the plot, two lines of words.
PLOT_TOP, PLOT_HEIGHT, WORDS_TOP, HEIGHT = 36, 56, 110, 142
INSET = 5


def multiples(
    indicators: Sequence[Indicator], place: PlaceFacts, *, name: str, title: str
) -> tuple[Chart, ...]:
    """Pictures of at most PANELS indicators each, of those that have values for the place.

    `name` begins the addresses of the pictures, `title` says what the indicators have in common.
    """
    shown = [Panel(one, place) for one in indicators if one.series(place.code)]
    pages = [shown[start : start + PANELS] for start in range(0, len(shown), PANELS)]
    return tuple(
        Picture(tuple(panels)).chart(f"{name}-{number}", _numbered(title, number, len(pages)))
        for number, panels in enumerate(pages, start=1)
    )


def _numbered(title: str, number: int, of: int) -> str:
    if of == 1:
        return title
    return _("{title} (part {number} of {of})").format(title=title, number=number, of=of)


@dataclass(frozen=True)
class Panel:
    """One indicator of a place."""

    indicator: Indicator
    place: PlaceFacts

    # --- in words --------------------------------------------------------------------------------

    @cached_property
    def judged(self) -> Judged:
        return judged(self.indicator, self.place)

    @property
    def label(self) -> str:
        return f"{self.indicator.reference} {wording.title(self.indicator)}"

    @property
    def latest(self) -> str:
        return wording.latest(self.indicator, self.judged.latest)

    @property
    def target(self) -> str:
        """The target that the plan leads to, by its day."""
        due = sorted(self.indicator.targets, key=lambda point: point.due_on)
        if not due:
            return "–"
        value = wording.amount(self.indicator, due[-1].value)
        return _("{value} by {date}").format(value=value, date=date(due[-1].due_on))

    @property
    def verdicts(self) -> tuple[str, str, str]:
        """Against target, direction of travel, against comparator."""
        target, direction, comparison = (judgement.label for judgement in self.judged)
        if self.judged.comparator:
            comparison = f"{comparison} ({self.judged.comparator})"
        return target, direction, comparison

    def row(self) -> tuple[str, ...]:
        return (self.label, self.latest, self.target, *self.verdicts)

    def sentence(self) -> str:
        target, direction, comparison = self.verdicts
        return f"{self.label}: {self.latest}; {direction}; {target}; {comparison}."

    # --- in lines --------------------------------------------------------------------------------

    def draw(self, left: float, top: float) -> Iterator[str]:
        yield from self._text(left, top + 12, self.label, INK, lines=2, bold=True)
        axis = series.timeline(self.indicator, self._areas)
        own, other = axis.points(self._own), axis.points(self._other)
        if own:
            yield from Lines(self.indicator, axis, own, other, left, top + PLOT_TOP).draw()
        target, direction, _comparison = self.verdicts
        yield from self._text(left, top + WORDS_TOP, self.latest, PINE, bold=True)
        words = _("{direction}. Target: {verdict}.").format(
            direction=direction, verdict=target[:1].lower() + target[1:]
        )
        yield from self._text(left, top + WORDS_TOP + 14, words, GREY)

    @property
    def _own(self) -> tuple[Observation, ...]:
        return self.indicator.series(self.place.code)

    @property
    def _other(self) -> tuple[Observation, ...]:
        return compared_with(self.indicator, self.place.code)

    @property
    def _areas(self) -> list[str]:
        return [self.place.code, *(one.area for one in self._other[:1])]

    def _text(
        self, x: float, y: float, words: str, colour: str, *, lines: int = 1, bold: bool = False
    ) -> Iterator[str]:
        weight = ' font-weight="600"' if bold else ""
        room = PANEL * (0.9 if bold else 1)
        for number, line in enumerate(wrap(words, room, 11, lines)):
            yield (
                f'<text x="{x:g}" y="{y + 14 * number:g}" font-size="11" fill="{colour}"{weight}>'
                f"{escape(line)}</text>"
            )


@dataclass(frozen=True)
class Lines:
    """The lines of one panel, on the scale of its own values."""

    indicator: Indicator
    axis: Timeline
    own: list[Point]
    other: list[Point]
    left: float
    top: float

    def draw(self) -> Iterator[str]:
        floor = self.top + PLOT_HEIGHT + INSET
        yield (f'<path d="M{self.left:g} {floor:g}h{PANEL:g}" stroke="{HAIRLINE}" fill="none"/>')
        for change in self.axis.breaks(self.indicator):
            x = self._across(change.x)
            yield (
                f'<path d="M{x:.1f} {self.top:g}v{PLOT_HEIGHT:g}" stroke="{INK}" fill="none" '
                'stroke-dasharray="2 3"/>'
            )
        yield from self._line(self.other, GREY, ' stroke-dasharray="4 3" stroke-width="1.3"')
        yield from self._line(self.own, PINE, ' stroke-width="2"')
        yield self._dot(self.own[-1])
        yield from self._target()

    @cached_property
    def _range(self) -> tuple[float, float]:
        values = [point.value for point in (*self.own, *self.other)]
        values += [float(target.value) for target in self._targets[-1:]]
        low, high = min(values), max(values)
        return (low, high) if high > low else (low - 1, high + 1)

    @cached_property
    def _targets(self) -> list[TargetPoint]:
        return sorted(self.indicator.targets, key=lambda point: point.due_on)

    def _across(self, x: float) -> float:
        places = list(self.axis.places.values())
        low, high = min(places), max(places)
        share = (x - low) / (high - low) if high > low else 0.5
        return self.left + INSET + share * (PANEL - 2 * INSET)

    def _down(self, y: float) -> float:
        low, high = self._range
        return self.top + PLOT_HEIGHT * (1 - (y - low) / (high - low))

    def _line(self, points: list[Point], colour: str, look: str) -> Iterator[str]:
        path, run = "", None
        for point in points:
            letter = "L" if point.run == run else "M"
            path += f"{letter}{self._across(point.x):.1f} {self._down(point.value):.1f}"
            run = point.run
        if path:
            yield f'<path d="{path}" stroke="{colour}" fill="none"{look}/>'

    def _dot(self, point: Point) -> str:
        x, y = self._across(point.x), self._down(point.value)
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{PINE}"/>'

    def _target(self) -> Iterator[str]:
        """The last target as a level line: where it is to be, whenever that is."""
        for target in self._targets[-1:]:
            y = self._down(float(target.value))
            yield (
                f'<path d="M{self.left:g} {y:.1f}h{PANEL:g}" stroke="{TARGET}" fill="none" '
                'stroke-dasharray="2 2"/>'
            )


@dataclass(frozen=True)
class Picture:
    """Panels in rows of COLUMNS."""

    panels: tuple[Panel, ...]

    @property
    def height(self) -> int:
        return -(-len(self.panels) // COLUMNS) * HEIGHT

    def chart(self, name: str, title: str) -> Chart:
        return Chart(
            name=name,
            title=title,
            caption=title,
            table_caption=_("{title}: the same as a table").format(title=title),
            drawing=self,
            alt=" ".join(panel.sentence() for panel in self.panels),
            headers=(
                *(_("Indicator"), _("Latest"), _("Target"), _("Against target")),
                *(_("Direction of travel"), _("Against comparator")),
            ),
            rows=tuple(panel.row() for panel in self.panels),
            notes=(
                _(
                    "Each has a scale of its own. Dashed: the comparator. Dotted line: the last "
                    "target. Upright: the method changed."
                ),
            ),
            width=WIDTH,
            height=self.height,
        )

    def svg(self) -> str:
        drawn = (
            part
            for number, panel in enumerate(self.panels)
            for part in panel.draw(number % COLUMNS * (PANEL + GAP), number // COLUMNS * HEIGHT)
        )
        size = f'width="{WIDTH}" height="{self.height}" viewBox="0 0 {WIDTH} {self.height}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}">'
            f'<rect width="{WIDTH}" height="{self.height}" fill="#ffffff"/>{"".join(drawn)}</svg>'
        )
