from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from scp.accounts.permissions import PERMISSION_LABELS, ROLES, Permission
from scp.core.errors import DomainError, PolicyRefused, StaleVersion
from scp.plans.access import Access
from scp.plans.actions import plans
from scp.plans.forms import MemberForm, OpenPlanForm, PlanForm
from scp.plans.models import Membership
from scp.plans.views.base import page_of, plan_view


@login_required
def open_plan(request: HttpRequest) -> HttpResponse:
    """Start a plan. Only officers whose account says so may."""
    if not getattr(request.user, "may_open_plans", False):
        message = _("Your account cannot start a plan. Ask whoever runs this service.")
        return render(request, "errors/refused.html", {"message": message}, status=403)
    form = OpenPlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = plans.open_plan(**form.values(), by=request.user)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan is open. You are its plan lead."))
            return redirect("draft", plan.slug)
    return _form(request, form, {"heading": _("Start a plan"), "back": "/"})


@plan_view(Permission.EDIT)
def edit_plan(request: HttpRequest, access: Access) -> HttpResponse:
    form = PlanForm(request.POST or None, plan=access.plan)
    form.initial.setdefault("version", access.plan.version)
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            plans.revise(
                plan=access.plan, seen_version=form.seen_version, by=access.user, **form.values()
            )
        except StaleVersion as error:
            stale = error.current
            form = _over(form, error.current)
        except PolicyRefused:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Plan saved."))
            return redirect("draft", access.plan.slug)
    context = {
        "access": access,
        "heading": _("About the plan"),
        "back": access.plan.slug,
        "stale": stale,
    }
    return _form(request, form, context)


def _over(form: PlanForm, current: Any) -> PlanForm:
    data = form.data.copy()
    data["version"] = str(current.version)
    return PlanForm(data, plan=current)


def _form(request: HttpRequest, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 409 if context.get("stale") else 200
    return render(request, "draft/plan_form.html", {"form": form, **context}, status=status)


@plan_view(Permission.VIEW_DRAFT)
def members(request: HttpRequest, access: Access) -> HttpResponse:
    """Who takes part. The plan lead adds people and changes their role here."""
    may_manage = access.may(Permission.MANAGE_MEMBERS)
    form = MemberForm(request.POST or None) if may_manage else None
    if request.method == "POST":
        access.check(Permission.MANAGE_MEMBERS)
        assert form is not None
        if form.is_valid():
            user, role = form.cleaned_data["email"], form.cleaned_data["role"]
            try:
                plans.join(plan=access.plan, user=user, role=role, by=access.user)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("{name} now takes part.").format(name=user))
                return redirect("draft-members", access.plan.slug)
    page = page_of(request, Membership.objects.select_related("user").order_by("user__name"))
    context = {"access": access, "page": page, "form": form, "may": Permission}
    status = 422 if form and form.is_bound and form.errors else 200
    return render(request, "draft/members.html", context, status=status)


def roles(request: HttpRequest) -> HttpResponse:
    """Every role and what it may do: printed from the table that decides it."""
    context = {"roles": ROLES.values(), "permissions": PERMISSION_LABELS}
    return render(request, "about/roles.html", context)
