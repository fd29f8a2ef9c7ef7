"""What may be said of an indicator's values: three judgements, kept apart (docs/domain.md 2.3).

`against_target`, `direction_of_travel` and `against_comparator` are pure functions of plain values.
Each gives a `Judgement`: a code of a published list, a sentence with its reason, and the name of an
icon, so that nothing is ever said by colour alone. None of the three is computed from another, and
none from what a service delivered. `forecast` goes on from what is published if nothing changes;
`hidden` says which small numbers may not be shown, and which others would give them away.
"""

from outcomes.judgements.comparator import against_comparator
from outcomes.judgements.direction import direction_of_travel
from outcomes.judgements.forecasting import Forecast, Step, forecast
from outcomes.judgements.plain import Goal, Judgement, Point, Yardstick
from outcomes.judgements.suppression import Cell, cell_of, hidden
from outcomes.judgements.target import against_target

__all__ = [
    "Cell",
    "Forecast",
    "Goal",
    "Judgement",
    "Point",
    "Step",
    "Yardstick",
    "against_comparator",
    "against_target",
    "cell_of",
    "direction_of_travel",
    "forecast",
    "hidden",
]
