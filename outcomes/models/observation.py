from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager

from outcomes.choices import Comparison, ObservationStatus
from outcomes.models.indicator import Indicator
from scp.core.models import Labelled
from scp.places.models import Place


def both_or_neither(start: str, end: str) -> Q:
    """Two ends in their order, or no end. A comparison with NULL alone would let one end pass."""
    neither = Q(**{f"{start}__isnull": True, f"{end}__isnull": True})
    both = Q(**{f"{start}__isnull": False, f"{end}__isnull": False, f"{start}__lte": F(end)})
    return neither | both


class ObservationQuerySet(models.QuerySet[Any]):
    def latest_published(self) -> Self:
        """One row for each indicator, area, part of the population and period: the one published
        last."""
        one = ("indicator_id", "area_id", "breakdown", "period")
        return self.order_by(*one, "-published_on", "-source_version", "-pk").distinct(*one)


class Observation(Labelled, models.Model):
    """One value as its publisher gave it. A revision is another row, never an overwrite.

    `period` is the publisher's own words ("2022 - 24", "2021/22 Q1 - 2025/26 Q3"); start and end
    are stored only where reading them is sound. No value means suppressed or missing, never zero.
    `breakdown` names the part of the population in the publisher's terms, as `sex=Female;age=65+`
    in the order of the names; empty is everybody. `numerator` and `denominator` are counts.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="observations")
    area = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="observations")
    period = models.CharField(max_length=60)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    lower_ci = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    upper_ci = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    breakdown = models.CharField(max_length=200, blank=True, default="", db_default="")
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    status = models.CharField(
        max_length=20, choices=ObservationStatus, default=ObservationStatus.FINAL
    )
    comparison = models.CharField(max_length=20, choices=Comparison, blank=True)
    source_version = models.CharField(max_length=60)
    published_on = models.DateField()

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ObservationQuerySet), plan="indicator__plan"
    )

    class Meta:
        ordering = ("indicator", "area", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "breakdown", "period", "source_version"],
                name="observation_once_a_source_version",
            ),
            models.CheckConstraint(
                condition=both_or_neither("period_start", "period_end"),
                name="observation_period_has_both_ends",
            ),
            models.CheckConstraint(
                condition=both_or_neither("lower_ci", "upper_ci"),
                name="observation_interval_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(status__in=["suppressed", "missing"]),
                name="observation_without_value_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ObservationStatus.values), name="observation_status_listed"
            ),
            models.CheckConstraint(
                condition=Q(comparison__in=["", *Comparison.values]),
                name="observation_comparison_listed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.area_id} {self.period}: {self.value}"
