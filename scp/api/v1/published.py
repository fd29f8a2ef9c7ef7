"""Rows of plans and editions that anyone may see, in a fixed number of queries a page."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from scp.api.v1.frozen import heads_kept, public_editions
from scp.plans.models import Plan
from scp.publication.models import Edition

# PostgreSQL takes the head out of the document, so that a list of plans does not carry them all.
HEADS = """
    SELECT id, jsonb_build_object(
        'plan', document -> 'plan',
        'licence', document -> 'licence',
        'attribution', document -> 'attribution'
    )::text
    FROM (
        SELECT id, convert_from(content, 'UTF8')::jsonb AS document
        FROM publication_edition WHERE id = ANY(%s)
    ) AS edition
"""


@dataclass(frozen=True)
class PlanRow:
    """A published plan: what its latest edition says of it."""

    slug: str
    latest: Edition
    head: dict[str, Any]


def plan_rows(
    *, slug: str | None = None, place: str | None = None, after: str = "", most: int = 1
) -> list[PlanRow]:
    """Published plans after a short name, in the order of short names."""
    latest = (
        Edition.objects.standing().filter(plan=OuterRef("pk")).order_by("-number").values("pk")[:1]
    )
    plans = Plan.objects.filter(slug__gt=after).annotate(latest_pk=Subquery(latest))
    if slug is not None:
        plans = plans.filter(slug=slug)
    if place is not None:
        plans = plans.filter(places__code=place)
    plans = plans.filter(latest_pk__isnull=False).order_by("slug")
    keys = dict(plans.values_list("slug", "latest_pk")[:most])
    rows = Edition.objects.select_related("withdrawal").prefetch_related("renderings")
    editions = rows.in_bulk(list(keys.values()))
    heads = _heads(editions.values())
    return [PlanRow(name, editions[key], heads[key]) for name, key in keys.items()]


def edition_rows(slug: str, *, before: int | None = None) -> "QuerySet[Edition]":
    """Editions of a plan, the latest first; also those that were withdrawn."""
    editions = public_editions().select_related("withdrawal")
    rows = editions.filter(plan__slug=slug).prefetch_related("renderings")
    if before is not None:
        rows = rows.filter(number__lt=before)
    return rows.order_by("-number")


def _heads(editions: Collection[Edition]) -> dict[int, dict[str, Any]]:
    """By edition: its plan's facts, licence and attribution."""
    kept = {edition.pk: heads_kept.get(edition.sha256) for edition in editions}
    heads = {key: head for key, head in kept.items() if head is not None}
    missing = {edition.pk: edition.sha256 for edition in editions if edition.pk not in heads}
    if missing:
        with connection.cursor() as cursor:
            cursor.execute(HEADS, [list(missing)])
            for key, text in cursor.fetchall():
                heads[key] = orjson.loads(text)
                heads_kept.put(missing[key], heads[key], size=1)
    return heads
