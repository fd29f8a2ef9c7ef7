"""The line a request leaves in the log: its id, method, route, status, and who and which plan.

Addresses are logged as routes (`plans/<slug:slug>/`), never as typed: a path may hold a
password-reset key, a query somebody's search.
"""

import re
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django_structlog.middlewares import RequestMiddleware

from scp.core import logs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse  # noqa: TID251  (this is middleware)

ACCEPTED_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLogMiddleware(RequestMiddleware):
    """django-structlog's, with the facts about people taken out and the plan put in."""

    async_capable = False

    def prepare(self, request: "HttpRequest") -> None:
        given = request.headers.get("x-request-id", "")
        request_id = given if ACCEPTED_REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
        structlog.contextvars.bind_contextvars(request_id=request_id)
        logs.user_id.set(_known_user_id(request))
        request.META["scp.started"] = time.monotonic()

    def process_view(
        self,
        request: "HttpRequest",
        view: Callable[..., "HttpResponse"],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        names = settings.LOG_URL_NAMES
        found = {names[key]: str(value) for key, value in kwargs.items() if key in names}
        structlog.contextvars.bind_contextvars(**found)

    def handle_response(self, request: "HttpRequest", response: "HttpResponse") -> None:
        taken = time.monotonic() - request.META["scp.started"]
        structlog.contextvars.bind_contextvars(duration_ms=round(taken * 1000, 1))
        try:
            super().handle_response(request, response)
        finally:
            logs.user_id.set(None)

    @staticmethod
    def bind_user_id(request: "HttpRequest") -> None:
        """Left to the lines themselves, see `_known_user_id`."""

    @staticmethod
    def format_request(request: "HttpRequest") -> str:
        match = request.resolver_match
        return f"{request.method} {match.route if match else '(no such page)'}"


def _known_user_id(request: "HttpRequest") -> Callable[[], Any]:
    """Who is signed in, if the request has asked already. Logging must not cost it a query."""

    def known() -> Any:
        user = getattr(request, "_cached_user", None)
        return user.pk if user is not None else None

    return known
