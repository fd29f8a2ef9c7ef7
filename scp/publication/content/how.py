"""The how of a plan: portfolios, their pieces, and what each contributes to."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from scp.publication.content.base import Frozen
from scp.publication.content.why import Citation


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
    """What supports the claim. `citations` has all that bears on it."""
    citations: tuple[Citation, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def read_from_before_citations(cls, given: Any) -> Any:
        """Editions of schema 1.0 name only what supports a claim."""
        if isinstance(given, dict) and "citations" not in given and given.get("evidence"):
            supporting = tuple({"evidence": reference} for reference in given["evidence"])
            return {**given, "citations": supporting}
        return given


class Result(Frozen):
    """What a measure came to in one period, and who says so."""

    reference: str
    period_start: dt.date
    period_end: dt.date
    value: Decimal
    source: str


class Measure(Frozen):
    """A number for a piece's own users. It informs, and never judges, an outcome."""

    reference: str
    uri: str
    title: str
    type: str
    type_label: str
    unit: str
    counted_of: str = ""
    target: Decimal | None = None
    owner: str = ""
    results: tuple[Result, ...] = ()


class TheoryNode(Frozen):
    """A step of the theory of change."""

    reference: str
    uri: str
    kind: Literal["input", "activity", "output", "outcome", "impact"]
    kind_label: str
    label: str
    outcome: str = ""
    piece: str = ""


class TheoryArrow(Frozen):
    """That one step leads to another: why, what must hold, what else bears on it."""

    reference: str
    uri: str
    source: str
    target: str
    assumption: str
    mechanism: str = ""
    external_factors: str = ""
    evidence: tuple[str, ...] = ()


class Theory(Frozen):
    """The theory of change: steps, and arrows that never lead round in a circle."""

    nodes: tuple[TheoryNode, ...] = ()
    arrows: tuple[TheoryArrow, ...] = ()


class Piece(Frozen):
    """A place jigsaw piece: a scoped part of a service portfolio."""

    reference: str
    uri: str
    portfolio: str
    title: str
    summary: str = ""
    state: str
    state_label: str
    route: str = ""
    """How it is to be delivered, which need not be by buying anything. Empty: not said yet."""
    route_label: str = ""
    contributions: tuple[Contribution, ...] = ()
    measures: tuple[Measure, ...] = ()

    def strength_for(self, outcome: str) -> int:
        """1 to 3, or 0 where this piece claims no contribution to that outcome."""
        return next((c.strength for c in self.contributions if c.outcome == outcome), 0)
