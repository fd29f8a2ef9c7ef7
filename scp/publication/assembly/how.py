"""The how of a plan: portfolios and their pieces, with what each contributes to."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from outcomes.models import Evidence, Outcome
from procurement.models import Contribution, Piece, Portfolio
from scp.publication import content as doc
from scp.publication.assembly.addresses import uri_of


def portfolios(base: str) -> tuple[doc.Portfolio, ...]:
    return tuple(
        doc.Portfolio(
            reference=row.reference, uri=uri_of(base, row), title=row.title, summary=row.summary
        )
        for row in Portfolio.objects.all()
    )


def pieces(base: str) -> tuple[doc.Piece, ...]:
    rows = Piece.objects.annotate(
        portfolio_number=F("portfolio__number"), claims=ArraySubquery(_claims())
    )
    return tuple(_piece(row, base) for row in rows)


def _claims() -> QuerySet[Contribution, Any]:
    """What a piece is claimed to contribute to, outcome by outcome."""
    evidence = Evidence._base_manager.filter(
        contributions=OuterRef("pk"), removed_at__isnull=True
    ).order_by("number")
    return (
        Contribution._base_manager.filter(
            piece=OuterRef("pk"), removed_at__isnull=True, outcome__removed_at__isnull=True
        )
        .order_by("outcome__number")
        .values(
            json=JSONObject(
                to="outcome__number",
                strength="strength",
                rationale="rationale",
                evidence=ArraySubquery(evidence.values("number")),
            )
        )
    )


def _piece(row: Any, base: str) -> doc.Piece:
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
        contributions=tuple(
            doc.Contribution(
                outcome=Outcome.reference_of(claim["to"]),
                strength=claim["strength"],
                rationale=claim["rationale"],
                evidence=tuple(map(Evidence.reference_of, claim["evidence"])),
            )
            for claim in row.claims
        ),
    )
