from django.db import models
from django.db.models import F, Q

from outcomes.choices import EvidenceStatus, EvidenceType
from scp.core import searching
from scp.plans.models import PlanItem, tracked


@tracked
class Evidence(PlanItem):
    """A source that the plan cites. Its number is for life and is printed wherever it is cited.

    `locator` says where in the source (page, table); `published_on` is the publisher's date and
    stays empty, and is reported as a gap, where none is given. `geography`, `population` and
    `period` say whom and when the source is about; `key_value` is its most telling figure, with its
    95% interval where one is given, and `key_figure` what that figure counts.
    """

    REFERENCE_PREFIX = "EV-"
    REFERENCE_DIGITS = 3

    title = models.CharField(max_length=300)
    type = models.CharField(max_length=30, choices=EvidenceType)
    publisher = models.CharField(max_length=200)
    published_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    accessed_on = models.DateField(null=True, blank=True)
    locator = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    doi = models.CharField(max_length=200, blank=True, default="", db_default="")
    geography = models.CharField(max_length=200, blank=True, default="", db_default="")
    population = models.CharField(max_length=300, blank=True, default="", db_default="")
    period = models.CharField(max_length=60, blank=True, default="", db_default="")
    key_figure = models.CharField(max_length=300, blank=True, default="", db_default="")
    key_value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    key_lower = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    key_upper = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    key_unit = models.CharField(max_length=100, blank=True, default="", db_default="")
    method = models.TextField(blank=True, default="", db_default="")
    limitations = models.TextField(blank=True, default="", db_default="")
    status = models.CharField(
        max_length=20,
        choices=EvidenceStatus,
        default=EvidenceStatus.CURRENT,
        db_default=EvidenceStatus.CURRENT,
    )

    class Meta(PlanItem.Meta):
        indexes = [
            searching.index(
                "evidence", ["title"], ["publisher", "summary", "key_figure", "limitations"]
            )
        ]
        verbose_name_plural = "evidence"
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(type__in=EvidenceType.values), name="evidence_type_is_listed"
            ),
            models.CheckConstraint(
                condition=Q(status__in=EvidenceStatus.values), name="evidence_status_is_listed"
            ),
            models.CheckConstraint(
                condition=Q(key_value__isnull=True) | ~Q(key_figure=""),
                name="evidence_figure_says_what_it_counts",
            ),
            models.CheckConstraint(
                condition=Q(key_lower__isnull=True, key_upper__isnull=True)
                | Q(
                    key_value__isnull=False,
                    key_lower__isnull=False,
                    key_upper__isnull=False,
                    key_lower__lte=F("key_upper"),
                ),
                name="evidence_interval_has_both_ends",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.title
