"""The why of a plan: its narrative, evidence, needs, outcomes and what measures them."""

import datetime as dt
from decimal import Decimal
from typing import Literal

from scp.publication.content.base import Frozen
from scp.publication.content.plan import PlaceFacts

Theme = Literal["social", "economic", "environmental"]


class Citation(Frozen):
    """That one item cites one piece of evidence, and how the evidence bears on it. `about` is the
    sentence or figure of the item that is meant; empty: the whole of it."""

    evidence: str
    relation: Literal["supports", "contradicts", "gap"] = "supports"
    locator: str = ""
    about: str = ""


class Section(Frozen):
    """A narrative chapter: vision, context and so on. `body` is Markdown, `html` the same, cleaned.
    Editions of schema 1.0 have no `html`."""

    reference: str
    uri: str
    kind: str
    title: str
    body: str
    html: str = ""
    citations: tuple[Citation, ...] = ()
    """What its text cites, in the order of the text."""


class KeyFigure(Frozen):
    """The most telling figure of a source, with its 95% interval where one is given."""

    label: str
    value: Decimal | None = None
    lower_ci: Decimal | None = None
    upper_ci: Decimal | None = None
    unit: str = ""


class Rating(Frozen):
    """What an assessor judged a source to be on one scale. Scales are never averaged and never
    converted."""

    reference: str
    scale: str
    scale_label: str
    level: str
    level_label: str
    assessor: str
    assessed_on: dt.date
    rationale: str


class KeptCopy(Frozen):
    """A copy of a source that is kept, by the hash of its bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


class Evidence(Frozen):
    """A source that anything in the plan may cite, whether it supports the claim or
    contradicts it."""

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
    doi: str = ""
    geography: str = ""
    population: str = ""
    period: str = ""
    key_figure: KeyFigure | None = None
    method: str = ""
    limitations: str = ""
    status: str = "current"
    status_label: str = ""
    ratings: tuple[Rating, ...] = ()
    files: tuple[KeptCopy, ...] = ()


class EvidenceGap(Frozen):
    """Something the plan's makers do not know, and who will look into it."""

    reference: str
    uri: str
    statement: str
    about: str = ""
    """The need or outcome it is about; empty: the whole plan."""
    owner: str = ""
    due_on: dt.date | None = None
    closed_on: dt.date | None = None
    answer: str = ""


class ScaleFigure(Frozen):
    """The published value that says how big a need is."""

    indicator: str
    area: str
    area_name: str
    period: str
    value: Decimal | None


class Need(Frozen):
    reference: str
    uri: str
    statement: str
    who: str
    scale: str = ""
    source_kinds: tuple[str, ...] = ()
    source_kind_labels: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    places: tuple[PlaceFacts, ...] = ()
    locality: str = ""
    characteristics: tuple[str, ...] = ()
    characteristic_labels: tuple[str, ...] = ()
    scale_figure: ScaleFigure | None = None
    confidence: str = ""
    confidence_label: str = ""
    confidence_reason: str = ""
    owner: str = ""
    replaces: tuple[str, ...] = ()
    """References of needs that were merged into this one, or that it was split from."""

    @property
    def voiced_by_citizens(self) -> bool:
        return "citizen_voice" in self.source_kinds


class NoMeasureYet(Frozen):
    """The visible statement that an outcome has no suitable measure yet: who will find one."""

    owner: str
    due_on: dt.date


class VoiceException(Frozen):
    """That somebody accepted an outcome which no citizen voices: who, when and why (C.2, 1)."""

    accepted_by: str
    accepted_on: dt.date
    reason: str


class Goal(Frozen):
    """A goal of a published framework, in one of its versions."""

    framework: str
    framework_title: str
    version: str
    code: str
    label: str


class FromLibrary(Frozen):
    """Which version of which entry of an organisation's library an item refers to."""

    organisation: str
    code: str
    version: int


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
    other_themes: tuple[Theme, ...] = ()
    horizon: int | None = None
    owner: str = ""
    owner_organisation: str = ""
    citations: tuple[Citation, ...] = ()
    no_voice: VoiceException | None = None
    goals: tuple[Goal, ...] = ()
    replaces: tuple[str, ...] = ()
    library: FromLibrary | None = None


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
    """The publisher's word against the comparator: better, similar, worse, higher, lower or
    not_compared. Empty: the publisher said nothing."""
    revised: bool = False
    breakdown: str = ""
    """The part of the population, as `sex=Female;age=65+`; empty: everybody."""
    numerator: Decimal | None = None
    denominator: Decimal | None = None


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


class CurveAction(Frozen):
    """A next step to turn a curve, and the post or body that takes it."""

    reference: str
    action: str
    owner: str
    due_on: dt.date
    done_on: dt.date | None = None


class CurveStory(Frozen):
    """Why an indicator's numbers are what they are, who can help and what works."""

    story: str
    partners: str = ""
    what_works: str = ""
    low_cost_idea: str = ""


class Indicator(Frozen):
    """A number that helps quantify an outcome for a whole population.

    A number for a service's own users is a measure, and is not one of these.
    """

    reference: str
    uri: str
    code: str
    title: str
    breakdown: str = ""
    definition: str = ""
    numerator: str = ""
    """What is counted: the part of the population that the number is about."""
    denominator: str = ""
    """What it is counted out of."""
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
    band_lower: Decimal | None = None
    band_upper: Decimal | None = None
    """For a polarity of "band": the range within which a value is good."""
    multiplier: int | None = None
    """Values are for this many of the denominator, e.g. 100000; None where they are not."""
    geography_level: str = ""
    disaggregations: str = ""
    publication_lag: str = ""
    next_release_on: dt.date | None = None
    suppression_rule: str = ""
    owner: str = ""
    """A post or a body that answers for the indicator, never a person's name."""
    status: str = "active"
    baseline: Baseline | None = None
    targets: tuple[TargetPoint, ...] = ()
    method_breaks: tuple[MethodBreak, ...] = ()
    observations: tuple[Observation, ...] = ()
    """Current values only, oldest first: where a value was revised, the latest published row."""
    tolerance_kind: Literal["absolute", "percent"] = "absolute"
    trajectory: Literal["steps", "linear"] = "steps"
    """What is intended between two targets: that each holds until the next, or a straight line."""
    suppress_below: int | None = None
    comparator_area: str = ""
    """The GSS code of the area it is compared with."""
    superseded_by: str = ""
    citations: tuple[Citation, ...] = ()
    story: CurveStory | None = None
    next_actions: tuple[CurveAction, ...] = ()
    library: FromLibrary | None = None

    def series(self, area: str) -> tuple[Observation, ...]:
        """The observations of one area (GSS code) for its whole population, oldest first."""
        return tuple(o for o in self.observations if o.area == area and not o.breakdown)
