from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request

from scp.api import headers
from scp.api.base import StrictView
from scp.api.errors import problem
from scp.api.openapi import VERSION
from scp.api.permissions import PublishedDataIsOpen
from scp.api.v1 import serializers
from scp.api.v1.addresses import address
from scp.api.v1.licences import OGL


class Index(StrictView):
    """Where everything is."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "index"
    summary = "The index"
    tag = "About"
    payload = serializers.Index

    def get(self, request: Request) -> HttpResponse:
        places, plans, schema, docs, plan_content = (
            address(request._request, name)
            for name in ("api-places", "api-plans", "api-schema", "api-docs", "api-plan-content")
        )
        return self.answer(
            request,
            {
                "licence": OGL,
                "attribution": [],
                "version": VERSION,
                "places": places,
                "plans": plans,
                "schema": schema,
                "docs": docs,
                "plan_content": plan_content,
            },
        )


@csrf_exempt
def nowhere(request: HttpRequest, path: str) -> HttpResponse:
    """Every other address. One that only has a slash too many is sent to the right one."""
    right = request.path.rstrip("/")
    if right == request.path or not _leads_somewhere(right):
        return problem(request, HTTPStatus.NOT_FOUND, _("There is nothing at this address."))
    response = HttpResponse(status=HTTPStatus.PERMANENT_REDIRECT)
    query = request.META.get("QUERY_STRING", "")
    response["Location"] = escape_uri_path(right) + (f"?{query}" if query else "")
    return headers.open_to_browsers(response)


def _leads_somewhere(path: str) -> bool:
    try:
        return resolve(path).url_name != "api-nowhere"
    except Resolver404:
        return False
