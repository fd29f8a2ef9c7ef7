"""Published rows in the words of the API."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from scp.api.v1.addresses import address
from scp.api.v1.published import PlanRow
from scp.publication.models import Edition, RenderingKind, Withdrawal

# What an edition consists of: the name of the link, and that of the address.
PARTS = {
    "outcomes": "api-outcomes",
    "needs": "api-needs",
    "indicators": "api-indicators",
    "pieces": "api-pieces",
    "evidence": "api-evidence",
    "evidence_gaps": "api-evidence-gaps",
    "theory": "api-theory",
    "judgements": "api-judgements",
}


def plan_shown(request: HttpRequest, row: PlanRow) -> dict[str, Any]:
    return {
        **row.head["plan"],
        "licence": row.head["licence"],
        "attribution": row.head["attribution"],
        "editions": address(request, "api-editions", row.slug),
        "latest_edition": edition_shown(request, row.slug, row.latest),
    }


def edition_shown(request: HttpRequest, slug: str, edition: Edition) -> dict[str, Any]:
    return {
        "number": edition.number,
        "kind": edition.kind,
        "kind_label": edition.get_kind_display(),
        "label": edition.label,
        "uri": f"{settings.PUBLIC_BASE_URL}/plans/{slug}/editions/{edition.number}/",
        "sha256": edition.sha256,
        "schema_version": edition.schema_version,
        "published_at": edition.published_at,
        "reason": edition.reason,
        "change_note": edition.change_note,
        "withdrawn": _withdrawn(edition.withdrawn),
        "links": _links(request, slug, edition),
    }


def _withdrawn(withdrawal: Withdrawal | None) -> dict[str, Any] | None:
    if withdrawal is None:
        return None
    return {"at": withdrawal.withdrawn_at, "reason": withdrawal.reason}


def _links(request: HttpRequest, slug: str, edition: Edition) -> dict[str, Any]:
    number = edition.number
    shown = () if edition.withdrawn else edition.renderings.all()
    made = {rendering.kind for rendering in shown}
    return {
        "content": address(request, "api-edition", slug, number),
        "page": address(request, "edition", slug, number),
        **{
            kind: address(request, "edition-file", slug, number, kind) if kind in made else None
            for kind in RenderingKind.values
        },
        **{name: address(request, view, slug, number) for name, view in PARTS.items()},
    }
