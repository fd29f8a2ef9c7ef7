from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from outcomes.models.indicator import Indicator
from scp.core.jinja import date
from scp.plans.models import PlanItem, tracked


@tracked
class Target(PlanItem):
    """A value that an indicator is intended to reach by a date: one point of its trajectory."""

    REFERENCE_PREFIX = "T"

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    due_on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=6)
    note = models.CharField(max_length=300, blank=True)

    class Meta(PlanItem.Meta):
        ordering = ["due_on"]
        constraints = [
            *PlanItem.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator", "due_on"],
                condition=Q(removed_at__isnull=True),
                name="one_target_an_indicator_a_day",
            ),
        ]

    @property
    def title_text(self) -> str:
        words = _("{value} by {date}")
        return words.format(value=f"{self.value.normalize():f}", date=date(self.due_on))
