"""Whether an equality impact assessment is of the plan as it stands.

What is assessed are the outcomes and the pieces: what each says, and what the pieces are claimed to
contribute. Of each the assessment keeps a digest, so that it can be told for ever which of them
changed after it was signed. Comments, figures, owners and the steps of buying something do not
change what the plan means for people: they are not part of it. That a piece is to end does.

The Public Sector Equality Duty (Equality Act 2010 s149) is to be met before and at the
decision, not after it: an assessment counts for a decision if it was signed on or before its day.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import orjson
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes.choices import ProtectedCharacteristic
from outcomes.models import Evidence, Outcome
from procurement.choices import EQUALITY_GROUPS, EiaImpact, PieceState
from procurement.models import (
    Contribution,
    EqualityAssessment,
    EqualityImpact,
    Mitigation,
    Piece,
)
from scp.plans.models import Plan

Basis = dict[str, str]
# The outcome that a piece contributes to, how strongly, and why.
Claim = tuple[str, int, str]
ENDING = frozenset(
    {PieceState.ENDING, PieceState.ENDED, PieceState.ABANDONED, PieceState.DECOMMISSIONED}
)


class SaysOutcome(Protocol):
    """A row or its published form: both give the same digest."""

    @property
    def statement(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def horizon(self) -> int | None: ...
    @property
    def summary(self) -> str: ...
    @property
    def other_themes(self) -> Iterable[str]: ...


class SaysPiece(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def route(self) -> str: ...
    @property
    def state(self) -> str: ...


def basis_of(plan: Plan) -> Basis:
    """The digest of each outcome and piece as it stands now, by its reference. Three queries."""
    claims: dict[int, list[Claim]] = defaultdict(list)
    current = {"plan": plan, "removed_at__isnull": True}
    for piece, outcome, strength, rationale in (
        Contribution._base_manager.filter(**current, outcome__removed_at__isnull=True)
        .order_by("outcome__number")
        .values_list("piece_id", "outcome__number", "strength", "rationale")
    ):
        claims[piece].append((Outcome.reference_of(outcome), strength, rationale))
    outcomes = Outcome._base_manager.filter(**current)
    pieces = Piece._base_manager.filter(**current)
    basis = {Outcome.reference_of(row.number): outcome_digest(row) for row in outcomes}
    for row in pieces:
        basis[Piece.reference_of(row.number)] = piece_digest(row, claims[row.pk])
    return basis


def outcome_digest(outcome: SaysOutcome) -> str:
    """Of what an outcome says that an assessment is about."""
    said = [outcome.statement, outcome.theme, outcome.horizon, outcome.summary]
    return _digest([*said, sorted(outcome.other_themes)])


def piece_digest(piece: SaysPiece, claims: Iterable[Claim]) -> str:
    """Of what a piece is, whether it is to end, and what it is claimed to contribute."""
    said = [piece.title, piece.summary, piece.route, piece.state in ENDING]
    return _digest([*said, list(claims)])


def digest_of(basis: Basis) -> str:
    """SHA-256 of all that is assessed: the name of that version of the plan."""
    return hashlib.sha256(orjson.dumps(basis, option=orjson.OPT_SORT_KEYS)).hexdigest()


def changed_since(assessment: EqualityAssessment, basis: Basis) -> tuple[str, ...]:
    """The outcomes and pieces that were added, changed or removed since it was signed. `basis`: of
    the plan as it stands."""
    return differing(assessment.basis, basis)


def differing(then: Basis, basis: Basis) -> tuple[str, ...]:
    """What is not the same in two versions of a plan, by reference."""
    changed = {one for one in then.keys() | basis.keys() if then.get(one) != basis.get(one)}
    return tuple(sorted(changed, key=_in_order))


def last_signed(plan: Plan, *, on: dt.date | None = None) -> EqualityAssessment | None:
    """The latest assessment that was signed, on or before that day if one is given (a day in the
    time zone of the installation). It may be of an earlier version of the plan."""
    rows = EqualityAssessment._base_manager.filter(plan=plan, signed_at__isnull=False)
    for assessment in rows.order_by("-signed_at", "-number"):
        if on is None or timezone.localdate(assessment.signed_at) <= on:
            assessment.plan = plan
            return assessment
    return None


def signed_for(plan: Plan, *, on: dt.date | None = None) -> EqualityAssessment | None:
    """The assessment of the plan as it stands now, signed on or before that day; None if there is
    none or outcomes or pieces changed after it."""
    assessment = last_signed(plan, on=on)
    if assessment is None or assessment.basis_sha256 != digest_of(basis_of(plan)):
        return None
    return assessment


def days_signed(plan: Plan, basis_sha256: str) -> tuple[dt.date, ...]:
    """The days (in the time zone of the installation) on which an assessment of that version of the
    plan was signed, the first one first."""
    rows = EqualityAssessment._base_manager.filter(
        plan=plan, removed_at__isnull=True, signed_at__isnull=False, basis_sha256=basis_sha256
    )
    signed = rows.order_by("signed_at").values_list("signed_at", flat=True)
    return tuple(timezone.localdate(moment) for moment in signed if moment)


def impacts_of(assessment: EqualityAssessment) -> list[EqualityImpact]:
    """What it finds for each group, those of the Act first, each with its `sources` and its
    `measures_taken`. Three queries, however many there are."""
    mitigations = Mitigation._base_manager.filter(removed_at__isnull=True)
    evidence = Evidence._base_manager.filter(removed_at__isnull=True)
    rows = EqualityImpact._base_manager.filter(
        assessment=assessment, removed_at__isnull=True
    ).prefetch_related(
        Prefetch("mitigations", mitigations.order_by("due_on", "number"), to_attr="measures_taken"),
        Prefetch("evidence", evidence.order_by("number"), to_attr="sources"),
    )
    order = {group: place for place, group in enumerate(dict(EQUALITY_GROUPS))}
    return sorted(rows, key=lambda row: order[row.group])


def missing(impacts: Iterable[EqualityImpact]) -> list[str]:
    """The characteristics of the Act for which nothing was found yet, not even "not known"."""
    found = {row.group for row in impacts if row.level}
    return [code for code in ProtectedCharacteristic.values if code not in found]


def unjustified(impacts: Iterable[EqualityImpact]) -> list[EqualityImpact]:
    """High negative impacts that nothing lessens and nobody justifies (docs/domain.md C.2, 10)."""
    return [
        row
        for row in impacts
        if row.level == EiaImpact.NEGATIVE_HIGH
        and not row.measures_taken  # type: ignore[attr-defined]
        and not row.justification.strip()
    ]


def wanting(assessment: EqualityAssessment, impacts: list[EqualityImpact]) -> list[str]:
    """What is still to be said before it can be signed, a sentence each."""
    labels = dict(ProtectedCharacteristic.choices)
    found = [
        _("Say what the plan means for: {group}.").format(group=labels[code])
        for code in missing(impacts)
    ]
    found += [
        _("{impact}: say what lessens this impact, or why it is justified.").format(
            impact=row.get_group_display()
        )
        for row in unjustified(impacts)
    ]
    if not assessment.conclusion or not assessment.conclusion_reason.strip():
        found.append(_("Say what the assessment concludes, and why."))
    return found


def seen(assessment: EqualityAssessment, impacts: Iterable[EqualityImpact], basis: Basis) -> str:
    """The digest of everything that a signature is set under: the assessment, what it found, and
    the plan that it is of. Whoever signs what another has changed meanwhile is told."""
    rows = [(row.reference, row.version) for row in _all_rows(impacts)]
    return _digest([assessment.reference, assessment.version, rows, digest_of(basis)])


def _all_rows(impacts: Iterable[EqualityImpact]) -> Iterator[EqualityImpact | Mitigation]:
    for impact in impacts:
        yield impact
        yield from impact.measures_taken  # type: ignore[attr-defined]


def _digest(said: Any) -> str:
    return hashlib.sha256(orjson.dumps(said)).hexdigest()[:32]


def _in_order(reference: str) -> tuple[str, int]:
    return reference[0], int(reference[1:])
