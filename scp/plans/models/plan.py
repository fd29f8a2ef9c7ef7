from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scp.accounts.models import User
from scp.core.models import Editable
from scp.organisations.models import Organisation
from scp.places.models import Place
from scp.plans.choices import SLUG, Status

PLAIN_SLUG = RegexValidator(f"^{SLUG}$", _("Use small letters, digits and single hyphens."))


class PlanQuerySet(models.QuerySet["Plan"]):
    def for_member(self, user: User) -> Self:
        """Plans in which a person has a role."""
        return self.filter(memberships__user=user)


class PublicPlans(models.Manager["Plan"]):
    """Plans that have been published at least once and are not withdrawn."""

    def get_queryset(self) -> PlanQuerySet:
        return PlanQuerySet(self.model, using=self._db).filter(
            first_published_at__isnull=False, status__in=set(Status.values) - {Status.WITHDRAWN}
        )


class Plan(Editable):
    """A strategic commissioning plan: the thin anchor that everything else hangs on.

    It covers one place or several, which may cross authorities. `Plan.objects` holds what the
    public may see; drafts take the explicit word `Plan.drafts`, which holds all.
    """

    slug = models.CharField(max_length=80, unique=True, validators=[PLAIN_SLUG])
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    places = models.ManyToManyField(Place, related_name="plans")
    lead_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="plans_led"
    )
    period_start = models.DateField()
    period_end = models.DateField()
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    illustrative_notice = models.CharField(
        max_length=200,
        blank=True,
        help_text="Printed on every page of a plan that is not the organisation's own.",
    )
    # When a published plan was taken up again for its next version; what was decided before is not
    # a decision on that.
    revised_from = models.DateTimeField(null=True, blank=True, editable=False)
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[PublicPlans] = PublicPlans()
    drafts = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(period_start__lt=F("period_end")), name="plan_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="plan_status_listed"
            ),
            models.CheckConstraint(condition=Q(slug__regex=f"^{SLUG}$"), name="plan_slug_is_plain"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.slug])

    @property
    def uri(self) -> str:
        """The plan's stable address, in the draft, in every edition, in the PDF and in the API."""
        return f"{settings.PUBLIC_BASE_URL}/id/{self.slug}"

    @property
    def audit_chain(self) -> str:
        return f"plan:{self.slug}"
