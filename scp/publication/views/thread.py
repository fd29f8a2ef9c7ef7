"""The thread page: pick any item, see what it stands on and what stands on it; and where the thread
is broken."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from scp.accounts.permissions import Permission
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view
from scp.publication.models import Edition
from scp.publication.pages import draft_threads_get, edition_threads_get
from scp.publication.thread import Knot, Thread, Threads
from scp.publication.views.base import edition_view

KINDS = {
    "section": _("Section"),
    "evidence": _("Evidence"),
    "need": _("Need"),
    "outcome": _("Outcome"),
    "indicator": _("Indicator"),
    "piece": _("Piece"),
    "measure": _("Measure"),
    "result": _("Result"),
    "step": _("Step of the theory of change"),
    "arrow": _("Arrow of the theory of change"),
}
BROKEN_A_PAGE = 50


@plan_view(Permission.VIEW_DRAFT)
def draft_thread(request: HttpRequest, access: Access) -> HttpResponse:
    """The thread of the draft, with links to where each broken link can be mended."""
    threads = draft_threads_get(access.plan)
    slug = access.plan.slug
    context = {
        "access": access,
        "address": reverse("draft-thread", args=[slug]),
        "home": lambda knot: reverse("draft-item", args=[slug, knot.home]),
        **_shown(request, threads),
    }
    return render(request, "draft/thread.html", context, status=_status(context))


@require_safe
@edition_view
def edition_thread(request: HttpRequest, found: Edition) -> HttpResponse:
    """The thread of a published edition, from its stored bytes."""
    page = found.get_absolute_url()
    context = {
        "edition": found,
        "address": reverse("edition-thread", args=[found.plan.slug, found.number]),
        "home": lambda knot: f"{page}#{knot.home}",
        **_shown(request, threads := edition_threads_get(found)),
        "plan": threads.content.plan,
    }
    return render(request, "public/thread.html", context, status=_status(context))


def _shown(request: HttpRequest, threads: Threads) -> dict[str, Any]:
    """What both pages show. An item that is asked for and not there is said, not passed over."""
    asked = request.GET.get("item", "").strip().upper()[:20]
    knot = threads.knots.get(asked)
    thread: Thread | None = threads.of(asked) if knot else None
    return {
        "asked": asked,
        "thread": thread,
        "groups": _groups(threads),
        "kinds": KINDS,
        "page": page_of(request, threads.broken(), BROKEN_A_PAGE),
        "knots": threads.knots,
    }


def _status(context: dict[str, Any]) -> int:
    return 404 if context["asked"] and context["thread"] is None else 200


def _groups(threads: Threads) -> list[tuple[Any, list[Knot]]]:
    """The items to pick from, by kind."""
    knots = threads.knots.values()
    groups = [
        (label, [knot for knot in knots if knot.kind == kind]) for kind, label in KINDS.items()
    ]
    return [(label, found) for label, found in groups if found]
