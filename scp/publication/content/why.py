"""The why of a plan: its narrative, evidence, needs, outcomes and what measures them."""

import datetime as dt
from decimal import Decimal
from typing import Literal

from scp.publication.content.base import Frozen

Theme = Literal["social", "economic", "environmental"]


class Section(Frozen):
    """A narrative chapter: vision, context and so on. `body` is Markdown."""

    reference: str
    uri: str
    kind: str
    title: str
    body: str


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
    """The publisher's word against the comparator: better, similar, worse, higher, lower or
    not_compared. Empty: the publisher said nothing."""
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

    def series(self, area: str) -> tuple[Observation, ...]:
        """The observations of one area (GSS code), oldest first."""
        return tuple(o for o in self.observations if o.area == area)
