"""The theory of change: its steps, and the arrows between them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from outcomes.models import Evidence, Outcome
from procurement.choices import NodeKind
from procurement.models import Piece, TheoryArrow, TheoryNode
from procurement.theory import check_arrow, check_kind, check_stands_for
from scp.core.audit import Actor
from scp.plans import items, policies
from scp.plans.models import Plan


@transaction.atomic
def add_node(*, plan: Plan, by: Actor, at: dt.datetime | None = None, **values: Any) -> TheoryNode:
    """Add a step: of which kind, what it is called, the outcome or piece that it stands for."""
    node = TheoryNode(plan=plan, **values)
    policies.check_can_be_edited(plan)
    items.queue(plan)
    check_stands_for(node, node.kind, node.outcome, node.piece)
    return items.add(node, verb="node.added", by=by, at=at)


@transaction.atomic
def revise_node(
    *,
    node: TheoryNode,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> TheoryNode:
    """Change a step. Its arrows stay, so it cannot become of a kind to which they would lead
    back."""
    policies.check_can_be_edited(node.plan)
    items.queue(node.plan)
    kind = values.get("kind", node.kind)
    check_stands_for(
        node, kind, values.get("outcome", node.outcome), values.get("piece", node.piece)
    )
    check_kind(node, kind)
    return items.revise(
        node, verb="node.revised", seen_version=seen_version, by=by, at=at, values=values
    )


@transaction.atomic
def remove_node(
    *, node: TheoryNode, seen_version: int, by: Actor, at: dt.datetime | None = None
) -> TheoryNode:
    """Take a step out of the theory, with the arrows to and from it. Each can be put back."""
    removed = items.remove(node, verb="node.removed", seen_version=seen_version, by=by, at=at)
    arrows = TheoryArrow._base_manager.filter(
        Q(source=node) | Q(target=node), removed_at__isnull=True
    )
    for arrow in arrows.order_by("number"):
        items.remove(arrow, verb="arrow.removed", seen_version=arrow.version, by=by, at=at)
    return removed


@transaction.atomic
def begin(*, plan: Plan, by: Actor, at: dt.datetime | None = None) -> list[TheoryNode]:
    """Add a step for each outcome and each piece that has none, the outcomes first: a start. What
    leads to what is for people to say, because each arrow needs an assumption."""
    policies.check_can_be_edited(plan)
    items.queue(plan)
    shown = TheoryNode._base_manager.filter(plan=plan, removed_at__isnull=True)
    outcomes = Outcome._base_manager.filter(plan=plan, removed_at__isnull=True)
    pieces = Piece._base_manager.filter(plan=plan, removed_at__isnull=True)
    new = [
        *(
            TheoryNode(plan=plan, kind=NodeKind.OUTCOME, label=_short(row.statement), outcome=row)
            for row in outcomes.exclude(pk__in=shown.exclude(outcome=None).values("outcome"))
        ),
        *(
            TheoryNode(plan=plan, kind=NodeKind.ACTIVITY, label=_short(row.title), piece=row)
            for row in pieces.exclude(pk__in=shown.exclude(piece=None).values("piece"))
        ),
    ]
    return [items.add(node, verb="node.added", by=by, at=at) for node in new]


@transaction.atomic
def add_arrow(
    *,
    plan: Plan,
    evidence: Iterable[Evidence] = (),
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> TheoryArrow:
    """Say that one step leads to another, and what is assumed in that. Raises InvalidInput where
    it would lead back."""
    arrow = TheoryArrow(plan=plan, **values)
    policies.check_can_be_edited(plan)
    items.queue(plan)
    check_arrow(arrow)
    return items.add(arrow, verb="arrow.added", by=by, at=at, links={"evidence": evidence})


@transaction.atomic
def revise_arrow(
    *,
    arrow: TheoryArrow,
    seen_version: int,
    by: Actor,
    evidence: Iterable[Evidence] | None = None,
    at: dt.datetime | None = None,
    **values: Any,
) -> TheoryArrow:
    """Change an arrow, also where it leads. Raises InvalidInput where it would lead back."""
    policies.check_can_be_edited(arrow.plan)
    items.queue(arrow.plan)
    changed = TheoryArrow(
        pk=arrow.pk,
        plan=arrow.plan,
        source=values.get("source", arrow.source),
        target=values.get("target", arrow.target),
    )
    check_arrow(changed)
    return items.revise(
        arrow,
        verb="arrow.revised",
        seen_version=seen_version,
        by=by,
        at=at,
        values=values,
        links=None if evidence is None else {"evidence": evidence},
    )


def remove_arrow(
    *, arrow: TheoryArrow, seen_version: int, by: Actor, at: dt.datetime | None = None
) -> TheoryArrow:
    return items.remove(arrow, verb="arrow.removed", seen_version=seen_version, by=by, at=at)


def _short(text: str) -> str:
    """What fits the label of a step."""
    most = TheoryNode._meta.get_field("label").max_length or 0
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
