from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from scp.accounts.models import User
from scp.accounts.permissions import ROLE_CHOICES, ROLES, Role
from scp.plans.models.plan import Plan


class Membership(models.Model):
    """That a person has a role in a plan. One role a person a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)

    objects = ScopedManager(plan="plan")

    class Meta:
        ordering = ("plan", "pk")
        constraints = [
            models.UniqueConstraint(fields=["plan", "user"], name="one_role_a_person_a_plan"),
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES)), name="membership_role_listed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} of {self.plan}"

    @property
    def granted(self) -> Role:
        return ROLES[self.role]
