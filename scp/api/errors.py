"""Problem details (RFC 9457): the one form of every error below /api/.

`handler400` to `handler500` of the site come here too, so that an address that leads nowhere, and
a fault of ours, are told to a machine in its own language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from rest_framework import exceptions

from scp.api.headers import open_to_browsers
from scp.core import views as pages
from scp.core.errors import DomainError, PermissionRefused

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/docs#problem-"


@dataclass(frozen=True)
class Fault:
    """One parameter that is wrong, and what was expected."""

    name: str
    reason: str


class BadParameters(exceptions.APIException):
    """The query says something that this endpoint does not know, or not in that form."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "bad-parameters"

    def __init__(self, *faults: Fault) -> None:
        super().__init__(" ".join(f"{fault.name}: {fault.reason}" for fault in faults))
        self.faults = faults


class Gone(exceptions.APIException):
    """What was published here was withdrawn. `facts` are its tombstone."""

    status_code = HTTPStatus.GONE
    default_code = "gone"

    def __init__(self, detail: str, **facts: Any) -> None:
        super().__init__(detail)
        self.facts = facts


def problem(
    request: HttpRequest,
    status: int,
    detail: str = "",
    *,
    faults: tuple[Fault, ...] = (),
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """An error as problem details. `type` leads to a sentence for people on the docs page. `more`
    are members of this kind of problem alone (RFC 9457 §3.2)."""
    title = HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": f"{TYPES}{status}",
        "title": title,
        "status": status,
        "detail": detail or title,
        "instance": escape_uri_path(request.path),
        **(more or {}),
    }
    if faults:
        body["errors"] = [{"name": fault.name, "reason": fault.reason} for fault in faults]
    response = HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    return open_to_browsers(response)


def to_problem(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to an error that has a meaning in HTTP; None for a fault of ours."""
    match error:
        case BadParameters():
            return problem(request, error.status_code, str(error.detail), faults=error.faults)
        case Gone():
            return problem(request, error.status_code, str(error.detail), more=error.facts)
        case exceptions.MethodNotAllowed():
            return problem(request, error.status_code, str(error.detail))
        case exceptions.APIException():
            return problem(request, error.status_code, str(error.detail))
        case Http404():
            return problem(request, HTTPStatus.NOT_FOUND, _("There is nothing at this address."))
        case PermissionDenied() | PermissionRefused():
            return problem(request, HTTPStatus.FORBIDDEN, str(error))
        case DomainError():
            return problem(request, HTTPStatus.CONFLICT, str(error))
    return None


def problem_response(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """EXCEPTION_HANDLER of the REST framework."""
    return to_problem(context["request"]._request, error)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(PREFIX):
        return problem(request, HTTPStatus.BAD_REQUEST, _("The request could not be understood."))
    return pages.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(PREFIX):
        return problem(request, HTTPStatus.FORBIDDEN)
    return pages.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(PREFIX):
        return problem(request, HTTPStatus.NOT_FOUND, _("There is nothing at this address."))
    return pages.page_not_found(request, exception)


def too_large(request: HttpRequest) -> HttpResponse:
    """413 (scp.core.middleware.BodyLimitMiddleware)."""
    if request.path.startswith(PREFIX):
        detail = _("A request that reads needs no body, and this one's is very large.")
        return problem(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    return pages.too_large(request)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(PREFIX):
        detail = _("The fault is ours and has been recorded. Try again later.")
        return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail)
    return pages.server_error(request)
