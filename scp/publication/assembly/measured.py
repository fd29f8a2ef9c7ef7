"""The indicators of a plan with their values, targets, breaks and stories."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import CharField, F, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from outcomes.models import (
    CurveAction,
    CurveStory,
    Indicator,
    IndicatorCitation,
    MethodBreak,
    Observation,
    Target,
)
from scp.publication import content as doc
from scp.publication.assembly.addresses import uri_of
from scp.publication.assembly.linked import (
    FROM_LIBRARY,
    Found,
    as_array,
    citations,
    cited,
    day_optional,
    exact,
    exact_optional,
    from_library,
    rows_of,
    still_there,
)
from scp.publication.assembly.small_numbers import without_small_numbers

Observations = Mapping[int, list[doc.Observation]]
# A published value by indicator, area (GSS code), part of the population and period.
Values = Mapping[tuple[str, str, str, str], Decimal | None]


def indicators(base: str, *, whole: bool) -> tuple[doc.Indicator, ...]:
    values = _observations(whole=whole)
    return tuple(_indicator(row, base, values.get(row.pk, ())) for row in _rows())


def figures(base: str, keys: Collection[int], areas: Collection[str]) -> tuple[doc.Indicator, ...]:
    """These indicators with their current values for areas (GSS codes), and for the area that each
    says it is compared with."""
    here = Q(area__code__in=areas) | Q(area=F("indicator__comparator_area"))
    rows = Observation.objects.filter(here, indicator__in=keys).latest_published()
    values = _grouped(rows.values_list(*OBSERVATION_FIELDS))
    found = _rows().filter(pk__in=keys)
    return tuple(_indicator(row, base, values.get(row.pk, ())) for row in found)


def _rows() -> Any:
    return Indicator.objects.annotate(**_linked())


@cache
def _linked() -> Mapping[str, Any]:
    return dict(
        breaks=as_array(rows_of(MethodBreak, indicator="pk").order_by("on"), "on", "note"),
        # As text: a number in JSON would lose what makes it exact.
        points=as_array(
            _current(Target).order_by("due_on"), "due_on", "note", value=Cast("value", CharField())
        ),
        stories_told=as_array(
            _current(CurveStory), "story", "partners", "what_works", "low_cost_idea"
        ),
        steps=as_array(
            _current(CurveAction).order_by("due_on", "number"),
            *("number", "action", "owner", "due_on", "done_on"),
        ),
        cited=cited(IndicatorCitation, "indicator"),
        compared_with=F("comparator_area__code"),
        successor=F("superseded_by__number"),
        successor_removed=F("superseded_by__removed_at"),
        **FROM_LIBRARY,
    )


def _current(model: Any) -> Any:
    return rows_of(model, indicator="pk").filter(removed_at__isnull=True)


# What an indicator says in the same words in the draft and in an edition.
SAME_WORDS = (
    *("code", "title", "breakdown", "definition", "numerator", "denominator", "multiplier"),
    *("unit", "value_type", "decimals", "polarity", "frequency", "comparator"),
    *("source", "source_url", "licence", "publication_lag", "next_release_on"),
    *("geography_level", "disaggregations", "suppression_rule", "owner", "status"),
    *("tolerance_kind", "trajectory", "suppress_below"),
)


def _indicator(row: Any, base: str, observations: Iterable[doc.Observation]) -> doc.Indicator:
    return doc.Indicator(
        **{name: getattr(row, name) for name in SAME_WORDS},
        reference=row.reference,
        uri=uri_of(base, row),
        polarity_label=str(row.get_polarity_display()),
        tolerance=exact_optional(row.tolerance),
        band_lower=exact_optional(row.band_lower),
        band_upper=exact_optional(row.band_upper),
        baseline=_baseline(row),
        targets=_targets(row.points),
        method_breaks=tuple(
            doc.MethodBreak(on=dt.date.fromisoformat(found["on"]), note=found["note"])
            for found in row.breaks
        ),
        observations=without_small_numbers(
            observations, below=row.suppress_below, counts=row.value_type == "count"
        ),
        comparator_area=row.compared_with or "",
        superseded_by=still_there(Indicator, row.successor, row.successor_removed),
        citations=citations(row.cited),
        story=doc.CurveStory(**row.stories_told[0]) if row.stories_told else None,
        next_actions=_next_actions(row.steps),
        library=from_library(row),
    )


def _baseline(row: Indicator) -> doc.Baseline | None:
    if row.baseline_value is None:
        return None
    return doc.Baseline(period=row.baseline_period, value=exact(row.baseline_value))


def _targets(found: Found) -> tuple[doc.TargetPoint, ...]:
    return tuple(
        doc.TargetPoint(
            due_on=dt.date.fromisoformat(point["due_on"]),
            value=exact(Decimal(point["value"])),
            note=point["note"],
        )
        for point in found
    )


def _next_actions(found: Found) -> tuple[doc.CurveAction, ...]:
    return tuple(
        doc.CurveAction(
            reference=CurveAction.reference_of(step["number"]),
            action=step["action"],
            owner=step["owner"],
            due_on=dt.date.fromisoformat(step["due_on"]),
            done_on=day_optional(step["done_on"]),
        )
        for step in found
    )


OBSERVATION_FIELDS = (
    *("indicator_id", "area__code", "breakdown", "position"),
    *("area__name", "period", "period_start", "period_end"),
    *("value", "lower_ci", "upper_ci", "status", "comparison", "numerator", "denominator"),
)


def _observations(*, whole: bool) -> Observations:
    """Current values by indicator: each area's in the order they were published in, those of the
    whole population before those of its parts."""
    rows = Observation.objects.latest_published()
    if not whole:
        everybody = Observation.objects.filter(breakdown="")
        rows = everybody.order_by("indicator_id", "-position").distinct("indicator_id")
    return _grouped(rows.values_list(*OBSERVATION_FIELDS))


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Observations:
    grouped: dict[int, list[doc.Observation]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row[:4]):
        grouped[row[0]].append(_observation(row))
    return grouped


def _observation(row: tuple[Any, ...]) -> doc.Observation:
    _, code, part, _, name, period, start, end, value, low, high, status, word, top, bottom = row
    return doc.Observation(
        area=code,
        area_name=name,
        period=period,
        period_start=start,
        period_end=end,
        value=exact_optional(value),
        lower_ci=exact_optional(low),
        upper_ci=exact_optional(high),
        status=status,
        comparison=word,
        revised=status == "revised",
        breakdown=part,
        numerator=exact_optional(top),
        denominator=exact_optional(bottom),
    )


def published_values(indicators: Iterable[doc.Indicator]) -> Values:
    return {
        (indicator.reference, found.area, found.breakdown, found.period): found.value
        for indicator in indicators
        for found in indicator.observations
    }


def attribution(indicators: Iterable[doc.Indicator]) -> tuple[str, ...]:
    """Whom to thank for the figures: one line a licence, each source of it once."""
    sources: dict[str, set[str]] = defaultdict(set)
    for indicator in indicators:
        if indicator.source:
            sources[indicator.licence].add(indicator.source.rstrip(". "))
    unlicensed = _("No licence given")
    return tuple(
        f"{licence or unlicensed}: {'; '.join(sorted(names))}."
        for licence, names in sorted(sources.items())
    )
