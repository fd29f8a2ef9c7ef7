"""What is missing in a draft, at its own stage or as another would see it; and what is accepted."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused
from scp.plans.access import Access
from scp.plans.models import Override
from scp.plans.views.base import form_status, page_of, plan_view
from scp.publication.actions import overrides as actions
from scp.publication.assembly import outline
from scp.publication.content import PlanContent
from scp.publication.forms import OverrideForm
from scp.publication.queries import override_get_optional
from scp.publication.readiness import (
    CHECKS,
    LABELS,
    PROFILES,
    Profile,
    called,
    findings,
    grave_get_optional,
    read_as,
)
from scp.publication.views.mending import gap_key, mend_url, with_pages

# Findings on one page of the list.
A_PAGE = 50
# The item that a gap is of; none: the whole plan.
ITEM = re.compile(r"([A-Z]{1,4}-?[0-9]{1,9})?")


@plan_view(Permission.VIEW_DRAFT)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """Everything that is missing at the plan's stage, or at another (`?profile=`), the blocking
    findings first."""
    content = outline(access.plan)
    profile = _profile(request.GET.get("profile"), content.profile)
    found = with_pages(access.plan, findings(content, profile))
    context = {
        "access": access,
        "may": Permission,
        "page": page_of(request, found, A_PAGE),
        "labels": LABELS,
        "profile": profile,
        "own": content.profile,
        "may_override": access.may(Permission.OVERRIDE),
    }
    return render(request, "draft/readiness.html", context)


def _profile(asked: str | None, own: Profile) -> Profile:
    """The profile that was asked for; the plan's own, where that is none."""
    return next((one for one in PROFILES if one == asked), own)


@plan_view(Permission.VIEW_DRAFT)
def overrides(request: HttpRequest, access: Access) -> HttpResponse:
    """Which gaps were accepted, by whom and why, also those that count no more; and the form to
    accept one (`?gap=`), for those who may."""
    form = OverrideForm(request.POST or None)
    if request.method == "POST":
        access.check(Permission.OVERRIDE)
        if "take_back" in request.POST:
            return _take_back(request, access)
        if form.is_valid() and _gave(request, access, form):
            messages.success(request, _("The gap is overridden. That is printed in the document."))
            return redirect("draft-readiness", access.plan.slug)
    content = outline(access.plan)
    given = Override.objects.select_related("given_by", "ended_by")
    context = {
        "access": access,
        "may": Permission,
        "page": page_of(request, given.order_by("-ended_at", "-given_at", "-pk")),
        "content": content,
        **_asked_for(request, access, content, form),
    }
    return render(request, "draft/overrides.html", context, status=form_status(form))


def _asked_for(
    request: HttpRequest, access: Access, content: PlanContent, form: OverrideForm
) -> dict[str, Any]:
    """The gap that is to be accepted, as it stands, and the form. None if none is asked for, it is
    accepted already or it does not block any more."""
    key = request.POST.get("gap") or request.GET.get("gap", "")
    finding = grave_get_optional(content, *_gap(key))
    if finding is None or finding.override or not access.may(Permission.OVERRIDE):
        return {"finding": None, "gone": bool(key)}
    return {
        "finding": finding,
        "title": called(content, finding),
        "key": gap_key(finding),
        "seen": read_as(content, finding),
        "mend": mend_url(access.plan.slug, finding),
        "form": form,
    }


def _gave(request: HttpRequest, access: Access, form: OverrideForm) -> bool:
    """Give the override; what the domain refuses is an error of the form."""
    code, reference = _gap(request.POST.get("gap", ""))
    seen = request.POST.get("seen", "")
    try:
        actions.give(
            plan=access.plan,
            code=code,
            reference=reference,
            seen=seen,
            by=access.user,
            **form.cleaned_data,
        )
    except PolicyRefused:
        raise
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _take_back(request: HttpRequest, access: Access) -> HttpResponse:
    code, reference = _gap(request.POST.get("take_back", ""))
    override = override_get_optional(access.plan, code, reference)
    if override is None:
        messages.error(request, _("This override was taken back already."))
    else:
        actions.take_back(override=override, by=access.user)
        messages.success(request, _("The override is taken back. The gap blocks again."))
    return redirect("draft-overrides", access.plan.slug)


def _gap(key: str) -> tuple[str, str]:
    """The code of a finding and the item that it is of, as `gap_key` writes them; nothing of what
    cannot be one."""
    code, _colon, reference = key.partition(":")
    known = any(check.code == code for check in CHECKS)
    return (code, reference) if known and ITEM.fullmatch(reference) else ("", "")
