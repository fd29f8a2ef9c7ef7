"""Taking an edition back: who may publish may withdraw."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from scp.accounts.permissions import Permission
from scp.plans.access import Access
from scp.plans.views.base import form_status, page_of, plan_view
from scp.publication.actions import editions
from scp.publication.forms import WithdrawForm
from scp.publication.models import Edition


@plan_view(Permission.PUBLISH)
def withdraw(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """What withdrawing means, which edition stands then, and a reason."""
    of_plan = Edition.objects.standing().filter(plan=access.plan)
    edition = get_object_or_404(of_plan, number=number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        editions.withdraw(edition=edition, reason=form.cleaned_data["reason"], by=access.user)
        words = _("{edition} is withdrawn.").format(edition=edition.full_name)
        messages.success(request, words)
        return redirect("draft", access.plan.slug)
    others = of_plan.exclude(pk=edition.pk).order_by("-number")
    context = {
        "access": access,
        "form": form,
        "edition": edition,
        "next": others.first(),
        "others": page_of(request, others),
    }
    return render(request, "draft/withdraw.html", context, status=form_status(form))
