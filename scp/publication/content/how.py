"""The how of a plan: portfolios, their pieces, and what each contributes to."""

from typing import Literal

from scp.publication.content.base import Frozen


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
    route: str = ""
    """How it is to be delivered, which need not be by buying anything. Empty: not said yet."""
    route_label: str = ""
    contributions: tuple[Contribution, ...] = ()

    def strength_for(self, outcome: str) -> int:
        """1 to 3, or 0 where this piece claims no contribution to that outcome."""
        return next((c.strength for c in self.contributions if c.outcome == outcome), 0)
