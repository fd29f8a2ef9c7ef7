"""Writes of citations, of any claim: needs, outcomes, indicators and contributions."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from outcomes.models import Evidence
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.plans import history, items, policies
from scp.plans.models import PlanItem
from scp.publication.workbook.reading import CITATIONS, CLAIM


@dataclass(frozen=True)
class Cited:
    """Which citation is meant: the claim, of the kind that a sheet holds, and the evidence."""

    sheet: str
    claim: PlanItem
    evidence: Evidence
    relation: str
    about: str

    @property
    def noun(self) -> str:
        return CLAIM[self.sheet]

    @property
    def rows(self) -> Any:
        return (
            CITATIONS[self.sheet]
            .objects.with_scope(plan=self.claim.plan)
            .filter(
                **{self.noun: self.claim},
                evidence=self.evidence,
                relation=self.relation,
                about=self.about,
            )
        )

    def __str__(self) -> str:
        return f"{self.relation} {self.evidence.reference}"


def cite(cited: Cited, *, locator: str, by: Actor, at: dt.datetime | None) -> None:
    """Cite evidence, once for a claim and a relation (and, for an indicator, what it is about)."""
    _begin(cited, by)
    items.check_targets(cited.claim, [cited.evidence])
    model = CITATIONS[cited.sheet]
    row = model(
        **{cited.noun: cited.claim},
        evidence=cited.evidence,
        relation=cited.relation,
        about=cited.about,
        locator=locator,
    )
    same = model.objects.with_scope(plan=cited.claim.plan).filter(
        **{cited.noun: cited.claim}, evidence=cited.evidence, relation=cited.relation
    )
    if cited.sheet == "indicators":
        same = same.filter(about=cited.about)
    if same.exists():
        words = _("{claim} cites {evidence} in this way already. Change that citation.")
        raise InvalidInput(
            words.format(claim=cited.claim.reference, evidence=cited.evidence.reference)
        )
    row.save(force_insert=True)
    _log(cited, {"added": [str(cited)], "removed": []}, by, at)


def relocate(cited: Cited, *, locator: str, by: Actor, at: dt.datetime | None) -> None:
    """Say where else in the source the evidence is."""
    _begin(cited, by)
    row = cited.rows.get()
    before, row.locator = row.locator, locator
    row.save(update_fields=["locator"])
    _log(cited, {"changed": [str(cited)], "locator": [before, locator]}, by, at)


def withdraw(cited: Cited, *, by: Actor, at: dt.datetime | None) -> None:
    """Cite evidence no longer."""
    _begin(cited, by)
    cited.rows.get().delete()
    _log(cited, {"added": [], "removed": [str(cited)]}, by, at)


def _begin(cited: Cited, by: Actor) -> None:
    policies.check_can_be_edited(cited.claim.plan)
    history.begin_act(verb=f"{cited.noun}.cited", by=by)


def _log(cited: Cited, data: dict[str, Any], by: Actor, at: dt.datetime | None) -> None:
    items.log(f"{cited.noun}.cited", cited.claim, by=by, at=at, data=data)
