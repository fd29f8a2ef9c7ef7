"""The citizen's voice of an outcome: the page on which its lack is accepted, or that withdrawn."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from outcomes.actions import outcomes
from outcomes.forms import VoiceForm
from outcomes.models import Outcome
from outcomes.views.kinds import OUTCOMES
from scp.accounts.permissions import Permission
from scp.core.errors import StaleVersion
from scp.plans.access import Access
from scp.plans.views.base import Conflicts, form_status, plan_view, posted_version, written


@plan_view(Permission.PUBLISH)
def voice(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Accept an outcome that no citizen voices, with who, when and why; or withdraw that."""
    outcome: Outcome = OUTCOMES.get(access, reference)
    if request.method == "POST" and "withdraw" in request.POST:
        return _withdraw(request, access, outcome)
    form, conflicts = VoiceForm(request.POST or None, item=outcome), Conflicts()
    if request.method == "POST" and form.is_valid():
        form, conflicts = written(
            form,
            lambda: outcomes.accept_without_voice(
                outcome=outcome, seen_version=form.seen_version, by=access.user, **form.changes
            ),
            lambda row, answers: VoiceForm(answers, item=row),
        )
        if not conflicts and not form.errors:
            messages.success(request, _("{item} saved.").format(item=outcome.reference))
            return redirect(OUTCOMES.page_url(outcome))
    context = {
        "access": access,
        "item": outcome,
        "form": form,
        "conflicts": conflicts,
        "back": OUTCOMES.page_url(outcome),
    }
    return render(request, "draft/outcome_voice.html", context, status=form_status(form, conflicts))


def _withdraw(request: HttpRequest, access: Access, outcome: Outcome) -> HttpResponse:
    try:
        outcomes.withdraw_acceptance(
            outcome=outcome, seen_version=posted_version(request), by=access.user
        )
    except StaleVersion as stale:
        messages.error(request, str(stale))
    else:
        messages.success(request, _("The exception is withdrawn."))
    return redirect(OUTCOMES.page_url(outcome))
