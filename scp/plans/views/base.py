"""Loading and authorising a plan in one step that no page of a draft can forget."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import structlog
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django_scopes import scope

from scp.accounts.permissions import Permission
from scp.plans.access import Access, access_get
from scp.plans.models import Membership

P = ParamSpec("P")
PAGE_SIZE = 25


def plan_view(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Access, P], HttpResponse]], Callable[..., HttpResponse]
]:
    """A page of a plan's draft: `view(request, access, …)` inside the plan's scope.

    Anonymous people are asked to sign in. For outsiders the draft is not found. A member whose role
    lacks `permission` is told so (PermissionRefused becomes a page in scp.core.middleware).
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Access, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            try:
                access = access_get(user=request.user, slug=slug)
            except Membership.DoesNotExist:
                raise Http404 from None
            structlog.contextvars.bind_contextvars(plan=slug)
            access.check(permission)
            with scope(plan=access.plan):
                return view(request, access, *args, **kwargs)

        wrapped.permission = permission  # type: ignore[attr-defined]
        return wrapped

    return decorate


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    size: int = PAGE_SIZE,
    parameter: str = "page",
) -> Page[Any]:
    """One page of a list. A page number that is not there gives the nearest that is."""
    return Paginator(rows, size).get_page(request.GET.get(parameter))
