"""Documents about the API: its OpenAPI file, for machines and for people, and the JSON Schema."""

from functools import cache

import orjson
from django.http import Http404, HttpResponse
from django.shortcuts import render
from rest_framework.request import Request

from scp.api import openapi
from scp.api.base import StrictView
from scp.api.headers import AN_HOUR
from scp.api.parameters import Parameter
from scp.api.permissions import PublishedDataIsOpen
from scp.api.reference import operations_by_tag, types_shown
from scp.api.v1 import serializers
from scp.publication.content.schemas import VERSIONS, schema_bytes

VERSION_IN_PATH = Parameter(
    "version", "The `schema_version` of an edition.", choices=VERSIONS, location="path"
)


class Schema(StrictView):
    """This API as an OpenAPI 3.1 document."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "schema"
    summary = "OpenAPI"
    tag = "About"
    payload = serializers.JsonDocument
    cache_control = AN_HOUR

    def get(self, request: Request) -> HttpResponse:
        return self.answer_bytes(request, _openapi_bytes())


class PlanContentSchema(StrictView):
    """JSON Schema (2020-12) of an edition's document, in its latest version. Versions of the same
    first number only add: what reads by the latest reads the earlier ones too."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "plan_content_schema"
    summary = "JSON Schema of an edition"
    tag = "About"
    payload = serializers.JsonDocument
    cache_control = AN_HOUR

    def get(self, request: Request) -> HttpResponse:
        return self.answer_bytes(request, schema_bytes())


class PlanContentSchemaVersion(StrictView):
    """JSON Schema (2020-12) of an edition's document, in one of its versions: an edition says in
    `schema_version` which describes it exactly."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "plan_content_schema_version"
    summary = "JSON Schema of an edition, in one version"
    tag = "About"
    payload = serializers.JsonDocument
    cache_control = AN_HOUR
    path_parameters = (VERSION_IN_PATH,)

    def get(self, request: Request, version: str) -> HttpResponse:
        if version not in VERSIONS:
            raise Http404
        return self.answer_bytes(request, schema_bytes(version))


class Docs(StrictView):
    """The OpenAPI file, for people."""

    permission_classes = [PublishedDataIsOpen]
    schema = None
    media_type = "text/html"

    def get(self, request: Request) -> HttpResponse:
        document = openapi.document()
        context = {
            "info": document["info"],
            "groups": operations_by_tag(document),
            "types": types_shown(document),
            "problems": [(int(status), text) for status, text in openapi.PROBLEMS.items()],
        }
        return render(request._request, "api/docs.html", context)


@cache
def _openapi_bytes() -> bytes:
    return orjson.dumps(openapi.document())
