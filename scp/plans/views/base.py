"""Loading and authorising a plan in one step that no page of a draft can forget."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import structlog
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_scopes import scope

from scp.accounts.permissions import Permission
from scp.core.errors import PermissionRefused, PolicyRefused
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

    Anonymous people are asked to sign in. For outsiders the draft is not found. A member whose
    role lacks `permission` is told so, as is one whom the plan's state stops.
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
            with scope(plan=access.plan):
                return _answer(request, access, view, *args, **kwargs)

        wrapped.permission = permission  # type: ignore[attr-defined]
        return wrapped

    def _answer(
        request: HttpRequest, access: Access, view: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            access.check(permission)
            response: HttpResponse = view(request, access, *args, **kwargs)
            return response
        except PermissionRefused as refusal:
            return render(request, "errors/403.html", {"reason": str(refusal)}, status=403)
        except PolicyRefused as refusal:
            return render(request, "errors/409.html", {"reason": str(refusal)}, status=409)

    return decorate


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    size: int = PAGE_SIZE,
    parameter: str = "page",
) -> Page[Any]:
    """One page of a list. A page number that is not there gives the nearest that is."""
    return Paginator(rows, size).get_page(request.GET.get(parameter))
