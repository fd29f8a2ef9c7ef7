"""What is missing in the evidence, and in what cites it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from outcomes.warnings import DOCUMENTS
from scp.publication.content import Citation, Contribution, PlanContent


class Claim(NamedTuple):
    """What may cite evidence, with what it cites. A contribution has its piece's reference, and the
    outcome that it is to."""

    reference: str
    citations: tuple[Citation, ...]
    outcome: str = ""


def _claims(content: PlanContent) -> Iterator[Claim]:
    """Everything that may cite evidence."""
    citing: tuple[Any, ...] = (
        *content.sections,
        *content.needs,
        *content.outcomes,
        *content.indicators,
    )
    for item in citing:
        yield Claim(item.reference, item.citations)
    for piece in content.pieces:
        for claim in piece.contributions:
            cited = claim.citations or _supporting(claim)
            yield Claim(piece.reference, cited, claim.outcome)


def _supporting(claim: Contribution) -> tuple[Citation, ...]:
    """Editions of schema 1.0 say only what supports a contribution."""
    return tuple(Citation(evidence=reference) for reference in claim.evidence)


def evidence_without_date(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A source without a date (C.2, 2)."""
    for evidence in content.evidence:
        if evidence.published_on is None:
            yield evidence.reference, _("This source has no date.")


def document_without_locator(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A document that is cited without saying where in it (C.2, 2)."""
    cited = {
        citation.evidence
        for claim in _claims(content)
        for citation in claim.citations
        if not citation.locator
    }
    for evidence in content.evidence:
        if evidence.type in DOCUMENTS and not evidence.locator and evidence.reference in cited:
            yield (
                evidence.reference,
                _("This is a document, and it is cited without saying where in it. Give the page."),
            )


def claim_only_contradicted(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A claim whose only evidence contradicts it."""
    for claim in _claims(content):
        relations = {citation.relation for citation in claim.citations}
        if "contradicts" in relations and "supports" not in relations:
            found = (c.evidence for c in claim.citations if c.relation == "contradicts")
            against = ", ".join(dict.fromkeys(found))
            yield claim.reference, _against(claim).format(outcome=claim.outcome, evidence=against)


def _against(claim: Claim) -> str:
    if claim.outcome:
        return _(
            "The only evidence for its contribution to {outcome} contradicts that: {evidence}."
        )
    return _("The only evidence cited contradicts this: {evidence}.")


def evidence_uncited(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A source that nothing in the plan cites."""
    cited = {c.evidence for claim in _claims(content) for c in claim.citations}
    cited.update(e for arrow in content.theory_arrows for e in arrow.evidence)
    for assessment in content.equality_assessments:
        cited.update(e for impact in assessment.impacts for e in impact.evidence)
    for evidence in content.evidence:
        if evidence.reference not in cited:
            yield evidence.reference, _("Nothing in the plan cites this source.")
