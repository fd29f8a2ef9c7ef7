"""Equality impact assessments: which there are, one in full, and signing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from procurement import equality
from procurement.actions import equality as actions
from procurement.forms import SignForm
from procurement.models import EqualityAssessment
from procurement.views.kinds import ASSESSMENTS
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused
from scp.plans.access import Access
from scp.plans.views.base import form_status, page_of, plan_view


@plan_view(Permission.VIEW_DRAFT)
def assessments(request: HttpRequest, access: Access) -> HttpResponse:
    """The assessments of a plan, the latest first. The last that was signed says whether it is
    still of the plan as it stands."""
    page = page_of(request, EqualityAssessment.objects.order_by("-number"))
    for item in page:
        item.plan = access.plan
    last = equality.last_signed(access.plan)
    context = {
        "access": access,
        "kind": ASSESSMENTS,
        "page": page,
        "may": Permission,
        "last": last,
        "changed": equality.changed_since(last, equality.basis_of(access.plan)) if last else (),
    }
    return render(request, "draft/assessments.html", context)


@plan_view(Permission.VIEW_DRAFT)
def assessment_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """One assessment, group by group."""
    assessment: EqualityAssessment = ASSESSMENTS.get(access, reference)
    return render(request, "draft/assessment.html", _context(access, assessment))


@plan_view(Permission.SIGN_EQUALITY)
def sign(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Sign an assessment of the plan as it stands, which is shown once more."""
    assessment: EqualityAssessment = ASSESSMENTS.get(access, reference)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(
                assessment=assessment,
                seen=request.POST.get("seen", ""),
                by=access.user,
                **form.cleaned_data,
            )
        except PolicyRefused:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("{item} is signed.").format(item=assessment.reference))
            return redirect(ASSESSMENTS.page_url(assessment))
    context = {**_context(access, assessment), "form": form}
    context["back"] = ASSESSMENTS.page_url(assessment)
    return render(request, "draft/assessment_sign.html", context, status=form_status(form))


def _context(access: Access, assessment: EqualityAssessment) -> dict[str, Any]:
    impacts = equality.impacts_of(assessment)
    basis = equality.basis_of(access.plan)
    signed = assessment.is_signed
    return {
        "access": access,
        "may": Permission,
        "item": assessment,
        "impacts": impacts,
        "changed": equality.changed_since(assessment, basis) if signed else (),
        "wanting": [] if signed else equality.wanting(assessment, impacts),
        "seen": equality.seen(assessment, impacts, basis),
        "counts": {
            letter: sum(reference.startswith(letter) for reference in basis) for letter in "OP"
        },
    }
