from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from procurement.queries import LATEST_FIRST, contradicted_pieces
from procurement.views.kinds import MEASURES, PORTFOLIOS
from scp.accounts.permissions import Permission
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view


@plan_view(Permission.VIEW_DRAFT)
def portfolio_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """One portfolio and the pieces in it."""
    portfolio = PORTFOLIOS.get(access, reference)
    page = page_of(request, portfolio.pieces.all())
    context = {
        "access": access,
        "may": Permission,
        "item": portfolio,
        "page": page,
        "contradicted": contradicted_pieces(list(page)),
    }
    return render(request, "draft/portfolio.html", context)


@plan_view(Permission.VIEW_DRAFT)
def measure_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """One measure of a piece and all that it came to, the latest first."""
    measure = MEASURES.get(access, reference)
    context = {
        "access": access,
        "may": Permission,
        "item": measure,
        "page": page_of(request, measure.results.order_by(*LATEST_FIRST)),
    }
    return render(request, "draft/measure.html", context)
