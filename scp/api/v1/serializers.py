"""What the endpoints answer with, as types. The OpenAPI file is made from them, and the property
run holds every answer against it.

An item of an edition has the type it has in the edition's document (scp/publication/content):
it is served as it was written and hashed.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from scp.publication import content as doc

Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256, hexadecimal")]


class Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Licensed(Payload):
    """Every answer says under which licence it may be used, and whom to name."""

    licence: str
    attribution: list[str]


class Page(Licensed):
    next: Url | None = Field(description="The next page; null on the last one.")


class Index(Licensed):
    version: str
    places: Url
    plans: Url
    schema_: Url = Field(alias="schema", description="The OpenAPI file.")
    docs: Url = Field(description="The same for people.")
    plan_content: Url = Field(description="JSON Schema of an edition's document.")


class Place(Payload):
    """An area with an ONS (GSS) code."""

    code: str
    uri: Url = Field(description="The identifier the statistics office gives the area.")
    name: str
    levels: list[str] = Field(description="ctry, rgn, cauth, utla, ltla; some have two.")
    parents: list[str] = Field(description="Codes of the areas it lies in.")
    valid_from: dt.date | None
    valid_to: dt.date | None = Field(description="The first day the code no longer stands.")


class PlacePage(Page):
    items: list[Place]


class PlaceItem(Licensed):
    item: Place


class EditionLinks(Payload):
    content: Url = Field(description="The whole edition, in the bytes that were hashed.")
    page: Url
    pdf: Url | None = Field(description="Null while the PDF is being made.")
    xlsx: Url | None = Field(description="A workbook of all tables. Null while it is being made.")
    csv: Url | None = Field(
        description="A zip archive of all tables as CSV, with a description of each "
        "(csv-metadata.json, CSVW). Null while it is being made."
    )
    outcomes: Url
    needs: Url
    indicators: Url
    pieces: Url
    evidence: Url
    evidence_gaps: Url
    theory: Url
    judgements: Url


class Withdrawn(Payload):
    """The tombstone of an edition: what it consisted of answers 410."""

    at: dt.datetime
    reason: str


class Edition(Payload):
    """A plan as published once. It never changes."""

    number: int = Field(description="Counts a plan's editions, and is in their addresses.")
    kind: Literal["consultation_draft", "adopted", "correction"]
    kind_label: str
    label: str = Field(
        description="What people call it: 0.1, 0.2 … for consultation drafts, 1.0, 2.0 … as "
        "adopted, 1.1, 1.2 … for corrections of 1.0."
    )
    uri: Url
    sha256: Sha256
    schema_version: str
    published_at: dt.datetime
    reason: str
    change_note: str = Field(description="Of a correction: what was wrong. Else empty.")
    withdrawn: Withdrawn | None = Field(description="Null while it stands.")
    links: EditionLinks


class EditionPage(Page):
    items: list[Edition]


class Plan(doc.PlanFacts):
    """A plan as its latest edition has it. What is being drafted is not here."""

    licence: str
    attribution: list[str]
    editions: Url
    latest_edition: Edition


class PlanPage(Page):
    items: list[Plan]


class PlanItem(Licensed):
    item: Plan


class EditionName(Payload):
    """Which edition an item is from."""

    plan: str = Field(description="The plan's slug.")
    number: int
    sha256: Sha256


class FrozenPage(Page):
    edition: EditionName
    count: int = Field(description="How many there are in the edition.")


class FrozenItem(Licensed):
    edition: EditionName


class OutcomePage(FrozenPage):
    items: list[doc.Outcome]


class OutcomeItem(FrozenItem):
    item: doc.Outcome


class NeedPage(FrozenPage):
    items: list[doc.Need]


class NeedItem(FrozenItem):
    item: doc.Need


class IndicatorPage(FrozenPage):
    items: list[doc.Indicator]


class IndicatorItem(FrozenItem):
    item: doc.Indicator


class PiecePage(FrozenPage):
    items: list[doc.Piece]


class PieceItem(FrozenItem):
    item: doc.Piece


class EvidencePage(FrozenPage):
    items: list[doc.Evidence]


class EvidenceItem(FrozenItem):
    item: doc.Evidence


class BrokenLink(Payload):
    """A link of the thread from evidence to result that should be there and is not."""

    code: str
    reference: str = Field(description="The item it is about; empty: the whole plan.")
    sentence: str


class BrokenLinkPage(FrozenPage):
    items: list[BrokenLink]


class Knot(Payload):
    """An item of the thread. Steps and arrows are of the theory of change: a step stands on the
    outcome or piece that it is for, an arrow on the steps that it joins and on what it cites."""

    reference: str
    kind: Literal[
        "section",
        "evidence",
        "need",
        "outcome",
        "indicator",
        "piece",
        "measure",
        "result",
        "step",
        "arrow",
    ]
    title: str


class ThreadLink(Knot):
    """An item that is reached over one link, and from which item."""

    relation: str = Field(description="How the upper of the two stands on the lower, in words.")
    reached_from: str = Field(alias="from", description="The reference at the near end.")


class Thread(Knot):
    """Everything an item stands on and everything that stands on it, to the ends; nearest first
    along each way."""

    stands_on: list[ThreadLink]
    stood_on_by: list[ThreadLink]


class ThreadItem(FrozenItem):
    item: Thread


class Judgement(Payload):
    """One judgement: a code of a published list, the same in words, and why."""

    label: str
    reason: str


class AgainstTarget(Judgement):
    code: Literal["green", "amber", "red", "grey"]


class DirectionOfTravel(Judgement):
    code: Literal["improving", "no_change", "worsening", "cannot_say"]


class AgainstComparator(Judgement):
    code: Literal["better", "similar", "worse", "higher", "lower", "not_compared"]


class JudgedPlace(Payload):
    """The latest value of a place and the three judgements of it, each on its own."""

    place: str = Field(description="An ONS (GSS) code.")
    period: str = Field(description="The publisher's words for the period of the latest value.")
    value: str | None = Field(description="An exact decimal; null: suppressed or missing.")
    comparator: str = Field(description="The area it is compared with; empty: none has values.")
    against_target: AgainstTarget
    direction_of_travel: DirectionOfTravel
    against_comparator: AgainstComparator


class JudgedIndicator(Payload):
    """What is judged of an indicator: of each place of the plan that has values."""

    reference: str
    places: list[JudgedPlace]


class JudgedPage(FrozenPage):
    items: list[JudgedIndicator]


class JudgedItem(FrozenItem):
    item: JudgedIndicator


class EvidenceGapPage(FrozenPage):
    items: list[doc.EvidenceGap]


class EvidenceGapItem(FrozenItem):
    item: doc.EvidenceGap


class TheoryItem(FrozenItem):
    item: doc.Theory


class JsonDocument(BaseModel):
    """A JSON document that describes others: OpenAPI, or JSON Schema."""

    model_config = ConfigDict(extra="allow")


class ParameterFault(Payload):
    name: str
    reason: str


class Problem(Payload):
    """Problem details (RFC 9457)."""

    type: str = Field(description="Leads to a sentence about this kind of problem.")
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ParameterFault] = Field(default=[], description="Each parameter that is wrong.")


class Replacement(Payload):
    """The edition that readers are led to in the place of one that was withdrawn."""

    number: int
    label: str
    uri: Url


class Tombstone(Problem):
    """What is left of an edition that was withdrawn (410). The hash still proves a copy of it."""

    withdrawn_at: dt.datetime
    reason: str
    sha256: Sha256
    replaced_by: Replacement | None = Field(description="Null if no edition of the plan stands.")


Collection = Literal["outcomes", "needs", "indicators", "pieces", "evidence", "evidence_gaps"]
