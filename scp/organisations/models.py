import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from scp.core.jinja import date
from scp.organisations.choices import IdentifierScheme, Kind


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def in_force(self, on: dt.date) -> Self:
        """Bodies that exist on a day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        )


class Dated(models.Model):
    """What begins and ends. `valid_to` is the first day on which it no longer stands; a day that is
    not known is None."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def stands_on(self, day: dt.date) -> bool:
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_to is None or self.valid_to > day)


class Organisation(Dated):
    """A body that leads, commissions, provides or has a say: council, ICB, charity, firm.

    Bodies merge, divide and end, so each has dates and names its successors: a county may be
    followed by two unitary councils. Never key on a name: `OrganisationIdentifier` carries the
    registers' codes.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=Kind)
    successors: "models.ManyToManyField[Organisation, Succession]" = models.ManyToManyField(
        "self",
        through="Succession",
        through_fields=("organisation", "successor"),
        symmetrical=False,
        related_name="predecessors",
    )

    objects = OrganisationQuerySet.as_manager()

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
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def closure(self) -> str:
        """In words: since when it is closed, or will be, and who follows. Empty for a body without
        an end."""
        if self.valid_to is None:
            return ""
        names = [successor.name for successor in self.successors.all()]
        closed = self.valid_to <= timezone.localdate()
        if names:
            words = (
                _("closed on {date}; succeeded by {names}")
                if closed
                else _("closes on {date}; {names} will succeed it")
            )
        else:
            words = _("closed on {date}") if closed else _("closes on {date}")
        return words.format(date=date(self.valid_to), names=get_text_list(names, _("and")))

    @property
    def described(self) -> str:
        """The name, and that it is closed where it is."""
        return f"{self.name} ({self.closure})" if self.closure else self.name


class Succession(models.Model):
    """That one body follows another, wholly or in part.

    `ended_on` is the former's `valid_to`, to which the database holds it (migration 0003): only a
    body that has an end has successors.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="successions"
    )
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField()

    class Meta:
        ordering = ("successor__name",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "successor"], name="successor_named_once"
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("successor")), name="successor_is_another_body"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.ended_on} {self.successor_id}"


class OrganisationIdentifier(Dated):
    """A code that a register gives an organisation, for as long as it stands."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(max_length=20, choices=IdentifierScheme)
    value = models.CharField(max_length=60)

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
