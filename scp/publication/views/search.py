"""Search in the draft of one plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from scp.accounts.permissions import Permission
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view
from scp.publication import search
from scp.publication.views.thread import KINDS

A_PAGE = 20


@plan_view(Permission.VIEW_DRAFT)
def draft_search(request: HttpRequest, access: Access) -> HttpResponse:
    """What was looked for, the best first. A reference leads straight to its item."""
    text = request.GET.get("q", "").replace("\0", " ").strip()
    context: dict[str, Any] = {"access": access, "text": text, "kinds": KINDS}
    if len(text) > search.LONGEST:
        message = _("Use at most {most} characters. You used {used}.")
        context |= {"too_long": message.format(most=search.LONGEST, used=len(text))}
        return render(request, "draft/search.html", context, status=400)
    if text and (item := search.item_named(text)):
        return redirect("draft-item", access.plan.slug, item.reference)
    if text:
        context |= _found(request, text)
    return render(request, "draft/search.html", context)


def _found(request: HttpRequest, text: str) -> dict[str, Any]:
    page = page_of(request, search.search(text), A_PAGE)
    alike = not page.paginator.count
    if alike:
        page = page_of(request, search.search_alike(text), A_PAGE)
    hits = search.hits(list(page.object_list), text)
    return {"page": page, "hits": hits, "alike": alike and bool(hits)}
