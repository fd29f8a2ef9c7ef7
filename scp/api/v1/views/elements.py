"""What an edition consists of, from its frozen document."""

from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from rest_framework.request import Request

from scp.api.base import StrictView
from scp.api.headers import AN_HOUR
from scp.api.openapi import VERSION
from scp.api.parameters import NUMBER, REFERENCE, Number, Parameter
from scp.api.permissions import PublishedDataIsOpen
from scp.api.v1 import examples, frozen, serializers
from scp.api.v1.addresses import next_page
from scp.api.v1.views.editions import NUMBER_IN_PATH
from scp.api.v1.views.plans import SLUG_IN_PATH
from scp.publication.models import Edition

LIMIT = Number("limit", "How many on a page.", minimum=1, maximum=200, default=50)
CURSOR = Parameter("cursor", "The position after which the page begins.", NUMBER, 6)
REFERENCE_IN_PATH = Parameter(
    "reference", "Its reference, which it keeps for life.", REFERENCE, 10, location="path"
)


class FromEdition(StrictView):
    """Something in an edition. An edition does not change, so the answer is known by the edition's
    hash, the address, and the version of this API."""

    cache_control = AN_HOUR
    tag = "In an edition"

    def known_edition(self, slug: str, number: int) -> tuple[frozen.Seen, str]:
        try:
            seen = frozen.edition_get(slug, number)
        except Edition.DoesNotExist:
            raise Http404 from None
        return seen, f'"{seen.sha256[:32]}-{VERSION}"'

    @staticmethod
    def about(seen: frozen.Seen, slug: str, number: int) -> dict[str, Any]:
        document = frozen.document_get(seen)
        return {
            "licence": document["licence"],
            "attribution": document["attribution"],
            "edition": {"plan": slug, "number": number, "sha256": seen.sha256},
        }


class _Collection(FromEdition):
    collection: ClassVar[serializers.Collection]

    def items(self, seen: frozen.Seen) -> list[dict[str, Any]]:
        """None where the edition is of a schema that did not have these."""
        found: list[dict[str, Any]] = frozen.document_get(seen).get(self.collection, [])
        return found


class _List(_Collection):
    path_parameters = (SLUG_IN_PATH, NUMBER_IN_PATH)
    query_parameters = (LIMIT, CURSOR)

    def get(self, request: Request, slug: str, number: int) -> HttpResponse:
        seen, etag = self.known_edition(slug, number)
        unchanged = self.unchanged(request, etag)
        if unchanged is not None:
            return unchanged
        items = self.items(seen)
        start = int(self.query.get("cursor", 0))
        end = start + self.query.get("limit", LIMIT.default)
        more = end < len(items)
        payload = {
            **self.about(seen, slug, number),
            "count": len(items),
            "next": next_page(request._request, self.query, end) if more else None,
            "items": items[start:end],
        }
        return self.answer(request, payload, etag=etag)


class _One(_Collection):
    path_parameters = (SLUG_IN_PATH, NUMBER_IN_PATH, REFERENCE_IN_PATH)

    def get(self, request: Request, slug: str, number: int, reference: str) -> HttpResponse:
        seen, etag = self.known_edition(slug, number)
        item = next((one for one in self.items(seen) if one["reference"] == reference), None)
        if item is None:
            raise Http404
        return self.answer(request, {**self.about(seen, slug, number), "item": item}, etag=etag)


def _page_of(item: dict[str, Any]) -> dict[str, Any]:
    return {**examples.FROM_EDITION, "count": 1, "next": None, "items": [item]}


def _one(item: dict[str, Any]) -> dict[str, Any]:
    return {**examples.FROM_EDITION, "item": item}


class Outcomes(_List):
    """The outcomes of an edition: conditions of life for people or the place."""

    permission_classes = [PublishedDataIsOpen]
    collection = "outcomes"
    operation_id = "outcomes"
    summary = "Outcomes of an edition"
    payload = serializers.OutcomePage
    example = _page_of(examples.OUTCOME)


class OneOutcome(_One):
    """One outcome."""

    permission_classes = [PublishedDataIsOpen]
    collection = "outcomes"
    operation_id = "outcome"
    summary = "An outcome"
    payload = serializers.OutcomeItem
    example = _one(examples.OUTCOME)


