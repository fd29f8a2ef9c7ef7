"""What changed between two editions: object by object, field by field; a pure function of both."""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from scp.publication import content as doc
from scp.publication.content import Change, Frozen, PlanContent

COLLECTIONS = (
    "sections",
    "needs",
    "outcomes",
    "indicators",
    "portfolios",
    "pieces",
    "evidence",
    "evidence_gaps",
    "theory_nodes",
    "theory_arrows",
)
# An address follows from a reference, HTML from the text and the word for a status from its code
# (editions of schema 1.0 have neither); new observations are summed up, not listed one by one.
NOT_COMPARED = {"reference", "uri", "html", "status_label", "observations"}
# What a chapter cites follows from its text, too.
FOLLOWS = {"sections": {"citations"}}


def diff(content: PlanContent, before: PlanContent) -> tuple[Change, ...]:
    """The changes that turn `before` into `content`, in the order of the document."""
    changes = list(_fields("plan", "", content.plan.title, content.plan, before.plan))
    for collection in COLLECTIONS:
        changes += _collection(collection, content, before)
    changes += _stakeholders(content, before)
    changes += _comments(content, before)
    return tuple(changes)


def _collection(name: str, content: PlanContent, before: PlanContent) -> Iterator[Change]:
    old = {item.reference: item for item in getattr(before, name)}
    new = {item.reference: item for item in getattr(content, name)}
    for reference, item in new.items():
        title = title_of(item)
        if reference not in old:
            yield Change(kind="added", collection=name, reference=reference, title=title)
        elif item != old[reference]:
            yield from _fields(name, reference, title, item, old[reference])
    for reference, item in old.items():
        if reference not in new:
            yield _gone(name, item, content)
    yield from _order(name, new, old)


def _gone(name: str, item: Any, content: PlanContent) -> Change:
    """An item that is no more: removed, or merged into another, or split into several."""
    later = content.successors.get(item.reference, ())
    return Change(
        kind="split" if len(later) > 1 else "merged" if later else "removed",
        collection=name,
        reference=item.reference,
        title=title_of(item),
        after=as_text(later),
    )


def _order(name: str, new: dict[str, Any], old: dict[str, Any]) -> Iterator[Change]:
    """That what both have stands in another order: one change for the whole collection."""
    now = tuple(reference for reference in new if reference in old)
    before = tuple(reference for reference in old if reference in new)
    if now != before:
        yield Change(
            kind="changed",
            collection=name,
            reference="",
            title=f"Order of {name}",
            field="order",
            before=as_text(before),
            after=as_text(now),
        )


def _fields(
    collection: str, reference: str, title: str, now: Frozen, before: Frozen
) -> Iterator[Change]:
    passed_over = NOT_COMPARED | FOLLOWS.get(collection, set())
    for field in type(now).model_fields:
        old, new = getattr(before, field), getattr(now, field)
        if field in passed_over or old == new:
            continue
        yield Change(
            kind="changed",
            collection=collection,
            reference=reference,
            title=title,
            field=field,
            before=as_text(old),
            after=as_text(new),
        )
    yield from _observations(collection, reference, title, now, before)


def _observations(
    collection: str, reference: str, title: str, now: Any, before: Any
) -> Iterator[Change]:
    """New, revised and dropped values as one change: "Trafford 2024/25: 46.5" for each."""
    old = {(o.area, o.breakdown, o.period): o for o in getattr(before, "observations", ())}
    new = {(o.area, o.breakdown, o.period): o for o in getattr(now, "observations", ())}
    fresh = [o for key, o in new.items() if old.get(key) != o]
    replaced = [o for key, o in old.items() if new.get(key) != o]
    if fresh or replaced:
        yield Change(
            kind="changed",
            collection=collection,
            reference=reference,
            title=title,
            field="observations",
            before=as_text(tuple(replaced)),
            after=as_text(tuple(fresh)),
        )


def _stakeholders(content: PlanContent, before: PlanContent) -> Iterator[Change]:
    """They have no references in the document and several may be "Resident": they are counted."""
    now, old = Counter(content.stakeholders), Counter(before.stakeholders)
    for one in (now - old).elements():
        yield Change(kind="added", collection="stakeholders", reference="", title=one.name)
    for one in (old - now).elements():
        yield Change(kind="removed", collection="stakeholders", reference="", title=one.name)


