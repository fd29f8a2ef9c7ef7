from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from outcomes.choices import Confidence, NeedSource, ProtectedCharacteristic
from outcomes.models.evidence import Evidence
from scp.core import searching
from scp.places.models import Place
from scp.plans.models import Owned, PlanItem, tracked, tracked_link

if TYPE_CHECKING:
    from outcomes.models.citation import NeedCitation


@tracked
class Need(Owned, PlanItem):
    """A condition that people say, or data show, should change: what underwrites an outcome.

    `who` is said in words; `places` and `locality` (a ward or neighbourhood, which has no row of
    its own) say where, `characteristics` which of those the Equality Act 2010 protects.
    `scale_observation` is the published value that `scale` speaks of.
    """

    REFERENCE_PREFIX = "N"

    statement = models.CharField(max_length=500)
    who = models.CharField(max_length=300)
    places = models.ManyToManyField(Place, related_name="+", blank=True)
    locality = models.CharField(max_length=200, blank=True, default="", db_default="")
    characteristics = ArrayField(
        models.CharField(max_length=40, choices=ProtectedCharacteristic),
        default=list,
        db_default=[],
        blank=True,
    )
    scale = models.CharField(max_length=500, blank=True)
    scale_observation = models.ForeignKey(
        "outcomes.Observation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confidence = models.CharField(
        max_length=20, choices=Confidence, blank=True, default="", db_default=""
    )
    confidence_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    source_kinds = ArrayField(
        models.CharField(max_length=20, choices=NeedSource), default=list, blank=True
    )
    evidence: "models.ManyToManyField[Evidence, NeedCitation]" = models.ManyToManyField(
        Evidence, through="NeedCitation", related_name="needs"
    )

    class Meta(PlanItem.Meta):
        indexes = [searching.index("need", ["statement"], ["who", "scale", "locality"])]
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(source_kinds__contained_by=NeedSource.values),
                name="need_source_kinds_are_listed",
            ),
            models.CheckConstraint(
                condition=Q(characteristics__contained_by=ProtectedCharacteristic.values),
                name="need_characteristics_are_listed",
            ),
            models.CheckConstraint(
                condition=Q(confidence="", confidence_reason="")
                | (Q(confidence__in=Confidence.values) & ~Q(confidence_reason="")),
                name="need_confidence_has_a_reason",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.statement

    def source_kind_labels(self) -> list[str]:
        return [str(NeedSource(kind).label) for kind in self.source_kinds]

    def characteristic_labels(self) -> list[str]:
        return [str(ProtectedCharacteristic(code).label) for code in self.characteristics]


@tracked_link("need")
class NeedPlace(Need.places.through):  # type: ignore[name-defined]
    """That a need is felt in a place. Django makes the table; this gives it a history."""

    objects = ScopedManager(plan="need__plan")

    class Meta:
        proxy = True
