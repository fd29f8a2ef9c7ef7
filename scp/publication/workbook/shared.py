"""What plans share, by the codes that a workbook names it by: places, organisations, goals of
frameworks, versions of libraries."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outcomes.models import FrameworkGoal, LibraryVersion
from scp.organisations.models import Organisation
from scp.places.models import Place
from scp.publication.workbook.values import joined

PART = " / "
WHAT: dict[str, Promise] = {
    "place": _("the GSS code of a place that is known here, such as E08000009"),
    "organisation": _("the name of an organisation that is known here"),
    "goal": _("goals that are known here, as framework / version / goal"),
    "library": _("a version of a library, as organisation / code / number"),
}


def places() -> dict[str, Place]:
    return {place.code: place for place in Place.objects.all()}


def organisations() -> dict[str, Organisation]:
    """By name; where several bear one, with what tells them apart."""
    rows = list(Organisation.objects.order_by("pk"))
    named = Counter(row.name.strip() for row in rows)
    return {
        row.name.strip() if named[row.name.strip()] == 1 else f"{row.name.strip()} (#{row.pk})": row
        for row in rows
    }


def goals() -> dict[str, FrameworkGoal]:
    rows = FrameworkGoal.objects.select_related("framework")
    return {
        joined((row.framework.code, row.framework.version, row.code), PART): row for row in rows
    }


def library_versions() -> dict[str, LibraryVersion]:
    rows = LibraryVersion.objects.select_related("entry__organisation").order_by("pk")
    return {
        joined(
            (row.entry.organisation.name, row.entry.kind, row.entry.code, str(row.number)), PART
        ): row
        for row in rows
    }


READERS: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "place": places,
    "organisation": organisations,
    "goal": goals,
    "library": library_versions,
}


@dataclass
class Shared:
    """Everything that a workbook may name, each kind read once, when first asked for."""

    @cached_property
    def _kinds(self) -> dict[str, Mapping[str, Any]]:
        return {}

    def of(self, kind: str) -> Mapping[str, Any]:
        """Rows by code."""
        if kind not in self._kinds:
            self._kinds[kind] = READERS[kind]()
        return self._kinds[kind]

    def codes(self, kind: str) -> dict[int, str]:
        """Codes by primary key."""
        return {row.pk: code for code, row in self.of(kind).items()}
