from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from scp.accounts.models import User
from scp.plans.models.plan import Plan


class Override(models.Model):
    """That a named person lets a plan be published in spite of one gap, and why.

    The gap is known by the code of its finding, the reference of the item that it is of (empty: the
    whole plan), what that item was called and the sentence in which the gap was found. The override
    counts only while the last two are the same: of a gap that has become another, or of an item
    that says something else, nobody has accepted anything.

    `given_as` is what is printed in the document; who gave it (`given_by`) is shown to the plan's
    members only. It is taken back, never changed or deleted.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="overrides")
    code = models.CharField(max_length=60)
    reference = models.CharField(max_length=20, blank=True)
    title = models.TextField(blank=True)
    """What the item was called then; empty: the whole plan."""
    sentence = models.TextField()
    reason = models.CharField(max_length=1000)
    given_as = models.CharField(max_length=150)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was taken back, or another took its place."""

    objects = ScopedManager(plan="plan")

    class Meta:
        ordering = ("plan", "given_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code", "reference"],
                condition=Q(ended_at__isnull=True),
                name="one_override_a_gap",
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(sentence="") & ~Q(reason="") & ~Q(given_as=""),
                name="override_says_of_what_as_what_and_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="override_ended_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.code} {self.reference}".rstrip()
