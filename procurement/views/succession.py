"""Merging a need or an outcome into another, and splitting one into several."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from outcomes.queries import contradicted
from outcomes.views.kinds import NEEDS, OUTCOMES
from procurement.actions import mergers, splits
from procurement.carrying import hanging_on
from procurement.forms import MergeForm, SplitForm, SplitNeedForm, SplitOutcomeForm
from procurement.queries import CITATIONS
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused, StaleVersion
from scp.plans.access import Access
from scp.plans.forms import answers_over
from scp.plans.models import PlanItem
from scp.plans.views.base import plan_view
from scp.plans.views.items import ItemKind


@dataclass(frozen=True)
class Succession:
    """How one kind of item is merged and split."""

    kind: ItemKind
    merge: Callable[..., PlanItem]
    split: Callable[..., list[Any]]
    split_form: type[SplitForm]


SUCCESSIONS = (
    Succession(NEEDS, mergers.merge_needs, splits.split_need, SplitNeedForm),
    Succession(OUTCOMES, mergers.merge_outcomes, splits.split_outcome, SplitOutcomeForm),
)


def merge_view(which: Succession) -> Callable[..., HttpResponse]:
    kind = which.kind

    @plan_view(Permission.EDIT)
    def view(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
        item = kind.get(access, reference)
        form = MergeForm(request.POST or None, item=item)
        if request.method == "POST" and form.is_valid():
            try:
                later = which.merge(
                    **{kind.noun: item},
                    into=form.cleaned_data["into"],
                    seen_version=form.seen_version,
                    by=access.user,
                )
            except StaleVersion as stale:
                form = MergeForm(answers_over(form, stale.current.version), item=item)
                return _page(request, access, kind, form, stale.current, "merge", stale=stale)
            except PolicyRefused:
                raise
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                words = _("{earlier} is merged into {later}.")
                messages.success(request, words.format(earlier=item.reference, later=later))
                return redirect(kind.page_url(later))
        return _page(request, access, kind, form, item, "merge")

    return view


def split_view(which: Succession) -> Callable[..., HttpResponse]:
    kind = which.kind

    @plan_view(Permission.EDIT)
    def view(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
        item = kind.get(access, reference)
        hanging = hanging_on(item)
        form = which.split_form(request.POST or None, item=item, hanging=hanging)
        if request.method == "POST" and form.is_valid():
            try:
                made = which.split(
                    **{kind.noun: item},
                    parts=form.parts(),
                    seen_version=form.seen_version,
                    by=access.user,
                )
            except StaleVersion as stale:
                answers = answers_over(form, stale.current.version)
                form = which.split_form(answers, item=item, hanging=hanging)
                return _page(request, access, kind, form, stale.current, "split", stale=stale)
            except PolicyRefused:
                raise
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                into = ", ".join(part.reference for part in made)
                words = _("{earlier} is split into {later}.")
                messages.success(request, words.format(earlier=item.reference, later=into))
                return redirect(kind.page_url(made[0]))
        return _page(request, access, kind, form, item, "split")

    return view


def _page(
    request: HttpRequest,
    access: Access,
    kind: ItemKind,
    form: Form,
    item: PlanItem,
    doing: str,
    *,
    stale: StaleVersion | None = None,
) -> HttpResponse:
    """The form beside the item as it now is. After a conflict that is to be read again first."""
    if stale:
        words = _("It is shown as it is now. Read it again, and send this if you still want it.")
        form.add_error(None, f"{stale} {words}")
    context = {
        "access": access,
        "kind": kind,
        "form": form,
        "item": item,
        "contradicted_by": contradicted(*CITATIONS[type(item)], [item]).get(item.pk, []),
        "hanging": hanging_on(item) if doing == "merge" else (),
        "back": kind.page_url(item),
    }
    status = 409 if stale else 422 if form.is_bound and form.errors else 200
    return render(request, f"draft/{doing}.html", context, status=status)
