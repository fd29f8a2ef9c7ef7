"""PlanContent: one plan, frozen.

Everything anyone outside the drafting team sees (page, PDF, API, spreadsheet) is a pure function
of this document. It is built once by `assembly.assemble`, or read back from an edition's stored
bytes; nothing that renders it may ask the database.

Conventions: references (`O3`, `N12`, `EV-014`) are stable for life; values are exact decimals,
written as strings in JSON; dates are ISO 8601; lists are ordered as they are to be shown.
The JSON Schema published at `/api/v1/schemas/plan-content` is generated from these types.
"""

import datetime as dt
import hashlib
from functools import cached_property

import orjson

from scp.publication.content.base import Frozen
from scp.publication.content.decisions import CallInStep, Decision, SignOff
from scp.publication.content.edition import Change, EditionFacts
from scp.publication.content.equality import (
    EqualityAssessment,
    EqualityImpact,
    EqualityMitigation,
)
from scp.publication.content.how import (
    Contribution,
    Measure,
    Piece,
    Portfolio,
    Result,
    Theory,
    TheoryArrow,
    TheoryNode,
)
from scp.publication.content.plan import (
    Identifier,
    OrganisationFacts,
    Override,
    PlaceFacts,
    PlanFacts,
    Profile,
)
from scp.publication.content.said import Comment, Response, Stakeholder
from scp.publication.content.why import (
    Baseline,
    Citation,
    CurveAction,
    CurveStory,
    Evidence,
    EvidenceGap,
    FromLibrary,
    Goal,
    Indicator,
    KeptCopy,
    KeyFigure,
    MethodBreak,
    Need,
    NoMeasureYet,
    Observation,
    Outcome,
    Rating,
    ScaleFigure,
    Section,
    TargetPoint,
    Theme,
    VoiceException,
)

__all__ = [
    "SCHEMA_VERSION",
    "Baseline",
    "CallInStep",
    "Change",
    "Citation",
    "Comment",
    "Contribution",
    "CurveAction",
    "CurveStory",
    "Decision",
    "EditionFacts",
    "EqualityAssessment",
    "EqualityImpact",
    "EqualityMitigation",
    "Evidence",
    "EvidenceGap",
    "FromLibrary",
    "Frozen",
    "Goal",
    "Identifier",
    "Indicator",
    "KeptCopy",
    "KeyFigure",
    "Measure",
    "MethodBreak",
    "Need",
    "NoMeasureYet",
    "Observation",
    "OrganisationFacts",
    "Outcome",
    "Override",
    "Piece",
    "PlaceFacts",
    "PlanContent",
    "PlanFacts",
    "Portfolio",
    "Profile",
    "Rating",
    "Response",
    "Result",
    "ScaleFigure",
    "Section",
    "SignOff",
    "Stakeholder",
    "TargetPoint",
    "Theme",
    "Theory",
    "TheoryArrow",
    "TheoryNode",
    "VoiceException",
    "from_bytes",
    "sha256",
    "to_bytes",
    "version_of",
]

SCHEMA_VERSION = "1.1"