class Needs(_List):
    """The needs of an edition: who has them and where, how big they are, and the evidence that they
    cite, with how it bears on each."""

    permission_classes = [PublishedDataIsOpen]
    collection = "needs"
    operation_id = "needs"
    summary = "Needs of an edition"
    payload = serializers.NeedPage
    example = _page_of(examples.NEED)


class OneNeed(_One):
    """One need."""

    permission_classes = [PublishedDataIsOpen]
    collection = "needs"
    operation_id = "need"
    summary = "A need"
    payload = serializers.NeedItem
    example = _one(examples.NEED)


class Indicators(_List):
    """The indicators of an edition, each with its observations, targets and method breaks, the
    story behind them and what is to be done next."""

    permission_classes = [PublishedDataIsOpen]
    collection = "indicators"
    operation_id = "indicators"
    summary = "Indicators of an edition"
    payload = serializers.IndicatorPage
    example = _page_of(examples.INDICATOR)


class OneIndicator(_One):
    """One indicator with its observations. A value of null is suppressed or missing, never nought;
    values are exact decimals, written as strings."""

    permission_classes = [PublishedDataIsOpen]
    collection = "indicators"
    operation_id = "indicator"
    summary = "An indicator"
    payload = serializers.IndicatorItem
    example = _one(examples.INDICATOR)


class Pieces(_List):
    """The pieces of an edition's jigsaw, with what each contributes to which outcome, and the
    measures of its own users with their results."""

    permission_classes = [PublishedDataIsOpen]
    collection = "pieces"
    operation_id = "pieces"
    summary = "Pieces of an edition"
    payload = serializers.PiecePage
    example = _page_of(examples.PIECE)


class OnePiece(_One):
    """One piece."""

    permission_classes = [PublishedDataIsOpen]
    collection = "pieces"
    operation_id = "piece"
    summary = "A piece"
    payload = serializers.PieceItem
    example = _one(examples.PIECE)


class EvidenceList(_List):
    """The sources that an edition cites: what they found, how, with which limitations, how they
    were rated (each rating on its own scale), and the hash of every copy that is kept."""

    permission_classes = [PublishedDataIsOpen]
    collection = "evidence"
    operation_id = "evidence"
    summary = "Evidence of an edition"
    payload = serializers.EvidencePage
    example = _page_of(examples.EVIDENCE)


class OneEvidence(_One):
    """One source."""

    permission_classes = [PublishedDataIsOpen]
    collection = "evidence"
    operation_id = "one_evidence"
    summary = "A piece of evidence"
    payload = serializers.EvidenceItem
    example = _one(examples.EVIDENCE)


class EvidenceGaps(_List):
    """What the plan's makers do not know, who looks into it, and what was found out since."""

    permission_classes = [PublishedDataIsOpen]
    collection = "evidence_gaps"
    operation_id = "evidence_gaps"
    summary = "Evidence gaps of an edition"
    payload = serializers.EvidenceGapPage
    example = _page_of(examples.EVIDENCE_GAP)


class OneEvidenceGap(_One):
    """One evidence gap."""

    permission_classes = [PublishedDataIsOpen]
    collection = "evidence_gaps"
    operation_id = "evidence_gap"
    summary = "An evidence gap"
    payload = serializers.EvidenceGapItem
    example = _one(examples.EVIDENCE_GAP)


class Theory(FromEdition):
    """The theory of change of an edition, whole: its steps, and the arrows between them with what
    each assumes and the evidence for it. Arrows never lead round in a circle."""

    permission_classes = [PublishedDataIsOpen]
    path_parameters = (SLUG_IN_PATH, NUMBER_IN_PATH)
    operation_id = "theory"
    summary = "Theory of change of an edition"
    payload = serializers.TheoryItem
    example = _one(examples.THEORY)

    def get(self, request: Request, slug: str, number: int) -> HttpResponse:
        seen, etag = self.known_edition(slug, number)
        unchanged = self.unchanged(request, etag)
        if unchanged is not None:
            return unchanged
        document = frozen.document_get(seen)
        nodes, arrows = (document.get(name, []) for name in ("theory_nodes", "theory_arrows"))
        theory = {"nodes": nodes, "arrows": arrows}
        return self.answer(request, {**self.about(seen, slug, number), "item": theory}, etag=etag)
