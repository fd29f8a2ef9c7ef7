from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from scp.accounts.models import User
from scp.plans.choices import SignOffKind
from scp.plans.models.plan import Plan


class SignOff(models.Model):
    """That who answers for something has looked at one version of the plan and signs it off.

    The version is the SHA-256 of the plan's content (`scp.publication.content.version_of`): when
    the plan changes, the sign-off is for another version and is shown as lapsed. `post` is the post
    as it is published ("Director of Finance"), never a person's name. The table only grows: a later
    sign-off of the same kind stands for the earlier one.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sign_offs")
    kind = models.CharField(max_length=20, choices=SignOffKind)
    post = models.CharField(max_length=150)
    words = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_offs")

    objects = ScopedManager(plan="plan")

    class Meta:
        ordering = ("plan", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SignOffKind.values), name="sign_off_kind_listed"
            ),
            models.CheckConstraint(
                condition=Q(content_sha256__regex=r"^[0-9a-f]{64}$"),
                name="sign_off_hash_is_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.kind} {self.signed_at:%Y-%m-%d}"
