"""What the pages of published editions share: one step that finds the edition and minds whether it
was withdrawn, and that none can forget."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from scp.plans.choices import Status
from scp.publication.models import Edition
from scp.publication.queries import latest_edition_get_optional

P = ParamSpec("P")
Response = TypeVar("Response", bound=HttpResponseBase)


def edition_view(
    view: Callable[Concatenate[HttpRequest, Edition, P], Response],
) -> Callable[..., Response | HttpResponse]:
    """A page of an edition: `view(request, edition, …)`, at an address with slug and number.

    A withdrawn edition answers 410 with its tombstone, whatever of it was asked for: when and why
    it was withdrawn, what stands in its place, and the hash that still proves a copy.
    """

    @wraps(view)
    def wrapped(
        request: HttpRequest, slug: str, number: int, *args: Any, **kwargs: Any
    ) -> Response | HttpResponse:
        editions = Edition.objects.select_related("plan__lead_organisation", "withdrawal")
        found = get_object_or_404(
            editions, plan__slug=slug, plan__first_published_at__isnull=False, number=number
        )
        if found.withdrawn:
            return _tombstone(request, found)
        if found.plan.status == Status.WITHDRAWN:
            raise Http404
        return view(request, found, *args, **kwargs)

    return wrapped


def _tombstone(request: HttpRequest, edition: Edition) -> HttpResponse:
    of_public_plan = edition.plan.status != Status.WITHDRAWN
    context = {
        "edition": edition,
        "plan": edition.plan,
        "withdrawal": edition.withdrawn,
        "standing": latest_edition_get_optional(edition.plan) if of_public_plan else None,
        "of_public_plan": of_public_plan,
    }
    response = render(request, "public/withdrawn.html", context, status=HTTPStatus.GONE)
    response.headers["Cache-Control"] = "no-cache"
    return response
