"""Next actions that are done, and those that were not after all."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from outcomes.actions import curves
from outcomes.models import CurveAction
from outcomes.views.kinds import STEPS
from scp.accounts.permissions import Permission
from scp.core.errors import StaleVersion
from scp.plans.access import Access
from scp.plans.views.base import plan_view, posted_version


@require_POST
@plan_view(Permission.EDIT)
def done(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Done today. Another day is put right on the form."""
    step = STEPS.get(access, reference)
    return _written(
        request,
        step,
        lambda: curves.finish_step(
            step=step,
            seen_version=posted_version(request),
            done_on=timezone.localdate(),
            by=access.user,
        ),
        _("{item} is done.").format(item=step.reference),
    )


@require_POST
@plan_view(Permission.EDIT)
def reopen(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """It was not done after all."""
    step = STEPS.get(access, reference)
    return _written(
        request,
        step,
        lambda: curves.reopen_step(step=step, seen_version=posted_version(request), by=access.user),
        _("{item} is to be done again.").format(item=step.reference),
    )


def _written(
    request: HttpRequest, step: CurveAction, write: Callable[[], object], words: str
) -> HttpResponse:
    try:
        write()
    except StaleVersion as stale:
        messages.error(request, str(stale))
    else:
        messages.success(request, words)
    step.indicator.plan = step.plan
    return redirect(STEPS.page_url(step))
