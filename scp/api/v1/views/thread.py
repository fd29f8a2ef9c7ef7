"""The thread of an edition: where it is broken, and both ways from one item."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from rest_framework.request import Request

from scp.api.permissions import PublishedDataIsOpen
from scp.api.v1 import examples, frozen, serializers
from scp.api.v1.addresses import next_page
from scp.api.v1.views.editions import NUMBER_IN_PATH
from scp.api.v1.views.elements import CURSOR, LIMIT, REFERENCE_IN_PATH, FromEdition
from scp.api.v1.views.plans import SLUG_IN_PATH
from scp.publication.models import Edition
from scp.publication.pages import edition_threads_get
from scp.publication.thread import Branch, Knot, Thread, Threads


class BrokenLinks(FromEdition):
    """The links from evidence to result that should be in an edition and are not."""

    permission_classes = [PublishedDataIsOpen]
    path_parameters = (SLUG_IN_PATH, NUMBER_IN_PATH)
    query_parameters = (LIMIT, CURSOR)
    operation_id = "broken_links"
    summary = "Broken links of an edition’s thread"
    payload = serializers.BrokenLinkPage
    example = {
        **examples.FROM_EDITION,
        "count": 1,
        "next": None,
        "items": [
            {
                "code": "indicator_without_target",
                "reference": "I1",
                "sentence": "This indicator has no target, so it is not judged against one.",
            }
        ],
    }

    def get(self, request: Request, slug: str, number: int) -> HttpResponse:
        seen, etag = self.known_edition(slug, number)
        unchanged = self.unchanged(request, etag)
        if unchanged is not None:
            return unchanged
        with translation.override(settings.LANGUAGE_CODE):
            found = _threads(seen).broken()
        start = int(self.query.get("cursor", 0))
        end = start + self.query.get("limit", LIMIT.default)
        payload = {
            **self.about(seen, slug, number),
            "count": len(found),
            "next": next_page(request._request, self.query, end) if end < len(found) else None,
            "items": [
                {"code": one.code, "reference": one.reference, "sentence": one.sentence}
                for one in found[start:end]
            ],
        }
        return self.answer(request, payload, etag=etag)


class OneThread(FromEdition):
    """What one item stands on and what stands on it: evidence, need, outcome, indicator, piece,
    measure, result."""

    permission_classes = [PublishedDataIsOpen]
    path_parameters = (SLUG_IN_PATH, NUMBER_IN_PATH, REFERENCE_IN_PATH)
    operation_id = "thread"
    summary = "The thread of an item"
    payload = serializers.ThreadItem
    example = {
        **examples.FROM_EDITION,
        "item": {
            "reference": "N1",
            "kind": "need",
            "title": "Children start school with decay in their teeth.",
            "stands_on": [
                {
                    "reference": "EV-001",
                    "kind": "evidence",
                    "title": "Oral health survey of five-year-old children",
                    "relation": "is supported by (Table 2)",
                    "from": "N1",
                }
            ],
            "stood_on_by": [],
        },
    }

    def get(self, request: Request, slug: str, number: int, reference: str) -> HttpResponse:
        seen, etag = self.known_edition(slug, number)
        threads = _threads(seen)
        if reference not in threads.knots:
            raise Http404
        with translation.override(settings.LANGUAGE_CODE):
            item = _thread(threads.of(reference))
        return self.answer(request, {**self.about(seen, slug, number), "item": item}, etag=etag)


def _threads(seen: frozen.Seen) -> Threads:
    return edition_threads_get(Edition(pk=seen.pk, sha256=seen.sha256))


def _thread(thread: Thread) -> dict[str, Any]:
    own = thread.knot.reference
    return {
        **_knot(thread.knot),
        "stands_on": list(_links(thread.stands_on, own)),
        "stood_on_by": list(_links(thread.stood_on_by, own)),
    }


def _links(branches: Iterable[Branch], near: str) -> Iterator[dict[str, Any]]:
    for branch in branches:
        yield {**_knot(branch.knot), "relation": branch.relation, "from": near}
        yield from _links(branch.branches, branch.knot.reference)


def _knot(knot: Knot) -> dict[str, str]:
    return {"reference": knot.reference, "kind": knot.kind, "title": knot.title}
