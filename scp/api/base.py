"""The strict base of every endpoint: it answers what it says it does, and refuses the rest."""

import hashlib
from functools import lru_cache
from typing import Any, ClassVar

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.request import MediaType
from django.utils.translation import gettext as _
from pydantic import BaseModel
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.views import APIView

from scp.api import headers
from scp.api.parameters import Parameter, read_query

JSON = "application/json"


class StrictNegotiation(BaseContentNegotiation):
    """One representation: it is acceptable or the request is refused (RFC 9110 §12.5.1)."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        wanted = request.content_type or ""
        return next((p for p in parsers if p.media_type == wanted.partition(";")[0].strip()), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class StrictView(APIView):
    """An endpoint for reading. Methods, query and Accept are checked before it is asked.

    A subclass says what it is: its permission, parameters, payload and place in the OpenAPI file
    (scp/api/openapi.py reads these). It answers with `answer`.
    """

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = StrictNegotiation
    path_parameters: ClassVar[tuple[Parameter, ...]] = ()
    query_parameters: ClassVar[tuple[Parameter, ...]] = ()
    media_type: ClassVar[str] = JSON
    cache_control: ClassVar[str] = headers.A_MINUTE

    operation_id: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    tag: ClassVar[str] = ""
    payload: ClassVar[type[BaseModel] | None] = None
    example: ClassVar[dict[str, Any] | None] = None

    query: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method not in headers.METHODS:
            raise MethodNotAllowed(request.method or "")
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS":
            check_acceptable(request._request, self.media_type)
            self.query = read_query(request._request, self.query_parameters)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return headers.preflight()

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        done = super().finalize_response(request, response, *args, **kwargs)
        done["Allow"] = headers.ALLOW
        return done

    def answer(self, request: Request, payload: Any, *, etag: str = "") -> HttpResponse:
        """A payload as JSON, or 304 if the reader has it. The tag is its hash unless given."""
        body = orjson.dumps(payload)
        return self.answer_bytes(request, body, etag=etag)

    def answer_bytes(self, request: Request, body: bytes, *, etag: str = "") -> HttpResponse:
        etag = etag or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        return self.unchanged(request, etag) or self.complete(
            request, HttpResponse(body, content_type=self.media_type), etag
        )

    def unchanged(self, request: Request, etag: str) -> HttpResponse | None:
        """304 if the reader has this already: to be asked before the work of making it."""
        if headers.is_known(request._request, etag):
            return self.complete(request, HttpResponseNotModified(), etag)
        return None

    def complete(self, request: Request, response: HttpResponse, etag: str) -> HttpResponse:
        response["ETag"] = etag
        response["Cache-Control"] = self.cache_control
        return without_body(request._request, headers.open_to_browsers(response))


def check_acceptable(request: HttpRequest, media_type: str) -> None:
    """Raise NotAcceptable (406) unless the reader takes this media type."""
    if not _takes(request.META.get("HTTP_ACCEPT", "")[:1000], media_type):
        raise NotAcceptable(_("This address answers with %s only.") % media_type)


@lru_cache(maxsize=256)
def _takes(accept: str, media_type: str) -> bool:
    """Whether an Accept header allows a media type: what it says of it most closely counts.
    Parameters other than the weight are not looked at, as there is one representation."""
    main, _slash, sub = media_type.partition("/")
    said: dict[int, float] = {}
    for part in filter(str.strip, accept.split(",")):
        told = MediaType(part)
        if told.main_type in ("*", main) and told.sub_type in ("*", sub):
            closeness = (told.main_type != "*") + (told.sub_type != "*")
            said[closeness] = max(said.get(closeness, 0), told.quality)
    return not accept or (bool(said) and said[max(said)] > 0)


def without_body(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """For HEAD the head alone, with the length the body would have had: not every server in
    front of Django leaves the body out by itself."""
    if request.method == "HEAD" and response.content:
        length = len(response.content)
        response.content = b""
        response["Content-Length"] = str(length)
    return response
