"""What needs its owner: nobody answers for it, nobody has looked at it, or it is late."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from outcomes import owners
from outcomes.actions import reminders
from scp.accounts.permissions import Permission
from scp.core.errors import StaleVersion
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view


@plan_view(Permission.VIEW_DRAFT)
def attention(request: HttpRequest, access: Access) -> HttpResponse:
    """The list, the longest due first."""
    page = page_of(request, owners.attention(timezone.localdate()))
    context = {"access": access, "may": Permission, "page": page}
    return render(request, "draft/attention.html", context)


@require_POST
@plan_view(Permission.EDIT)
def still_right(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Say that an item still holds."""
    item = _item_get(access, reference)
    version = request.POST.get("version", "")
    try:
        reminders.confirm(
            item=item,
            seen_version=int(version) if version.isdecimal() and len(version) < 10 else 0,
            on=timezone.localdate(),
            by=access.user,
        )
    except StaleVersion as stale:
        messages.error(request, str(stale))
    else:
        messages.success(request, _("{item} still holds.").format(item=item.reference))
    return redirect("draft-attention", access.plan.slug)


def _item_get(access: Access, reference: str) -> Any:
    for model in owners.OWNED:
        item: Any = model.objects.with_reference(reference).first()
        if item is not None:
            item.plan = access.plan
            return item
    raise Http404
