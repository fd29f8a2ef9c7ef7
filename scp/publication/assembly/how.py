"""The how of a plan: portfolios, their pieces with what these come to, the theory of change."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F
from django.db.models.functions import Cast

from outcomes.models import Evidence, Outcome
from procurement.choices import MeasureType
from procurement.models import (
    Contribution,
    ContributionCitation,
    Measure,
    Piece,
    Portfolio,
    Result,
    TheoryArrow,
    TheoryNode,
)
from scp.publication import content as doc
from scp.publication.assembly.addresses import address_of, uri_of
from scp.publication.assembly.linked import (
    Found,
    as_array,
    citations,
    cited,
    exact,
    rows_of,
    supporting,
)


def portfolios(base: str) -> tuple[doc.Portfolio, ...]:
    return tuple(
        doc.Portfolio(
            reference=row.reference, uri=uri_of(base, row), title=row.title, summary=row.summary
        )
        for row in Portfolio.objects.all()
    )


def pieces(base: str) -> tuple[doc.Piece, ...]:
    rows = Piece.objects.annotate(
        portfolio_number=F("portfolio__number"), claims=_claims(), measured_by=_measures()
    )
    types = {code: str(label) for code, label in MeasureType.choices}
    return tuple(_piece(row, base, types) for row in rows)


def _claims() -> ArraySubquery:
    """What a piece is claimed to contribute to, outcome by outcome."""
    rows = rows_of(Contribution, piece="pk").filter(
        removed_at__isnull=True, outcome__removed_at__isnull=True
    )
    return as_array(
        rows.order_by("outcome__number"),
        *("strength", "rationale"),
        to="outcome__number",
        cited=cited(ContributionCitation, "contribution"),
    )


def _measures() -> ArraySubquery:
    rows = rows_of(Measure, piece="pk").filter(removed_at__isnull=True)
    results = rows_of(Result, measure="pk").filter(removed_at__isnull=True)
    return as_array(
        rows.order_by("number"),
        *("number", "title", "type", "unit", "counted_of", "owner"),
        # As text: a number in JSON would lose what makes it exact.
        target=Cast("target", CharField()),
        results=as_array(
            results.order_by("period_start", "number"),
            *("number", "period_start", "period_end", "source"),
            value=Cast("value", CharField()),
        ),
    )


def _piece(row: Any, base: str, types: Mapping[str, str]) -> doc.Piece:
    return doc.Piece(
        reference=row.reference,
        uri=uri_of(base, row),
        portfolio=Portfolio.reference_of(row.portfolio_number),
        title=row.title,
        summary=row.summary,
        state=row.state,
        state_label=str(row.get_state_display()),
        route=row.route,
        route_label=str(row.get_route_display()),
        contributions=tuple(map(_contribution, row.claims)),
        measures=tuple(_measure(found, base, types) for found in row.measured_by),
    )


def _contribution(claim: Mapping[str, Any]) -> doc.Contribution:
    bearing_on_it = citations(claim["cited"])
    return doc.Contribution(
        outcome=Outcome.reference_of(claim["to"]),
        strength=claim["strength"],
        rationale=claim["rationale"],
        evidence=supporting(bearing_on_it),
        citations=bearing_on_it,
    )


def _measure(found: Mapping[str, Any], base: str, types: Mapping[str, str]) -> doc.Measure:
    reference = Measure.reference_of(found["number"])
    return doc.Measure(
        reference=reference,
        uri=address_of(base, reference),
        title=found["title"],
        type=found["type"],
        type_label=types[found["type"]],
        unit=found["unit"],
        counted_of=found["counted_of"],
        target=None if found["target"] is None else exact(Decimal(found["target"])),
        owner=found["owner"],
        results=_results(found["results"]),
    )


def _results(found: Found) -> tuple[doc.Result, ...]:
    return tuple(
        doc.Result(
            reference=Result.reference_of(row["number"]),
            period_start=dt.date.fromisoformat(row["period_start"]),
            period_end=dt.date.fromisoformat(row["period_end"]),
            value=exact(Decimal(row["value"])),
            source=row["source"],
        )
        for row in found
    )


def theory_nodes(base: str) -> tuple[doc.TheoryNode, ...]:
    rows = TheoryNode.objects.annotate(
        outcome_number=F("outcome__number"),
        outcome_removed=F("outcome__removed_at"),
        piece_number=F("piece__number"),
        piece_removed=F("piece__removed_at"),
    )
    return tuple(
        doc.TheoryNode(
            reference=row.reference,
            uri=uri_of(base, row),
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            label=row.label,
            outcome=_current(Outcome, row.outcome_number, row.outcome_removed),
            piece=_current(Piece, row.piece_number, row.piece_removed),
        )
        for row in rows
    )


def _current(model: Any, number: int | None, removed_at: dt.datetime | None) -> str:
    """The reference of what a row points to, or nothing if that was removed."""
    return "" if number is None or removed_at is not None else model.reference_of(number)


def theory_arrows(base: str) -> tuple[doc.TheoryArrow, ...]:
    """The arrows between steps that are both still there."""
    evidence = rows_of(TheoryArrow.evidence.through, theoryarrow="pk").filter(
        evidence__removed_at__isnull=True
    )
    rows = TheoryArrow.objects.filter(
        source__removed_at__isnull=True, target__removed_at__isnull=True
    ).annotate(
        from_number=F("source__number"),
        to_number=F("target__number"),
        cited=ArraySubquery(evidence.order_by("evidence__number").values("evidence__number")),
    )
    return tuple(
        doc.TheoryArrow(
            reference=row.reference,
            uri=uri_of(base, row),
            source=TheoryNode.reference_of(row.from_number),
            target=TheoryNode.reference_of(row.to_number),
            assumption=row.assumption,
            mechanism=row.mechanism,
            external_factors=row.external_factors,
            evidence=tuple(map(Evidence.reference_of, row.cited)),
        )
        for row in rows
    )
