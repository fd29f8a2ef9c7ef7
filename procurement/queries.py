"""What is known of the sources of a plan, from the evidence up to what is claimed from it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from outcomes.choices import Relation
from outcomes.models import (
    Citation,
    Evidence,
    EvidenceFile,
    EvidenceRating,
    Indicator,
    IndicatorCitation,
    Need,
    NeedCitation,
    Outcome,
    OutcomeCitation,
)
from outcomes.queries import against, contradicted
from outcomes.warnings import Rated, Source
from procurement.choices import MeasureType
from procurement.models import (
    Contribution,
    ContributionCitation,
    Measure,
    Piece,
    Result,
    TheoryArrow,
)
from scp.core.richtext import citations
from scp.plans.models import PlanItem, Section

# Results of a measure that stand with its piece; the others are on the measure's page.
LATEST = 4
# The order of results wherever they are listed.
LATEST_FIRST = ("-period_end", "-period_start", "-pk")
# Sources that a search offers at once.
MOST_FOUND = 20
# What makes a claim: the table of what it cites, and the name of the claim in it.
CITATIONS: dict[type[PlanItem], tuple[Any, str]] = {
    Need: (NeedCitation, "need"),
    Outcome: (OutcomeCitation, "outcome"),
    Indicator: (IndicatorCitation, "indicator"),
    Contribution: (ContributionCitation, "contribution"),
}


def claim_of(citation: Citation) -> PlanItem:
    """What cites."""
    here = next(here for model, here in CITATIONS.values() if isinstance(citation, model))
    claim: PlanItem = getattr(citation, here)
    return claim


def citation_get_optional(claim: PlanItem, key: int) -> Citation | None:
    """One of the citations of a claim, as it is stored now; None for another's."""
    model, here = CITATIONS[type(claim)]
    rows: Any = model.objects.filter(**{here: claim}).select_related("evidence")
    citation: Citation | None = rows.filter(pk=key).first()
    if citation:
        setattr(citation, here, claim)  # the same row: its version is not to be read twice
    return citation


def sources_found(words: str, *, most: int) -> list[Evidence]:
    """Sources of the plan in scope with these words in title or publisher, or by this reference;
    without words the newest of the library."""
    rows = Evidence.objects.order_by("-number")
    if words:
        named = Evidence.objects.with_reference(words.upper())
        titled = Q(title__icontains=words) | Q(publisher__icontains=words)
        rows = (Evidence.objects.filter(titled) | named).order_by("number")
    return list(rows[:most])


# What a citation of a contribution must be for its piece to be said to be contradicted.
STANDING: dict[str, Any] = {
    "contribution__removed_at__isnull": True,
    "contribution__outcome__removed_at__isnull": True,
}


def contradicted_pieces(pieces: Iterable[Piece]) -> dict[int, list[str]]:
    """The references of the sources that contradict what pieces are claimed to contribute, by the
    key of each piece that any contradicts. One query."""
    return contradicted(ContributionCitation, "contribution__piece", pieces, **STANDING)


def what_contradicts(model: type[PlanItem]) -> ArraySubquery | None:
    """An annotation of a query of items: the numbers of the sources that contradict what each
    claims. None for kinds that keep no citations."""
    if model is Piece:
        return against(ContributionCitation, "contribution__piece", **STANDING)
    if model in CITATIONS:
        return against(*CITATIONS[model])
    return None


def measures_of(piece: Piece) -> list[tuple[str, list[Measure]]]:
    """The measures of a piece under what they ask, each with its latest results as `latest`, the
    newest first: two queries, however many there are."""
    results = Result.objects.order_by(*LATEST_FIRST)[:LATEST]
    rows: Any = Measure.objects.filter(piece=piece).prefetch_related(
        Prefetch("results", results, to_attr="latest")
    )
    measures = list(rows)
    grouped = (
        (str(type_.label), [one for one in measures if one.type == type_]) for type_ in MeasureType
    )
    return [(label, found) for label, found in grouped if found]


def copied() -> QuerySet[Any]:
    """The keys of the sources of which a copy is kept."""
    kept = EvidenceFile.objects.order_by()
    return kept.values("evidence")


