"""Writes to places. Areas come from a file of the statistics office and are not edited here."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from scp.core import audit
from scp.core.audit import Actor
from scp.places.imports import Area
from scp.places.models import Place

FIELDS = ("name", "levels", "valid_from", "valid_to")


@dataclass(frozen=True)
class AreasLoaded:
    """How many places an import added, changed and found as they were."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def load_areas(*, areas: Sequence[Area], by: Actor, at: dt.datetime | None = None) -> AreasLoaded:
    """Make the places what the areas say, all or none. Places that are not among the areas stay
    as they are. Loading the same areas again changes nothing and leaves no audit event."""
    before = {place.code: place for place in Place.objects.select_for_update()}
    parents_before = _parents()
    new = [Place(code=a.code, **a.fields()) for a in areas if a.code not in before]
    moved = {a.code for a in areas if parents_before.get(a.code, set()) != set(a.parents)}
    revised = [before[a.code] for a in areas if a.code in before and _take(before[a.code], a)]
    Place.objects.bulk_create(new)
    Place.objects.bulk_update(revised, FIELDS)
    _set_parents({a.code: a.parents for a in areas if a.code in moved})
    changed = {place.code for place in revised} | (moved & before.keys())
    counts = AreasLoaded(len(new), len(changed), len(areas) - len(new) - len(changed))
    if new or changed:
        audit.record(action="areas.loaded", subject="places", by=by, at=at, data=asdict(counts))
    return counts


def _take(place: Place, area: Area) -> bool:
    """Give a place an area's values; whether that changed any."""
    values = area.fields()
    if all(getattr(place, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(place, name, value)
    return True


def _parents() -> dict[str, set[str]]:
    parents: dict[str, set[str]] = {}
    links = Place.parents.through.objects.values_list("from_place__code", "to_place__code")
    for child, parent in links:
        parents.setdefault(child, set()).add(parent)
    return parents


def _set_parents(wanted: dict[str, tuple[str, ...]]) -> None:
    keys = dict(Place.objects.values_list("code", "pk"))
    link = Place.parents.through
    link.objects.filter(from_place_id__in=[keys[code] for code in wanted]).delete()
    link.objects.bulk_create(
        link(from_place_id=keys[code], to_place_id=keys[parent])
        for code, parents in wanted.items()
        for parent in dict.fromkeys(parents)
    )
