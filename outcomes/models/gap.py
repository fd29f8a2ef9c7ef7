from django.db import models
from django.db.models import Q

from outcomes.models.need import Need
from outcomes.models.outcome import Outcome
from scp.plans.models import PlanItem, tracked


@tracked
class EvidenceGap(PlanItem):
    """Something the plan's makers do not know, said honestly and printed.

    It may be about a need, an outcome or the whole plan. `owner` is the post or body that will look
    into it; `closed_on` and `answer` say what was found.
    """

    REFERENCE_PREFIX = "G"

    statement = models.CharField(max_length=500)
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence_gaps"
    )
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence_gaps"
    )
    owner = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(need__isnull=True) | Q(outcome__isnull=True),
                name="evidence_gap_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, answer="")
                | (Q(closed_on__isnull=False) & ~Q(answer="")),
                name="evidence_gap_closed_with_an_answer",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.statement