def sources(rows: QuerySet[Any]) -> dict[int, Source]:
    """What the warnings look at, for each of these pieces of evidence by its key: one query."""
    ratings = EvidenceRating._base_manager.filter(
        evidence=OuterRef("pk"), removed_at__isnull=True
    ).values(json=JSONObject(scale="scale", level="level", on="assessed_on"))
    claims = _standing_claims().filter(evidence=OuterRef("pk"), relation=Relation.SUPPORTS)
    arrows = TheoryArrow._base_manager.filter(evidence=OuterRef("pk"), removed_at__isnull=True)
    found = rows.annotate(
        rated=ArraySubquery(ratings), causal=Exists(claims) | Exists(arrows)
    ).values_list("pk", "type", "status", "published_on", "locator", "rated", "causal")
    return {
        key: Source(type_, status, day, locator, tuple(map(_rated, rated)), causal)
        for key, type_, status, day, locator, rated, causal in found
    }


def _rated(rating: dict[str, str]) -> Rated:
    return Rated(rating["scale"], rating["level"], dt.date.fromisoformat(rating["on"]))


def _standing_claims() -> QuerySet[ContributionCitation, Any]:
    """What contributions cite, where neither they nor what they join was removed."""
    return ContributionCitation._base_manager.filter(
        contribution__removed_at__isnull=True,
        contribution__piece__removed_at__isnull=True,
        contribution__outcome__removed_at__isnull=True,
    )


@dataclass(frozen=True)
class CitedBy:
    """One thing that cites a source: the item on whose page it is seen (`noun`), how the source
    bears on it, where in the source to look, and what of the item is meant."""

    noun: str
    item: PlanItem
    relation: str
    relation_label: str
    locator: str = ""
    about: str = ""
    outcome: PlanItem | None = None
    """For a contribution: the outcome that the piece is claimed to contribute to."""


def cited_by(evidence: Evidence) -> list[CitedBy]:
    """Everything in the plan that cites a source, what it contradicts first: one query a kind."""
    found = [
        *_citing(NeedCitation.objects, evidence, "need"),
        *_citing(OutcomeCitation.objects, evidence, "outcome"),
        *_citing(IndicatorCitation.objects, evidence, "indicator"),
        *_contributions(evidence),
        *_arrows(evidence),
        *_sections(evidence),
    ]
    return sorted(found, key=lambda one: one.relation != Relation.CONTRADICTS)


def _citing(rows: Any, evidence: Evidence, noun: str) -> Iterator[CitedBy]:
    standing = rows.filter(evidence=evidence, **{f"{noun}__removed_at__isnull": True})
    for row in standing.select_related(noun).order_by(f"{noun}__number", "relation"):
        yield CitedBy(
            noun,
            getattr(row, noun),
            row.relation,
            row.get_relation_display(),
            row.locator,
            row.about,
        )


def _contributions(evidence: Evidence) -> Iterator[CitedBy]:
    rows = _standing_claims().filter(evidence=evidence)
    for row in rows.select_related("contribution__piece", "contribution__outcome").order_by(
        "contribution__piece__number", "contribution__number", "relation"
    ):
        yield CitedBy(
            "piece",
            row.contribution.piece,
            row.relation,
            row.get_relation_display(),
            row.locator,
            row.about,
            row.contribution.outcome,
        )


def _arrows(evidence: Evidence) -> Iterator[CitedBy]:
    rows = TheoryArrow.objects.filter(evidence=evidence).select_related("source", "target")
    for row in rows:
        yield CitedBy(
            "arrow",
            row,
            Relation.SUPPORTS,
            str(Relation.SUPPORTS.label),
            about=f"{row.source.label} → {row.target.label}",
        )


def _sections(evidence: Evidence) -> Iterator[CitedBy]:
    """Chapters that cite it in their text, sentence by sentence, or only name it."""
    named = rf"\m{Evidence.REFERENCE_PREFIX}0*{evidence.number}\M"
    for row in Section.objects.filter(Q(body__regex=named)):
        cited = [one for one in citations(row.text) if one.evidence == evidence.reference]
        for one in dict.fromkeys(cited):
            label = str(Relation(one.relation).label)
            yield CitedBy("section", row, one.relation, label, one.locator, one.about)
        if not cited:
            yield CitedBy("section", row, "", "")
