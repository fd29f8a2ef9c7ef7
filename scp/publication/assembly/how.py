"""The how of a plan: portfolios, their pieces with what these come to, the theory of change."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F
from django.db.models.functions import Cast

from outcomes.models import Evidence, Outcome
from procurement.choices import MeasureType, NodeKind
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
from scp.publication.assembly.addresses import named, uri_of
from scp.publication.assembly.linked import (
    Found,
    as_array,
    citations,
    cited,
    current_of_plan,
    exact,
    rows_of,
    still_there,
    supporting,
)


@cache
def portfolio_rows() -> ArraySubquery:
    return as_array(current_of_plan(Portfolio), "number", "title", "summary")


def portfolios(found: Found, base: str) -> tuple[doc.Portfolio, ...]:
    return tuple(
        doc.Portfolio(
            **named(base, Portfolio, row["number"]), title=row["title"], summary=row["summary"]
        )
        for row in found
    )


def pieces(base: str) -> tuple[doc.Piece, ...]:
    rows = Piece.objects.annotate(
        portfolio_number=F("portfolio__number"), claims=_claims(), measured_by=_measures()
    )
    types = {code: str(label) for code, label in MeasureType.choices}
    return tuple(_piece(row, base, types) for row in rows)


@cache
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


@cache
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
    return doc.Measure(
        **named(base, Measure, found["number"]),
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


@cache
def theory_node_rows() -> ArraySubquery:
    return as_array(
        current_of_plan(TheoryNode),
        *("number", "kind", "label"),
        outcome="outcome__number",
        outcome_removed="outcome__removed_at",
        piece="piece__number",
        piece_removed="piece__removed_at",
    )


def theory_nodes(found: Found, base: str) -> tuple[doc.TheoryNode, ...]:
    kinds = {code: str(label) for code, label in NodeKind.choices}
    return tuple(
        doc.TheoryNode(
            **named(base, TheoryNode, row["number"]),
            kind=row["kind"],
            kind_label=kinds[row["kind"]],
            label=row["label"],
            outcome=still_there(Outcome, row["outcome"], row["outcome_removed"]),
            piece=still_there(Piece, row["piece"], row["piece_removed"]),
        )
        for row in found
    )


@cache
def theory_arrow_rows() -> ArraySubquery:
    """The arrows between steps that are both still there."""
    evidence = rows_of(TheoryArrow.evidence.through, theoryarrow="pk").filter(
        evidence__removed_at__isnull=True
    )
    return as_array(
        current_of_plan(TheoryArrow).filter(
            source__removed_at__isnull=True, target__removed_at__isnull=True
        ),
        *("number", "assumption", "mechanism", "external_factors"),
        source="source__number",
        target="target__number",
        cited=ArraySubquery(evidence.order_by("evidence__number").values("evidence__number")),
    )


def theory_arrows(found: Found, base: str) -> tuple[doc.TheoryArrow, ...]:
    return tuple(
        doc.TheoryArrow(
            **named(base, TheoryArrow, row["number"]),
            source=TheoryNode.reference_of(row["source"]),
            target=TheoryNode.reference_of(row["target"]),
            assumption=row["assumption"],
            mechanism=row["mechanism"],
            external_factors=row["external_factors"],
            evidence=tuple(map(Evidence.reference_of, row["cited"])),
        )
        for row in found
    )
