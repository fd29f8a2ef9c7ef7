from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from scp.api.base import StrictView
from scp.api.parameters import NUMBER, Number, Parameter
from scp.api.permissions import PublishedDataIsOpen
from scp.api.v1 import examples, serializers
from scp.api.v1.addresses import page_of
from scp.api.v1.licences import OGL
from scp.api.v1.published import edition_rows, plan_rows
from scp.api.v1.representations import edition_shown, plan_shown
from scp.places.choices import GSS
from scp.plans.choices import SLUG
from scp.plans.models import Plan

LIMIT = Number("limit", "How many on a page.", minimum=1, maximum=50, default=25)
SLUG_IN_PATH = Parameter(
    "slug", "The plan's short name.", SLUG, 80, example="trafford", location="path"
)


class Plans(StrictView):
    """Published plans, in the order of their short names, each as its latest edition has it."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "plans"
    summary = "Plans"
    tag = "Plans"
    payload = serializers.PlanPage
    example = {
        "licence": OGL,
        "attribution": examples.PLAN["attribution"],
        "next": None,
        "items": [examples.PLAN],
    }
    query_parameters = (
        Parameter("place", "Plans that cover this place (GSS code).", GSS, 9, example="E08000009"),
        LIMIT,
        Parameter("cursor", "The short name after which the page begins.", SLUG, 80),
    )

    def get(self, request: Request) -> HttpResponse:
        limit = self.query.get("limit", LIMIT.default)
        rows = plan_rows(
            place=self.query.get("place"), after=self.query.get("cursor", ""), most=limit + 1
        )
        page, following = page_of(request._request, self.query, rows, limit, cursor="slug")
        items = [plan_shown(request._request, row) for row in page]
        payload = {
            "licence": OGL,
            "attribution": _all_attributions(items),
            "next": following,
            "items": items,
        }
        return self.answer(request, payload)


class OnePlan(StrictView):
    """One plan, as its latest edition has it."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "plan"
    summary = "A plan"
    tag = "Plans"
    payload = serializers.PlanItem
    example = {"licence": OGL, "attribution": examples.PLAN["attribution"], "item": examples.PLAN}
    path_parameters = (SLUG_IN_PATH,)

    def get(self, request: Request, slug: str) -> HttpResponse:
        rows = plan_rows(slug=slug)
        if not rows:
            raise Http404
        item = plan_shown(request._request, rows[0])
        payload = {
            "licence": item["licence"],
            "attribution": item["attribution"],
            "item": item,
        }
        return self.answer(request, payload)


class Editions(StrictView):
    """Every edition of a plan, the latest first."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "editions"
    summary = "Editions of a plan"
    tag = "Editions"
    payload = serializers.EditionPage
    example = {"licence": OGL, "attribution": [], "next": None, "items": [examples.EDITION]}
    path_parameters = (SLUG_IN_PATH,)
    query_parameters = (
        LIMIT,
        Parameter("cursor", "The number before which the page begins.", NUMBER, 6),
    )

    def get(self, request: Request, slug: str) -> HttpResponse:
        get_object_or_404(Plan.objects.only("pk"), slug=slug)
        limit = self.query.get("limit", LIMIT.default)
        before = int(self.query["cursor"]) if "cursor" in self.query else None
        rows = list(edition_rows(slug, before=before)[: limit + 1])
        page, following = page_of(request._request, self.query, rows, limit, cursor="number")
        payload = {
            "licence": OGL,
            "attribution": [],
            "next": following,
            "items": [edition_shown(request._request, slug, row) for row in page],
        }
        return self.answer(request, payload)


def _all_attributions(items: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(text for item in items for text in item["attribution"]))
