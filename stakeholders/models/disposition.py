from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from scp.accounts.models import User
from scp.core.models import Editable
from stakeholders.choices import Decision
from stakeholders.models.comment import Comment


class Disposition(Editable):
    """What the plan's owners decided on a comment, and why: the "we did" of "you said, we did"."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="disposition")
    decision = models.CharField(max_length=20, choices=Decision)
    response = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="dispositions")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(plan="comment__plan")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="disposition_decision_listed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment.reference}: {self.decision}"
