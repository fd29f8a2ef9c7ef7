"""What evidence there is, how it is rated, what copies are kept, and what nobody knows yet."""

import datetime as dt
from typing import Any

from django.db.models import F

from outcomes.choices import LEVELS, Scale
from outcomes.models import (
    Evidence,
    EvidenceFile,
    EvidenceGap,
    EvidenceRating,
    Need,
    Outcome,
)
from scp.publication import content as doc
from scp.publication.assembly.addresses import uri_of
from scp.publication.assembly.linked import Found, as_array, exact_optional, rows_of

# What a source says in the same words in the draft and in an edition.
SAME_WORDS = (
    *("title", "type", "publisher", "published_on", "url", "accessed_on", "locator", "licence"),
    *("summary", "doi", "geography", "population", "period", "method", "limitations", "status"),
)


def evidence(base: str) -> tuple[doc.Evidence, ...]:
    ratings = rows_of(EvidenceRating, evidence="pk").filter(removed_at__isnull=True)
    files = rows_of(EvidenceFile, evidence="pk").filter(removed_at__isnull=True)
    rows = Evidence.objects.annotate(
        rated=as_array(
            ratings.order_by("assessed_on", "number"),
            *("number", "scale", "level", "assessor", "assessed_on", "rationale"),
        ),
        kept=as_array(files.order_by("number"), "name", "media_type", "size", "sha256"),
    )
    scales = {code: str(label) for code, label in Scale.choices}
    return tuple(_evidence(row, base, scales) for row in rows)


def _evidence(row: Any, base: str, scales: dict[str, str]) -> doc.Evidence:
    return doc.Evidence(
        **{name: getattr(row, name) for name in SAME_WORDS},
        reference=row.reference,
        uri=uri_of(base, row),
        type_label=str(row.get_type_display()),
        status_label=str(row.get_status_display()),
        key_figure=_key_figure(row),
        ratings=_ratings(row.rated, scales),
        files=tuple(doc.KeptCopy(**kept) for kept in row.kept),
    )


def _key_figure(row: Evidence) -> doc.KeyFigure | None:
    if not row.key_figure:
        return None
    return doc.KeyFigure(
        label=row.key_figure,
        value=exact_optional(row.key_value),
        lower_ci=exact_optional(row.key_lower),
        upper_ci=exact_optional(row.key_upper),
        unit=row.key_unit,
    )


def _ratings(found: Found, scales: dict[str, str]) -> tuple[doc.Rating, ...]:
    return tuple(
        doc.Rating(
            reference=EvidenceRating.reference_of(row["number"]),
            scale=row["scale"],
            scale_label=scales[row["scale"]],
            level=row["level"],
            level_label=str(LEVELS[row["scale"]](row["level"]).label),
            assessor=row["assessor"],
            assessed_on=dt.date.fromisoformat(row["assessed_on"]),
            rationale=row["rationale"],
        )
        for row in found
    )


def evidence_gaps(base: str) -> tuple[doc.EvidenceGap, ...]:
    """What is not known, and what was not and has been found out since."""
    rows = EvidenceGap.objects.annotate(
        need_number=F("need__number"),
        need_removed=F("need__removed_at"),
        outcome_number=F("outcome__number"),
        outcome_removed=F("outcome__removed_at"),
    )
    return tuple(
        doc.EvidenceGap(
            reference=row.reference,
            uri=uri_of(base, row),
            statement=row.statement,
            about=_about(row),
            owner=row.owner,
            due_on=row.due_on,
            closed_on=row.closed_on,
            answer=row.answer,
        )
        for row in rows
    )


def _about(row: Any) -> str:
    if row.need_number is not None and row.need_removed is None:
        return Need.reference_of(row.need_number)
    if row.outcome_number is not None and row.outcome_removed is None:
        return Outcome.reference_of(row.outcome_number)
    return ""
