from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from outcomes.choices import Theme
from outcomes.models.indicator import Indicator
from outcomes.models.need import Need
from scp.plans.models import PlanItem


class Outcome(PlanItem):
    """A change or condition of life for people or the place, stated as an end state.

    Not an output: "900 sessions" is what was done, "families can pay their bills" is an outcome.
    An outcome without an indicator says so, with an owner and a date by which one will be found.
    """

    REFERENCE_PREFIX = "O"

    statement = models.CharField(max_length=300)
    theme = models.CharField(max_length=20, choices=Theme)
    summary = models.TextField(blank=True)
    no_measure_owner = models.CharField(max_length=150, blank=True)
    no_measure_due_on = models.DateField(null=True, blank=True)
    needs: "models.ManyToManyField[Need, OutcomeNeed]" = models.ManyToManyField(
        Need, through="OutcomeNeed", related_name="outcomes"
    )
    indicators: "models.ManyToManyField[Indicator, OutcomeIndicator]" = models.ManyToManyField(
        Indicator, through="OutcomeIndicator", related_name="outcomes"
    )

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(theme__in=Theme.values), name="outcome_theme_listed"
            ),
            models.CheckConstraint(
                condition=Q(no_measure_owner="", no_measure_due_on__isnull=True)
                | (~Q(no_measure_owner="") & Q(no_measure_due_on__isnull=False)),
                name="outcome_no_measure_has_owner_and_date",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.statement


class OutcomeNeed(models.Model):
    """That a need underwrites an outcome."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="underwritten_by")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="underwrites")

    objects = ScopedManager(plan="outcome__plan")

    class Meta:
        ordering = ("need__number",)
        constraints = [
            models.UniqueConstraint(fields=["outcome", "need"], name="need_underwrites_once"),
        ]

    def __str__(self) -> str:
        return f"{self.need.reference} underwrites {self.outcome.reference}"


class OutcomeIndicator(models.Model):
    """That a population indicator helps quantify an outcome."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="measured_by")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="measures")

    objects = ScopedManager(plan="outcome__plan")

    class Meta:
        ordering = ("indicator__number",)
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "indicator"], name="indicator_measures_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.reference} measures {self.outcome.reference}"
