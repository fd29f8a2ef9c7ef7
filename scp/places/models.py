import datetime as dt
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from scp.places.choices import GSS

GSS_CODE = RegexValidator(
    f"^{GSS}$",
    "A GSS code is one of the letters E, W, S, N, K and eight digits, e.g. E08000009.",
)


class PlaceQuerySet(models.QuerySet["Place"]):
    def in_force(self, on: dt.date) -> Self:
        """Places whose code was valid on a day: codes change when councils reorganise."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        )


class Place(models.Model):
    """An area with an ONS (GSS) code: a country, region, combined authority, county or district.

    Two places may bear one name (North East is a region and a combined authority), so the code is
    what identifies a place. Boundaries end when authorities are reorganised: `valid_to` is the
    first day the code no longer stands.
    """

    code = models.CharField(max_length=9, unique=True, validators=[GSS_CODE])
    name = models.CharField(max_length=120)
    levels = models.JSONField(default=list)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("name", "code")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=f"^{GSS}$"), name="place_code_is_gss"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=models.F("valid_to")),
                name="place_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
