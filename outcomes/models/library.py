from django.db import models
from django.db.models import Q
from django.utils import timezone

from scp.accounts.models import User
from scp.organisations.models import Organisation


class LibraryEntry(models.Model):
    """An outcome or indicator that an organisation keeps for all its plans.

    Overlapping places refer to a version of it, so that two plans that mean the same say the same.
    """

    KINDS = (("outcome", "Outcome"), ("indicator", "Indicator"))

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="library_entries"
    )
    kind = models.CharField(max_length=20, choices=KINDS)
    code = models.SlugField(max_length=80)

    class Meta:
        ordering = ("organisation", "kind", "code")
        verbose_name_plural = "library entries"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "code"], name="library_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["outcome", "indicator"]), name="library_entry_kind_listed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class LibraryVersion(models.Model):
    """What an entry says in one of its versions. A version never changes; a change is another.

    `values` holds the fields of the outcome or indicator by name.
    """

    entry = models.ForeignKey(LibraryEntry, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    note = models.CharField(max_length=300)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("entry", "-number")
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="library_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} version {self.number}"
