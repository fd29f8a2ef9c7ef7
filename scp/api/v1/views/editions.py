"""An edition in the bytes that were hashed: the one hot path of the API."""

from functools import lru_cache
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request

from scp.api import headers
from scp.api.base import JSON, StrictView, check_acceptable, without_body
from scp.api.errors import to_problem
from scp.api.parameters import NUMBER, Parameter, read_query
from scp.api.permissions import PublishedDataIsOpen
from scp.api.v1 import frozen
from scp.api.v1.addresses import address
from scp.api.v1.examples import CONTENT
from scp.api.v1.views.plans import SLUG_IN_PATH
from scp.publication import encodings
from scp.publication.content import PlanContent
from scp.publication.models import Edition

NUMBER_IN_PATH = Parameter(
    "number", "The edition's number.", NUMBER, 6, example="1", location="path"
)
best_encoding = lru_cache(maxsize=256)(encodings.best_encoding)


class EditionContent(StrictView):
    """The whole edition, exactly as it was hashed: the SHA-256 of the body (as plain JSON) is the
    edition's name, and its ETag. It never changes, so it may be kept for ever. Its form is that of
    `/api/v1/schemas/plan-content`. Ask with `If-None-Match` to be told 304 when you have it.
    """

    permission_classes = [PublishedDataIsOpen]
    operation_id = "edition"
    summary = "An edition, whole"
    tag = "Editions"
    payload = PlanContent
    example = CONTENT
    path_parameters = (SLUG_IN_PATH, NUMBER_IN_PATH)

    def dispatch(self, request: HttpRequest, slug: str, number: int) -> HttpResponse:
        """Without the framework's wrapping, which takes longer than the answer. The checks are
        those of the base, and anyone may read, as the permission says."""
        try:
            if request.method not in headers.METHODS:
                raise MethodNotAllowed(request.method or "")
            if request.method == "OPTIONS":
                return headers.preflight()
            check_acceptable(request, JSON)
            read_query(request, ())
            return self.get(request, slug, number)
        except Exception as error:
            known = to_problem(request, error)
            if known is None:
                raise
            known["Allow"] = headers.ALLOW
            return known

    def get(self, request: HttpRequest, slug: str, number: int) -> HttpResponse:
        try:
            seen = frozen.edition_get(slug, number)
        except Edition.DoesNotExist:
            raise Http404 from None
        encoding = best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")[:200])
        suffix = "" if encoding == "identity" else f"-{encoding}"
        etag = f'"{seen.sha256}{suffix}"'
        if headers.is_known(request, etag):
            return _finished(request, HttpResponseNotModified(), etag)
        response = HttpResponse(frozen.body_get(seen, encoding), content_type=JSON)
        if suffix:
            response["Content-Encoding"] = encoding
        return _finished(request, response, etag)


def _finished(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = headers.FOR_EVER
    response["Vary"] = "Accept-Encoding"
    return without_body(request, headers.open_to_browsers(response))


class LatestEdition(StrictView):
    """Leads to the latest edition of a plan. The collections of an edition can be asked for in
    the same way, e.g. `…/editions/latest/outcomes`."""

    permission_classes = [PublishedDataIsOpen]
    operation_id = "edition_latest"
    summary = "The latest edition"
    tag = "Editions"
    redirects = True
    path_parameters = (SLUG_IN_PATH,)

    def get(self, request: Request, slug: str, collection: str = "edition") -> HttpResponse:
        editions = frozen.public_editions().standing().filter(plan__slug=slug).order_by("-number")
        latest = get_object_or_404(editions.only("number")[:1])
        response = HttpResponse(status=HTTPStatus.TEMPORARY_REDIRECT)
        target = address(request._request, f"api-{collection}", slug, latest.number)
        response["Location"] = target
        response["Cache-Control"] = headers.A_MINUTE
        return headers.open_to_browsers(response)
