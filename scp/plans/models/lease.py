from django.db import models
from django_scopes import ScopedManager

from scp.accounts.models import User
from scp.plans.models.plan import Plan


class Lease(models.Model):
    """That a person has an item open for editing, until a moment that their browser pushes on.

    A lease tells others; it does not lock them out. What two people save is told apart by versions.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="leases")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="leases")
    reference = models.CharField(max_length=20)
    until = models.DateTimeField()

    objects = ScopedManager(plan="plan")

    class Meta:
        ordering = ("reference", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "reference", "user"], name="one_lease_a_person_an_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.user_id} until {self.until}"
