"""The why of a plan: evidence, needs, outcomes, indicators with their values.

What an item links to comes with it as an array. The outer queries are scoped to the plan, and the
rows of the arrays hang on theirs, so those need no scope of their own (`_base_manager`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _

from outcomes.models import (
    Evidence,
    Indicator,
    MethodBreak,
    Need,
    NeedCitation,
    Observation,
    Outcome,
    OutcomeIndicator,
    OutcomeNeed,
    Target,
)
from scp.publication import content as doc
from scp.publication.assembly.addresses import uri_of


def evidence(base: str) -> tuple[doc.Evidence, ...]:
    return tuple(_evidence(row, base) for row in Evidence.objects.all())


def _evidence(row: Evidence, base: str) -> doc.Evidence:
    return doc.Evidence(
        reference=row.reference,
        uri=uri_of(base, row),
        title=row.title,
        type=row.type,
        type_label=str(row.get_type_display()),
        publisher=row.publisher,
        published_on=row.published_on,
        url=row.url,
        accessed_on=row.accessed_on,
        locator=row.locator,
        licence=row.licence,
        summary=row.summary,
    )


def needs(base: str) -> tuple[doc.Need, ...]:
    citations = (
        NeedCitation._base_manager.filter(need=OuterRef("pk"), evidence__removed_at__isnull=True)
        .order_by("evidence__number", "relation")
        .values(json=JSONObject(of="evidence__number", relation="relation", locator="locator"))
    )
    return tuple(
        doc.Need(
            reference=row.reference,
            uri=uri_of(base, row),
            statement=row.statement,
            who=row.who,
            scale=row.scale,
            source_kinds=tuple(row.source_kinds),
            source_kind_labels=tuple(row.source_kind_labels()),
            citations=tuple(
                doc.Citation(
                    evidence=Evidence.reference_of(cited["of"]),
                    relation=cited["relation"],
                    locator=cited["locator"],
                )
                for cited in row.cited
            ),
        )
        for row in Need.objects.annotate(cited=ArraySubquery(citations))
    )


def outcomes(base: str) -> tuple[doc.Outcome, ...]:
    underwriting = OutcomeNeed._base_manager.filter(
        outcome=OuterRef("pk"), need__removed_at__isnull=True
    ).order_by("need__number")
    measuring = OutcomeIndicator._base_manager.filter(
        outcome=OuterRef("pk"), indicator__removed_at__isnull=True
    ).order_by("indicator__number")
    rows = Outcome.objects.annotate(
        need_numbers=ArraySubquery(underwriting.values("need__number")),
        indicator_numbers=ArraySubquery(measuring.values("indicator__number")),
    )
    return tuple(
        doc.Outcome(
            reference=row.reference,
            uri=uri_of(base, row),
            statement=row.statement,
            theme=row.theme,
            summary=row.summary,
            needs=tuple(map(Need.reference_of, row.need_numbers)),
            indicators=tuple(map(Indicator.reference_of, row.indicator_numbers)),
            no_measure_yet=doc.NoMeasureYet(
                owner=row.no_measure_owner, due_on=row.no_measure_due_on
            )
            if row.no_measure_due_on
            else None,
        )
        for row in rows
    )


Observations = Mapping[int, list[doc.Observation]]


def indicators(base: str, *, whole: bool) -> tuple[doc.Indicator, ...]:
    breaks = MethodBreak._base_manager.filter(indicator=OuterRef("pk")).order_by("on")
    targets = Target._base_manager.filter(
        indicator=OuterRef("pk"), removed_at__isnull=True
    ).order_by("due_on")
    rows = Indicator.objects.annotate(
        breaks=ArraySubquery(breaks.values(json=JSONObject(on="on", note="note"))),
        # As text: a number in JSON would lose what makes it exact.
        points=ArraySubquery(
            targets.values(
                json=JSONObject(due_on="due_on", value=Cast("value", CharField()), note="note")
            )
        ),
    )
    values = _observations(whole=whole)
    return tuple(_indicator(row, base, tuple(values.get(row.pk, ()))) for row in rows)


# What an indicator says in the same words in the draft and in an edition.
SAME_WORDS = (
    *("code", "title", "breakdown", "definition", "numerator", "denominator", "multiplier"),
    *("unit", "value_type", "decimals", "polarity", "frequency", "comparator"),
    *("source", "source_url", "licence", "publication_lag", "next_release_on"),
    *("geography_level", "disaggregations", "suppression_rule", "owner", "status"),
)


def _indicator(row: Any, base: str, observations: tuple[doc.Observation, ...]) -> doc.Indicator:
    baseline = None
    if row.baseline_value is not None:
        baseline = doc.Baseline(period=row.baseline_period, value=exact(row.baseline_value))
    return doc.Indicator(
        **{name: getattr(row, name) for name in SAME_WORDS},
        reference=row.reference,
        uri=uri_of(base, row),
        polarity_label=str(row.get_polarity_display()),
        tolerance=_exact(row.tolerance),
        band_lower=_exact(row.band_lower),
        band_upper=_exact(row.band_upper),
        baseline=baseline,
        targets=tuple(
            doc.TargetPoint(
                due_on=dt.date.fromisoformat(point["due_on"]),
                value=exact(Decimal(point["value"])),
                note=point["note"],
            )
            for point in row.points
        ),
        method_breaks=tuple(
            doc.MethodBreak(on=dt.date.fromisoformat(found["on"]), note=found["note"])
            for found in row.breaks
        ),
        observations=observations,
    )


OBSERVATION_FIELDS = (
    "indicator_id",
    "area__code",
    "position",
    "area__name",
    "period",
    "period_start",
    "period_end",
    "value",
    "lower_ci",
    "upper_ci",
    "status",
    "comparison",
)


def _observations(*, whole: bool) -> Observations:
    """Current values by indicator: each area's in the order they were published in."""
    rows = Observation.objects.latest_published()
    if not whole:
        rows = Observation.objects.order_by("indicator_id", "-position").distinct("indicator_id")
    grouped: dict[int, list[doc.Observation]] = defaultdict(list)
    for row in sorted(rows.values_list(*OBSERVATION_FIELDS), key=lambda row: row[:3]):
        grouped[row[0]].append(_observation(row))
    return grouped


def _observation(row: tuple[Any, ...]) -> doc.Observation:
    _, code, _, name, period, start, end, value, low, high, status, word = row
    return doc.Observation(
        area=code,
        area_name=name,
        period=period,
        period_start=start,
        period_end=end,
        value=None if value is None else exact(value),
        lower_ci=None if low is None else exact(low),
        upper_ci=None if high is None else exact(high),
        status=status,
        comparison=word,
        revised=status == "revised",
    )


def attribution(indicators: Iterable[doc.Indicator]) -> tuple[str, ...]:
    """Whom to thank for the figures: one line a licence, each source of it once."""
    sources: dict[str, set[str]] = defaultdict(set)
    for indicator in indicators:
        if indicator.source:
            sources[indicator.licence].add(indicator.source.rstrip(". "))
    return tuple(
        f"{licence or _('No licence given')}: {'; '.join(sorted(names))}."
        for licence, names in sorted(sources.items())
    )


def _exact(value: Decimal | None) -> Decimal | None:
    return None if value is None else exact(value)


def exact(value: Decimal) -> Decimal:
    """The number as published: the column's trailing zeros are not part of it."""
    return Decimal(f"{value.normalize():f}")
