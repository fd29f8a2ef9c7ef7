from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from outcomes.choices import (
    Frequency,
    IndicatorStatus,
    Polarity,
    ToleranceKind,
    Trajectory,
    ValueType,
)
from outcomes.models.library import LibraryVersion
from scp.core import searching
from scp.places.models import Place
from scp.plans.models import Owned, PlanItem, tracked, tracked_link


@tracked
class Indicator(Owned, PlanItem):
    """A number that helps quantify an outcome for a whole population (DOMAIN §2.2).

    Always about a population: a number for a service's own users is a measure and belongs to a
    piece. `code` is the publisher's own, prefixed by its set, and identifies the indicator to
    imports. `tolerance` says how far short of target is still amber, in the indicator's own unit or
    in per cent of the target; an indicator whose polarity is a band is green from `band_lower` to
    `band_upper`. Counts below `suppress_below` are not shown, nor is what would give them away.
    `comparator_area` is the area whose values it is compared with. `trajectory` says what is
    intended between two dated targets.
    """

    REFERENCE_PREFIX = "I"

    code = models.CharField(max_length=150)
    title = models.CharField(max_length=300)
    breakdown = models.CharField(max_length=100, blank=True)
    definition = models.TextField(blank=True)
    numerator = models.CharField(max_length=300, blank=True)
    denominator = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=100)
    value_type = models.CharField(max_length=20, choices=ValueType)
    decimals = models.PositiveSmallIntegerField(default=1)
    polarity = models.CharField(max_length=20, choices=Polarity)
    frequency = models.CharField(max_length=20, choices=Frequency, blank=True)
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    source_ids = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    comparator = models.CharField(max_length=300, blank=True)
    tolerance = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    band_lower = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    band_upper = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    # Later columns have a default in the database too: the version of the code that still serves
    # while a migration runs does not know them.
    multiplier = models.PositiveIntegerField(null=True, blank=True)
    geography_level = models.CharField(max_length=100, blank=True, default="", db_default="")
    disaggregations = models.CharField(max_length=300, blank=True, default="", db_default="")
    publication_lag = models.CharField(max_length=100, blank=True, default="", db_default="")
    next_release_on = models.DateField(null=True, blank=True)
    suppression_rule = models.CharField(max_length=300, blank=True, default="", db_default="")
    tolerance_kind = models.CharField(
        max_length=20,
        choices=ToleranceKind,
        default=ToleranceKind.ABSOLUTE,
        db_default=ToleranceKind.ABSOLUTE,
    )
    trajectory = models.CharField(
        max_length=20,
        choices=Trajectory,
        default=Trajectory.STEPS,
        db_default=Trajectory.STEPS,
    )
    suppress_below = models.PositiveSmallIntegerField(null=True, blank=True)
    comparator_area = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    library_version = models.ForeignKey(
        LibraryVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        max_length=20,
        choices=IndicatorStatus,
        default=IndicatorStatus.ACTIVE,
        db_default=IndicatorStatus.ACTIVE,
    )
    baseline_period = models.CharField(max_length=60, blank=True)
    baseline_value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)

    class Meta(PlanItem.Meta):
        indexes = [searching.index("indicator", ["title", "breakdown"], ["definition", "source"])]
        constraints = [
            *PlanItem.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "code"], name="indicator_code_once_a_plan"),
            models.CheckConstraint(
                condition=Q(polarity__in=Polarity.values), name="indicator_polarity_listed"
            ),
            models.CheckConstraint(
                condition=Q(value_type__in=ValueType.values), name="indicator_value_type_listed"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=["", *Frequency.values]),
                name="indicator_frequency_listed",
            ),
            models.CheckConstraint(
                condition=Q(tolerance__isnull=True) | Q(tolerance__gte=0),
                name="indicator_tolerance_not_negative",
            ),
            models.CheckConstraint(condition=Q(decimals__lte=6), name="indicator_decimals_to_six"),
            models.CheckConstraint(
                condition=Q(status__in=IndicatorStatus.values), name="indicator_status_listed"
            ),
            models.CheckConstraint(
                condition=Q(band_lower__isnull=True, band_upper__isnull=True)
                | Q(
                    band_lower__isnull=False,
                    band_upper__isnull=False,
                    band_lower__lte=models.F("band_upper"),
                ),
                name="indicator_band_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(tolerance_kind__in=ToleranceKind.values),
                name="indicator_tolerance_kind_listed",
            ),
            models.CheckConstraint(
                condition=Q(trajectory__in=Trajectory.values), name="indicator_trajectory_listed"
            ),
            models.CheckConstraint(
                condition=Q(multiplier__isnull=True) | Q(multiplier__gte=1),
                name="indicator_multiplier_from_one",
            ),
            models.CheckConstraint(
                condition=Q(baseline_period="", baseline_value__isnull=True)
                | (~Q(baseline_period="") & Q(baseline_value__isnull=False)),
                name="indicator_baseline_has_period_and_value",
            ),
        ]

    @property
    def title_text(self) -> str:
        return f"{self.title} ({self.breakdown})" if self.breakdown else self.title


@tracked_link("indicator", restored=False)
class MethodBreak(models.Model):
    """The day from which an indicator is measured differently: never compare across it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="method_breaks")
    on = models.DateField()
    note = models.CharField(max_length=300)

    objects = ScopedManager(plan="indicator__plan")

    class Meta:
        ordering = ("on",)
        constraints = [
            models.UniqueConstraint(fields=["indicator", "on"], name="one_method_break_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.reference} from {self.on}: {self.note}"
