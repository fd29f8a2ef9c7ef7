import datetime as dt
from typing import Any

from procurement.models import Piece, Portfolio
from scp.core.audit import Actor
from scp.plans import items
from scp.plans.models import Plan


def add(
    *, plan: Plan, portfolio: Portfolio, by: Actor, at: dt.datetime | None = None, **values: Any
) -> Piece:
    """Add a jigsaw piece to a portfolio."""
    piece = Piece(plan=plan, portfolio=portfolio, **values)
    return items.add(piece, verb="piece.added", by=by, at=at)


def revise(
    *, piece: Piece, seen_version: int, by: Actor, at: dt.datetime | None = None, **values: Any
) -> Piece:
    return items.revise(
        piece, verb="piece.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, piece: Piece, seen_version: int, by: Actor) -> Piece:
    return items.remove(piece, verb="piece.removed", seen_version=seen_version, by=by)
