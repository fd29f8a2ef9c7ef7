from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from outcomes.choices import Succession
from outcomes.models.need import Need
from outcomes.models.outcome import Outcome
from scp.plans.models import Plan


class ItemSuccession(models.Model):
    """That one need stands for an earlier one, or one outcome: the trace of a merge or a split.

    What was said about the earlier item is shown with the later one, and its reference leads there.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Succession)
    earlier_need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.CASCADE, related_name="succeeded_by"
    )
    later_need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.CASCADE, related_name="succeeds"
    )
    earlier_outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.CASCADE, related_name="succeeded_by"
    )
    later_outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.CASCADE, related_name="succeeds"
    )
    made_at = models.DateTimeField()

    objects = ScopedManager(plan="plan")

    class Meta:
        ordering = ("made_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Succession.values), name="succession_kind_listed"
            ),
            models.CheckConstraint(
                condition=Q(
                    earlier_need__isnull=False,
                    later_need__isnull=False,
                    earlier_outcome__isnull=True,
                    later_outcome__isnull=True,
                )
                | Q(
                    earlier_need__isnull=True,
                    later_need__isnull=True,
                    earlier_outcome__isnull=False,
                    later_outcome__isnull=False,
                ),
                name="succession_joins_two_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["earlier_need", "later_need"], name="need_succeeds_once"
            ),
            models.UniqueConstraint(
                fields=["earlier_outcome", "later_outcome"], name="outcome_succeeds_once"
            ),
        ]

    def __str__(self) -> str:
        earlier = self.earlier_need or self.earlier_outcome
        later = self.later_need or self.later_outcome
        return f"{earlier} {self.kind} {later}"
