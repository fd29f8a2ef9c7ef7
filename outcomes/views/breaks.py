"""Changes of an indicator's method, noted by hand."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from outcomes.actions import breaks
from outcomes.forms import BreakForm
from outcomes.models import Indicator, MethodBreak
from outcomes.views.kinds import INDICATORS
from scp.accounts.permissions import Permission
from scp.core.errors import StaleVersion
from scp.plans import history
from scp.plans.access import Access
from scp.plans.forms import RemovalForm
from scp.plans.views.base import Conflicts, form_status, plan_view, posted_version, written


@plan_view(Permission.EDIT)
def add(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Note that the method changed on a day."""
    indicator = INDICATORS.get(access, reference)

    form, conflicts = BreakForm(request.POST or None), Conflicts()
    if request.method == "POST" and form.is_valid():
        form, conflicts = written(
            form,
            lambda: breaks.note(indicator=indicator, by=access.user, **form.changes),
            lambda _row, answers: BreakForm(answers),
        )
    return _answer(request, access, indicator, form, conflicts)


@plan_view(Permission.EDIT)
def edit(request: HttpRequest, access: Access, reference: str, day: str) -> HttpResponse:
    """Say better what changed, or when."""
    found = _break_get(access, reference, day)
    noted = {"on": found.on, "note": found.note}

    def anew(row: Indicator, answers: Any) -> BreakForm:
        return BreakForm(answers, initial={**noted, "version": row.version})

    form, conflicts = anew(found.indicator, request.POST or None), Conflicts()
    if request.method == "POST" and form.is_valid():
        form, conflicts = written(
            form,
            lambda: breaks.correct(
                method_break=found, seen_version=form.seen_version, by=access.user, **form.changes
            ),
            anew,
        )
    return _answer(request, access, found.indicator, form, conflicts, noted=noted)


@plan_view(Permission.EDIT)
def remove(request: HttpRequest, access: Access, reference: str, day: str) -> HttpResponse:
    """The method did not change after all."""
    found = _break_get(access, reference, day)
    back = INDICATORS.page_url(found.indicator)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and (form.is_valid() or not form.is_bound):
        try:
            with history.because(form.reason):
                breaks.withdraw(
                    method_break=found, seen_version=posted_version(request), by=access.user
                )
        except StaleVersion as stale:
            messages.error(request, str(stale))
        else:
            messages.success(request, _("The change of method is removed."))
        return redirect(back)
    context = {
        "access": access,
        "item": found.indicator,
        "found": found,
        "form": form,
        "back": back,
    }
    return render(request, "draft/indicator_break_remove.html", context, status=form_status(form))


def _answer(
    request: HttpRequest,
    access: Access,
    indicator: Indicator,
    form: BreakForm,
    conflicts: Conflicts,
    noted: dict[str, Any] | None = None,
) -> HttpResponse:
    """Back to the indicator if it is written; else the form."""
    if form.is_bound and not conflicts and not form.errors:
        messages.success(request, _("The change of method is noted."))
        return redirect(INDICATORS.page_url(indicator))
    context = {
        "access": access,
        "item": indicator,
        "form": form,
        "conflicts": conflicts,
        "noted": noted,
        "back": INDICATORS.page_url(indicator),
    }
    status = form_status(form, conflicts)
    return render(request, "draft/indicator_break.html", context, status=status)


def _break_get(access: Access, reference: str, day: str) -> MethodBreak:
    """The change of method of an indicator on a day, or 404."""
    indicator = INDICATORS.get(access, reference)
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    found: MethodBreak = get_object_or_404(MethodBreak.objects.filter(indicator=indicator, on=on))
    found.indicator = indicator
    return found
