"""An indicator over time: the place as a solid line, England dashed, each named at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scp.core.jinja import date
from scp.publication.charts import drawing, engine, series, wording
from scp.publication.charts.drawing import FONT, GREY, HAIRLINE, INK, PINE, TARGET, Chart
from scp.publication.charts.series import Point, Timeline
from scp.publication.content import Indicator, PlaceFacts, TargetPoint

WIDTH, HEIGHT = 672, 250
# The right margin holds "Target 20.0%, Mar 2029" also in the wide typeface that a browser may fall
# back to: a picture cannot reach the fonts of its page.
LEFT, RIGHT, TOP, BOTTOM = 52, 190, 36, 28
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
SIZE = 12
LINE_GAP = 15
# A line through fewer points than this would suggest more than is known.
FEWEST = 2
MANY = 24

Layer = dict[str, Any]


def trend(indicator: Indicator, area: PlaceFacts, *, comparator: str = "E92000001") -> Chart:
    """The published series of `area`, with the comparator's (a GSS code) where there is one.

    Never invents a value: what is missing or suppressed is a gap in the line and "not published" in
    the table, and no line crosses a change of method.
    """
    own, other = indicator.series(area.code), indicator.series(comparator)
    if comparator == area.code:
        other = ()
    axis = series.timeline(indicator, [area.code] + ([comparator] if other else []))
    figure = Figure(
        indicator=indicator,
        name=area.name,
        other_name=other[0].area_name if other else "",
        axis=axis,
        own=axis.points(own),
        other=axis.points(other),
    )
    drawable = len(figure.own) >= FEWEST
    return Chart(
        name=f"{indicator.reference}-{area.code}",
        title=wording.title(indicator),
        caption=wording.caption(axis, area.name, other),
        table_caption=_("Published values"),
        drawing=figure if drawable else None,
        alt=wording.alternative(indicator, area.name, axis, own, other),
        headers=wording.headers(area.name, own, other),
        rows=wording.rows(indicator, axis, own, other),
        notes=figure.notes() if drawable else wording.too_few(area.name),
        width=WIDTH,
        height=HEIGHT,
    )


@dataclass(frozen=True)
class Figure:
    """One drawing. Distances in px; y values in the indicator's unit, x in days or places."""

    indicator: Indicator
    name: str
    other_name: str
    axis: Timeline
    own: list[Point]
    other: list[Point]

    def svg(self) -> str:
        return engine.svg(self.spec())

    def spec(self) -> dict[str, Any]:
        """The whole as Vega-Lite."""
        layers = [
            *self._bands(),
            *self._breaks(),
            *self._leaders(),
            self._line(self.other, GREY, dash=[5, 4]),
            self._line(self.own, PINE),
            *self._dots(),
            *self._targets(),
            *self._names(),
            self._periods(),
            self._unit(),
        ]
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": PLOT_WIDTH,
            "height": PLOT_HEIGHT,
            "padding": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
            "autosize": "none",
            "config": {"font": FONT, "view": {"stroke": None}, "background": "white"},
            "layer": layers,
        }

    def notes(self) -> tuple[str, ...]:
        """What a reader needs to know to read the picture rightly."""
        found = [
            _("Method changed on {date}: {note}. Values before and after are not compared.").format(
                date=date(change.on), note=change.note.rstrip(".")
            )
            for change in self.axis.breaks(self.indicator)
        ]
        if self._banded():
            found.append(_("The shaded band is the 95% confidence interval."))
        if self._ticks()[0] > 0:
            found.append(_("The vertical axis does not start at zero."))
        if not self.axis.dated:
            found.append(_("Periods are spaced evenly, in published order."))
        return tuple(found)

    # --- scales ----------------------------------------------------------------------------------

    def _targets_due(self) -> list[TargetPoint]:
        return sorted(self.indicator.targets, key=lambda point: point.due_on)

    def _ticks(self) -> list[float]:
        values = [p.value for p in (*self.own, *self.other)]
        values += [bound for p in self.own for bound in (p.lower, p.upper) if bound is not None]
        values += [float(point.value) for point in self.indicator.targets]
        return series.ticks(min(values), max(values))

    def _span(self) -> tuple[float, float]:
        places = list(self.axis.places.values())
        due = [self.axis.place_of(t.due_on, n) for n, t in enumerate(self._targets_due())]
        low, high = min(places), max([*places, *due])
        margin = (high - low or 1) * 0.02
        return low - margin, high + margin

    def _across(self, x: float) -> float:
        low, high = self._span()
        return (x - low) / (high - low) * PLOT_WIDTH

    def _down(self, y: float) -> float:
        marks = self._ticks()
        return PLOT_HEIGHT * (1 - (y - marks[0]) / (marks[-1] - marks[0]))

    def _x(self, **more: Any) -> dict[str, Any]:
        scale = {"domain": list(self._span()), "nice": False, "zero": False}
        return {"field": "x", "type": "quantitative", "scale": scale, "axis": None} | more

    def _y(self, field: str = "y") -> dict[str, Any]:
        marks = self._ticks()
        decimals = max(wording.decimals(mark) for mark in marks)
        axis = {
            "values": marks,
            "format": f",.{decimals}f",
            "title": None,
            "domain": False,
            "ticks": False,
            "gridColor": HAIRLINE,
            "labelColor": GREY,
            "labelFontSize": SIZE,
            "labelPadding": 8,
        }
        scale = {"domain": [marks[0], marks[-1]], "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    def _layer(
        self, mark: dict[str, Any], rows: Sequence[dict[str, Any]], **encoding: Any
    ) -> Layer:
        places = {"x": self._x(), "y": self._y()}
        return {
            "data": {"values": list(rows)},
            "mark": {"aria": False, **mark},
            "encoding": places | encoding,
        }

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
