from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from scp.accounts.permissions import PERMISSION_LABELS, ROLES, Permission
from scp.core.errors import DomainError, InvalidInput
from scp.plans.access import Access
from scp.plans.actions import plans
from scp.plans.forms import MemberForm, OpenPlanForm, PlanForm
from scp.plans.models import Membership
from scp.plans.views.base import Conflicts, form_status, page_of, plan_view, written


@login_required
def open_plan(request: HttpRequest) -> HttpResponse:
    """Start a plan. Only officers whose account says so may."""
    if not getattr(request.user, "may_open_plans", False):
        reason = _("Your account cannot start a plan. Ask whoever runs this service.")
        return render(request, "errors/403.html", {"reason": reason}, status=403)
    form = OpenPlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = plans.open_plan(**form.values(), by=request.user)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan is open. You are its plan lead."))
            return redirect("draft", plan.slug)
    return _form(request, form, heading=_("Start a plan"), back=reverse("home"))


@plan_view(Permission.EDIT)
def edit_plan(request: HttpRequest, access: Access) -> HttpResponse:
    form = PlanForm(request.POST or None, plan=access.plan)
    conflicts: Conflicts = []
    if request.method == "POST" and form.is_valid():
        form, conflicts = written(
            form,
            lambda: plans.revise(
                plan=access.plan, seen_version=form.seen_version, by=access.user, **form.values()
            ),
            lambda plan, answers: PlanForm(answers, plan=plan),
        )
        if not conflicts and not form.errors:
            messages.success(request, _("Plan saved."))
            return redirect("draft", access.plan.slug)
    heading, back = _("Name, places and period"), reverse("draft", args=[access.plan.slug])
    return _form(request, form, heading=heading, back=back, conflicts=conflicts)


def _form(
    request: HttpRequest,
    form: PlanForm,
    *,
    heading: str,
    back: str,
    conflicts: Conflicts | None = None,
) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": back, "conflicts": conflicts or []}
    return render(request, "draft/plan_form.html", context, status=form_status(form, conflicts))


@plan_view(Permission.VIEW_DRAFT)
def members(request: HttpRequest, access: Access) -> HttpResponse:
    """Who takes part. The plan lead adds people and changes their role here."""
    may_manage = access.may(Permission.MANAGE_MEMBERS)
    form = MemberForm(request.POST or None) if may_manage else None
    if request.method == "POST":
        access.check(Permission.MANAGE_MEMBERS)
    if form and form.is_valid():
        values = dict(form.cleaned_data)
        user = values.pop("email")
        try:
            plans.join(plan=access.plan, user=user, by=access.user, **values)
        except InvalidInput as error:
            form.add_error("organisation", str(error))
        except DomainError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, _("{name} now takes part.").format(name=user))
            return redirect("draft-members", access.plan.slug)
    page = page_of(
        request, Membership.objects.select_related("user", "organisation").order_by("user__name")
    )
    context = {"access": access, "page": page, "form": form, "may": Permission}
    status = 422 if form and form.is_bound and form.errors else 200
    return render(request, "draft/members.html", context, status=status)


@plan_view(Permission.MANAGE_MEMBERS)
def remove_member(request: HttpRequest, access: Access, person: int) -> HttpResponse:
    """End somebody's part in the plan."""
    membership: Membership = get_object_or_404(
        Membership.objects.select_related("user"), user_id=person
    )
    if request.method == "POST":
        plans.leave(plan=access.plan, user=membership.user, by=access.user)
        messages.success(request, _("{name} no longer takes part.").format(name=membership.user))
        if membership.user == access.user:
            return redirect("home")
        return redirect("draft-members", access.plan.slug)
    context = {"access": access, "membership": membership}
    return render(request, "draft/member_remove.html", context)


def roles(request: HttpRequest) -> HttpResponse:
    """Every role and what it may do: printed from the table that decides it."""
    context = {"roles": ROLES.values(), "permissions": PERMISSION_LABELS}
    return render(request, "about/roles.html", context)
