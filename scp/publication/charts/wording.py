"""The figures of an indicator in words and as a table: what a chart shows, for those who do not
see it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from outcomes.choices import Comparison, ObservationStatus
from outcomes.judgements import Forecast
from scp.core.jinja import date, number
from scp.publication.charts.series import Timeline
from scp.publication.content import Indicator, Observation

# Codes that say nothing to a reader.
UNSAID = {"", Comparison.NOT_COMPARED.value}


def title(indicator: Indicator) -> str:
    """The indicator's title and the part of the population it is about."""
    parts = (indicator.title, indicator.breakdown)
    return ", ".join(part for part in parts if part)


def caption(axis: Timeline, area: str, other: Sequence[Observation]) -> str:
    """Whose values, from when to when."""
    periods = list(axis.places)
    if not periods:
        return area
    words = {
        "area": area,
        "other": other[0].area_name if other else "",
        "first": periods[0],
        "last": periods[-1],
    }
    if other:
        return _("{area} and {other}, {first} to {last}").format(**words)
    return _("{area}, {first} to {last}").format(**words)


def amount(indicator: Indicator, value: Decimal | None) -> str:
    """A value as published, with a percent sign where it is one; "not published" for None."""
    words = number(value, indicator.decimals)
    return f"{words}%" if value is not None and indicator.value_type == "percent" else words


def observed(indicator: Indicator, value: Observation) -> str:
    """A value, or that it is suppressed, which is not the same as not published; and whether it
    replaced one that was published before."""
    if value.value is None and value.status == ObservationStatus.SUPPRESSED:
        return _("suppressed")
    words = amount(indicator, value.value)
    return _("{value} (revised)").format(value=words) if value.revised else words


def latest(indicator: Indicator, value: Observation | None) -> str:
    """The latest value and its period."""
    if value is None:
        return amount(indicator, None)
    return _("{value} in {period}").format(value=observed(indicator, value), period=value.period)


def decimals(mark: float) -> int:
    """How many decimals a round number needs, at most three."""
    written = f"{mark:.3f}".rstrip("0")
    return len(written.partition(".")[2])


def direction(indicator: Indicator, first: Decimal, last: Decimal) -> str:
    """How the last value stands to the first, and whether that is the better way to go."""
    if first == last:
        return _("unchanged")
    higher = last > first
    words = _("higher") if higher else _("lower")
    if indicator.polarity not in ("higher_better", "lower_better"):
        return words
    better = higher == (indicator.polarity == "higher_better")
    return (
        _("{direction}, which is better").format(direction=words)
        if better
        else _("{direction}, which is worse").format(direction=words)
    )


def alternative(
    indicator: Indicator,
    area: str,
    axis: Timeline,
    own: Sequence[Observation],
    other: Sequence[Observation],
) -> str:
    """First and latest value, the direction, the comparator, targets and changes of method."""
    known = [o for o in own if o.value is not None]
    if not known:
        return _("No values are published for {area}.").format(area=area)
    sentences = [_journey(indicator, area, axis, known)]
    compared = [o for o in other if o.value is not None]
    if compared:
        sentences.append(
            _("{area} was {value} in {period}.").format(
                area=compared[-1].area_name,
                value=amount(indicator, compared[-1].value),
                period=compared[-1].period,
            )
        )
    sentences += [
        _("The target is {value} by {date}.").format(
            value=amount(indicator, target.value), date=date(target.due_on)
        )
        for target in indicator.targets
    ]
    return " ".join(sentences)


def _journey(indicator: Indicator, area: str, axis: Timeline, known: Sequence[Observation]) -> str:
    last = known[-1]
    # Only values measured the same way are compared.
    alike = [o for o in known if axis.segments[o.period] == axis.segments[last.period]]
    first = alike[0]
    latest = _("{area} was {value} in {period}").format(
        area=area, value=amount(indicator, last.value), period=last.period
    )
    if first is last or first.value is None or last.value is None:
        return f"{latest}."
    since = _("the first value measured this way") if len(alike) < len(known) else _("the first")
    return _("{area} was {value} in {period}, {since}, and {last} in {last_period}: {how}.").format(
        area=area,
        value=amount(indicator, first.value),
        period=first.period,
        since=since,
        last=amount(indicator, last.value),
        last_period=last.period,
        how=direction(indicator, first.value, last.value),
    )


