from django.db import models
from django.db.models import Q

from outcomes.choices import KNOWN_BY_CODE, LEVELS, Scale
from outcomes.models.evidence import Evidence
from scp.plans.models import PlanItem, tracked


def a_level_of_its_scale() -> Q:
    condition = Q()
    for scale, levels in LEVELS.items():
        condition |= Q(scale=scale, level__in=levels.values)
    return condition


@tracked
class EvidenceRating(PlanItem):
    """What somebody judged a piece of evidence to be on one scale, when and why.

    A rating stays on its scale: it is never averaged with another and never converted. `assessor`
    is a post or a body.
    """

    REFERENCE_PREFIX = "R"

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="ratings")
    scale = models.CharField(max_length=20, choices=Scale)
    level = models.CharField(max_length=20)
    assessor = models.CharField(max_length=150)
    assessed_on = models.DateField()
    rationale = models.TextField()

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=a_level_of_its_scale(), name="rating_is_a_level_of_its_scale"
            ),
            models.UniqueConstraint(
                fields=["evidence", "scale", "assessor", "assessed_on"],
                condition=Q(removed_at__isnull=True),
                name="one_rating_an_assessor_a_day",
            ),
        ]

    @property
    def level_label(self) -> str:
        return str(LEVELS[self.scale](self.level).label)

    @property
    def level_text(self) -> str:
        """The level as people speak of it: “3, Efficacy”, but “High”."""
        code = self.level if self.scale in KNOWN_BY_CODE else ""
        return f"{code}, {self.level_label}" if code else self.level_label

    @property
    def title_text(self) -> str:
        return f"{self.get_scale_display()}: {self.level_text}"
