import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from outcomes.models import Evidence, Outcome
from procurement.models import Contribution, Piece
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.plans import items


def claim(
    *,
    piece: Piece,
    outcome: Outcome,
    strength: int,
    rationale: str,
    evidence: Iterable[Evidence] = (),
    by: Actor,
    at: dt.datetime | None = None,
) -> Contribution:
    """Claim that a piece contributes to an outcome, how strongly, why, and on what evidence."""
    _check_not_claimed(piece, outcome)
    contribution = Contribution(
        plan=piece.plan, piece=piece, outcome=outcome, strength=strength, rationale=rationale
    )
    return items.add(
        contribution, verb="contribution.claimed", by=by, at=at, links={"evidence": evidence}
    )


def revise(
    *,
    contribution: Contribution,
    seen_version: int,
    by: Actor,
    evidence: Iterable[Evidence] | None = None,
    at: dt.datetime | None = None,
    **values: Any,
) -> Contribution:
    if values.get("outcome", contribution.outcome) != contribution.outcome:
        _check_not_claimed(contribution.piece, values["outcome"])
    return items.revise(
        contribution,
        verb="contribution.revised",
        seen_version=seen_version,
        by=by,
        at=at,
        values=values,
        links=None if evidence is None else {"evidence": evidence},
    )


def remove(*, contribution: Contribution, seen_version: int, by: Actor) -> Contribution:
    return items.remove(contribution, verb="contribution.removed", seen_version=seen_version, by=by)


def _check_not_claimed(piece: Piece, outcome: Outcome) -> None:
    claimed = Contribution._base_manager.filter(
        piece=piece, outcome=outcome, removed_at__isnull=True
    ).exists()
    if claimed:
        words = _("{piece} already claims a contribution to {outcome}. Change that one.")
        raise InvalidInput(words.format(piece=piece.reference, outcome=outcome.reference))
