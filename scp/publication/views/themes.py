"""The indicators of one theme side by side."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from outcomes.choices import Theme
from outcomes.models import Indicator, IndicatorCitation
from outcomes.queries import contradicted
from scp.accounts.permissions import Permission
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view
from scp.publication import charts
from scp.publication.assembly import figures
from scp.publication.judged import ENGLAND
from scp.publication.views.places import places_of

# Two pictures.
INDICATORS_A_PAGE = 24


@plan_view(Permission.VIEW_DRAFT)
def theme_page(request: HttpRequest, access: Access, theme: str) -> HttpResponse:
    """Small multiples of the indicators of a theme: those that an outcome of the theme uses."""
    if theme not in Theme.values:
        raise Http404
    rows = Indicator.objects.filter(
        outcomes__theme=theme, outcomes__removed_at__isnull=True
    ).distinct()
    page = page_of(request, rows, INDICATORS_A_PAGE)
    places = places_of(request, access.plan)
    found = figures(access.plan, [row.pk for row in page], {*places.codes, ENGLAND})
    label = Theme(theme).label
    chosen = places.chosen
    pictures: tuple[charts.Chart, ...] = ()
    if chosen:
        title = _("{theme}: indicators of {place}").format(theme=label, place=chosen.name)
        pictures = charts.multiples(found, chosen, name=f"theme-{theme}", title=title)
    context = {
        "access": access,
        "theme": theme,
        "label": label,
        "themes": Theme.choices,
        "places": places,
        "charts": pictures,
        "without": {one.reference for one in found if not (chosen and one.series(chosen.code))},
        "page": page,
        "contradicted": contradicted(IndicatorCitation, "indicator", list(page)),
        "query": urlencode({"place": chosen.code}) if chosen else "",
    }
    return render(request, "draft/theme.html", context)
