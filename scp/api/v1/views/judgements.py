"""What is judged of an edition's indicators, from the same values as on its page and in its PDF."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from rest_framework.request import Request

from outcomes.judgements import Judgement
from scp.api.permissions import PublishedDataIsOpen
from scp.api.v1 import examples, frozen, serializers
from scp.api.v1.addresses import next_page
from scp.api.v1.views.editions import NUMBER_IN_PATH
from scp.api.v1.views.elements import CURSOR, LIMIT, REFERENCE_IN_PATH, FromEdition
from scp.api.v1.views.plans import SLUG_IN_PATH
from scp.publication.content import Indicator, PlanContent
from scp.publication.judged import Judged, judged
from scp.publication.models import Edition
from scp.publication.pages import edition_threads_get


class Judgements(FromEdition):
    """The three judgements of each indicator, for each place of the plan that has values: against
    target, direction of travel, against comparator. Each stands on its own: none is made of
    another, none of what a service delivered, and they are not to be added up."""

    permission_classes = [PublishedDataIsOpen]
    path_parameters = (SLUG_IN_PATH, NUMBER_IN_PATH)
    query_parameters = (LIMIT, CURSOR)
    operation_id = "judgements"
    summary = "Judgements of an edition’s indicators"
    payload = serializers.JudgedPage
    example = {**examples.FROM_EDITION, "count": 1, "next": None, "items": [examples.JUDGED]}

    def get(self, request: Request, slug: str, number: int) -> HttpResponse:
        seen, etag = self.known_edition(slug, number)
        unchanged = self.unchanged(request, etag)
        if unchanged is not None:
            return unchanged
        content = _content(seen)
        start = int(self.query.get("cursor", 0))
        end = start + self.query.get("limit", LIMIT.default)
        more = end < len(content.indicators)
        payload = {
            **self.about(seen, slug, number),
            "count": len(content.indicators),
            "next": next_page(request._request, self.query, end) if more else None,
            "items": [_shown(content, one) for one in content.indicators[start:end]],
        }
        return self.answer(request, payload, etag=etag)


class OneJudged(FromEdition):
    """What is judged of one indicator, place by place."""

    permission_classes = [PublishedDataIsOpen]
    path_parameters = (SLUG_IN_PATH, NUMBER_IN_PATH, REFERENCE_IN_PATH)
    operation_id = "judged"
    summary = "Judgements of an indicator"
    payload = serializers.JudgedItem
    example = {**examples.FROM_EDITION, "item": examples.JUDGED}

    def get(self, request: Request, slug: str, number: int, reference: str) -> HttpResponse:
        seen, etag = self.known_edition(slug, number)
        content = _content(seen)
        found = next((one for one in content.indicators if one.reference == reference), None)
        if found is None:
            raise Http404
        item = _shown(content, found)
        return self.answer(request, {**self.about(seen, slug, number), "item": item}, etag=etag)


def _content(seen: frozen.Seen) -> PlanContent:
    return edition_threads_get(Edition(pk=seen.pk, sha256=seen.sha256)).content


def _shown(content: PlanContent, indicator: Indicator) -> dict[str, Any]:
    """In the language of the document, whoever asks."""
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "reference": indicator.reference,
            "places": [
                _of_place(judged(indicator, place))
                for place in content.plan.places
                if indicator.series(place.code)
            ],
        }


def _of_place(found: Judged) -> dict[str, Any]:
    latest = found.latest
    value = latest.value if latest else None
    return {
        "place": found.place.code,
        "period": latest.period if latest else "",
        "value": None if value is None else str(value),
        "comparator": found.comparator,
        "against_target": _judgement(found.target),
        "direction_of_travel": _judgement(found.direction),
        "against_comparator": _judgement(found.comparison),
    }


def _judgement(one: Judgement) -> dict[str, str]:
    return {"code": one.code, "label": one.label, "reason": one.words}
