import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcomes.choices import Relation
from outcomes.models import Evidence, Outcome
from procurement.models import Contribution, ContributionCitation, Piece
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.plans import items


@transaction.atomic
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
    sources = list(evidence)
    items.queue(contribution.plan)
    items.check_targets(contribution, sources)
    items.add(contribution, verb="contribution.claimed", by=by, at=at, more=_references(sources))
    _support(contribution, sources)
    return contribution


@transaction.atomic
def revise(
    *,
    contribution: Contribution,
    seen_version: int,
    by: Actor,
    evidence: Iterable[Evidence] | None = None,
    at: dt.datetime | None = None,
    **values: Any,
) -> Contribution:
    """Change a claim. `evidence` is all that supports it; what contradicts it, and known gaps, are
    cited by `citations` and stay. Evidence that is not given stays as it was."""
    if values.get("outcome", contribution.outcome) != contribution.outcome:
        _check_not_claimed(contribution.piece, values["outcome"])
    sources = None if evidence is None else list(evidence)
    items.queue(contribution.plan)
    items.check_targets(contribution, sources or ())
    items.revise(
        contribution,
        verb="contribution.revised",
        seen_version=seen_version,
        by=by,
        at=at,
        values=values,
        more=None if sources is None else _references(sources),
    )
    if sources is not None:
        _support(contribution, sources)
    return contribution


def remove(*, contribution: Contribution, seen_version: int, by: Actor) -> Contribution:
    return items.remove(contribution, verb="contribution.removed", seen_version=seen_version, by=by)


def _references(sources: Iterable[Evidence]) -> dict[str, list[str]]:
    return {"evidence": [source.reference for source in sources]}


def _support(contribution: Contribution, sources: Iterable[Evidence]) -> None:
    """Cite these and no others as support. One that is cited already keeps what was said of it."""
    rows = ContributionCitation._base_manager.filter(
        contribution=contribution, relation=Relation.SUPPORTS
    )
    wanted = {source.pk for source in sources}
    rows.exclude(evidence__in=wanted).delete()
    new = wanted - set(rows.values_list("evidence_id", flat=True))
    ContributionCitation._base_manager.bulk_create(
        ContributionCitation(contribution=contribution, evidence_id=key) for key in sorted(new)
    )


def _check_not_claimed(piece: Piece, outcome: Outcome) -> None:
    claimed = Contribution._base_manager.filter(
        piece=piece, outcome=outcome, removed_at__isnull=True
    ).exists()
    if claimed:
        words = _("{piece} already claims a contribution to {outcome}. Change that one.")
        raise InvalidInput(words.format(piece=piece.reference, outcome=outcome.reference))
