"""What hangs on a need or an outcome, and how it is carried over to the item that comes to stand
for it.

Nothing is doubled: where the later item has the same link already, that one stays. The caller holds
the transaction and the plan's queue, and has begun the act.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from outcomes.choices import Succession
from outcomes.models import (
    EvidenceGap,
    ItemSuccession,
    Need,
    Outcome,
    OutcomeIndicator,
    OutcomeNeed,
)
from outcomes.models.citation import Citation
from procurement.models import Contribution, ContributionCitation, TheoryArrow, TheoryNode
from procurement.queries import CITATIONS
from procurement.theory import way
from scp.core.audit import Actor
from scp.plans import items
from scp.plans.models import PlanItem

# The rows that join an item to another: the link, the item's end of it, and the other end.
LINKS: dict[type[PlanItem], tuple[tuple[Any, str, str], ...]] = {
    Need: ((OutcomeNeed, "need", "outcome"),),
    Outcome: ((OutcomeNeed, "outcome", "need"), (OutcomeIndicator, "outcome", "indicator")),
}


@dataclass(frozen=True)
class Act:
    """Whose act it is, and when."""

    by: Actor
    at: dt.datetime | None

    def revise(self, item: PlanItem, verb: str, **values: Any) -> None:
        """Change an item that hangs on the one that moves, whatever its version: its own words
        stay, and whoever is editing it is told of the new version."""
        items.revise(
            item, verb=verb, seen_version=item.version, by=self.by, at=self.at, values=values
        )

    def remove(self, item: PlanItem, verb: str) -> None:
        items.remove(item, verb=verb, seen_version=item.version, by=self.by, at=self.at)


def move_links(earlier: PlanItem, later: PlanItem) -> list[str]:
    """Join what the earlier item was joined to with the later one. Their references, sorted."""
    moved = []
    for link, here, there in LINKS[type(earlier)]:
        rows = link._base_manager.filter(**{here: earlier}).select_related(there)
        moved += [getattr(row, there).reference for row in rows]
        taken = link._base_manager.filter(**{here: later}).values(f"{there}_id")
        rows.exclude(**{f"{there}__in": taken}).update(**{here: later})
        rows.delete()
    return sorted(moved)


def move_citations(model: Any, here: str, earlier: PlanItem, later: PlanItem) -> list[str]:
    """Let the later item cite what the earlier one did. Where both cite the same source in the
    same sense, what each said of the place in it stands in one citation."""
    kept = {
        (row.evidence_id, row.relation): row for row in model._base_manager.filter(**{here: later})
    }
    moved = []
    for row in model._base_manager.filter(**{here: earlier}).select_related("evidence"):
        moved.append(f"{row.relation} {row.evidence.reference}")
        known = kept.get((row.evidence_id, row.relation))
        if known is None:
            setattr(row, here, later)
            row.save(update_fields=[here])
        else:
            _say_both(known, row)
            row.delete()
    return sorted(moved)


def _say_both(kept: Citation, other: Citation) -> None:
    for name in ("locator", "about"):
        said = dict.fromkeys(text for text in (getattr(kept, name), getattr(other, name)) if text)
        both = "; ".join(said)
        if len(both) <= kept._meta.get_field(name).max_length:  # type: ignore[union-attr,operator]
            setattr(kept, name, both)
    kept.save(update_fields=["locator", "about"])


def move_gaps(earlier: PlanItem, later: PlanItem, act: Act) -> list[str]:
    """Let what was not known about the earlier item be not known about the later one."""
    here = _noun(earlier)
    gaps = list(_current(EvidenceGap, **{here: earlier}))
    for gap in gaps:
        act.revise(gap, "gap.repointed", **{here: later})
    return [gap.reference for gap in gaps]


def move_contributions(earlier: Outcome, later: Outcome, act: Act) -> list[str]:
    """Let pieces contribute to the later outcome. Where a piece claims to contribute to both, one
    claim stays, with what both give as reason and evidence; strengths are not added up."""
    claimed = {claim.piece_id: claim for claim in _current(Contribution, outcome=later)}
    moved = []
    for claim in _current(Contribution, outcome=earlier):
        moved.append(claim.reference)
        known = claimed.get(claim.piece_id)
        if known is None:
            act.revise(claim, "contribution.repointed", outcome=later)
            continue
        move_citations(ContributionCitation, "contribution", claim, known)
        if claim.rationale not in known.rationale:
            reasons = f"{known.rationale}\n\n{claim.rationale}"
            act.revise(known, "contribution.took_over", rationale=reasons)
        act.remove(claim, "contribution.merged")
    return moved


def move_theory(earlier: Outcome, later: Outcome, act: Act) -> list[str]:
    """Let the step of the theory of change that stands for the earlier outcome stand for the later
    one. If that has a step, the arrows go there, but for those that would lead round in a circle
    or are there already. The references of steps and arrows that changed."""
    step = _current(TheoryNode, outcome=earlier).first()
    if step is None:
        return []
    into = _current(TheoryNode, outcome=later).first()
    if into is None:
        act.revise(step, "node.repointed", outcome=later)
        return [step.reference]
    moved = [_move_arrow(arrow, step, into, act) for arrow in _arrows_at(step)]
    act.remove(step, "node.merged")
    return [step.reference, *moved]


def _arrows_at(step: TheoryNode) -> list[TheoryArrow]:
    arrows = _current(TheoryArrow, plan_id=step.plan_id).select_related("source", "target")
    return [arrow for arrow in arrows if step.pk in (arrow.source_id, arrow.target_id)]


def _move_arrow(arrow: TheoryArrow, step: TheoryNode, into: TheoryNode, act: Act) -> str:
    source = into if arrow.source_id == step.pk else arrow.source
    target = into if arrow.target_id == step.pk else arrow.target
    others = set(
        _current(TheoryArrow, plan_id=step.plan_id)
        .exclude(pk=arrow.pk)
        .values_list("source_id", "target_id")
    )
    if (source.pk, target.pk) in others or way(target.pk, source.pk, others):
        act.remove(arrow, "arrow.merged")
    else:
        act.revise(arrow, "arrow.repointed", source=source, target=target)
    return arrow.reference


def trace(kind: Succession, earlier: PlanItem, later: PlanItem, *, at: dt.datetime | None) -> None:
    """Note that one item stands for another. An item that was put back may be merged again."""
    noun = _noun(earlier)
    pair: dict[str, Any] = {f"earlier_{noun}": earlier, f"later_{noun}": later}
    ItemSuccession._base_manager.update_or_create(
        plan_id=earlier.plan_id,
        **pair,
        defaults={"kind": kind, "made_at": at or timezone.now()},
    )


@dataclass(frozen=True)
class Hanging:
    """One thing that hangs on an item: of which kind, its row, and what a reader calls it."""

    kind: str
    row: Any
    label: str

    @property
    def key(self) -> int:
        return int(self.row.pk)


def hanging_on(item: PlanItem) -> list[Hanging]:
    """What goes with a part of an item when that is split, kind by kind. What was removed from the
    plan goes nowhere."""
    found = []
    for link, here, there in LINKS[type(item)]:
        rows = link._base_manager.filter(**{here: item, f"{there}__removed_at__isnull": True})
        for row in rows.select_related(there).order_by(f"{there}__number"):
            found.append(Hanging(f"{there}s", row, str(getattr(row, there))))
    model, here = CITATIONS[type(item)]
    citing = model._base_manager.filter(**{here: item, "evidence__removed_at__isnull": True})
    for row in citing.select_related("evidence"):
        found.append(Hanging("evidence", row, f"{row.evidence} ({row.get_relation_display()})"))
    gaps = _current(EvidenceGap, **{here: item})
    found += [Hanging("gaps", row, str(row)) for row in gaps]
    if isinstance(item, Outcome):
        claims = _current(Contribution, outcome=item, piece__removed_at__isnull=True)
        for row in claims.select_related("piece"):
            found.append(Hanging("contributions", row, f"{row.reference}: {row.piece}"))
    return found


def share(what: Hanging, takers: Sequence[PlanItem], act: Act) -> None:
    """Let what hung on an item hang on each of its parts that take it. It keeps its reference with
    the first; a gap in the evidence is about one thing, so only the first takes that."""
    first, *others = takers
    if what.kind == "gaps":
        act.revise(what.row, "gap.repointed", **{_noun(first): first})
    elif what.kind == "contributions":
        act.revise(what.row, "contribution.repointed", outcome=first)
        for other in others:
            _claim_again(what.row, other, act)
    else:
        setattr(what.row, _noun(first), first)
        what.row.save(update_fields=[_noun(first)])
        for other in others:
            what.row.pk = None
            setattr(what.row, _noun(other), other)
            what.row.save(force_insert=True)


def _claim_again(claim: Contribution, outcome: PlanItem, act: Act) -> None:
    names = ("piece", "strength", "rationale")
    values: dict[str, Any] = {"outcome": outcome, **{n: getattr(claim, n) for n in names}}
    copy = Contribution(plan=outcome.plan, **values)
    items.add(copy, verb="contribution.claimed", by=act.by, at=act.at)
    for citation in ContributionCitation._base_manager.filter(contribution=claim):
        citation.pk, citation.contribution = None, copy
        citation.save(force_insert=True)


def _noun(item: PlanItem) -> str:
    return "need" if isinstance(item, Need) else "outcome"


def _current(model: Any, **fields: Any) -> Any:
    return model._base_manager.filter(removed_at__isnull=True, **fields).order_by("number")
