"""What a plan's document says of an indicator's values, by outcomes.judgements. Pure functions of
PlanContent, so that the draft, the page of an edition, the PDF and the API say the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from outcomes import judgements
from outcomes.judgements import Forecast, Goal, Judgement, Point, Yardstick
from scp.publication.content import Indicator, Observation, PlaceFacts

# Whom a place is compared with, unless the indicator says otherwise.
ENGLAND = "E92000001"


@dataclass(frozen=True)
class Judged:
    """The three judgements of an indicator for one place, each on its own."""

    place: PlaceFacts
    latest: Observation | None
    comparator: str
    """The name of the area it is compared with; "" where none of its values are published."""
    target: Judgement
    direction: Judgement
    comparison: Judgement

    @property
    def told(self) -> tuple[tuple[str, Judgement], ...]:
        """Each with what it is a judgement of, in words."""
        other = self.comparator or _("comparator")
        return (
            (_("Against target"), self.target),
            (_("Direction of travel"), self.direction),
            (_("Against {area}").format(area=other), self.comparison),
        )

    def __iter__(self) -> Iterator[Judgement]:
        yield from (self.target, self.direction, self.comparison)


def judged(indicator: Indicator, place: PlaceFacts) -> Judged:
    """The latest value of a place against the target, the period before and the comparator."""
    own, other = indicator.series(place.code), compared_with(indicator, place.code)
    by, mine = yardstick(indicator, place.code), [point(one) for one in own]
    latest = mine[-1] if mine else None
    name = other[0].area_name if other else ""
    same = next((point(one) for one in other if latest and one.period == latest.period), None)
    return Judged(
        place=place,
        latest=own[-1] if own else None,
        comparator=name,
        target=judgements.against_target(by, latest),
        direction=judgements.direction_of_travel(by, mine),
        comparison=judgements.against_comparator(by, latest, same, name=name),
    )


def forecast(indicator: Indicator, place: PlaceFacts) -> Forecast:
    """Where the place's values go if nothing changes, as far as the last target."""
    points = [point(one) for one in indicator.series(place.code)]
    until = max((target.due_on for target in indicator.targets), default=None)
    return judgements.forecast(yardstick(indicator, place.code), points, until=until)


def compared_with(indicator: Indicator, place: str) -> tuple[Observation, ...]:
    """The values of the area that a place (GSS code) is compared with; none for that area itself.
    England, unless the indicator names another."""
    area = indicator.comparator_area or ENGLAND
    return () if area == place else indicator.series(area)


def yardstick(indicator: Indicator, place: str) -> Yardstick:
    """How the values of an indicator are judged for a place (GSS code)."""
    lower, upper = indicator.band_lower, indicator.band_upper
    return Yardstick(
        polarity=indicator.polarity,
        decimals=indicator.decimals,
        percent=indicator.value_type == "percent",
        tolerance=indicator.tolerance,
        tolerance_kind=indicator.tolerance_kind,
        band=None if lower is None or upper is None else (lower, upper),
        baseline=_baseline(indicator, place),
        goals=tuple(Goal(target.due_on, target.value) for target in indicator.targets),
        trajectory=indicator.trajectory,
        breaks=tuple(change.on for change in indicator.method_breaks),
    )


def point(observation: Observation) -> Point:
    return Point(
        period=observation.period,
        start=observation.period_start,
        end=observation.period_end,
        value=observation.value,
        lower=observation.lower_ci,
        upper=observation.upper_ci,
        status=observation.status,
        breakdown=observation.breakdown,
    )


def _baseline(indicator: Indicator, place: str) -> Point | None:
    """The baseline, with the days of the place's value for the period that it names."""
    if indicator.baseline is None:
        return None
    period, value = indicator.baseline.period, indicator.baseline.value
    named = (one for one in indicator.series(place) if one.period == period)
    found = next(named, None)
    if found is None:
        return Point(period=period, value=value)
    return Point(period=period, start=found.period_start, end=found.period_end, value=value)
