"""What the plan's makers do not know: the list, and what was found in the end."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from outcomes.actions import gaps
from outcomes.forms import CloseGapForm
from outcomes.models import EvidenceGap
from outcomes.views.kinds import GAPS
from scp.accounts.permissions import Permission
from scp.core.errors import StaleVersion
from scp.plans.access import Access
from scp.plans.views.base import Conflicts, form_status, page_of, plan_view, written
from scp.plans.views.items import posted_version

SHOWN = ("all", "open", "closed")


@plan_view(Permission.VIEW_DRAFT)
def gap_list(request: HttpRequest, access: Access) -> HttpResponse:
    """Gaps in the evidence, those that are open first and by when they are to be closed."""
    shown = request.GET.get("show", "all")
    shown = shown if shown in SHOWN else "all"
    rows = EvidenceGap.objects.select_related("need", "outcome")
    if shown != "all":
        rows = rows.filter(closed_on__isnull=shown == "open")
    page = page_of(
        request,
        rows.order_by(
            F("closed_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "number"
        ),
    )
    context = {
        "access": access,
        "kind": GAPS,
        "page": page,
        "may": Permission,
        "shown": shown,
        "query": urlencode({"show": shown}),
    }
    return render(request, "draft/gap_list.html", context)


@plan_view(Permission.EDIT)
def close(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Say what was found."""
    gap = GAPS.get(access, reference)
    form = _close_form(gap, request.POST or None)
    conflicts: Conflicts = []
    if request.method == "POST" and form.is_valid():
        form, conflicts = written(
            form,
            lambda: gaps.close(
                gap=gap, seen_version=form.seen_version, by=access.user, **form.changes
            ),
            _close_form,
        )
        if not conflicts and not form.errors:
            messages.success(request, _("{item} is closed.").format(item=gap.reference))
            return redirect(GAPS.page_url(gap))
    context = {
        "access": access,
        "item": gap,
        "form": form,
        "conflicts": conflicts,
        "back": GAPS.page_url(gap),
    }
    return render(request, "draft/gap_close.html", context, status=form_status(form, conflicts))


@require_POST
@plan_view(Permission.EDIT)
def reopen(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """The answer did not hold."""
    gap = GAPS.get(access, reference)
    try:
        gaps.reopen(gap=gap, seen_version=posted_version(request), by=access.user)
    except StaleVersion as stale:
        messages.error(request, str(stale))
    else:
        messages.success(request, _("{item} is open again.").format(item=gap.reference))
    return redirect(GAPS.page_url(gap))


def _close_form(gap: EvidenceGap, answers: object = None) -> CloseGapForm:
    given = {"answer": gap.answer, "closed_on": gap.closed_on} if gap.closed_on else {}
    return CloseGapForm(answers, initial={**given, "version": gap.version})
