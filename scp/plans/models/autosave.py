from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from scp.accounts.models import User
from scp.plans.models.plan import Plan


class Autosave(models.Model):
    """What a person has typed into a form and not saved yet, so that a crash loses little.

    `form` names the form by its kind and item ("need/N3", "need/add", "target/I2/add"); `answers`
    holds what was typed, unchecked; `seen_version` the version of the item when it was opened.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="autosaves")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="autosaves")
    form = models.CharField(max_length=80)
    answers = models.JSONField(default=dict)
    seen_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(plan="plan")

    class Meta:
        ordering = ("-saved_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "user", "form"], name="one_autosave_a_person_a_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.user_id}"
