"""What in a plan points to what, read the other way round."""

from collections.abc import Iterator
from typing import get_args

from scp.publication.content import Citation, EvidenceGap, Indicator, PlanContent, Theme

# A claim by its reference, and how the evidence bears on it.
Cited = tuple[str, str]


def cited_by(content: PlanContent) -> dict[str, tuple[Cited, ...]]:
    """Where each piece of evidence is cited, each place and relation once, in the plan's order."""
    found: dict[str, dict[Cited, None]] = {}
    for reference, citation in _claims(content):
        found.setdefault(citation.evidence, {})[reference, citation.relation] = None
    return {evidence: tuple(claims) for evidence, claims in found.items()}


def contradicted_by(content: PlanContent) -> dict[str, tuple[str, ...]]:
    """The evidence that contradicts each claim that any contradicts, each source once."""
    found: dict[str, dict[str, None]] = {}
    for reference, citation in _claims(content):
        if citation.relation == "contradicts":
            found.setdefault(reference, {})[citation.evidence] = None
    return {reference: tuple(evidence) for reference, evidence in found.items()}


def _claims(content: PlanContent) -> Iterator[tuple[str, Citation]]:
    for claims in (content.sections, content.needs, content.outcomes, content.indicators):
        for claim in claims:
            yield from ((claim.reference, citation) for citation in claim.citations)
    for piece in content.pieces:
        for contribution in piece.contributions:
            yield from ((piece.reference, citation) for citation in contribution.citations)
    for arrow in content.theory_arrows:
        yield from ((arrow.reference, Citation(evidence=cited)) for cited in arrow.evidence)
    for whole in content.equality_assessments:
        for impact in whole.impacts:
            yield from ((whole.reference, Citation(evidence=cited)) for cited in impact.evidence)


def gaps_about(content: PlanContent) -> dict[str, tuple[EvidenceGap, ...]]:
    """What is not known about each need or outcome, and is not answered yet."""
    found: dict[str, list[EvidenceGap]] = {}
    for gap in content.evidence_gaps:
        if gap.about and gap.closed_on is None:
            found.setdefault(content.stands_for(gap.about), []).append(gap)
    return {reference: tuple(gaps) for reference, gaps in found.items()}


def first_uses(content: PlanContent) -> dict[str, str]:
    """The outcome with which each indicator is printed: the first that it measures."""
    uses: dict[str, str] = {}
    for outcome in content.outcomes:
        for reference in outcome.indicators:
            uses.setdefault(reference, outcome.reference)
    return uses


def indicators_by_theme(content: PlanContent) -> dict[Theme, list[Indicator]]:
    """The indicators that measure an outcome of each primary theme, in the plan's order; one that
    measures outcomes of two themes is with both. Themes without an outcome are left out."""
    used: dict[Theme, set[str]] = {}
    for outcome in content.outcomes:
        used.setdefault(outcome.theme, set()).update(outcome.indicators)
    return {
        theme: [one for one in content.indicators if one.reference in used[theme]]
        for theme in get_args(Theme)
        if theme in used
    }
