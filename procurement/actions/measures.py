import datetime as dt
from typing import Any

from procurement.models import Measure, Piece
from scp.core.audit import Actor
from scp.plans import items


def define(*, piece: Piece, by: Actor, at: dt.datetime | None = None, **values: Any) -> Measure:
    """Say by which number of its own users a piece is followed. It never judges an outcome."""
    measure = Measure(plan=piece.plan, piece=piece, **values)
    return items.add(measure, verb="measure.defined", by=by, at=at)


def revise(
    *, measure: Measure, seen_version: int, by: Actor, at: dt.datetime | None = None, **values: Any
) -> Measure:
    return items.revise(
        measure, verb="measure.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, measure: Measure, seen_version: int, by: Actor) -> Measure:
    """Take a measure out of the plan. Its results go out of sight with it, and come back with
    it."""
    return items.remove(measure, verb="measure.removed", seen_version=seen_version, by=by)
