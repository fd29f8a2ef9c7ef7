from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from outcomes.choices import NeedSource, Relation
from outcomes.models.evidence import Evidence
from scp.plans.models import PlanItem


class Need(PlanItem):
    """A condition that people say, or data show, should change: what underwrites an outcome."""

    REFERENCE_PREFIX = "N"

    statement = models.CharField(max_length=500)
    who = models.CharField(max_length=300)
    scale = models.CharField(max_length=500, blank=True)
    source_kinds = ArrayField(
        models.CharField(max_length=20, choices=NeedSource), default=list, blank=True
    )
    evidence: "models.ManyToManyField[Evidence, NeedCitation]" = models.ManyToManyField(
        Evidence, through="NeedCitation", related_name="needs"
    )

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(source_kinds__contained_by=NeedSource.values),
                name="need_source_kinds_are_listed",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.statement

    def source_kind_labels(self) -> list[str]:
        return [str(NeedSource(kind).label) for kind in self.source_kinds]


class NeedCitation(models.Model):
    """That a need cites a piece of evidence, and how the evidence bears on it."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="citations")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="cited_by_needs")
    relation = models.CharField(max_length=20, choices=Relation, default=Relation.SUPPORTS)
    locator = models.CharField(max_length=200, blank=True)

    objects = ScopedManager(plan="need__plan")

    class Meta:
        ordering = ("evidence__number",)
        constraints = [
            models.UniqueConstraint(
                fields=["need", "evidence", "relation"], name="need_cites_evidence_once"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values), name="need_citation_relation_listed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need.reference} {self.relation} {self.evidence.reference}"