def _has_interval(own: Sequence[Observation]) -> bool:
    return any(o.lower_ci is not None and o.upper_ci is not None for o in own)


def _has_judgement(own: Sequence[Observation]) -> bool:
    return any(o.comparison not in UNSAID for o in own)


def headers(area: str, own: Sequence[Observation], other: Sequence[Observation]) -> tuple[str, ...]:
    """The heads of the table of values: only columns that say something."""
    found = [_("Period"), area]
    if _has_interval(own):
        found.append(_("95% confidence interval"))
    if other:
        found.append(other[0].area_name)
        if _has_judgement(own):
            found.append(_("Compared with {area}").format(area=other[0].area_name))
    return tuple(found)


def rows(
    indicator: Indicator,
    axis: Timeline,
    own: Sequence[Observation],
    other: Sequence[Observation],
) -> tuple[tuple[str, ...], ...]:
    """One row for each period, oldest first."""
    mine = {o.period: o for o in own}
    theirs = {o.period: o for o in other}
    has_interval, has_judgement = _has_interval(own), _has_judgement(own)
    found = []
    for period in axis.places:
        observation = mine.get(period)
        row = [period, _cell(indicator, observation)]
        if has_interval:
            row.append(_interval(indicator, observation))
        if other:
            row.append(_cell(indicator, theirs.get(period)))
            if has_judgement:
                row.append(judgement(observation.comparison if observation else ""))
        found.append(tuple(row))
    return tuple(found)


def judgement(code: str) -> str:
    """The publisher's word against the comparator; a dash where nothing was compared."""
    if code in UNSAID:
        return "–"
    # An edition outlives the code list: a code that is no longer listed is shown as it is.
    return str(Comparison(code).label) if code in Comparison.values else code


def _cell(indicator: Indicator, observation: Observation | None) -> str:
    if observation is None:
        return amount(indicator, None)
    return observed(indicator, observation)


def _interval(indicator: Indicator, observation: Observation | None) -> str:
    if observation is None or observation.lower_ci is None or observation.upper_ci is None:
        return "–"
    low, high = (
        number(bound, indicator.decimals) for bound in (observation.lower_ci, observation.upper_ci)
    )
    return _("{low} to {high}").format(low=low, high=high)


# --- ahead ---------------------------------------------------------------------------------------


def if_nothing_changes(indicator: Indicator, area: str, expected: Forecast) -> str:
    """Where the values go, and whether that is where they are intended to be."""
    last = expected.last
    if last is None:
        return expected.method
    told = _("If nothing changes, {area} will be at {value} by {date}, between {low} and {high}.")
    sentences = [
        told.format(
            area=area,
            value=amount(indicator, last.value),
            date=date(last.on),
            low=amount(indicator, last.lower),
            high=amount(indicator, last.upper),
        )
    ]
    if indicator.targets:
        target = max(indicator.targets, key=lambda point: point.due_on)
        sentences.append(
            _("The target is {value} by {date}.").format(
                value=amount(indicator, target.value), date=date(target.due_on)
            )
        )
    return " ".join(sentences)


def ahead_headers() -> tuple[str, ...]:
    return (_("Period that ends on"), _("If nothing changes"), _("Between"))


def ahead_rows(indicator: Indicator, expected: Forecast) -> tuple[tuple[str, ...], ...]:
    """One row for each period ahead."""
    return tuple(
        (
            date(step.on),
            amount(indicator, step.value),
            _("{low} to {high}").format(
                low=number(step.lower, indicator.decimals),
                high=number(step.upper, indicator.decimals),
            ),
        )
        for step in expected.steps
    )


def hidden(values: Iterable[Observation]) -> tuple[str, ...]:
    """Said below figures some of which are suppressed."""
    if not any(one.value is None and one.status == ObservationStatus.SUPPRESSED for one in values):
        return ()
    return (
        _(
            "Suppressed: of so few people that somebody might be known by it, or it would give "
            "away a value that is. It is not nought."
        ),
    )


def revised(values: Iterable[Observation]) -> tuple[str, ...]:
    """Said below figures some of which replaced others."""
    if not any(one.revised for one in values):
        return ()
    return (_("Revised: its publisher has replaced an earlier figure, which is kept."),)


def too_few(area: str) -> tuple[str, ...]:
    """Said in place of the picture."""
    return (
        _("Fewer than two values are published for {area}, so no line is drawn.").format(area=area),
    )
