"""Published values that somebody enters one by one, in a workbook: added, never overwritten."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from outcomes.choices import ObservationStatus
from outcomes.imports.ordering import merge
from outcomes.models import Observation
from scp.core import audit
from scp.core.audit import Actor
from scp.plans import items, policies
from scp.plans.models import Plan

BATCH = 1000
# One value, whichever edition gives it: indicator, area, part of the population, period.
SAME = ("indicator_id", "area_id", "breakdown", "period")
Placed = Iterable[tuple[int, int, str, int]]


@transaction.atomic
def publish(
    *, plan: Plan, observations: Sequence[Observation], by: Actor, at: dt.datetime | None = None
) -> list[Observation]:
    """Add values as their publisher gives them, in the published order of each indicator and area.

    A value of a period that the plan has already is a revision, and says so unless the publisher
    calls it something else: it is another row, and the earlier one stays.
    """
    policies.check_can_be_edited(plan)
    if not observations:
        return []
    items.queue(plan)
    indicators = {row.indicator_id: row.indicator for row in observations}
    for indicator in indicators.values():
        items.check_targets(indicator, [indicator])
    stored = Observation.objects.with_scope(plan=plan).filter(indicator__in=list(indicators))
    revisions = _mark_revisions(observations, stored.values_list(*SAME))
    _put_in_order(observations, stored.values_list("indicator_id", "area_id", "period", "position"))
    added = Observation._base_manager.bulk_create(observations, batch_size=BATCH)
    audit.record(
        action="observations.published",
        subject=plan.slug,
        by=by,
        at=at,
        chain=plan.audit_chain,
        data={
            "added": len(added),
            "revisions": revisions,
            "indicators": sorted(indicator.reference for indicator in indicators.values()),
            "source_versions": sorted({row.source_version for row in added}),
        },
    )
    return added


def _mark_revisions(
    observations: Sequence[Observation], stored: Iterable[tuple[object, ...]]
) -> int:
    """Say of those that revise a value of the plan that they do. Where several values of one period
    come together, the publisher's own word stands."""
    known = set(stored)
    revisions = [row for row in observations if tuple(getattr(row, name) for name in SAME) in known]
    for row in revisions:
        if row.status == ObservationStatus.FINAL:
            row.status = ObservationStatus.REVISED
    return len(revisions)


def _put_in_order(observations: Sequence[Observation], stored: Placed) -> None:
    """Give the rows their positions, and move stored ones where a new period comes between."""
    known: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    given: dict[tuple[int, int], list[Observation]] = defaultdict(list)
    for indicator, area, period, position in stored:
        known[indicator, area][period] = position
    for row in observations:
        given[row.indicator_id, row.area_id].append(row)
    for (indicator, area), rows in given.items():
        before = known[indicator, area]
        periods = merge(sorted(before, key=before.__getitem__), (row.period for row in rows))
        positions = {period: place for place, period in enumerate(periods)}
        for row in rows:
            row.position = positions[row.period]
        for period, position in before.items():
            if positions[period] != position:
                kept = Observation._base_manager.filter(indicator=indicator, area=area)
                kept.filter(period=period).update(position=positions[period])
