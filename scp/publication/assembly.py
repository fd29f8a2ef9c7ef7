"""From rows to the frozen document: the only code that reads every room.

The number of queries is fixed (one a table), whatever the size of the plan. Rows that grow with a
plan's life (observations, comments) are read as tuples, not model instances.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django_scopes import scope

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
from procurement.models import Contribution, Piece, Portfolio
from scp.organisations.choices import Kind
from scp.plans.models import Plan, Section
from scp.publication import content as doc
from stakeholders.choices import Decision
from stakeholders.models import Comment, Stakeholder

References = Mapping[int, str]


def assemble(plan: Plan, *, as_at: dt.datetime | None = None) -> doc.PlanContent:
    """The plan's draft as it is now, frozen. Removed items and hidden comments are not in it."""
    with scope(plan=plan):
        return _assemble(plan, as_at or timezone.now())


def _assemble(plan: Plan, as_at: dt.datetime) -> doc.PlanContent:
    sections = list(Section.objects.all())
    evidence = list(Evidence.objects.all())
    needs = list(Need.objects.all())
    outcomes = list(Outcome.objects.all())
    indicators = list(Indicator.objects.all())
    portfolios = list(Portfolio.objects.all())
    pieces = list(Piece.objects.all())
    uris = Uris(plan)
    facts = _plan_facts(plan)
    frozen_indicators = _indicators(indicators, uris)
    return doc.PlanContent(
        as_at=as_at,
        plan=facts,
        sections=tuple(_section(section, uris) for section in sections),
        evidence=tuple(_evidence(row, uris) for row in evidence),
        needs=_needs(needs, _references(evidence), uris),
        outcomes=_outcomes(outcomes, _references(needs), _references(indicators), uris),
        indicators=frozen_indicators,
        portfolios=tuple(
            doc.Portfolio(
                reference=row.reference, uri=uris.of(row), title=row.title, summary=row.summary
            )
            for row in portfolios
        ),
        pieces=_pieces(pieces, _references(portfolios), _references(outcomes), uris),
        stakeholders=_stakeholders(),
        comments=_comments(
            {
                "outcome_id": _references(outcomes),
                "need_id": _references(needs),
                "piece_id": _references(pieces),
                "section_id": _references(sections),
            }
        ),
        attribution=_attribution(frozen_indicators),
    )


class Uris:
    """Stable addresses of items, made without loading the plan for each of them."""

    def __init__(self, plan: Plan) -> None:
        self.base = plan.uri

    def of(self, item: Any) -> str:
        return f"{self.base}/{item.reference}"


def _references(items: Iterable[Any]) -> dict[int, str]:
    return {item.pk: item.reference for item in items}


def _plan_facts(plan: Plan) -> doc.PlanFacts:
    lead = plan.lead_organisation
    return doc.PlanFacts(
        slug=plan.slug,
        uri=plan.uri,
        title=plan.title,
        summary=plan.summary,
        lead_organisation=doc.OrganisationFacts(
            name=lead.name,
            kind=lead.kind,
            kind_label=str(lead.get_kind_display()),
            identifiers=tuple(
                doc.Identifier(scheme=row.scheme, value=row.value) for row in lead.identifiers.all()
            ),
        ),
        places=tuple(
            doc.PlaceFacts(code=place.code, name=place.name) for place in plan.places.all()
        ),
        period_start=plan.period_start,
        period_end=plan.period_end,
        illustrative_notice=plan.illustrative_notice,
    )


def _section(section: Section, uris: Uris) -> doc.Section:
    return doc.Section(
        reference=section.reference,
        uri=uris.of(section),
        kind=section.kind,
        title=section.title,
        body=section.body,
    )


