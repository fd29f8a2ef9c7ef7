from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from scp.accounts.models import User
from scp.accounts.permissions import ROLE_CHOICES, ROLES, Role
from scp.organisations.models import Organisation
from scp.plans.models.plan import Plan


class Membership(models.Model):
    """That a person has a role in a plan. One role a person a plan.

    `organisation` is the body they take part for; its lead is told when its people do not answer.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    leads_organisation = models.BooleanField(default=False, db_default=False)

    objects = ScopedManager(plan="plan")

    class Meta:
        ordering = ("plan", "pk")
        constraints = [
            models.UniqueConstraint(fields=["plan", "user"], name="one_role_a_person_a_plan"),
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES)), name="membership_role_listed"
            ),
            models.CheckConstraint(
                condition=Q(leads_organisation=False) | Q(organisation__isnull=False),
                name="membership_leads_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} of {self.plan}"

    @property
    def granted(self) -> Role:
        return ROLES[self.role]
