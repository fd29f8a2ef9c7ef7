from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from outcomes.models import Observation, OutcomeIndicator
from outcomes.views.kinds import INDICATORS
from scp.accounts.permissions import Permission
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view


@plan_view(Permission.VIEW_DRAFT)
def indicator_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """One indicator: its metadata, targets and published values."""
    indicator = INDICATORS.get(access, reference)
    observations = Observation.objects.filter(indicator=indicator).select_related("area")
    context = {
        "access": access,
        "may": Permission,
        "item": indicator,
        "targets": indicator.targets.all(),
        "breaks": indicator.method_breaks.all(),
        "outcomes": [
            link.outcome
            for link in OutcomeIndicator.objects.filter(
                indicator=indicator, outcome__removed_at__isnull=True
            ).select_related("outcome")
        ],
        "page": page_of(
            request, observations.order_by("area__code", "-position", "-published_on"), 50
        ),
    }
    return render(request, "draft/indicator.html", context)
