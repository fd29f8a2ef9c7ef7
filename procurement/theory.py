"""What a theory of change may be: arrows lead onwards, between steps of one plan, and never round
in a circle.

`way` and `leads_onwards` are pure; the checks ask what the plan has. The database holds the same
(procurement/migrations/0005), against two who write at once and against changes in bulk; the checks
say it in words that name the steps.
"""

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from outcomes.models import Outcome
from procurement.choices import NodeKind
from procurement.models import Piece, TheoryArrow, TheoryNode
from scp.core.errors import InvalidInput

# From what goes in to what lasts: an arrow leads to a step of the same kind or of a later one.
ORDER: Mapping[str, int] = {kind: place for place, kind in enumerate(NodeKind.values)}
# What a piece can be: what goes into it, what is done in it, what comes out of it.
DELIVERED = (NodeKind.INPUT, NodeKind.ACTIVITY, NodeKind.OUTPUT)


def leads_onwards(source: str, target: str) -> bool:
    """Whether an arrow may lead from a step of one kind to one of another."""
    return ORDER[source] <= ORDER[target]


def way(start: int, end: int, arrows: Collection[tuple[int, int]]) -> list[int]:
    """A shortest way from one step to another along arrows (from, to), with both ends: one step if
    they are the same, empty if no arrows lead there."""
    onwards: dict[int, list[int]] = {}
    for source, target in arrows:
        onwards.setdefault(source, []).append(target)
    came_from, ahead = {start: start}, [start]
    for here in ahead:
        if here == end:
            break
        for target in onwards.get(here, ()):
            if target not in came_from:
                came_from[target] = here
                ahead.append(target)
    if end not in came_from:
        return []
    steps = [end]
    while steps[-1] != start:
        steps.append(came_from[steps[-1]])
    return steps[::-1]


def check_arrow(arrow: TheoryArrow) -> None:
    """Raise InvalidInput unless the arrow, new or changed, may lead from its source to its target.

    To be asked while nobody else writes to the plan.
    """
    source, target = arrow.source, arrow.target
    if source.pk == target.pk:
        raise InvalidInput(_("An arrow leads from one step to another one."))
    others = TheoryArrow._base_manager.filter(plan_id=arrow.plan_id, removed_at__isnull=True)
    others = others.exclude(pk=arrow.pk)
    same = others.filter(source=source, target=target).first()
    if same:
        words = _("{arrow} already leads from {source} to {target}. Change that one.")
        raise InvalidInput(
            words.format(arrow=same.reference, source=source.reference, target=target.reference)
        )
    _check_onwards(source, source.kind, target, target.kind)
    _check_no_circle(arrow, set(others.values_list("source_id", "target_id")))


def check_stands_for(
    node: TheoryNode, kind: str, outcome: Outcome | None, piece: Piece | None
) -> None:
    """Raise InvalidInput unless the step, were it of this kind, may stand for these."""
    if outcome and kind != NodeKind.OUTCOME:
        raise InvalidInput(_("Only a step of the kind “Outcome” stands for an outcome."))
    if piece and kind not in DELIVERED:
        raise InvalidInput(
            _("A piece is what goes in, what is done or what comes out, not what changes.")
        )
    if outcome is None:
        return
    shown = TheoryNode._base_manager.filter(outcome=outcome, removed_at__isnull=True)
    other = shown.exclude(pk=node.pk).first()
    if other:
        words = _("{node} already stands for {outcome}. Change that one.")
        raise InvalidInput(words.format(node=other.reference, outcome=outcome.reference))


def check_kind(node: TheoryNode, kind: str) -> None:
    """Raise InvalidInput if an arrow at the step would lead backwards were it of this kind."""
    arrows = TheoryArrow._base_manager.filter(
        Q(source=node) | Q(target=node), removed_at__isnull=True
    )
    for arrow in arrows.select_related("source", "target"):
        ends = [kind if end.pk == node.pk else end.kind for end in (arrow.source, arrow.target)]
        _check_onwards(arrow.source, ends[0], arrow.target, ends[1])


def check_node(node: TheoryNode) -> None:
    """What is asked of a step that was made again what it was. Raises InvalidInput."""
    check_stands_for(node, node.kind, node.outcome, node.piece)
    check_kind(node, node.kind)


def _check_onwards(source: TheoryNode, its: str, target: TheoryNode, others: str) -> None:
    if not leads_onwards(its, others):
        raise InvalidInput(
            _(
                "Arrows lead from inputs to activities, outputs, outcomes and impact, not back. "
                "{source} ({source_kind}) cannot lead to {target} ({target_kind})."
            ).format(
                source=source,
                source_kind=NodeKind(its).label,
                target=target,
                target_kind=NodeKind(others).label,
            )
        )


def _check_no_circle(arrow: TheoryArrow, others: Collection[tuple[int, int]]) -> None:
    back = way(arrow.target_id, arrow.source_id, others)
    if not back:
        return
    nodes = TheoryNode._base_manager.in_bulk(back)
    circle = " → ".join(str(nodes[step]) for step in (arrow.source_id, *back))
    raise InvalidInput(
        _(
            "This would lead round in a circle: {circle}. Say which of these steps comes first, "
            "and leave out the arrow back to it."
        ).format(circle=circle)
    )
