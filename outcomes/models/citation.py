from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from outcomes.choices import Relation
from outcomes.models.evidence import Evidence
from outcomes.models.indicator import Indicator
from outcomes.models.need import Need
from outcomes.models.outcome import Outcome
from scp.core.models import Labelled
from scp.plans.models import tracked_link


class Citation(Labelled, models.Model):
    """That a claim cites a piece of evidence: how it bears on the claim, where in the source it
    says so, and which sentence or figure of the item is meant (`about`; empty: the whole).

    A section cites in its text, by the reference of the evidence; it has no rows here.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="%(class)ss")
    relation = models.CharField(max_length=20, choices=Relation, default=Relation.SUPPORTS)
    locator = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        abstract = True
        ordering = ("evidence__number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values), name="%(class)s_relation_listed"
            ),
        ]


@tracked_link("need")
class NeedCitation(Citation):
    """That a need cites a piece of evidence."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="citations")

    objects = ScopedManager(plan="need__plan")

    class Meta(Citation.Meta):
        constraints = [
            *Citation.Meta.constraints,
            models.UniqueConstraint(
                fields=["need", "evidence", "relation"], name="need_cites_evidence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need.reference} {self.relation} {self.evidence.reference}"


@tracked_link("outcome")
class OutcomeCitation(Citation):
    """That an outcome cites a piece of evidence."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="citations")

    objects = ScopedManager(plan="outcome__plan")

    class Meta(Citation.Meta):
        constraints = [
            *Citation.Meta.constraints,
            models.UniqueConstraint(
                fields=["outcome", "evidence", "relation"], name="outcome_cites_evidence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome.reference} {self.relation} {self.evidence.reference}"


@tracked_link("indicator")
class IndicatorCitation(Citation):
    """That an indicator, or one of its values, cites a piece of evidence."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="citations")

    objects = ScopedManager(plan="indicator__plan")

    class Meta(Citation.Meta):
        constraints = [
            *Citation.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator", "evidence", "relation", "about"],
                name="indicator_cites_evidence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.reference} {self.relation} {self.evidence.reference}"
