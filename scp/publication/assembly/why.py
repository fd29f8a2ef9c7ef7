"""The why of a plan: its needs and the outcomes that they underwrite."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F

from outcomes.choices import ProtectedCharacteristic
from outcomes.models import (
    Indicator,
    Need,
    NeedCitation,
    Outcome,
    OutcomeCitation,
    OutcomeIndicator,
    OutcomeNeed,
)
from scp.publication import content as doc
from scp.publication.assembly.addresses import uri_of
from scp.publication.assembly.linked import (
    FROM_LIBRARY,
    as_array,
    citations,
    cited,
    from_library,
    rows_of,
)
from scp.publication.assembly.measured import Values
from scp.publication.assembly.successions import Earlier


def needs(base: str, earlier: Earlier, values: Values) -> tuple[doc.Need, ...]:
    rows = Need.objects.annotate(**_linked_to_needs())
    return tuple(_need(row, base, earlier, values) for row in rows)


@cache
def _linked_to_needs() -> Mapping[str, Any]:
    places = rows_of(Need.places.through, need="pk").order_by("place__name", "place__code")
    return {
        "cited": cited(NeedCitation, "need"),
        "found_in": as_array(places, code="place__code", name="place__name"),
        "scale_indicator": F("scale_observation__indicator__number"),
        "scale_indicator_removed": F("scale_observation__indicator__removed_at"),
        "scale_area": F("scale_observation__area__code"),
        "scale_area_name": F("scale_observation__area__name"),
        "scale_breakdown": F("scale_observation__breakdown"),
        "scale_period": F("scale_observation__period"),
    }


def _need(row: Any, base: str, earlier: Earlier, values: Values) -> doc.Need:
    return doc.Need(
        reference=row.reference,
        uri=uri_of(base, row),
        statement=row.statement,
        who=row.who,
        scale=row.scale,
        source_kinds=tuple(row.source_kinds),
        source_kind_labels=tuple(row.source_kind_labels()),
        citations=citations(row.cited),
        places=tuple(doc.PlaceFacts(**place) for place in row.found_in),
        locality=row.locality,
        characteristics=tuple(row.characteristics),
        characteristic_labels=tuple(
            str(ProtectedCharacteristic(code).label) for code in row.characteristics
        ),
        scale_figure=_scale_figure(row, values),
        confidence=row.confidence,
        confidence_label=str(row.get_confidence_display()),
        confidence_reason=row.confidence_reason,
        owner=row.owner,
        replaces=tuple(map(Need.reference_of, earlier.get(row.number, ()))),
    )


def _scale_figure(row: Any, values: Values) -> doc.ScaleFigure | None:
    """The value as it is published now: revised since, or suppressed, if it was."""
    if row.scale_indicator is None or row.scale_indicator_removed is not None:
        return None
    reference = Indicator.reference_of(row.scale_indicator)
    key = (reference, row.scale_area, row.scale_breakdown, row.scale_period)
    return doc.ScaleFigure(
        indicator=reference,
        area=row.scale_area,
        area_name=row.scale_area_name,
        period=row.scale_period,
        value=values.get(key),
    )


def outcomes(base: str, earlier: Earlier) -> tuple[doc.Outcome, ...]:
    rows = Outcome.objects.annotate(**_linked_to_outcomes())
    return tuple(_outcome(row, base, earlier) for row in rows)


@cache
def _linked_to_outcomes() -> Mapping[str, Any]:
    underwriting = rows_of(OutcomeNeed, outcome="pk").filter(need__removed_at__isnull=True)
    measuring = rows_of(OutcomeIndicator, outcome="pk").filter(indicator__removed_at__isnull=True)
    goals = rows_of(Outcome.goals.through, outcome="pk").order_by(
        *("frameworkgoal__framework__title", "frameworkgoal__framework__version"),
        *("frameworkgoal__position", "frameworkgoal__code"),
    )
    return dict(
        need_numbers=ArraySubquery(underwriting.order_by("need__number").values("need__number")),
        indicator_numbers=ArraySubquery(
            measuring.order_by("indicator__number").values("indicator__number")
        ),
        cited=cited(OutcomeCitation, "outcome"),
        mapped_to=as_array(
            goals,
            framework="frameworkgoal__framework__code",
            framework_title="frameworkgoal__framework__title",
            version="frameworkgoal__framework__version",
            code="frameworkgoal__code",
            label="frameworkgoal__label",
        ),
        owned_by=F("owner_organisation__name"),
        **FROM_LIBRARY,
    )


def _outcome(row: Any, base: str, earlier: Earlier) -> doc.Outcome:
    return doc.Outcome(
        reference=row.reference,
        uri=uri_of(base, row),
        statement=row.statement,
        theme=row.theme,
        summary=row.summary,
        needs=tuple(map(Need.reference_of, row.need_numbers)),
        indicators=tuple(map(Indicator.reference_of, row.indicator_numbers)),
        no_measure_yet=_no_measure_yet(row),
        other_themes=tuple(row.other_themes),
        horizon=row.horizon,
        owner=row.owner,
        owner_organisation=row.owned_by or "",
        citations=citations(row.cited),
        no_voice=_no_voice(row),
        goals=tuple(doc.Goal(**goal) for goal in row.mapped_to),
        replaces=tuple(map(Outcome.reference_of, earlier.get(row.number, ()))),
        library=from_library(row),
    )


def _no_measure_yet(row: Outcome) -> doc.NoMeasureYet | None:
    if row.no_measure_due_on is None:
        return None
    return doc.NoMeasureYet(owner=row.no_measure_owner, due_on=row.no_measure_due_on)


def _no_voice(row: Outcome) -> doc.VoiceException | None:
    if row.no_voice_accepted_on is None:
        return None
    return doc.VoiceException(
        accepted_by=row.no_voice_accepted_by,
        accepted_on=row.no_voice_accepted_on,
        reason=row.no_voice_reason,
    )
