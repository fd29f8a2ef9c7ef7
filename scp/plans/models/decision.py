import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from scp.accounts.models import User
from scp.plans.choices import (
    CallIn,
    CallInAct,
    DecisionOutcome,
    DecisionRoute,
    ExemptParagraph,
    NoticeRoute,
)
from scp.plans.models.history import tracked
from scp.plans.models.item import PlanItem

UNRECORDED = Q(
    decided_on__isnull=True,
    recorded_at__isnull=True,
    outcome="",
    content_sha256="",
    corrects__isnull=True,
)
RECORDED = Q(decided_on__isnull=False, recorded_at__isnull=False) & ~Q(
    Q(outcome="") | Q(decided="") | Q(reasons="") | Q(content_sha256="")
)


@tracked
class Decision(PlanItem):
    """A decision on the plan: first as notice is given of it, then as it was taken.

    Until `decided_on` is given it is a plan for a decision and can be changed. From then on the
    database refuses to change or delete the row: a mistake in it is put right by another decision
    that `corrects` it. `content_sha256` says which version of the plan was decided on, as in
    SignOff. With an `exempt_paragraph` (LGA 1972, Schedule 12A) its texts are not published.

    `notice_on` and the exceptions from it are those of SI 2012/2089: of a general exception the
    scrutiny chair is informed, to special urgency they agree (`exception_by`, `exception_on`).
    `call_in_until` is the last day of the call-in; nothing is carried out before it is over.
    """

    REFERENCE_PREFIX = "D"

    title = models.CharField(max_length=300)
    route = models.CharField(max_length=20, choices=DecisionRoute)
    decision_maker = models.CharField(max_length=150)
    due_on = models.DateField(null=True, blank=True)
    is_key = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    notice_route = models.CharField(max_length=20, choices=NoticeRoute, default=NoticeRoute.NOTICE)
    notice_on = models.DateField(null=True, blank=True)
    exception_by = models.CharField(max_length=150, blank=True)
    exception_on = models.DateField(null=True, blank=True)
    exception_reason = models.TextField(blank=True)
    exempt_paragraph = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=ExemptParagraph
    )

    decided_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(max_length=20, choices=DecisionOutcome, blank=True)
    decided = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    options_rejected: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=1000), default=list, blank=True
    )
    interests = models.TextField(blank=True)
    consultation = models.TextField(blank=True)
    equality = models.TextField(blank=True)
    finance = models.TextField(blank=True)
    legal = models.TextField(blank=True)
    documents: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=1000), default=list, blank=True
    )
    published_on = models.DateField(null=True, blank=True)
    call_in = models.CharField(max_length=10, choices=CallIn, default=CallIn.APPLIES)
    call_in_until = models.DateField(null=True, blank=True)
    urgency_reason = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    corrects = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrected_by",
        editable=False,
    )
    correction_reason = models.TextField(blank=True)

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(route__in=DecisionRoute.values), name="decision_route_listed"
            ),
            models.CheckConstraint(
                condition=Q(notice_route__in=NoticeRoute.values), name="decision_notice_listed"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *DecisionOutcome.values]),
                name="decision_outcome_listed",
            ),
            models.CheckConstraint(
                condition=Q(call_in__in=CallIn.values), name="decision_call_in_listed"
            ),
            models.CheckConstraint(
                condition=Q(exempt_paragraph__isnull=True)
                | Q(exempt_paragraph__in=ExemptParagraph.values),
                name="decision_exempt_paragraph_listed",
            ),
            models.CheckConstraint(condition=UNRECORDED | RECORDED, name="decision_recorded_whole"),
            models.CheckConstraint(
                condition=Q(exception_by="", exception_on__isnull=True)
                | (~Q(exception_by="") & Q(exception_on__isnull=False)),
                name="decision_exception_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(call_in="applies") | Q(call_in_until__isnull=True),
                name="decision_call_in_ends_where_it_applies",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
                name="decision_corrected_with_a_reason",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.title

    @property
    def is_recorded(self) -> bool:
        return self.decided_on is not None

    @property
    def day(self) -> dt.date | None:
        """The day on which it was taken, or is to be."""
        return self.decided_on or self.due_on


class CallInStep(models.Model):
    """That a decision was called in, or how that ended. The table only grows.

    `on_behalf_of` is who called it in or decided on it ("Scrutiny committee"), as published.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="call_in_steps")
    act = models.CharField(max_length=20, choices=CallInAct)
    on_behalf_of = models.CharField(max_length=150, blank=True)
    reasons = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(plan="decision__plan")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["decision", "act"], name="call_in_step_once"),
            models.CheckConstraint(
                condition=Q(act__in=CallInAct.values), name="call_in_act_listed"
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="call_in_step_has_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.act}"
