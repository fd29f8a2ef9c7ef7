"""What is missing in a draft, at its own stage or as another would see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scp.accounts.permissions import Permission
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view
from scp.publication.assembly import outline
from scp.publication.readiness import LABELS, PROFILES, Profile, findings
from scp.publication.views.mending import with_pages

# Findings on one page of the list.
A_PAGE = 50


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
    }
    return render(request, "draft/readiness.html", context)


def _profile(asked: str | None, own: Profile) -> Profile:
    """The profile that was asked for; the plan's own, where that is none."""
    return next((one for one in PROFILES if one == asked), own)
