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
from decimal import Decimal
from functools import cached_property
from typing import Literal

import orjson
from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = "1.0"

Theme = Literal["social", "economic", "environmental"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Identifier(Frozen):
    """An organisation's identifier, e.g. scheme `GB-LAE`, value `TRF` (org-id.guide prefixes)."""

    scheme: str
    value: str


class OrganisationFacts(Frozen):
    name: str
    kind: str
    kind_label: str
    identifiers: tuple[Identifier, ...] = ()


class PlaceFacts(Frozen):
    """A place the plan covers, by its ONS (GSS) code."""

    code: str
    name: str


class PlanFacts(Frozen):
    slug: str
    uri: str
    title: str
    summary: str
    lead_organisation: OrganisationFacts
    places: tuple[PlaceFacts, ...]
    period_start: dt.date
    period_end: dt.date
    illustrative_notice: str = ""
    """Printed on every page when the plan is a demonstration and not the council's."""


class Section(Frozen):
    """A narrative chapter: vision, context and so on. `body` is Markdown."""

    reference: str
    uri: str
    kind: str
    title: str
    body: str


class Evidence(Frozen):
    """A source that anything in the plan may cite (DOMAIN §3)."""

    reference: str
    uri: str
    title: str
    type: str
    type_label: str
    publisher: str
    published_on: dt.date | None
    url: str = ""
    accessed_on: dt.date | None = None
    locator: str = ""
    licence: str = ""
    summary: str = ""


class Citation(Frozen):
    """That one item cites one piece of evidence, and how the evidence bears on it."""

    evidence: str
    relation: Literal["supports", "contradicts", "gap"] = "supports"
    locator: str = ""


class Need(Frozen):
    reference: str
    uri: str
    statement: str
    who: str
    scale: str = ""
    source_kinds: tuple[str, ...] = ()
    source_kind_labels: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()

    @property
    def voiced_by_citizens(self) -> bool:
        return "citizen_voice" in self.source_kinds


class NoMeasureYet(Frozen):
    """The visible statement that an outcome has no suitable measure yet: who will find one."""

    owner: str
    due_on: dt.date


class Outcome(Frozen):
    """A condition of life for people or the place, stated as an end state."""

    reference: str
    uri: str
    statement: str
    theme: Theme
    summary: str = ""
    needs: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    no_measure_yet: NoMeasureYet | None = None


class Observation(Frozen):
    """One published value. `period` is the publisher's own words; start and end are given only
    where reading them is sound. A value of None is suppressed or missing, never zero."""

    area: str
    area_name: str
    period: str
    period_start: dt.date | None
    period_end: dt.date | None
    value: Decimal | None
    lower_ci: Decimal | None = None
    upper_ci: Decimal | None = None
    status: str = "final"
    comparison: str = ""
    """The publisher's word against the comparator: better, similar, worse, higher, lower."""
    revised: bool = False


class TargetPoint(Frozen):
    """A value intended by a date."""

    due_on: dt.date
    value: Decimal
    note: str = ""


class Baseline(Frozen):
    period: str
    value: Decimal


class MethodBreak(Frozen):
    """From `on` (the first day of the new method) values are not comparable with earlier ones."""

    on: dt.date
    note: str


class Indicator(Frozen):
    """A number that helps quantify an outcome for a whole population (DOMAIN §2.2)."""

    reference: str
    uri: str
    code: str
    title: str
    breakdown: str = ""
    definition: str = ""
    unit: str
    value_type: str
    decimals: int
    polarity: Literal["higher_better", "lower_better", "band", "none"]
    polarity_label: str
    frequency: str = ""
    source: str
    source_url: str = ""
    licence: str = ""
    comparator: str = ""
    tolerance: Decimal | None = None
    baseline: Baseline | None = None
    targets: tuple[TargetPoint, ...] = ()
    method_breaks: tuple[MethodBreak, ...] = ()
    observations: tuple[Observation, ...] = ()
    """Current values only, oldest first: where a value was revised, the latest published row."""

    def series(self, area: str) -> tuple[Observation, ...]:
        """The observations of one area (GSS code), oldest first."""
        return tuple(o for o in self.observations if o.area == area)


class Portfolio(Frozen):
    reference: str
    uri: str
    title: str
    summary: str = ""


class Contribution(Frozen):
    """A claimed, reasoned link from a piece to an outcome. Strengths are never added up."""

    outcome: str
    strength: Literal[1, 2, 3]
    rationale: str
    evidence: tuple[str, ...] = ()


class Piece(Frozen):
    """A place jigsaw piece: a scoped part of a service portfolio."""

    reference: str
    uri: str
    portfolio: str
    title: str
    summary: str = ""
    state: str
    state_label: str
    contributions: tuple[Contribution, ...] = ()

    def strength_for(self, outcome: str) -> int:
        """1 to 3, or 0 where this piece claims no contribution to that outcome."""
        return next((c.strength for c in self.contributions if c.outcome == outcome), 0)


class Response(Frozen):
    """What the plan's owners decided on a comment and why: "we did"."""

    decision: str
    decision_label: str
    text: str
    made_on: dt.date


class Comment(Frozen):
    """What a stakeholder said about one item. `made_by` is the stakeholder's public name or, for
    a person, their kind ("Resident"): never a person's name."""

    reference: str
    about: str
    made_by: str
    made_by_kind: str
    text: str
    made_on: dt.date
    response: Response | None = None


class Stakeholder(Frozen):
    name: str
    kind: str
    kind_label: str


class Change(Frozen):
    """One field of one item that differs from the edition before. Whole items that were added or
    removed have an empty `field`."""

    kind: Literal["added", "removed", "changed"]
    collection: str
    reference: str
    title: str
    field: str = ""
    before: str = ""
    after: str = ""


class EditionFacts(Frozen):
    """What makes a frozen draft an edition. Its hash cannot be inside: it is of these bytes."""

    number: int
    uri: str
    published_at: dt.datetime
    reason: str
    previous_number: int | None = None
    previous_sha256: str = ""
    changes: tuple[Change, ...] = ()


class PlanContent(Frozen):
    schema_version: str = SCHEMA_VERSION
    as_at: dt.datetime
    licence: str = "Open Government Licence v3.0"
    attribution: tuple[str, ...] = ()
    plan: PlanFacts
    edition: EditionFacts | None = None
    sections: tuple[Section, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    needs: tuple[Need, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    portfolios: tuple[Portfolio, ...] = ()
    pieces: tuple[Piece, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def published(self) -> EditionFacts:
        """The facts of an edition. Raises ValueError for a draft, which is none."""
        if self.edition is None:
            raise ValueError("A draft has no edition.")
        return self.edition

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
        )
        return {item.reference: item for items in collections for item in items}

    @cached_property
    def comments_by_item(self) -> dict[str, tuple[Comment, ...]]:
        grouped: dict[str, list[Comment]] = {}
        for comment in self.comments:
            grouped.setdefault(comment.about, []).append(comment)
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


def from_bytes(raw: bytes) -> PlanContent:
    """Read an edition back. Raises pydantic.ValidationError on anything but a whole document."""
    return PlanContent.model_validate_json(raw)


def sha256(raw: bytes) -> str:
    """The name of an edition's bytes, in lower-case hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
