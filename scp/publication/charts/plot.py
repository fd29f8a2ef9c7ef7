"""The frame of a trend: its scales and its two axes. Distances in px; y values in the indicator's
unit, x in days or, where periods have no days, in places."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scp.publication.charts import series, wording
from scp.publication.charts.drawing import FONT, GREY, HAIRLINE
from scp.publication.charts.series import Point, Timeline
from scp.publication.content import Indicator, TargetPoint

WIDTH, HEIGHT = 672, 250
# The right margin holds "Target 20.0%, Mar 2029" also in the wide typeface that a browser may fall
# back to: a picture cannot reach the fonts of its page.
LEFT, RIGHT, TOP, BOTTOM = 52, 190, 36, 28
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
SIZE = 12

Layer = dict[str, Any]


@dataclass(frozen=True)
class Plot:
    """The values of a place (`own`), those of its comparator, and those expected if nothing
    changes (`ahead`)."""

    indicator: Indicator
    name: str
    other_name: str
    axis: Timeline
    own: list[Point]
    other: list[Point]
    ahead: tuple[Point, ...] = ()

    def framed(self, layers: list[Layer]) -> dict[str, Any]:
        """The whole as Vega-Lite."""
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": PLOT_WIDTH,
            "height": PLOT_HEIGHT,
            "padding": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
            "autosize": "none",
            "config": {"font": FONT, "view": {"stroke": None}, "background": "white"},
            "layer": layers,
        }

    def _targets_due(self) -> list[TargetPoint]:
        return sorted(self.indicator.targets, key=lambda point: point.due_on)

    @cached_property
    def _ticks(self) -> list[float]:
        values = [p.value for p in (*self.own, *self.other)]
        banded = (*self.own, *self.ahead)
        values += [bound for p in banded for bound in (p.lower, p.upper) if bound is not None]
        values += [float(point.value) for point in self.indicator.targets]
        values += [value for _x, value in self._line_begins()]
        return series.ticks(min(values), max(values))

    def _line_begins(self) -> list[tuple[float, float]]:
        """Where a straight line to the first target begins: at the baseline, if it is in sight."""
        baseline = self.indicator.baseline
        if baseline is None or self.indicator.trajectory != "linear" or not self.indicator.targets:
            return []
        place = self.axis.places.get(baseline.period)
        return [] if place is None else [(place, float(baseline.value))]

    @cached_property
    def _span(self) -> tuple[float, float]:
        places = list(self.axis.places.values())
        due = [self.axis.place_of(t.due_on, n) for n, t in enumerate(self._targets_due())]
        low, high = min(places), max([*places, *due, *(point.x for point in self.ahead)])
        margin = (high - low or 1) * 0.02
        return low - margin, high + margin

    def _across(self, x: float) -> float:
        low, high = self._span
        return (x - low) / (high - low) * PLOT_WIDTH

    def _down(self, y: float) -> float:
        marks = self._ticks
        return PLOT_HEIGHT * (1 - (y - marks[0]) / (marks[-1] - marks[0]))

    def _x(self, **more: Any) -> dict[str, Any]:
        scale = {"domain": list(self._span), "nice": False, "zero": False}
        return {"field": "x", "type": "quantitative", "scale": scale, "axis": None} | more

    def _y(self, field: str = "y") -> dict[str, Any]:
        marks = self._ticks
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
