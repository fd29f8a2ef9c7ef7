"""The OpenAPI file: made from what the endpoints say of themselves, committed, and compared.

`document()` is the committed file, which is what the API serves and people read. `generate()` makes
it anew; `manage.py check_openapi` and a test say whether the two still agree.
"""

from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from pydantic.json_schema import model_json_schema

PATH = Path(__file__).parent / "v1" / "schema.yml"
VERSION = str(settings.SPECTACULAR_SETTINGS["VERSION"])
PROBLEM = "application/problem+json"
PROBLEMS = {
    HTTPStatus.BAD_REQUEST: "A parameter is unknown, given twice, or not of its form.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address, or it is not public.",
    HTTPStatus.GONE: "What was published here was withdrawn; its tombstone says when and why.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Only GET, HEAD and OPTIONS are answered; see Allow.",
    HTTPStatus.NOT_ACCEPTABLE: "The reader does not accept the one media type there is.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        f"The request has a body of over {settings.LARGEST_BODY // 1_000_000} MB; none is wanted."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: "The fault is ours.",
}


class PydanticTypes(OpenApiSerializerExtension):
    """Payloads are pydantic types (scp/api/v1/serializers)."""

    target_class = "pydantic.BaseModel"
    match_subclasses = True

    def get_name(self, auto_schema: AutoSchema, direction: str) -> str:
        return self.target.__name__

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        shape = model_json_schema(
            self.target, ref_template="#/components/schemas/{model}", mode="serialization"
        )
        for name, part in shape.pop("$defs", {}).items():
            component = ResolvedComponent(
                name=name, type=ResolvedComponent.SCHEMA, object=name, schema=part
            )
            auto_schema.registry.register_on_missing(component)
        return shape


class ViewSchema(AutoSchema):
    """An operation as its view's class describes itself (scp.api.base.StrictView)."""

    view: Any

    def get_operation_id(self) -> str:
        return self.view.operation_id

    def get_summary(self) -> str:
        return self.view.summary

    def get_description(self) -> str:  # type: ignore[override]
        return " ".join((type(self.view).__doc__ or "").split())

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_auth(self) -> list[dict[str, list[str]]]:
        return []

    def get_override_parameters(self) -> list[Any]:
        return [p.openapi() for p in (*self.view.path_parameters, *self.view.query_parameters)]

    def _is_of_an_edition(self) -> bool:
        return any(parameter.name == "number" for parameter in self.view.path_parameters)

    def get_request_serializer(self) -> None:
        return None

    def get_response_serializers(self) -> Any:
        from scp.api.v1.serializers import Problem, Tombstone

        kinds: dict[Any, Any] = {
            (status.value, PROBLEM): OpenApiResponse(
                Tombstone if status == HTTPStatus.GONE else Problem, description=sentence
            )
            for status, sentence in PROBLEMS.items()
            if status != HTTPStatus.GONE or self._is_of_an_edition()
        }
        if getattr(self.view, "redirects", False):
            return {
                HTTPStatus.TEMPORARY_REDIRECT.value: OpenApiResponse(description="See Location."),
                **kinds,
            }
        examples = []
        if self.view.example is not None:
            examples.append(OpenApiExample(self.view.summary, value=self.view.example))
        found = OpenApiResponse(self.view.payload, description="Found.", examples=examples)
        unchanged = OpenApiResponse(description="You have it: If-None-Match names its ETag.")
        media_type = self.view.media_type
        return {(200, media_type): found, HTTPStatus.NOT_MODIFIED.value: unchanged, **kinds}


def generate() -> str:
    """The OpenAPI file as the code has it now. Raises RuntimeError on any doubt about the code."""
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.renderers import OpenApiYamlRenderer

    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        document = SchemaGenerator(urlconf="scp.urls").get_schema(request=None, public=True)
    doubts = [
        *GENERATOR_STATS._error_cache,
        *GENERATOR_STATS._warn_cache,
    ]
    if doubts:
        raise RuntimeError("\n".join(doubts))
    return OpenApiYamlRenderer().render(document, renderer_context={}).decode()


@cache
def document() -> dict[str, Any]:
    """The committed file. Not to be changed."""
    found: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return found
