import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from outcomes.choices import Relation
from outcomes.models import Evidence, Need, NeedCitation
from scp.core.audit import Actor
from scp.places.models import Place
from scp.plans import items
from scp.plans.models import Plan


@transaction.atomic
def identify(
    *,
    plan: Plan,
    by: Actor,
    places: Iterable[Place] = (),
    supported_by: Iterable[Evidence] = (),
    contradicted_by: Iterable[Evidence] = (),
    at: dt.datetime | None = None,
    **values: Any,
) -> Need:
    """State a need, where it is, and cite the evidence for it, and any against it."""
    need = items.add(Need(plan=plan, **values), verb="need.identified", by=by, at=at)
    _place(need, places, by=by, at=at)
    _cite(need, supported_by, contradicted_by, by=by, at=at)
    return need


@transaction.atomic
def revise(
    *,
    need: Need,
    seen_version: int,
    by: Actor,
    places: Iterable[Place] | None = None,
    supported_by: Iterable[Evidence] | None = None,
    contradicted_by: Iterable[Evidence] | None = None,
    at: dt.datetime | None = None,
    **values: Any,
) -> Need:
    """Change a need. Places and evidence that are not given stay as they were."""
    items.revise(need, verb="need.revised", seen_version=seen_version, by=by, at=at, values=values)
    _place(need, places, by=by, at=at)
    _cite(need, supported_by, contradicted_by, by=by, at=at)
    return need


def remove(*, need: Need, seen_version: int, by: Actor) -> Need:
    return items.remove(need, verb="need.removed", seen_version=seen_version, by=by)


def _place(
    need: Need, places: Iterable[Place] | None, *, by: Actor, at: dt.datetime | None
) -> None:
    """Say where the need is. Saying the same again leaves no event."""
    if places is None:
        return
    before, wanted = set(need.places.all()), set(places)
    if before == wanted:
        return
    need.places.set(wanted)
    codes = [sorted(place.code for place in group) for group in (before, wanted)]
    items.log("need.placed", need, by=by, at=at, data={"places": codes})


def _cite(
    need: Need,
    supported_by: Iterable[Evidence] | None,
    contradicted_by: Iterable[Evidence] | None,
    *,
    by: Actor,
    at: dt.datetime | None,
) -> None:
    answers = ((Relation.SUPPORTS, supported_by), (Relation.CONTRADICTS, contradicted_by))
    given = {relation: set(rows) for relation, rows in answers if rows is not None}
    wanted = {(evidence, relation) for relation, rows in given.items() for evidence in rows}
    citations = NeedCitation.objects.with_scope(plan=need.plan).filter(need=need)
    kept = {}
    for citation in citations.select_related("evidence"):
        kept[(citation.evidence, Relation(citation.relation))] = citation
    gone = {key: row for key, row in kept.items() if key not in wanted and key[1] in given}
    new = wanted - kept.keys()
    items.check_targets(need, [evidence for evidence, _relation in new])
    if not gone and not new:
        return
    citations.filter(pk__in=[row.pk for row in gone.values()]).delete()
    NeedCitation._base_manager.bulk_create(
        NeedCitation(need=need, evidence=evidence, relation=relation) for evidence, relation in new
    )
    items.log(
        "need.cited",
        need,
        by=by,
        at=at,
        data={
            "added": sorted(f"{relation} {evidence.reference}" for evidence, relation in new),
            "removed": sorted(f"{relation} {evidence.reference}" for evidence, relation in gone),
        },
    )
