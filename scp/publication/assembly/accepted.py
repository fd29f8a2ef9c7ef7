"""The gaps that somebody accepted, so that the plan can be published in spite of them."""

import datetime as dt
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.utils import timezone

from scp.plans.models import Override
from scp.publication import content as doc
from scp.publication.assembly.linked import Found, as_array, rows_of

FIELDS = ("code", "reference", "title", "sentence", "reason", "given_as", "given_at")


@cache
def override_rows() -> ArraySubquery:
    """Those that were not taken back."""
    rows = rows_of(Override, plan="pk").filter(ended_at__isnull=True).order_by("given_at", "pk")
    return as_array(rows, *FIELDS)


def overrides(found: Found) -> tuple[doc.Override, ...]:
    return tuple(
        doc.Override(
            code=row["code"],
            about=row["reference"],
            title=row["title"],
            sentence=row["sentence"],
            accepted_by=row["given_as"],
            accepted_on=timezone.localdate(dt.datetime.fromisoformat(row["given_at"])),
            reason=row["reason"],
        )
        for row in found
    )