def _comments(content: PlanContent, before: PlanContent) -> Iterator[Change]:
    old = {comment.reference: comment for comment in before.comments}
    for comment in content.comments:
        title = f"{comment.made_by} on {comment.about}"
        earlier = old.get(comment.reference)
        if earlier is None:
            yield Change(
                kind="added",
                collection="comments",
                reference=comment.reference,
                title=title,
                after=comment.text,
            )
        elif earlier.response != comment.response:
            yield Change(
                kind="changed",
                collection="comments",
                reference=comment.reference,
                title=title,
                field="response",
                before=as_text(earlier.response),
                after=as_text(comment.response),
            )
    kept = {comment.reference for comment in content.comments}
    for reference in old:
        if reference not in kept:
            yield Change(
                kind="removed", collection="comments", reference=reference, title=reference
            )


def title_of(item: Any) -> str:
    names = (getattr(item, name, "") for name in ("title", "statement", "label"))
    return str(next((name for name in names if name), item.reference))


def as_text(value: Any) -> str:
    """A value in words short enough for a table: lists with semicolons, empty as nothing."""
    if value is None or value == ():
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return "; ".join(as_text(part) for part in value)
    if isinstance(value, Frozen):
        return _object_as_text(value)
    return str(value)


def _object_as_text(value: Any) -> str:
    """One part of an item, shorter than all its fields one after the other."""
    words = SHORT.get(type(value))
    if words:
        return words(value)
    parts = (as_text(getattr(value, field)) for field in type(value).model_fields)
    return ", ".join(part for part in parts if part)


def _observed(value: doc.Observation) -> str:
    whose = f"{value.area_name} {value.breakdown}".strip()
    return f"{whose} {value.period}: {as_text(value.value) or value.status}"


def _cited(value: doc.Citation) -> str:
    where = ", ".join(part for part in (value.locator, value.about) if part)
    return f"{value.evidence} {value.relation}" + (f" ({where})" if where else "")


def _contributed(value: doc.Contribution) -> str:
    """With what bears on the claim."""
    bearing = as_text(value.citations)
    words = f"{value.outcome} strength {value.strength}: {value.rationale}"
    return f"{words} ({bearing})" if bearing else words


def _key_figure(value: doc.KeyFigure) -> str:
    interval = ""
    if value.lower_ci is not None and value.upper_ci is not None:
        interval = f" ({as_text(value.lower_ci)} to {as_text(value.upper_ci)})"
    return f"{value.label}: {as_text(value.value)}{interval} {value.unit}".strip().rstrip(":")


def _result(value: doc.Result) -> str:
    return f"{as_text(value.value)}, {value.period_start} to {value.period_end} ({value.source})"


def _next_action(value: doc.CurveAction) -> str:
    done = f", done on {value.done_on}" if value.done_on else ""
    return f"{value.action} ({value.owner} by {value.due_on}{done})"


SHORT: dict[type, Callable[[Any], str]] = {
    doc.Observation: _observed,
    doc.Citation: _cited,
    doc.Contribution: _contributed,
    doc.KeyFigure: _key_figure,
    doc.Result: _result,
    doc.CurveAction: _next_action,
    doc.Response: lambda v: f"{v.decision_label}. {v.text}",
    doc.NoMeasureYet: lambda v: f"{v.owner} by {v.due_on}",
    doc.Baseline: lambda v: f"{as_text(v.value)} ({v.period})",
    doc.TargetPoint: lambda v: f"{as_text(v.value)} by {v.due_on}",
    doc.MethodBreak: lambda v: f"from {v.on}: {v.note}",
    doc.PlaceFacts: lambda v: v.name,
    doc.Rating: lambda v: f"{v.scale_label}: {v.level_label} ({v.assessor}, {v.assessed_on})",
    doc.KeptCopy: lambda v: f"{v.name} ({v.sha256})",
    doc.Goal: lambda v: f"{v.framework_title} {v.version}: {v.code} {v.label}",
    doc.FromLibrary: lambda v: f"{v.organisation}, {v.code}, version {v.version}",
    doc.VoiceException: lambda v: f"{v.accepted_by} on {v.accepted_on}: {v.reason}",
    doc.ScaleFigure: lambda v: f"{v.indicator} {v.area_name} {v.period}: {as_text(v.value)}",
}
