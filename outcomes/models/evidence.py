from django.db import models
from django.db.models import Q

from outcomes.choices import EvidenceType
from scp.plans.models import PlanItem


class Evidence(PlanItem):
    """A source that the plan cites. Its number is for life and is printed wherever it is cited.

    `locator` says where in the source (page, table); `published_on` is the publisher's date and
    stays empty, and is reported as a gap, where none is given.
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

    class Meta(PlanItem.Meta):
        verbose_name_plural = "evidence"
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(type__in=EvidenceType.values), name="evidence_type_is_listed"
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.title