class PlanContent(Frozen):
    schema_version: str = SCHEMA_VERSION
    as_at: dt.datetime
    licence: str = "Open Government Licence v3.0"
    attribution: tuple[str, ...] = ()
    profile: Profile = "consultation"
    """The stage by which its readiness is judged. Earlier editions were judged by this one."""
    overrides: tuple[Override, ...] = ()
    """Of what blocks publishing at some stage: the gaps that were accepted as they stand."""
    plan: PlanFacts
    edition: EditionFacts | None = None
    sections: tuple[Section, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_gaps: tuple[EvidenceGap, ...] = ()
    needs: tuple[Need, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    portfolios: tuple[Portfolio, ...] = ()
    pieces: tuple[Piece, ...] = ()
    theory_nodes: tuple[TheoryNode, ...] = ()
    theory_arrows: tuple[TheoryArrow, ...] = ()
    equality_assessments: tuple[EqualityAssessment, ...] = ()
    """The last that was signed; none: nobody has signed one."""
    decisions: tuple[Decision, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    """The last of each kind."""
    stakeholders: tuple[Stakeholder, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def published(self) -> EditionFacts:
        """The facts of an edition. Raises ValueError for a draft, which is none."""
        if self.edition is None:
            raise ValueError("A draft has no edition.")
        return self.edition

    @property
    def theory(self) -> Theory:
        """The theory of change: its steps and arrows together."""
        return Theory(nodes=self.theory_nodes, arrows=self.theory_arrows)

    @property
    def mitigations(self) -> list[EqualityMitigation]:
        """What is done so that the plan does less harm to a group of people."""
        impacts = (one for whole in self.equality_assessments for one in whole.impacts)
        return [mitigation for impact in impacts for mitigation in impact.mitigations]

    def override_of(self, code: str, reference: str) -> Override | None:
        """Who accepted a gap of this item, known by the code of its finding, and why."""
        asked = (code, reference)
        return next((one for one in self.overrides if (one.code, one.about) == asked), None)

    @cached_property
    def by_reference(self) -> dict[str, Frozen]:
        """Every referenced item by its stable reference."""
        collections = (
            self.sections,
            self.evidence,
            self.needs,
            self.outcomes,
            self.indicators,
            self.portfolios,
            self.pieces,
            self.evidence_gaps,
            self.theory_nodes,
            self.theory_arrows,
            self.equality_assessments,
            self.decisions,
            tuple(self.mitigations),
            tuple(measure for piece in self.pieces for measure in piece.measures),
        )
        return {item.reference: item for items in collections for item in items}

    @cached_property
    def successors(self) -> dict[str, tuple[str, ...]]:
        """What stands for each item that was merged into another or split, by its reference."""
        found: dict[str, list[str]] = {}
        items: tuple[Need | Outcome, ...] = (*self.needs, *self.outcomes)
        for item in items:
            for earlier in item.replaces:
                if earlier not in self.by_reference:
                    found.setdefault(earlier, []).append(item.reference)
        return {earlier: tuple(later) for earlier, later in found.items()}

    def stands_for(self, reference: str) -> str:
        """The item that is to be looked at for a reference: itself, or what it was merged into;
        the first of those that it was split into."""
        later = self.successors.get(reference)
        return later[0] if later else reference

    @cached_property
    def comments_by_item(self) -> dict[str, tuple[Comment, ...]]:
        """Comments by the item they are shown with, each once: what was said about an item that
        is no more is shown with the one that stands for it."""
        grouped: dict[str, list[Comment]] = {}
        for comment in self.comments:
            grouped.setdefault(self.stands_for(comment.about), []).append(comment)
        return {about: tuple(comments) for about, comments in grouped.items()}

    @cached_property
    def pieces_by_outcome(self) -> dict[str, tuple[Piece, ...]]:
        """Pieces that claim a contribution to each outcome, the strongest first."""
        grouped: dict[str, list[Piece]] = {outcome.reference: [] for outcome in self.outcomes}
        for piece in self.pieces:
            for contribution in piece.contributions:
                grouped.setdefault(contribution.outcome, []).append(piece)
        return {
            ref: tuple(sorted(pieces, key=lambda piece: -piece.strength_for(ref)))
            for ref, pieces in grouped.items()
        }


def to_bytes(content: PlanContent) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no white space. Equal contents give equal bytes."""
    return orjson.dumps(content.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


# What may be said and done about one version of a plan without making it another.
_ABOUT_A_VERSION = {
    *("schema_version", "as_at", "edition", "attribution", "profile"),
    *("comments", "stakeholders", "equality_assessments", "decisions", "sign_offs", "overrides"),
}


def version_of(content: PlanContent) -> str:
    """SHA-256 of what is decided on and signed off: the plan without what is said about it.

    Fields that say nothing are left out, so that a plan stays the version it was when a later
    release can say more.
    """
    body = content.model_dump(mode="json", exclude=_ABOUT_A_VERSION, exclude_defaults=True)
    return sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS))


def from_bytes(raw: bytes) -> PlanContent:
    """Read an edition back. Raises pydantic.ValidationError on anything but a whole document."""
    return PlanContent.model_validate_json(raw)


def sha256(raw: bytes) -> str:
    """The name of an edition's bytes, in lower-case hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
