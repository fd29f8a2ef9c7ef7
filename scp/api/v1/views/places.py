from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from scp.api.base import StrictView
from scp.api.headers import AN_HOUR
from scp.api.parameters import Number, Parameter
from scp.api.permissions import PublishedDataIsOpen
from scp.api.v1 import serializers
from scp.api.v1.addresses import page_of
from scp.api.v1.examples import PLACE
from scp.api.v1.licences import AREAS, OGL
from scp.places.choices import GSS, LEVELS
from scp.places.models import Place

LIMIT = Number("limit", "How many on a page.", minimum=1, maximum=100, default=50)


class Places(StrictView):
    """Areas of the United Kingdom by their ONS (GSS) codes, in the order of the codes. They are
    loaded from the statistics office and do not follow from which plans exist."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "places"
    summary = "Places"
    tag = "Places"
    payload = serializers.PlacePage
    example = {"licence": OGL, "attribution": AREAS, "next": None, "items": [PLACE]}
    cache_control = AN_HOUR
    query_parameters = (
        Parameter(
            "name",
            "Places whose names begin so, in any letter case.",
            pattern=r"[^\u0000-\u001f\u007f]+",
            example="Traff",
        ),
        Parameter("level", "Places of this level of government.", choices=LEVELS),
        Parameter("parent", "Places that lie directly in this one.", GSS, 9, example="E12000002"),
        LIMIT,
        Parameter("cursor", "The code after which the page begins; `next` has it.", GSS, 9),
    )

    def get(self, request: Request) -> HttpResponse:
        limit = self.query.get("limit", LIMIT.default)
        found = Place.objects.order_by("code").prefetch_related("parents")
        rows = list(found.filter(**_conditions(self.query))[: limit + 1])
        page, following = page_of(request._request, self.query, rows, limit, cursor="code")
        payload = {
            "licence": OGL,
            "attribution": AREAS,
            "next": following,
            "items": [_place(row) for row in page],
        }
        return self.answer(request, payload)


class OnePlace(StrictView):
    """One area."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "place"
    summary = "A place"
    tag = "Places"
    payload = serializers.PlaceItem
    example = {"licence": OGL, "attribution": AREAS, "item": PLACE}
    cache_control = AN_HOUR
    path_parameters = (
        Parameter("code", "ONS (GSS) code.", GSS, 9, example="E08000009", location="path"),
    )

    def get(self, request: Request, code: str) -> HttpResponse:
        found = get_object_or_404(Place.objects.prefetch_related("parents"), code=code)
        payload = {"licence": OGL, "attribution": AREAS, "item": _place(found)}
        return self.answer(request, payload)


def _conditions(query: dict[str, Any]) -> dict[str, Any]:
    lookups = {
        "name": "name__istartswith",
        "level": "levels__contains",
        "parent": "parents__code",
        "cursor": "code__gt",
    }
    return {lookups[name]: value for name, value in query.items() if name in lookups}


def _place(place: Place) -> dict[str, Any]:
    return {
        "code": place.code,
        "uri": f"http://statistics.data.gov.uk/id/statistical-geography/{place.code}",
        "name": place.name,
        "levels": place.levels,
        "parents": sorted(parent.code for parent in place.parents.all()),
        "valid_from": place.valid_from,
        "valid_to": place.valid_to,
    }
