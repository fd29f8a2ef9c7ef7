"""What a theory of change does not explain: pure functions of PlanContent, for readiness, the
thread and the page of the theory. A plan that has begun no theory is asked nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from scp.publication.content import PlanContent, TheoryArrow

# What is put in, done and delivered. What changes, and lasts, comes after it.
DELIVERED = frozenset({"input", "activity", "output"})
CHANGES = frozenset({"outcome", "impact"})


def onwards(arrows: Iterable[TheoryArrow]) -> Mapping[str, Sequence[str]]:
    """The steps that each step leads to."""
    found: dict[str, list[str]] = defaultdict(list)
    for arrow in arrows:
        found[arrow.source].append(arrow.target)
    return found


def back(arrows: Iterable[TheoryArrow]) -> Mapping[str, Sequence[str]]:
    """The steps that lead to each step."""
    found: dict[str, list[str]] = defaultdict(list)
    for arrow in arrows:
        found[arrow.target].append(arrow.source)
    return found


def reached(start: str, ways: Mapping[str, Sequence[str]]) -> set[str]:
    """The step itself and every step that the ways lead to from it."""
    seen, ahead = {start}, [start]
    for here in ahead:
        for there in ways.get(here, ()):
            if there not in seen:
                seen.add(there)
                ahead.append(there)
    return seen


def unexplained(content: PlanContent) -> Iterator[tuple[str, bool]]:
    """The outcomes that nothing delivered leads to, and whether the theory shows them at all; then
    steps of the kind "outcome" that stand for none of them."""
    if not content.theory_nodes:
        return
    kinds = {node.reference: node.kind for node in content.theory_nodes}
    ways = back(content.theory_arrows)

    def is_reached(step: str) -> bool:
        return any(kinds.get(earlier) in DELIVERED for earlier in reached(step, ways))

    shown = {node.outcome: node.reference for node in content.theory_nodes if node.outcome}
    for outcome in content.outcomes:
        step = shown.get(outcome.reference, "")
        if not step or not is_reached(step):
            yield outcome.reference, bool(step)
    for node in content.theory_nodes:
        if node.kind == "outcome" and not node.outcome and not is_reached(node.reference):
            yield node.reference, True


def stopping(content: PlanContent) -> Iterator[str]:
    """The pieces that the theory shows, and of which no step leads to anything that changes."""
    kinds = {node.reference: node.kind for node in content.theory_nodes}
    ways = onwards(content.theory_arrows)
    for piece in content.pieces:
        steps = [n.reference for n in content.theory_nodes if n.piece == piece.reference]
        ends = {kinds.get(later) for step in steps for later in reached(step, ways)}
        if steps and not ends & CHANGES:
            yield piece.reference


def assumed_only(content: PlanContent) -> Iterator[str]:
    """The arrows that cite no evidence."""
    yield from (arrow.reference for arrow in content.theory_arrows if not arrow.evidence)
