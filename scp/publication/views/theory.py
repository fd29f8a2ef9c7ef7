"""The theory of change of a draft: drawn, told step by step, and what it does not explain yet.

It stands here because it is drawn from the document that an edition would be.
"""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from procurement.actions import theory
from procurement.views.kinds import ARROWS, NODES
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused
from scp.plans.access import Access
from scp.plans.views.base import PAGE_SIZE, page_of, plan_view
from scp.publication import charts
from scp.publication.assembly import skeleton
from scp.publication.content import PlanContent, TheoryArrow, TheoryNode
from scp.publication.document.links import contradicted_by
from scp.publication.readiness import OF_THE_THEORY, findings

WARNINGS_A_PAGE = 50


@plan_view(Permission.VIEW_DRAFT)
def theory_page(request: HttpRequest, access: Access) -> HttpResponse:
    """The drawing, and beside it every step with its arrows. `?item=` opens the page of the list
    on which a step or an arrow stands."""
    content = skeleton(access.plan)
    leads_to = _leads_to(content)
    found = [one for one in findings(content, "adopted") if one.code in OF_THE_THEORY]
    items = [o.reference for o in content.outcomes] + [p.reference for p in content.pieces]
    in_theory = {ref for node in content.theory_nodes for ref in (node.outcome, node.piece)}
    context = {
        "access": access,
        "may": Permission,
        "kinds": (NODES, ARROWS),
        "pictures": charts.theory(content),
        "page": _page(request, content.theory_nodes, leads_to),
        "leads_to": leads_to,
        "warnings": page_of(request, found, WARNINGS_A_PAGE, "warnings"),
        "by_reference": content.by_reference,
        "contradicted_by": contradicted_by(content),
        "missing": [ref for ref in items if ref not in in_theory],
    }
    return render(request, "draft/theory.html", context)


def _leads_to(content: PlanContent) -> dict[str, list[TheoryArrow]]:
    """The arrows that leave each step."""
    found: dict[str, list[TheoryArrow]] = {node.reference: [] for node in content.theory_nodes}
    for arrow in content.theory_arrows:
        found[arrow.source].append(arrow)
    return found


def _page(
    request: HttpRequest,
    nodes: Sequence[TheoryNode],
    leads_to: Mapping[str, Sequence[TheoryArrow]],
) -> Page[TheoryNode]:
    """The page of the list that is asked for, or the one that has the item that is."""
    item = request.GET.get("item")
    if item is None or "page" in request.GET:
        return page_of(request, nodes)
    for number, node in enumerate(nodes):
        told = {node.reference, *(arrow.reference for arrow in leads_to[node.reference])}
        if item in told:
            return Paginator(nodes, PAGE_SIZE).get_page(number // PAGE_SIZE + 1)
    return page_of(request, nodes)


@require_POST
@plan_view(Permission.EDIT)
def begin(request: HttpRequest, access: Access) -> HttpResponse:
    """Start from what the plan has: a step for each outcome and piece that has none."""
    try:
        added = theory.begin(plan=access.plan, by=access.user)
    except PolicyRefused:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    else:
        count = len(added)
        words = ngettext("{count} step added.", "{count} steps added.", count)
        messages.success(request, words.format(count=count))
    return redirect("draft-theory", access.plan.slug)
