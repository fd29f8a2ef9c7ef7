from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from outcomes.choices import Rung
from scp.accounts.models import User
from scp.plans.models import Plan


class Reminder(models.Model):
    """That somebody was reminded of something overdue, so that nobody is reminded of it twice.

    `reference` is the item's; `reason` the code of what is overdue; `due_on` the day it was due.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    due_on = models.DateField()
    rung = models.CharField(max_length=20, choices=Rung)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(plan="plan")

    class Meta:
        ordering = ("-made_at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="reminder_rung_listed"),
            models.UniqueConstraint(
                fields=["plan", "reference", "reason", "due_on", "rung", "user"],
                name="reminded_once_a_rung",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.reason}: {self.rung}"
