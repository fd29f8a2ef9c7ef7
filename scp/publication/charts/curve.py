"""The curve that is to be turned: an indicator over time, and where it goes if nothing changes."""

from dataclasses import replace

from django.utils.translation import gettext as _

from outcomes.judgements import Forecast
from scp.core.jinja import date
from scp.publication import judged
from scp.publication.charts import wording
from scp.publication.charts.drawing import Chart
from scp.publication.charts.plot import HEIGHT, WIDTH
from scp.publication.charts.series import Point
from scp.publication.charts.trend import Figure, figure_of
from scp.publication.content import Indicator, PlaceFacts


def curve(indicator: Indicator, area: PlaceFacts) -> Chart:
    """The published series with a forecast, whose method its first note says. The table holds the
    periods ahead; without a forecast it is empty and the note says why."""
    expected = judged.forecast(indicator, area)
    figure = _ahead(figure_of(indicator, area), area, expected)
    return Chart(
        name=f"{indicator.reference}-{area.code}-curve",
        title=wording.title(indicator),
        caption=_("{area}, if nothing changes").format(area=area.name),
        table_caption=_("If nothing changes"),
        # What is ahead has days; where periods have none it has no place beside them.
        drawing=figure if expected.steps and figure.axis.dated else None,
        alt=wording.if_nothing_changes(indicator, area.name, expected),
        headers=wording.ahead_headers(),
        rows=wording.ahead_rows(indicator, expected),
        notes=(expected.method, *(figure.notes() if expected.steps else ())),
        width=WIDTH,
        height=HEIGHT,
    )


def _ahead(figure: Figure, area: PlaceFacts, expected: Forecast) -> Figure:
    """The same with the periods ahead, which lie by their middle as those published do."""
    if not expected.steps:
        return figure
    last = figure.own[-1]
    ends = (o.period_end for o in figure.indicator.series(area.code) if o.period == last.period)
    end = next(ends, None)
    half = end.toordinal() - last.x if end else 0.0
    points = tuple(
        Point(
            x=step.on.toordinal() - half,
            period=date(step.on),
            value=float(step.value),
            lower=float(step.lower),
            upper=float(step.upper),
            run=0,
        )
        for step in expected.steps
    )
    return replace(figure, ahead=points)
