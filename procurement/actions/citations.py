"""What the claims of a plan stand on: the evidence that needs, outcomes, indicators and
contributions cite. They stand in this room because it is the highest that makes a claim.

A citation is a part of its claim. Each write makes a new version of the claim, so that nobody who
has the claim's form open undoes it unseen, and the claim's history tells of it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcomes.actions import evidence as library
from outcomes.models import Citation, Evidence
from procurement.queries import CITATIONS, claim_of
from scp.core.audit import Actor
from scp.core.errors import InvalidInput, StaleVersion
from scp.plans import items, policies
from scp.plans.models import PlanItem

SAID = ("relation", "locator", "about")


@transaction.atomic
def cite(
    *,
    claim: PlanItem,
    evidence: Evidence,
    relation: str,
    locator: str = "",
    about: str = "",
    by: Actor,
    at: dt.datetime | None = None,
) -> Citation:
    """Say how a source bears on a claim, where in it to look, and what of the claim is meant.

    Whoever is editing the claim meanwhile is told that it changed: nothing of theirs is
    overwritten, so no version is asked for.
    """
    policies.check_can_be_edited(claim.plan)
    items.queue(claim.plan)
    items.check_targets(claim, [claim, evidence])
    model, here = CITATIONS[type(claim)]
    said = {"relation": relation, "locator": locator, "about": about}
    citation = model(**{here: claim}, evidence=evidence, **said)
    _check_is_new(citation)
    version = type(claim)._base_manager.values_list("version", flat=True).get(pk=claim.pk)
    _note(claim, "cited", seen_version=version, more={"added": _said(citation)}, by=by, at=at)
    citation.save(force_insert=True)
    return citation


@transaction.atomic
def cite_new(
    *,
    claim: PlanItem,
    relation: str,
    locator: str = "",
    about: str = "",
    source: Mapping[str, Any],
    by: Actor,
    at: dt.datetime | None = None,
) -> Citation:
    """Record a source and cite it: both, or neither. `source` is what `evidence.record` takes."""
    evidence = library.record(plan=claim.plan, by=by, at=at, **source)
    said = {"relation": relation, "locator": locator, "about": about}
    return cite(claim=claim, evidence=evidence, **said, by=by, at=at)


@transaction.atomic
def revise(
    *,
    citation: Citation,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> Citation:
    """Say it better. `seen_version` is the claim's; raises StaleVersion with the claim."""
    claim = claim_of(citation)
    policies.check_can_be_edited(claim.plan)
    items.queue(claim.plan)
    before = _said(citation)
    for name in SAID:
        setattr(citation, name, values.get(name, getattr(citation, name)))
    _check_is_new(citation)
    more = {"was": before, "now": _said(citation)}
    _note(claim, "citation_revised", seen_version=seen_version, more=more, by=by, at=at)
    if not type(citation)._base_manager.filter(pk=citation.pk).exists():
        raise StaleVersion(claim)
    citation.save(update_fields=SAID)
    return citation


@transaction.atomic
def remove(
    *, citation: Citation, seen_version: int, by: Actor, at: dt.datetime | None = None
) -> Citation:
    """The source has no bearing on the claim after all. It stays in the library, and what was said
    of it in the claim's history."""
    claim = claim_of(citation)
    policies.check_can_be_edited(claim.plan)
    items.queue(claim.plan)
    more = {"removed": _said(citation)}
    _note(claim, "citation_removed", seen_version=seen_version, more=more, by=by, at=at)
    type(citation)._base_manager.filter(pk=citation.pk).delete()
    return citation


def _note(
    claim: PlanItem,
    verb: str,
    *,
    seen_version: int,
    more: Mapping[str, Any],
    by: Actor,
    at: dt.datetime | None,
) -> None:
    items.revise(
        claim,
        verb=f"{claim._meta.model_name}.{verb}",
        seen_version=seen_version,
        by=by,
        at=at,
        values={},
        more=more,
    )


def _said(citation: Citation) -> dict[str, str]:
    """A citation as the audit trail keeps it."""
    said = {name: str(getattr(citation, name)) for name in SAID}
    return {"evidence": citation.evidence.reference, **said}


def _check_is_new(citation: Citation) -> None:
    """Raise InvalidInput if the claim cites the source in the same sense already. Of an indicator,
    which is many numbers, each may be borne out by itself."""
    claim = claim_of(citation)
    model, here = CITATIONS[type(claim)]
    same = {here: claim, "evidence": citation.evidence, "relation": citation.relation}
    if here == "indicator":
        same["about"] = citation.about
    if model._base_manager.filter(**same).exclude(pk=citation.pk).exists():
        words = _("{claim} cites {evidence} as “{relation}” already. Change that citation.")
        raise InvalidInput(
            words.format(
                claim=claim.reference,
                evidence=citation.evidence.reference,
                relation=citation.get_relation_display(),
            )
        )
