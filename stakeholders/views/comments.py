from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scp.accounts.permissions import Permission
from scp.core.errors import StaleVersion
from scp.plans.access import Access
from scp.plans.forms import answers_over
from scp.plans.views.base import page_of, plan_view
from stakeholders.actions import comments
from stakeholders.forms import DispositionForm, HideForm
from stakeholders.models import Comment, Disposition

WITH_ITEMS = ("stakeholder", "disposition", "outcome", "need", "piece", "section")


@plan_view(Permission.VIEW_DRAFT)
def comment_list(request: HttpRequest, access: Access) -> HttpResponse:
    """What people said, newest first; only what waits for a response if asked."""
    shown = request.GET.get("show", "")
    waiting = shown == "waiting"
    rows = Comment.objects.all()
    if waiting:
        rows = rows.filter(disposition__isnull=True)
    elif shown == "hidden" and access.may(Permission.RESPOND):
        rows = Comment.with_removed.current().filter(hidden_at__isnull=False)
    rows = rows.select_related(*WITH_ITEMS).order_by("-number")
    page = page_of(request, rows)
    context = {
        "access": access,
        "may": Permission,
        "page": page,
        "waiting": waiting,
        "hidden": shown == "hidden" and access.may(Permission.RESPOND),
    }
    return render(request, "draft/comments.html", context)


@plan_view(Permission.RESPOND)
def respond(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Say what was decided on a comment and why."""
    comment = _comment_get(reference)
    found = Disposition.objects.filter(comment=comment).first()
    form = DispositionForm(request.POST or None, disposition=found)
    conflict = None
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data
        try:
            comments.dispose(
                comment=comment,
                decision=answer["decision"],
                response=answer["response"],
                seen_version=answer["version"],
                by=access.user,
            )
        except StaleVersion as stale:
            conflict = stale.current
            data = answers_over(form, conflict.version)
            form = DispositionForm(data, disposition=conflict)
        else:
            messages.success(request, _("Your response is on the plan."))
            return redirect(_list_url(access))
    context = {
        "access": access,
        "comment": comment,
        "form": form,
        "conflict": conflict,
        "back": _list_url(access),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "draft/respond.html", context, status=status)


@plan_view(Permission.RESPOND)
def hide(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Hide a comment for a listed reason. It is kept, and the audit trail says who hid it."""
    comment = _comment_get(reference)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        comments.hide(comment=comment, reason=form.cleaned_data["reason"], by=access.user)
        messages.success(request, _("The comment is hidden."))
        return redirect(_list_url(access))
    context = {"access": access, "comment": comment, "form": form, "back": _list_url(access)}
    return render(request, "draft/hide.html", context, status=422 if form.errors else 200)


@require_POST
@plan_view(Permission.RESPOND)
def show(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Bring a hidden comment back."""
    rows = Comment.with_removed.current().with_reference(reference)
    comment = get_object_or_404(rows.filter(hidden_at__isnull=False))
    comments.show(comment=comment, by=access.user)
    messages.success(request, _("The comment is shown again."))
    return redirect(_list_url(access))


def _comment_get(reference: str) -> Comment:
    rows = Comment.objects.with_reference(reference).select_related(*WITH_ITEMS)
    comment: Comment = get_object_or_404(rows)
    return comment


def _list_url(access: Access) -> str:
    return reverse("draft-comments", args=[access.plan.slug])
