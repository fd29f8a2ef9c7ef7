"""What evidence there is, how it is rated, what copies are kept, and what nobody knows yet."""

import datetime as dt
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery

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
from scp.publication.assembly.addresses import named, uri_of
from scp.publication.assembly.linked import (
    Found,
    as_array,
    current_of_plan,
    day_optional,
    exact_optional,
    rows_of,
    still_there,
)

# What a source says in the same words in the draft and in an edition.
SAME_WORDS = (
    *("title", "type", "publisher", "published_on", "url", "accessed_on", "locator", "licence"),
    *("summary", "doi", "geography", "population", "period", "method", "limitations", "status"),
)


def evidence(base: str) -> tuple[doc.Evidence, ...]:
    rows = Evidence.objects.annotate(rated=_ratings_given(), kept=_copies_kept())
    scales = {code: str(label) for code, label in Scale.choices}
    return tuple(_evidence(row, base, scales) for row in rows)


@cache
def _ratings_given() -> ArraySubquery:
    rows = rows_of(EvidenceRating, evidence="pk").filter(removed_at__isnull=True)
    return as_array(
        rows.order_by("assessed_on", "number"),
        *("number", "scale", "level", "assessor", "assessed_on", "rationale"),
    )


@cache
def _copies_kept() -> ArraySubquery:
    rows = rows_of(EvidenceFile, evidence="pk").filter(removed_at__isnull=True)
    return as_array(rows.order_by("number"), "name", "media_type", "size", "sha256")


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


@cache
def evidence_gap_rows() -> ArraySubquery:
    return as_array(
        current_of_plan(EvidenceGap),
        *("number", "statement", "owner", "due_on", "closed_on", "answer"),
        need="need__number",
        need_removed="need__removed_at",
        outcome="outcome__number",
        outcome_removed="outcome__removed_at",
    )


def evidence_gaps(found: Found, base: str) -> tuple[doc.EvidenceGap, ...]:
    """What is not known, and what was not and has been found out since."""
    return tuple(
        doc.EvidenceGap(
            **named(base, EvidenceGap, row["number"]),
            statement=row["statement"],
            about=still_there(Need, row["need"], row["need_removed"])
            or still_there(Outcome, row["outcome"], row["outcome_removed"]),
            owner=row["owner"],
            due_on=day_optional(row["due_on"]),
            closed_on=day_optional(row["closed_on"]),
            answer=row["answer"],
        )
        for row in found
    )
