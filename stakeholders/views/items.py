"""The pages of what can be commented on: an outcome, a need, a piece, a section.

They stand here because this is the highest room they read.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from outcomes.choices import NeedSource
from outcomes.models import (
    Citation,
    IndicatorCitation,
    NeedCitation,
    OutcomeCitation,
    OutcomeIndicator,
    OutcomeNeed,
)
from outcomes.queries import (
    Predecessor,
    against,
    contradicted_by,
    goals_by_framework,
    in_reading_order,
    lent_version_get_optional,
    predecessors,
    scale_value_get_optional,
    successors,
    with_what_contradicts,
)
from outcomes.views.kinds import NEEDS, OUTCOMES
from procurement.models import Contribution, ContributionCitation
from procurement.queries import measures_of
from procurement.views.kinds import PIECES
from scp.accounts.permissions import Permission
from scp.plans.access import Access
from scp.plans.models import PlanItem
from scp.plans.views.base import page_of, plan_view
from scp.plans.views.items import ItemKind
from scp.plans.views.kinds import SECTIONS
from scp.plans.views.references import chips_of
from stakeholders.actions import comments
from stakeholders.forms import CommentForm
from stakeholders.queries import comments_on, stake_get_optional

COMMENTS_A_PAGE = 100
Page = Callable[[HttpRequest, Access, str], HttpResponse]
COMMENTABLE_KINDS: dict[str, ItemKind] = {
    kind.plural: kind for kind in (OUTCOMES, NEEDS, PIECES, SECTIONS)
}


def leads_on(kind: ItemKind) -> Callable[[Page], Page]:
    """The page of an item that was merged or split leads to what stands for it now."""

    def decorate(view: Page) -> Page:
        @wraps(view)
        def wrapped(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
            try:
                return view(request, access, reference)
            except Http404:
                earlier = kind.removed_get_optional(access, reference)
                standing = successors(earlier) if earlier else []
                if not standing:
                    raise
            return _lead_on(request, access, kind, earlier, standing)

        return wrapped

    return decorate


@plan_view(Permission.VIEW_DRAFT)
@leads_on(OUTCOMES)
def outcome_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    outcome = OUTCOMES.get(access, reference)
    needs = OutcomeNeed.objects.filter(outcome=outcome, need__removed_at__isnull=True)
    indicators = OutcomeIndicator.objects.filter(
        outcome=outcome, indicator__removed_at__isnull=True
    )
    contributions = Contribution.objects.filter(outcome=outcome, piece__removed_at__isnull=True)
    contributions = contributions.select_related("piece").order_by("-strength", "number")
    underwriting = _linked(needs, "need", NeedCitation)
    citations = OutcomeCitation.objects.filter(outcome=outcome)
    context = {
        "citations": page_of(request, list(in_reading_order(citations)), parameter="evidence"),
        "needs": underwriting,
        "voiced": any(NeedSource.CITIZEN_VOICE in need.source_kinds for need in underwriting),
        "goals": goals_by_framework(outcome),
        "lent": lent_version_get_optional(outcome),
        "indicators": _linked(indicators, "indicator", IndicatorCitation),
        "contributions": with_what_contradicts(contributions, ContributionCitation, "contribution"),
    }
    return _item_page(request, access, OUTCOMES, outcome, context, predecessors(outcome))


@plan_view(Permission.VIEW_DRAFT)
@leads_on(NEEDS)
def need_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    need = NEEDS.get(access, reference)
    citations = NeedCitation.objects.filter(need=need)
    outcomes = OutcomeNeed.objects.filter(need=need, outcome__removed_at__isnull=True)
    context = {
        "places": need.places.all(),
        "value": scale_value_get_optional(need),
        "citations": page_of(request, list(in_reading_order(citations)), parameter="evidence"),
        "outcomes": _linked(outcomes, "outcome", OutcomeCitation),
    }
    return _item_page(request, access, NEEDS, need, context, predecessors(need))


@plan_view(Permission.VIEW_DRAFT)
def piece_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    piece = PIECES.get(access, reference)
    contributions = Contribution.objects.filter(piece=piece, outcome__removed_at__isnull=True)
    citations = in_reading_order(ContributionCitation.objects.all())
    context = {
        "contributions": contributions.select_related("outcome").prefetch_related(
            Prefetch("citations", citations, to_attr="cited")
        ),
        "measures": measures_of(piece),
    }
    return _item_page(request, access, PIECES, piece, context)


@plan_view(Permission.VIEW_DRAFT)
def section_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    section = SECTIONS.get(access, reference)
    context = {"chips": chips_of(access.plan, section.text)}
    return _item_page(request, access, SECTIONS, section, context)


@plan_view(Permission.COMMENT)
def make_comment(request: HttpRequest, access: Access, plural: str, reference: str) -> HttpResponse:
    """Comment on an item. On an error the form comes back with what was typed."""
    kind = COMMENTABLE_KINDS[plural]
    item = kind.get(access, reference)
    stake = stake_get_optional(access.user)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and stake and form.is_valid():
        comment = comments.make(
            about=item, stakeholder=stake, text=form.cleaned_data["text"], by=access.user
        )
        messages.success(request, _("Thank you. Your comment is on the plan."))
        return redirect(f"{kind.page_url(item)}#{comment.reference}")
    context = {
        "access": access,
        "item": item,
        "form": form,
        "stake": stake,
        "back": kind.page_url(item),
    }
    return render(request, "draft/comment.html", context, status=422 if form.errors else 200)


def _linked(links: Any, noun: str, citations: type[Citation]) -> list[Any]:
    """The items at the other end of these links, each with the references of the sources that
    contradict it: that is shown wherever the claim is."""
    found = []
    rows = links.select_related(noun).annotate(against_it=against(citations, noun, f"{noun}_id"))
    for link in rows:
        item = getattr(link, noun)
        item.contradicted_by = contradicted_by(link.against_it)
        found.append(item)
    return found


def _lead_on(
    request: HttpRequest, access: Access, kind: ItemKind, earlier: PlanItem, standing: list[Any]
) -> HttpResponse:
    for item in standing:
        item.plan = access.plan
    if len(standing) == 1:
        words = _("{earlier} is no longer in the plan: {later} stands for it.")
        messages.info(request, words.format(earlier=earlier.reference, later=standing[0].reference))
        return redirect(kind.page_url(standing[0]))
    context = {"access": access, "kind": kind, "item": earlier, "successors": standing}
    return render(request, "draft/succeeded.html", context)


def _item_page(
    request: HttpRequest,
    access: Access,
    kind: ItemKind,
    item: PlanItem,
    context: dict[str, Any],
    earlier: Mapping[int, Predecessor] = MappingProxyType({}),
) -> HttpResponse:
    stake = stake_get_optional(access.user) if access.may(Permission.COMMENT) else None
    page = page_of(request, comments_on(item, earlier), COMMENTS_A_PAGE)
    return render(
        request,
        f"draft/{kind.noun}.html",
        {
            "access": access,
            "may": Permission,
            "kind": kind,
            "item": item,
            "stake": stake,
            "page": page,
            "earlier": earlier,
            "form": CommentForm() if stake else None,
            **context,
        },
    )
