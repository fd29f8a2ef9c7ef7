"""An indicator over time: the place a solid line, its comparator dashed, each named at its end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scp.core.jinja import date
from scp.publication import judged
from scp.publication.charts import drawing, engine, series, wording
from scp.publication.charts.drawing import FONT, GREY, INK, PINE, TARGET, Chart
from scp.publication.charts.plot import (
    HEIGHT,
    LEFT,
    PLOT_HEIGHT,
    PLOT_WIDTH,
    RIGHT,
    SIZE,
    TOP,
    WIDTH,
    Layer,
    Plot,
)
from scp.publication.charts.series import Point
from scp.publication.content import Indicator, PlaceFacts

LINE_GAP = 15
# A line through fewer points than this would suggest more than is known.
FEWEST = 2
MANY = 24


def trend(indicator: Indicator, area: PlaceFacts) -> Chart:
    """The published series of `area`, with that of its comparator where there is one.

    Never invents a value: what is missing or suppressed is a gap in the line and "not published" in
    the table, and no line crosses a change of method.
    """
    own, other = indicator.series(area.code), judged.compared_with(indicator, area.code)
    figure = figure_of(indicator, area)
    drawable = len(figure.own) >= FEWEST
    return Chart(
        name=f"{indicator.reference}-{area.code}",
        title=wording.title(indicator),
        caption=wording.caption(figure.axis, area.name, other),
        table_caption=_("Published values"),
        drawing=figure if drawable else None,
        alt=wording.alternative(indicator, area.name, figure.axis, own, other),
        headers=wording.headers(area.name, own, other),
        rows=wording.rows(indicator, figure.axis, own, other),
        notes=(
            *(figure.notes() if drawable else (*wording.too_few(area.name), *figure.changes())),
            *wording.hidden((*own, *other)),
            *wording.revised((*own, *other)),
        ),
        width=WIDTH,
        height=HEIGHT,
    )


def figure_of(indicator: Indicator, area: PlaceFacts) -> "Figure":
    """What is published for a place and its comparator, on one time axis."""
    own, other = indicator.series(area.code), judged.compared_with(indicator, area.code)
    axis = series.timeline(indicator, [area.code, *(other[0].area,)] if other else [area.code])
    return Figure(
        indicator=indicator,
        name=area.name,
        other_name=other[0].area_name if other else "",
        axis=axis,
        own=axis.points(own),
        other=axis.points(other),
    )


@dataclass(frozen=True)
class Figure(Plot):
    """One drawing."""

    def svg(self) -> str:
        return engine.svg(self.spec())

    def spec(self) -> dict[str, Any]:
        """The whole as Vega-Lite."""
        return self.framed(
            [
                *self._bands(),
                *self._breaks(),
                *self._leaders(),
                *self._intended(),
                self._line(self.other, GREY, dash=[5, 4]),
                self._line(self.own, PINE),
                *self._if_nothing_changes(),
                *self._dots(),
                *self._targets(),
                *self._names(),
                self._periods(),
                self._unit(),
            ]
        )

    def notes(self) -> tuple[str, ...]:
        """What a reader needs to know to read the picture rightly."""
        found = list(self.changes())
        if self._banded():
            found.append(_("The shaded band is the 95% confidence interval."))
        if self.ahead:
            found.append(_("Dotted: if nothing changes. The lighter band should hold it."))
        if self._ticks[0] > 0:
            found.append(_("The vertical axis does not start at zero."))
        if not self.axis.dated:
            found.append(_("Periods are spaced evenly, in published order."))
        return tuple(found)

    def changes(self) -> tuple[str, ...]:
        """The changes of method between the values, in words."""
        return tuple(
            _("Method changed on {date}: {note}. Values before and after are not compared.").format(
                date=date(change.on), note=change.note.rstrip(".")
            )
            for change in self.axis.breaks(self.indicator)
        )

    # --- layers ----------------------------------------------------------------------------------

    def _line(self, points: Sequence[Point], colour: str, dash: list[int] | None = None) -> Layer:
        mark: dict[str, Any] = {"type": "line", "color": colour, "strokeWidth": 2.5}
        if dash:
            mark |= {"strokeDash": dash, "strokeWidth": 2}
        rows = [{"x": p.x, "y": p.value, "run": p.run} for p in points]
        return self._layer(mark, rows, detail={"field": "run"})

    def _dots(self) -> list[Layer]:
        layers = []
        for points, colour in ((self.other, GREY), (self.own, PINE)):
            if not points:
                continue
            # On a long line only the latest value, and values that no line passes through.
            runs = [p.run for p in points]
            shown = [
                p
                for p in points
                if len(points) <= MANY or p is points[-1] or runs.count(p.run) == 1
            ]
            mark = {"type": "point", "filled": True, "color": colour, "size": 34, "opacity": 1}
            layers.append(self._layer(mark, [{"x": p.x, "y": p.value} for p in shown]))
        return layers

    def _banded(self) -> list[Point]:
        return [p for p in self.own if p.lower is not None and p.upper is not None]

    def _bands(self) -> list[Layer]:
        rows = [{"x": p.x, "y": p.lower, "y2": p.upper, "run": p.run} for p in self._banded()]
        mark = {"type": "area", "color": PINE, "opacity": 0.16, "line": False}
        return (
            [self._layer(mark, rows, y2={"field": "y2"}, detail={"field": "run"})] if rows else []
        )

    def _if_nothing_changes(self) -> list[Layer]:
        """The way ahead from the latest value, dotted, in a band that widens."""
        if not self.ahead:
            return []
        last = self.own[-1]
        start = replace(last, lower=last.value, upper=last.value, run=0)
        points = (start, *self.ahead)
        rows = [{"x": p.x, "y": p.lower, "y2": p.upper} for p in points]
        band = {"type": "area", "color": PINE, "opacity": 0.09, "line": False}
        return [
            self._layer(band, rows, y2={"field": "y2"}),
            self._line([replace(point, run=0) for point in points], PINE, dash=[1, 3]),
        ]

    def _intended(self) -> list[Layer]:
        """The line of the targets, thin: straight from the baseline on where that is documented,
        else level at each target until the day it is due."""
        due = self._targets_due()
        if not due:
            return []
        marks = [
            (self.axis.place_of(point.due_on, n), float(point.value)) for n, point in enumerate(due)
        ]
        if self.indicator.trajectory == "linear":
            rows = [{"x": x, "y": y, "run": 0} for x, y in (*self._line_begins(), *marks)]
        else:
            starts = [min(self.axis.places.values()), *(x for x, _y in marks)]
            rows = [
                {"x": x, "y": y, "run": n}
                for n, (end, y) in enumerate(marks)
                for x in (starts[n], end)
            ]
        mark = {"type": "line", "color": TARGET, "strokeWidth": 1, "strokeDash": [2, 2]}
        return [self._layer(mark, rows, detail={"field": "run"})]

    def _breaks(self) -> list[Layer]:
        layers = []
        for change in self.axis.breaks(self.indicator):
            here = [{"x": change.x}]
            rule = {"type": "rule", "color": INK, "strokeDash": [2, 3], "strokeWidth": 1.2}
            layers.append(self._layer(rule, here, y={"value": 0}, y2={"value": PLOT_HEIGHT}))
            left = self._across(change.x) > PLOT_WIDTH * 0.6
            words = {
                **_words(INK, align="right" if left else "left"),
                "dx": -5 if left else 5,
                "text": _("Method changed, {month}").format(month=_month(change.on)),
            }
            layers.append(self._layer(words, here, y={"value": 5}))
        return layers

    def _targets(self) -> list[Layer]:
        due = self._targets_due()
        if not due:
            return []
        rows = [
            {
                "x": self.axis.place_of(point.due_on, n),
                "y": float(point.value),
                "text": self._value(point.value),
            }
            for n, point in enumerate(due)
        ]
        mark = {"type": "point", "shape": "diamond", "color": TARGET, "size": 110}
        words = {**_words(TARGET, align="center"), "dy": -13, "fontWeight": 600}
        # The last one has its words at the edge, with the names of the lines.
        return [
            self._layer({**mark, "strokeWidth": 2, "filled": False}, rows),
            self._layer(words, rows[:-1], text={"field": "text"}),
        ]

    def _ends(self) -> list[tuple[str, str, float, float, int]]:
        """What is named at the right edge: words, colour, x, y, weight."""
        found = []
        for points, name, colour in (
            (self.own, self.name, PINE),
            (self.other, self.other_name, GREY),
        ):
            if points:
                last = points[-1]
                value = self._value(Decimal(str(last.value)))
                words = f"{drawing.wrap(name, RIGHT - 92, SIZE, 1)[0]} {value}"
                found.append((words, colour, last.x, last.value, 600 if colour == PINE else 400))
        if due := self._targets_due():
            last_due, place = due[-1], self.axis.place_of(due[-1].due_on, len(due) - 1)
            words = _("Target {value}, {month}").format(
                value=self._value(last_due.value), month=_month(last_due.due_on)
            )
            found.append((words, TARGET, place, float(last_due.value), 600))
        return found

    def _heights(self) -> list[float]:
        wanted = [self._down(y) for _words, _colour, _x, y, _weight in self._ends()]
        return series.spread(wanted, LINE_GAP, 4, PLOT_HEIGHT - 4)

    def _leaders(self) -> list[Layer]:
        """Hair lines from the last values to their names, where the two are apart."""
        layers = []
        for (_text, colour, x, y, _weight), height in zip(
            self._ends(), self._heights(), strict=True
        ):
            near = self._across(x) > PLOT_WIDTH - 16 and abs(self._down(y) - height) < 2
            if near:
                continue
            mark = {"type": "rule", "color": colour, "strokeWidth": 0.75, "opacity": 0.55}
            layers.append(
                self._layer(
                    mark,
                    [{"x": x, "y": y}],
                    x2={"value": PLOT_WIDTH + 8},
                    y2={"value": height},
                )
            )
        return layers

    def _names(self) -> list[Layer]:
        layers = []
        for (text, colour, _x, _y, weight), height in zip(
            self._ends(), self._heights(), strict=True
        ):
            mark = {**_words(colour), "text": text, "fontWeight": weight, "clip": False}
            layers.append(
                self._layer(mark, [{}], x={"value": PLOT_WIDTH + 12}, y={"value": height})
            )
        return layers

    def _periods(self) -> Layer:
        periods = [drawing.printable(period) for period in self.axis.places]
        places = [self._across(x) for x in self.axis.places.values()]
        room = [drawing.text_width(period, SIZE) for period in periods]
        rows = [
            {"x": list(self.axis.places.values())[n], "text": periods[n]}
            for n in series.labelled(places, room)
        ]
        mark = {**_words(GREY, align="center"), "baseline": "top"}
        return self._layer(mark, rows, y={"value": PLOT_HEIGHT + 9}, text={"field": "text"})

    def _unit(self) -> Layer:
        unit = drawing.wrap(self.indicator.unit, WIDTH - 40, SIZE, 1)[0]
        mark = {**_words(GREY), "text": unit}
        return self._layer(mark, [{}], x={"value": 8 - LEFT}, y={"value": 16 - TOP})

    def _value(self, value: Decimal) -> str:
        return wording.amount(self.indicator, value)


def _month(day: Any) -> str:
    return date_format(day, "M Y")


def _words(colour: str, align: str = "left") -> dict[str, Any]:
    return {
        "type": "text",
        "color": colour,
        "font": FONT,
        "fontSize": SIZE,
        "align": align,
        "baseline": "middle",
    }
