"""What the pages of a draft share: one step that loads and authorises the plan and that none can
forget, and how a form is written."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_scopes import scope

from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused, StaleVersion
from scp.core.forms import CleanForm
from scp.plans.access import Access, access_get
from scp.plans.forms import ConflictForm, answers_over, differences
from scp.plans.models import Membership

P = ParamSpec("P")
Response = TypeVar("Response", bound=HttpResponseBase)
Form = TypeVar("Form", bound=ConflictForm)
Conflicts = list[dict[str, Any]]
PAGE_SIZE = 25


def plan_view(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Access, P], Response]],
    Callable[..., Response | HttpResponse],
]:
    """A page of a plan's draft: `view(request, access, …)` inside the plan's scope.

    Anonymous people are asked to sign in. For outsiders the draft is not found. A member whose role
    lacks `permission` is told so (PermissionRefused becomes a page in scp.core.middleware).
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Access, P], Response],
    ) -> Callable[..., Response | HttpResponse]:
        @wraps(view)
        def wrapped(
            request: HttpRequest, slug: str, *args: Any, **kwargs: Any
        ) -> Response | HttpResponse:
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


def written(
    form: Form, write: Callable[[], object], anew: Callable[[Any, Any], Form]
) -> tuple[Form, Conflicts]:
    """Write what a valid form says: the form afterwards, with an error if the domain refused, and
    what differs from what somebody faster saved.

    `anew(row, answers)` is the form over another state of the row. After a conflict it holds the
    person's own answers, to be saved over the newer version if they still want that. Somebody
    faster may have saved just the same: then nothing differs and there is nothing to decide.
    """
    try:
        write()
    except StaleVersion as stale:
        form = anew(stale.current, answers_over(form, stale.current.version))
        return form, differences(anew(stale.current, None), form)
    except PolicyRefused:
        raise
    except DomainError as error:
        form.add_error(None, str(error))
    return form, []


def form_status(form: CleanForm, conflicts: Conflicts | None = None) -> int:
    """The status code of a page with a form: in conflict, refused, or just shown."""
    return 409 if conflicts else 422 if form.is_bound and form.errors else 200


def posted_version(request: HttpRequest) -> int:
    """The version the person saw; nonsense counts as a stale one, never as a server error."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    size: int = PAGE_SIZE,
    parameter: str = "page",
) -> Page[Any]:
    """One page of a list. A page number that is not there gives the nearest that is."""
    return Paginator(rows, size).get_page(request.GET.get(parameter))
