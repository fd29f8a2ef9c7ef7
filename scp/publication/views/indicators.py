"""The page of an indicator of the draft: what its figures say, and how its curve is to be turned.

It says what an edition would say, from the same document: outcomes.judgements by way of
scp.publication.judged, and the same charts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lag
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from outcomes.choices import ObservationStatus, Theme
from outcomes.lending import breaks_of
from outcomes.models import (
    CurveAction,
    CurveStory,
    Indicator,
    IndicatorCitation,
    Observation,
    Outcome,
    OutcomeCitation,
)
from outcomes.queries import in_reading_order, lent_version_get_optional, with_what_contradicts
from outcomes.views.kinds import INDICATORS
from scp.accounts.permissions import Permission
from scp.core.kept import Kept
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view
from scp.publication import charts, content, pages
from scp.publication.assembly import figures
from scp.publication.charts import Chart, wording
from scp.publication.document import reading, words
from scp.publication.judged import ENGLAND, Judged, judged
from scp.publication.views.places import Places, places_of

VALUES_A_PAGE = 50
STEPS_A_PAGE = 25
# An area, a part of its population and a period, of which a value may be published again.
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Said:
    """What is judged of one place, with its latest value in words."""

    judged: Judged
    latest: str


@dataclass(frozen=True)
class Shown:
    """What the page of an indicator shows of its figures: what is said of each place, and, drawn,
    those of the place that the reader chose."""

    found: content.Indicator
    said: tuple[Said, ...]
    chart: Chart | None
    ahead: Chart | None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return SHOWN_BYTES + VALUE_BYTES * len(self.found.observations)


# What two charts take, drawn, with their tables; and a published value.
SHOWN_BYTES_AT_MOST, SHOWN_BYTES, VALUE_BYTES = 20_000_000, 200_000, 2_000
kept_shown: Kept[Shown] = Kept(SHOWN_BYTES_AT_MOST)


@plan_view(Permission.VIEW_DRAFT)
def indicator_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """One indicator: what its figures say, its metadata, targets and every published value."""
    item: Indicator = INDICATORS.get(access, reference)
    places = places_of(request, access.plan)
    page = page_of(request, _published(item), VALUES_A_PAGE)
    guarded = {row.area.code for row in page} if item.suppress_below else ()
    shown = _shown(access, item, places, frozenset(guarded))
    found = shown.found
    lent = lent_version_get_optional(item)
    cited = IndicatorCitation.objects.filter(indicator=item)
    context = {
        **_shared(access, item, places),
        "lent": lent,
        "said": shown.said,
        "chart": shown.chart,
        "ahead": shown.ahead,
        "source": words.source(found),
        "targets": item.targets.all(),
        "breaks": item.method_breaks.all(),
        "lent_breaks": breaks_of(lent) if lent else {},
        "themes": Theme.choices,
        "outcomes": with_what_contradicts(
            Outcome.objects.filter(indicators=item), OutcomeCitation, "outcome"
        ),
        "citations": page_of(request, list(in_reading_order(cited)), parameter="evidence"),
        "page": page,
        "query": urlencode({"place": places.chosen.code}) if places.chosen else "",
        "hidden": _hidden(found),
        "has_parts": any(row.breakdown for row in page),
        "found": found,
        "reading": reading,
        "words": words,
    }
    return render(request, "draft/indicator.html", context)


@plan_view(Permission.VIEW_DRAFT)
def curve_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Turning the curve of one indicator: where it goes if nothing changes, why it is what it is,
    who can help, what works, and who does what by when."""
    item: Indicator = INDICATORS.get(access, reference)
    places = places_of(request, access.plan)
    found = _figures(access, item, places.codes)
    steps = CurveAction.objects.filter(indicator=item)
    in_order = steps.order_by(F("done_on").desc(nulls_first=True), "due_on", "number")
    context = {
        **_shared(access, item, places),
        "said": _said(found, places.chosen) if places.chosen else None,
        "ahead": charts.curve(found, places.chosen) if places.chosen else None,
        "source": words.source(found),
        "curve": CurveStory.objects.filter(indicator=item).first(),
        "page": page_of(request, in_order, STEPS_A_PAGE),
        "today": timezone.localdate(),
        "query": urlencode({"place": places.chosen.code}) if places.chosen else "",
    }
    return render(request, "draft/curve.html", context)


def _shared(access: Access, item: Indicator, places: Places) -> dict[str, Any]:
    return {"access": access, "may": Permission, "item": item, "places": places}


def _shown(access: Access, item: Indicator, places: Places, guarded: frozenset[str]) -> Shown:
    """Kept until the draft is written to: a reader turns the pages of its values, and looks at it
    again after the page of its curve."""

    def made() -> Shown:
        found, chosen = _figures(access, item, [*places.codes, *guarded]), places.chosen
        return Shown(
            found=found,
            said=tuple(_said(found, place) for place in places.all),
            chart=charts.trend(found, chosen).drawn() if chosen else None,
            ahead=charts.curve(found, chosen).drawn() if chosen else None,
        )

    about = (item.pk, places.all, places.chosen, guarded)
    return pages.of_draft(kept_shown, access.plan, made, lambda one: one.size, *about)


def _figures(access: Access, item: Indicator, areas: Sequence[str]) -> content.Indicator:
    (found,) = figures(access.plan, [item.pk], {*areas, ENGLAND})
    return found


def _said(found: content.Indicator, place: content.PlaceFacts) -> Said:
    of_place = judged(found, place)
    return Said(of_place, wording.latest(found, of_place.latest))


def _published(item: Indicator) -> QuerySet[Observation]:
    """Every row that was ever published, the latest period of each area first; `replaced_on` is
    when one was published again, of those that were."""
    again = Window(
        Lag("published_on"),
        partition_by=[F("area"), F("breakdown"), F("period")],
        order_by=[F("published_on").desc(), F("source_version").desc(), F("pk").desc()],
    )
    rows = Observation.objects.filter(indicator=item).select_related("area")
    return rows.annotate(replaced_on=again).order_by(
        *("area__code", "-position", "breakdown", "-published_on", "-source_version", "-pk")
    )


def _hidden(found: content.Indicator) -> Collection[Cell]:
    """What is not shown, because it is of too few people or would give that away; nor is what was
    published of it before."""
    return {
        (one.area, one.breakdown, one.period)
        for one in found.observations
        if one.status == ObservationStatus.SUPPRESSED
    }
