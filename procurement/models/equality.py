from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from outcomes.models import Evidence
from procurement.choices import EQUALITY_GROUPS, EiaImpact, EiaOutcome
from scp.plans.models import PlanItem, tracked, tracked_link


@tracked
class EqualityAssessment(PlanItem):
    """What the plan means for people with each protected characteristic (Equality Act 2010 s149).

    It is of the outcomes and pieces as they stood when it was signed: `basis` holds the digest of
    each by its reference, `basis_sha256` that of them all. `signed_as` is the post that is
    published; who signed (`signed_by`) is shown to the plan's members only. Once it is signed the
    database refuses every change: another assessment takes its place.
    """

    REFERENCE_PREFIX = "EA"

    proposal = models.CharField(max_length=300)
    affected = models.TextField(blank=True)
    data_used = models.TextField(blank=True)
    consultation = models.TextField(blank=True)
    conclusion = models.CharField(max_length=20, choices=EiaOutcome, blank=True)
    conclusion_reason = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    basis = models.JSONField(default=dict, blank=True, editable=False)
    basis_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    signed_as = models.CharField(max_length=150, blank=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(conclusion__in=["", *EiaOutcome.values]),
                name="equality_conclusion_listed",
            ),
            models.CheckConstraint(
                condition=Q(
                    signed_at__isnull=True, signed_by__isnull=True, signed_as="", basis_sha256=""
                )
                | Q(signed_at__isnull=False, signed_by__isnull=False)
                & ~Q(signed_as="")
                & ~Q(basis_sha256=""),
                name="equality_signed_by_whom_when_and_of_what",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(conclusion="") & ~Q(conclusion_reason=""),
                name="equality_signed_with_a_conclusion",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.proposal

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


@tracked
class EqualityImpact(PlanItem):
    """What an assessment finds for one group of people. An empty `level` is not assessed yet;
    "unknown" is a finding. `justification` is why a high negative impact is accepted that nothing
    lessens."""

    REFERENCE_PREFIX = "EI"

    assessment = models.ForeignKey(
        EqualityAssessment, on_delete=models.CASCADE, related_name="impacts"
    )
    group = models.CharField(max_length=30, choices=EQUALITY_GROUPS)
    level = models.CharField(max_length=20, choices=EiaImpact, blank=True)
    effect = models.TextField(blank=True)
    justification = models.TextField(blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="equality_impacts", blank=True)

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(group__in=dict(EQUALITY_GROUPS)), name="equality_group_listed"
            ),
            models.CheckConstraint(
                condition=Q(level__in=["", *EiaImpact.values]), name="equality_impact_listed"
            ),
            models.UniqueConstraint(
                fields=["assessment", "group"],
                condition=Q(removed_at__isnull=True),
                name="equality_group_assessed_once",
            ),
        ]

    @property
    def title_text(self) -> str:
        return str(self.get_group_display())


@tracked_link("equalityimpact")
class EqualityImpactEvidence(EqualityImpact.evidence.through):  # type: ignore[name-defined]
    """That a finding rests on evidence. Django makes the table; this gives it a history."""

    objects = ScopedManager(plan="equalityimpact__plan")

    class Meta:
        proxy = True


@tracked
class Mitigation(PlanItem):
    """What is done so that an impact is less, by which post or body, and by when."""

    REFERENCE_PREFIX = "EM"

    impact = models.ForeignKey(EqualityImpact, on_delete=models.CASCADE, related_name="mitigations")
    action = models.CharField(max_length=500)
    owner = models.CharField(max_length=150)
    due_on = models.DateField()

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(action="") & ~Q(owner=""), name="mitigation_has_an_owner"
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.action
