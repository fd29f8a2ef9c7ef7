"""The evidence library: its list, and a source with all that is known of it.

It stands here because this is the highest room that it reads: a source is judged by what is claimed
from it.
"""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from outcomes.choices import EvidenceStatus, EvidenceType
from outcomes.models import Evidence
from outcomes.views.kinds import EVIDENCE
from outcomes.warnings import CHECKS, Warned, misfit, warnings_of
from procurement.queries import cited_by, copied, sources
from scp.accounts.permissions import Permission
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view

# What of the list is asked for, by the names in its address.
FILTERS = {"type": EvidenceType, "status": EvidenceStatus}
# Any warning at all, beside the codes of each.
ANY = "yes"
WARNINGS: dict[str, Promise] = {
    ANY: gettext_lazy("Any warning"),
    **{check.code: check.title for check in CHECKS},
}


@plan_view(Permission.VIEW_DRAFT)
def library(request: HttpRequest, access: Access) -> HttpResponse:
    """The sources of a plan; if asked only those of one type or status, with any warning or a
    certain one, or of which no copy is kept."""
    chosen = {
        name: request.GET[name]
        for name, choices in FILTERS.items()
        if request.GET.get(name) in choices.values
    }
    rows: QuerySet[Any] = Evidence.objects.filter(**chosen)
    if request.GET.get("copy") == "none":
        chosen["copy"] = "none"
        rows = rows.exclude(pk__in=copied())
    if request.GET.get("warnings") in WARNINGS:
        chosen["warnings"] = request.GET["warnings"]
        rows = rows.filter(pk__in=_warned_of(rows, chosen["warnings"]))
    page = page_of(request, rows)
    shown = list(page)
    warned = _warned(Evidence.objects.filter(pk__in=[item.pk for item in shown]))
    for item in shown:
        item.plan = access.plan
    context = {
        "access": access,
        "may": Permission,
        "kind": EVIDENCE,
        "page": page,
        "warned": warned,
        "types": EvidenceType.choices,
        "statuses": EvidenceStatus.choices,
        "warnings": list(WARNINGS.items()),
        "chosen": chosen,
        "query": urlencode(chosen),
    }
    return render(request, "draft/evidence_list.html", context)


@plan_view(Permission.VIEW_DRAFT)
def evidence_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """One source: what it is, how far to trust it, the copies that are kept, and what cites it."""
    evidence = EVIDENCE.get(access, reference)
    ratings = list(evidence.ratings.filter(removed_at__isnull=True).order_by("scale", "number"))
    copies = list(evidence.files.filter(removed_at__isnull=True).order_by("number"))
    warned = _warned(Evidence.objects.filter(pk=evidence.pk))
    context = {
        "access": access,
        "may": Permission,
        "item": evidence,
        "warnings": warned.get(evidence.pk, ()),
        "misfits": {rating.pk for rating in ratings if misfit(rating.scale, evidence.type)},
        "ratings": page_of(request, ratings, parameter="ratings"),
        "copies": page_of(request, copies, parameter="copies"),
        "page": page_of(request, cited_by(evidence)),
    }
    return render(request, "draft/evidence.html", context)


def _warned_of(rows: QuerySet[Any], asked: str) -> list[int]:
    """The keys of the sources with any warning, or with the one of this code."""
    return [
        key
        for key, warnings in _warned(rows).items()
        if asked == ANY or any(warning.code == asked for warning in warnings)
    ]


def _warned(rows: QuerySet[Any]) -> dict[int, tuple[Warned, ...]]:
    """The warnings about each of these that has any."""
    today: dt.date = timezone.localdate()
    found = ((key, warnings_of(source, today=today)) for key, source in sources(rows).items())
    return {key: warnings for key, warnings in found if warnings}
