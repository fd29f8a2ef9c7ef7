from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from procurement.choices import MeasureType
from procurement.models.piece import Piece
from scp.core.jinja import date, number
from scp.plans.models import PlanItem, tracked


@tracked
class Measure(PlanItem):
    """A performance measure: a number for a piece's own users, which never judges an outcome.

    The three types are those of outcomes-based accountability. `counted_of` says which users are
    the denominator. `target` is what the piece is to reach.
    """

    REFERENCE_PREFIX = "M"

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="measures")
    title = models.CharField(max_length=300)
    type = models.CharField(max_length=20, choices=MeasureType)
    unit = models.CharField(max_length=100)
    counted_of = models.CharField(max_length=300, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    owner = models.CharField(max_length=150, blank=True)

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(type__in=MeasureType.values), name="measure_type_listed"
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.title


@tracked
class Result(PlanItem):
    """What a measure came to in one period, with who says so."""

    REFERENCE_PREFIX = "RS"

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="results")
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=6)
    source = models.CharField(max_length=300)

    class Meta(PlanItem.Meta):
        ordering = ["period_start", "number"]
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(period_start__lte=F("period_end")), name="result_period_in_order"
            ),
            models.UniqueConstraint(
                fields=["measure", "period_start", "period_end"],
                condition=Q(removed_at__isnull=True),
                name="one_result_a_period",
            ),
        ]

    @property
    def title_text(self) -> str:
        words = _("{value}, {start} to {end}")
        return words.format(
            value=number(self.value.normalize()),
            start=date(self.period_start),
            end=date(self.period_end),
        )