def _evidence(row: Evidence, uris: Uris) -> doc.Evidence:
    return doc.Evidence(
        reference=row.reference,
        uri=uris.of(row),
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


def _needs(needs: list[Need], evidence: References, uris: Uris) -> tuple[doc.Need, ...]:
    citations: dict[int, list[doc.Citation]] = defaultdict(list)
    rows = NeedCitation.objects.order_by("evidence__number", "relation").values_list(
        "need_id", "evidence_id", "relation", "locator"
    )
    for need_id, evidence_id, relation, locator in rows:
        if evidence_id in evidence:
            citations[need_id].append(
                doc.Citation(
                    evidence=evidence[evidence_id],
                    relation=relation,  # type: ignore[arg-type]  # listed: a CHECK says so
                    locator=locator,
                )
            )
    return tuple(
        doc.Need(
            reference=need.reference,
            uri=uris.of(need),
            statement=need.statement,
            who=need.who,
            scale=need.scale,
            source_kinds=tuple(need.source_kinds),
            source_kind_labels=tuple(need.source_kind_labels()),
            citations=tuple(citations[need.pk]),
        )
        for need in needs
    )


def _outcomes(
    outcomes: list[Outcome], needs: References, indicators: References, uris: Uris
) -> tuple[doc.Outcome, ...]:
    underwritten = _linked(
        OutcomeNeed.objects.order_by("need__number").values_list("outcome_id", "need_id"), needs
    )
    measured = _linked(
        OutcomeIndicator.objects.order_by("indicator__number").values_list(
            "outcome_id", "indicator_id"
        ),
        indicators,
    )
    return tuple(
        doc.Outcome(
            reference=outcome.reference,
            uri=uris.of(outcome),
            statement=outcome.statement,
            theme=outcome.theme,  # type: ignore[arg-type]  # listed: a CHECK says so
            summary=outcome.summary,
            needs=tuple(underwritten[outcome.pk]),
            indicators=tuple(measured[outcome.pk]),
            no_measure_yet=doc.NoMeasureYet(
                owner=outcome.no_measure_owner, due_on=outcome.no_measure_due_on
            )
            if outcome.no_measure_due_on
            else None,
        )
        for outcome in outcomes
    )


def _linked(rows: Iterable[tuple[int, int]], references: References) -> dict[int, list[str]]:
    """Links by their source's key, leaving out those to items that were removed."""
    linked: dict[int, list[str]] = defaultdict(list)
    for source, target in rows:
        if target in references:
            linked[source].append(references[target])
    return linked


def _indicators(indicators: list[Indicator], uris: Uris) -> tuple[doc.Indicator, ...]:
    breaks: dict[int, list[doc.MethodBreak]] = defaultdict(list)
    for row in MethodBreak.objects.all():
        breaks[row.indicator_id].append(doc.MethodBreak(on=row.on, note=row.note))
    targets: dict[int, list[doc.TargetPoint]] = defaultdict(list)
    for target in Target.objects.all():
        targets[target.indicator_id].append(
            doc.TargetPoint(due_on=target.due_on, value=exact(target.value), note=target.note)
        )
    observations = _observations()
    return tuple(
        _indicator(
            row, uris, tuple(breaks[row.pk]), tuple(targets[row.pk]), tuple(observations[row.pk])
        )
        for row in indicators
    )


def _indicator(
    row: Indicator,
    uris: Uris,
    breaks: tuple[doc.MethodBreak, ...],
    targets: tuple[doc.TargetPoint, ...],
    observations: tuple[doc.Observation, ...],
) -> doc.Indicator:
    baseline = None
    if row.baseline_value is not None:
        baseline = doc.Baseline(period=row.baseline_period, value=exact(row.baseline_value))
    return doc.Indicator(
        reference=row.reference,
        uri=uris.of(row),
        code=row.code,
        title=row.title,
        breakdown=row.breakdown,
        definition=row.definition,
        unit=row.unit,
        value_type=row.value_type,
        decimals=row.decimals,
        polarity=row.polarity,  # type: ignore[arg-type]  # listed: a CHECK says so
        polarity_label=str(row.get_polarity_display()),
        frequency=row.frequency,
        source=row.source,
        source_url=row.source_url,
        licence=row.licence,
        comparator=row.comparator,
        tolerance=None if row.tolerance is None else exact(row.tolerance),
        baseline=baseline,
        targets=targets,
        method_breaks=breaks,
        observations=observations,
    )


def _observations() -> dict[int, list[doc.Observation]]:
    rows = Observation.objects.latest_published().values_list(
        "indicator_id",
        "position",
        "area__code",
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
    grouped: dict[int, list[doc.Observation]] = defaultdict(list)
    for (
        indicator,
        _position,
        code,
        name,
        period,
        start,
        end,
        value,
        low,
        high,
        status,
        word,
    ) in sorted(rows, key=lambda row: (row[0], row[2], row[1])):
        grouped[indicator].append(
            doc.Observation(
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
        )
    return grouped


def _pieces(
    pieces: list[Piece], portfolios: References, outcomes: References, uris: Uris
) -> tuple[doc.Piece, ...]:
    contributions: dict[int, list[doc.Contribution]] = defaultdict(list)
    for row in Contribution.objects.order_by("outcome__number").prefetch_related("evidence"):
        if row.outcome_id in outcomes:
            contributions[row.piece_id].append(
                doc.Contribution(
                    outcome=outcomes[row.outcome_id],
                    strength=row.strength,
                    rationale=row.rationale,
                    evidence=tuple(source.reference for source in row.evidence.all()),
                )
            )
    return tuple(
        doc.Piece(
            reference=piece.reference,
            uri=uris.of(piece),
            portfolio=portfolios[piece.portfolio_id],
            title=piece.title,
            summary=piece.summary,
            state=piece.state,
            state_label=str(piece.get_state_display()),
            contributions=tuple(contributions[piece.pk]),
        )
        for piece in pieces
    )


def _stakeholders() -> tuple[doc.Stakeholder, ...]:
    return tuple(
        doc.Stakeholder(name=row.public_name, kind=row.kind, kind_label=str(row.get_kind_display()))
        for row in Stakeholder.objects.all()
    )


COMMENT_FIELDS = (
    "number",
    "text",
    "made_at",
    "stakeholder__name",
    "stakeholder__kind",
    "stakeholder__is_person",
    "disposition__decision",
    "disposition__response",
    "disposition__made_at",
    "outcome_id",
    "need_id",
    "piece_id",
    "section_id",
)


def _comments(references: Mapping[str, References]) -> tuple[doc.Comment, ...]:
    """Comments on items that are still in the plan."""
    comments = []
    for row in Comment.objects.order_by("number").values(*COMMENT_FIELDS):
        about = next(
            (known[row[field]] for field, known in references.items() if row[field] in known), None
        )
        if about is not None:
            comments.append(_comment(row, about))
    return tuple(comments)


def _comment(row: Mapping[str, Any], about: str) -> doc.Comment:
    kind = str(Kind(row["stakeholder__kind"]).label)
    response = None
    if row["disposition__decision"]:
        response = doc.Response(
            decision=row["disposition__decision"],
            decision_label=str(Decision(row["disposition__decision"]).label),
            text=row["disposition__response"],
            made_on=timezone.localdate(row["disposition__made_at"]),
        )
    return doc.Comment(
        reference=f"{Comment.REFERENCE_PREFIX}{row['number']}",
        about=about,
        made_by=kind if row["stakeholder__is_person"] else row["stakeholder__name"],
        made_by_kind=kind,
        text=row["text"],
        made_on=timezone.localdate(row["made_at"]),
        response=response,
    )


def _attribution(indicators: Iterable[doc.Indicator]) -> tuple[str, ...]:
    """Whom to thank for the figures: each source with its licence, once."""
    named = {
        f"{indicator.source} ({indicator.licence})" if indicator.licence else indicator.source
        for indicator in indicators
        if indicator.source
    }
    return tuple(sorted(named))


def exact(value: Decimal) -> Decimal:
    """The number as published: the column's trailing zeros are not part of it."""
    return Decimal(f"{value.normalize():f}")
