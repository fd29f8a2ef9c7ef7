"""What an item links to comes with it as an array, so that the number of queries is fixed.

The outer queries are scoped to the plan, and the rows of the arrays hang on theirs, so those need
no scope of their own (`_base_manager`). As they know of no plan, they are made once in a process
(`cache`): to make them anew took a tenth of a plan page.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from outcomes.models import Citation, Evidence
from scp.publication import content as doc

Found = Iterable[Mapping[str, Any]]

# Which version of which entry of an organisation's library an item refers to.
FROM_LIBRARY = {
    "library_number": F("library_version__number"),
    "library_code": F("library_version__entry__code"),
    "library_of": F("library_version__entry__organisation__name"),
}


def rows_of(model: type[Any], **link: str) -> Any:
    """The rows of a model that hang on the outer row, e.g. `rows_of(Target, indicator="pk")`."""
    return model._base_manager.filter(**{name: OuterRef(field) for name, field in link.items()})


def current_of_plan(model: type[Any]) -> Any:
    """Items of the outer row, a plan, that were not removed."""
    return rows_of(model, plan="pk").filter(removed_at__isnull=True).order_by("number")


def still_there(model: type[Any], number: int | None, removed_at: object) -> str:
    """The reference of what a row points to, or nothing if that was removed."""
    return "" if number is None or removed_at is not None else model.reference_of(number)


def as_array(rows: Any, *same: str, **renamed: Any) -> ArraySubquery:
    """Rows as an array of JSON objects with these fields, under their own name or another."""
    return ArraySubquery(rows.values(json=JSONObject(**{name: name for name in same}, **renamed)))


@cache
def cited(model: type[Citation], claim: str) -> ArraySubquery:
    """What a claim cites, in the order of the evidence's numbers."""
    rows = rows_of(model, **{claim: "pk"}).filter(evidence__removed_at__isnull=True)
    ordered = rows.order_by("evidence__number", "relation", "about", "pk")
    return as_array(ordered, "relation", "locator", "about", of="evidence__number")


def citations(found: Found) -> tuple[doc.Citation, ...]:
    return tuple(
        doc.Citation(
            evidence=Evidence.reference_of(row["of"]),
            relation=row["relation"],
            locator=row["locator"],
            about=row["about"],
        )
        for row in found
    )


def supporting(cited: Iterable[doc.Citation]) -> tuple[str, ...]:
    """References of the evidence that supports a claim, each once."""
    return tuple(
        dict.fromkeys(citation.evidence for citation in cited if citation.relation == "supports")
    )


def from_library(row: Any) -> doc.FromLibrary | None:
    if row.library_number is None:
        return None
    return doc.FromLibrary(
        organisation=row.library_of, code=row.library_code, version=row.library_number
    )


def day_optional(written: str | None) -> dt.date | None:
    """A day as JSON has it."""
    return dt.date.fromisoformat(written) if written else None


def exact(value: Decimal) -> Decimal:
    """The number as published: the column's trailing zeros are not part of it."""
    return Decimal(f"{value.normalize():f}")


def exact_optional(value: Decimal | None) -> Decimal | None:
    return None if value is None else exact(value)
