from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from outcomes.choices import Theme
from outcomes.models.framework import FrameworkGoal
from outcomes.models.indicator import Indicator
from outcomes.models.library import LibraryVersion
from outcomes.models.need import Need
from scp.core import searching
from scp.organisations.models import Organisation
from scp.plans.models import Owned, PlanItem, tracked, tracked_link


@tracked
class Outcome(Owned, PlanItem):
    """A change or condition of life for people or the place, stated as an end state.

    Not an output: "900 sessions" is what was done, "families can pay their bills" is an outcome.
    An outcome without an indicator says so, with an owner and a date by which one will be found.
    One without a need that citizens voice holds a dated exception (`no_voice_…`): who accepted it,
    with name and post as they are to be printed, when and why. `horizon` is the year by which it is
    to be so. An outcome of an organisation's library refers to it by `library_version` and says
    what that version says.
    """

    REFERENCE_PREFIX = "O"

    statement = models.CharField(max_length=300)
    theme = models.CharField(max_length=20, choices=Theme)
    other_themes = ArrayField(
        models.CharField(max_length=20, choices=Theme), default=list, db_default=[], blank=True
    )
    horizon = models.PositiveSmallIntegerField(null=True, blank=True)
    owner_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    summary = models.TextField(blank=True)
    no_voice_accepted_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    no_voice_accepted_on = models.DateField(null=True, blank=True)
    no_voice_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    library_version = models.ForeignKey(
        LibraryVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    no_measure_owner = models.CharField(max_length=150, blank=True)
    no_measure_due_on = models.DateField(null=True, blank=True)
    needs: "models.ManyToManyField[Need, OutcomeNeed]" = models.ManyToManyField(
        Need, through="OutcomeNeed", related_name="outcomes"
    )
    indicators: "models.ManyToManyField[Indicator, OutcomeIndicator]" = models.ManyToManyField(
        Indicator, through="OutcomeIndicator", related_name="outcomes"
    )
    goals: "models.ManyToManyField[FrameworkGoal, Any]" = models.ManyToManyField(
        FrameworkGoal, related_name="outcomes", blank=True
    )

    class Meta(PlanItem.Meta):
        indexes = [searching.index("outcome", ["statement"], ["summary"])]
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
            models.CheckConstraint(
                condition=Q(other_themes__contained_by=Theme.values),
                name="outcome_other_themes_listed",
            ),
            models.CheckConstraint(
                condition=Q(horizon__isnull=True) | Q(horizon__range=(2000, 2150)),
                name="outcome_horizon_is_a_year",
            ),
            models.CheckConstraint(
                condition=Q(
                    no_voice_accepted_by="", no_voice_accepted_on__isnull=True, no_voice_reason=""
                )
                | (
                    ~Q(no_voice_accepted_by="")
                    & Q(no_voice_accepted_on__isnull=False)
                    & ~Q(no_voice_reason="")
                ),
                name="outcome_exception_has_who_when_why",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.statement

    def other_theme_labels(self) -> list[str]:
        return [str(Theme(theme).label) for theme in self.other_themes]


@tracked_link("outcome")
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


@tracked_link("outcome")
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


@tracked_link("outcome")
class OutcomeGoal(Outcome.goals.through):  # type: ignore[name-defined]
    """That an outcome serves a goal. Django makes the table; this gives it a history."""

    objects = ScopedManager(plan="outcome__plan")

    class Meta:
        proxy = True
