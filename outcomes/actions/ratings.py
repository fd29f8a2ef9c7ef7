import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from outcomes.choices import Scale
from outcomes.models import Evidence, EvidenceRating
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.plans import items

# What makes a rating one of its own: an assessor judges a source once a day on each scale.
IDENTITY = ("scale", "assessor", "assessed_on")


def give(
    *,
    evidence: Evidence,
    scale: str,
    level: str,
    assessor: str,
    assessed_on: dt.date,
    rationale: str,
    by: Actor,
    at: dt.datetime | None = None,
) -> EvidenceRating:
    """Say what somebody judged a source to be on one scale. Ratings on other scales stay as they
    are: none is worked out from another."""
    rating = EvidenceRating(
        plan=evidence.plan,
        evidence=evidence,
        scale=scale,
        level=level,
        assessor=assessor,
        assessed_on=assessed_on,
        rationale=rationale,
    )
    _check_is_new(rating)
    return items.add(rating, verb="rating.given", by=by, at=at)


def revise(
    *,
    rating: EvidenceRating,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> EvidenceRating:
    identity = {name: values.get(name, getattr(rating, name)) for name in IDENTITY}
    if any(getattr(rating, name) != value for name, value in identity.items()):
        _check_is_new(EvidenceRating(pk=rating.pk, evidence=rating.evidence, **identity))
    return items.revise(
        rating, verb="rating.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, rating: EvidenceRating, seen_version: int, by: Actor) -> EvidenceRating:
    return items.remove(rating, verb="rating.removed", seen_version=seen_version, by=by)


def _check_is_new(rating: EvidenceRating) -> None:
    identity = {name: getattr(rating, name) for name in IDENTITY}
    same = EvidenceRating._base_manager.filter(
        evidence=rating.evidence, removed_at__isnull=True, **identity
    ).exclude(pk=rating.pk)
    if found := same.first():
        words = _(
            "{assessor} already rated {evidence} on “{scale}” that day ({reference}). "
            "Change that rating."
        )
        raise InvalidInput(
            words.format(
                assessor=rating.assessor,
                evidence=rating.evidence.reference,
                scale=Scale(rating.scale).label,
                reference=found.reference,
            )
        )
