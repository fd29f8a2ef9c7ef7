"""Pictures of a plan's figures: pure functions of PlanContent.

`trend` draws an indicator over time, `curve` also where it goes if nothing changes, `multiples`
many indicators side by side, `jigsaw` which pieces contribute to which outcomes, `theory` what is
expected to lead to what. Each is a `Chart`: an SVG, its text alternative and the same figures as a
table. The SVG has no style attributes, no scripts and no outside addresses, so the same bytes serve
the page (under a strict Content-Security-Policy) and the PDF. It is drawn when it is asked for
(`engine`), and kept.
"""

from scp.publication.charts.curve import curve
from scp.publication.charts.drawing import Chart
from scp.publication.charts.engine import ChartFailed, svg, version
from scp.publication.charts.jigsaw import jigsaw
from scp.publication.charts.multiples import multiples
from scp.publication.charts.theory import theory
from scp.publication.charts.trend import trend

__all__ = [
    "Chart",
    "ChartFailed",
    "curve",
    "jigsaw",
    "multiples",
    "svg",
    "theory",
    "trend",
    "version",
]
