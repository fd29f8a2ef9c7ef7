from django.db import models
from django.db.models import F, Q

from scp.organisations.choices import IdentifierScheme, Kind


class Organisation(models.Model):
    """A body that leads, commissions, provides or has a say: council, ICB, charity, firm.

    Bodies merge and end, so each has dates and may name its successor. Never key on a name:
    `OrganisationIdentifier` carries the registers' codes.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=Kind)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="organisation_kind_is_listed"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=F("valid_to")),
                name="organisation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False),
                name="organisation_with_successor_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationIdentifier(models.Model):
    """A code that a register gives an organisation, for as long as it stands."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(max_length=20, choices=IdentifierScheme)
    value = models.CharField(max_length=60)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("scheme", "value")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_body"),
            models.CheckConstraint(
                condition=Q(scheme__in=IdentifierScheme.values), name="identifier_scheme_is_listed"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=F("valid_to")),
                name="identifier_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}-{self.value}"
