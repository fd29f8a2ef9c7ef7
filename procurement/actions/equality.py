"""Equality impact assessments: opened, filled in group by group, signed once."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes.choices import ProtectedCharacteristic
from procurement import equality
from procurement.models import EqualityAssessment, EqualityImpact, Mitigation
from scp.accounts.models import User
from scp.core.audit import Actor
from scp.core.errors import InvalidInput, PolicyRefused
from scp.plans import items
from scp.plans.models import Plan

COPIED = ("group", "level", "effect", "justification")


@transaction.atomic
def open_assessment(
    *, plan: Plan, by: Actor, at: dt.datetime | None = None, **values: Any
) -> EqualityAssessment:
    """Begin an assessment. It takes over what the last one found, to be looked at again; the first
    one asks about every characteristic of the Act."""
    assessment = items.add(
        EqualityAssessment(plan=plan, **values), verb="equality.opened", by=by, at=at
    )
    last = equality.last_signed(plan)
    if last:
        _copy(last, assessment, by=by, at=at)
    else:
        for code in ProtectedCharacteristic.values:
            assess_group(assessment=assessment, group=code, by=by, at=at)
    return assessment


def revise(
    *,
    assessment: EqualityAssessment,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> EqualityAssessment:
    _check_open(assessment)
    return items.revise(
        assessment, verb="equality.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, assessment: EqualityAssessment, seen_version: int, by: Actor) -> EqualityAssessment:
    """Give up an assessment that was never signed."""
    _check_open(assessment)
    return items.remove(assessment, verb="equality.removed", seen_version=seen_version, by=by)


def assess_group(
    *,
    assessment: EqualityAssessment,
    by: Actor,
    at: dt.datetime | None = None,
    evidence: Any = (),
    **values: Any,
) -> EqualityImpact:
    """Ask about a group of people, or say at once what the plan means for it."""
    _check_open(assessment)
    impact = EqualityImpact(plan=assessment.plan, assessment=assessment, **values)
    links = {"evidence": evidence}
    return items.add(impact, verb="impact.assessed", by=by, at=at, links=links)


def revise_impact(
    *,
    impact: EqualityImpact,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    evidence: Any = None,
    **values: Any,
) -> EqualityImpact:
    _check_open(impact.assessment)
    links = {} if evidence is None else {"evidence": evidence}
    return items.revise(
        impact,
        verb="impact.revised",
        seen_version=seen_version,
        by=by,
        at=at,
        values=values,
        links=links,
    )


def remove_impact(*, impact: EqualityImpact, seen_version: int, by: Actor) -> EqualityImpact:
    """Ask about a group no longer. The Act's own groups are asked about again before signing."""
    _check_open(impact.assessment)
    return items.remove(impact, verb="impact.removed", seen_version=seen_version, by=by)


def mitigate(
    *, impact: EqualityImpact, by: Actor, at: dt.datetime | None = None, **values: Any
) -> Mitigation:
    """Say what is done so that an impact is less, by whom and by when."""
    _check_open(impact.assessment)
    row = Mitigation(plan=impact.plan, impact=impact, **values)
    return items.add(row, verb="mitigation.planned", by=by, at=at)


def revise_mitigation(
    *,
    mitigation: Mitigation,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> Mitigation:
    _check_open(mitigation.impact.assessment)
    return items.revise(
        mitigation,
        verb="mitigation.revised",
        seen_version=seen_version,
        by=by,
        at=at,
        values=values,
    )


def remove_mitigation(*, mitigation: Mitigation, seen_version: int, by: Actor) -> Mitigation:
    _check_open(mitigation.impact.assessment)
    return items.remove(mitigation, verb="mitigation.removed", seen_version=seen_version, by=by)


@transaction.atomic
def sign(
    *,
    assessment: EqualityAssessment,
    seen: str,
    signed_as: str,
    by: User,
    at: dt.datetime | None = None,
) -> EqualityAssessment:
    """Sign an assessment of the plan as it stands: from here on nobody changes it.

    `seen` is `equality.seen` of what the person read; `signed_as` the post that is published.
    Raises InvalidInput if anything of it changed since, or something is still to be said.
    """
    items.queue(assessment.plan)
    _check_open(assessment)
    impacts = equality.impacts_of(assessment)
    basis = equality.basis_of(assessment.plan)
    _check_is_whole(assessment, impacts)
    if seen != equality.seen(assessment, impacts, basis):
        raise InvalidInput(
            _("The plan or the assessment changed while you read it. Read it again, then sign.")
        )
    values = {
        "basis": basis,
        "basis_sha256": equality.digest_of(basis),
        "signed_as": signed_as,
        "signed_by": by,
        "signed_at": at or timezone.now(),
    }
    return items.revise(
        assessment,
        verb="equality.signed",
        seen_version=assessment.version,
        by=by,
        at=at,
        values=values,
    )


def _check_open(assessment: EqualityAssessment) -> None:
    if assessment.is_signed:
        words = _("{assessment} is signed and stays as it is. Open another assessment.")
        raise PolicyRefused(words.format(assessment=assessment.reference))


def _check_is_whole(assessment: EqualityAssessment, impacts: list[EqualityImpact]) -> None:
    if wanting := equality.wanting(assessment, impacts):
        raise InvalidInput(" ".join(wanting))


def _copy(
    last: EqualityAssessment,
    assessment: EqualityAssessment,
    *,
    by: Actor,
    at: dt.datetime | None,
) -> None:
    for row in equality.impacts_of(last):
        values = {name: getattr(row, name) for name in COPIED}
        sources: Any = row.sources  # type: ignore[attr-defined]
        impact = assess_group(assessment=assessment, evidence=sources, by=by, at=at, **values)
        for one in row.measures_taken:  # type: ignore[attr-defined]
            mitigate(
                impact=impact, action=one.action, owner=one.owner, due_on=one.due_on, by=by, at=at
            )
