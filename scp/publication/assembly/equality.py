"""The equality impact assessment that was signed last, and what changed since."""

import datetime as dt
from collections.abc import Iterable
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.utils import timezone

from outcomes.models import Evidence
from procurement import equality
from procurement.choices import EQUALITY_GROUPS, EiaImpact, EiaOutcome
from procurement.models import EqualityAssessment, EqualityImpact, Mitigation
from scp.publication import content as doc
from scp.publication.assembly.addresses import named
from scp.publication.assembly.linked import Found, as_array, current_of_plan, day_optional, rows_of


@cache
def assessment_rows() -> ArraySubquery:
    """The last that was signed, with all that it found."""
    evidence = rows_of(EqualityImpact.evidence.through, equalityimpact="pk").filter(
        evidence__removed_at__isnull=True
    )
    mitigations = rows_of(Mitigation, impact="pk").filter(removed_at__isnull=True)
    impacts = rows_of(EqualityImpact, assessment="pk").filter(removed_at__isnull=True)
    signed = current_of_plan(EqualityAssessment).filter(signed_at__isnull=False)
    return as_array(
        signed.order_by("-signed_at", "-number")[:1],
        *("number", "proposal", "affected", "data_used", "consultation", "conclusion"),
        *("conclusion_reason", "review_on", "signed_as", "signed_at", "basis", "basis_sha256"),
        impacts=as_array(
            impacts.order_by("number"),
            *("number", "group", "level", "effect", "justification"),
            cited=ArraySubquery(evidence.order_by("evidence__number").values("evidence__number")),
            mitigations=as_array(
                mitigations.order_by("due_on", "number"), "number", "action", "owner", "due_on"
            ),
        ),
    )


def assessments(
    found: Found, base: str, outcomes: Iterable[doc.Outcome], pieces: Iterable[doc.Piece]
) -> tuple[doc.EqualityAssessment, ...]:
    basis = {one.reference: equality.outcome_digest(one) for one in outcomes}
    for piece in pieces:
        claims = [(one.outcome, one.strength, one.rationale) for one in piece.contributions]
        basis[piece.reference] = equality.piece_digest(piece, claims)
    conclusions = {code: str(label) for code, label in EiaOutcome.choices}
    return tuple(
        doc.EqualityAssessment(
            **named(base, EqualityAssessment, row["number"]),
            proposal=row["proposal"],
            affected=row["affected"],
            data_used=row["data_used"],
            consultation=row["consultation"],
            impacts=_impacts(row["impacts"], base),
            conclusion=row["conclusion"],
            conclusion_label=conclusions[row["conclusion"]],
            conclusion_reason=row["conclusion_reason"],
            review_on=day_optional(row["review_on"]),
            signed_as=row["signed_as"],
            signed_on=timezone.localdate(dt.datetime.fromisoformat(row["signed_at"])),
            basis_sha256=row["basis_sha256"],
            changed_since=equality.differing(row["basis"], basis),
        )
        for row in found
    )


def _impacts(found: Found, base: str) -> tuple[doc.EqualityImpact, ...]:
    """Those of the Act first, in the Act's order."""
    groups = {code: str(label) for code, label in EQUALITY_GROUPS}
    labels = {code: str(label) for code, label in EiaImpact.choices}
    order = list(groups)
    return tuple(
        doc.EqualityImpact(
            reference=EqualityImpact.reference_of(row["number"]),
            group=row["group"],
            group_label=groups[row["group"]],
            impact=row["level"],
            impact_label=labels.get(row["level"], ""),
            effect=row["effect"],
            justification=row["justification"],
            evidence=tuple(map(Evidence.reference_of, row["cited"])),
            mitigations=tuple(
                doc.EqualityMitigation(
                    **named(base, Mitigation, one["number"]),
                    action=one["action"],
                    owner=one["owner"],
                    due_on=dt.date.fromisoformat(one["due_on"]),
                )
                for one in row["mitigations"]
            ),
        )
        for row in sorted(found, key=lambda row: order.index(row["group"]))
    )
