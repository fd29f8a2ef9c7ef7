"""What changed between two editions: object by object, field by field; a pure function of both."""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import ObservationStatus
from scp.publication import content as doc
from scp.publication.content import Change, Frozen, PlanContent

# In the order of the document, each with what is said of it when only its order is another.
COLLECTIONS = {
    "sections": gettext_lazy("Order of sections"),
    "needs": gettext_lazy("Order of needs"),
    "outcomes": gettext_lazy("Order of outcomes"),
    "indicators": gettext_lazy("Order of indicators"),
    "portfolios": gettext_lazy("Order of portfolios"),
    "pieces": gettext_lazy("Order of pieces"),
    "evidence": gettext_lazy("Order of evidence"),
    "evidence_gaps": gettext_lazy("Order of evidence gaps"),
    "theory_nodes": gettext_lazy("Order of the steps of the theory of change"),
    "theory_arrows": gettext_lazy("Order of the arrows of the theory of change"),
}
RELATIONS = {
    "supports": gettext_lazy("{evidence} supports"),
    "contradicts": gettext_lazy("{evidence} contradicts"),
    "gap": gettext_lazy("{evidence} shows a gap"),
}
# An address follows from a reference, HTML from the text and the word for a status from its code
# (editions of schema 1.0 have neither); new observations are summed up, not listed one by one. What
# was decided on another version was so before.
NOT_COMPARED = {"reference", "uri", "html", "status_label", "observations", "of_this_version"}
# What a chapter cites follows from its text, too.
FOLLOWS = {"sections": {"citations"}}


def diff(content: PlanContent, before: PlanContent) -> tuple[Change, ...]:
    """The changes that turn `before` into `content`, in the order of the document and in the
    language of the installation, in which editions are frozen."""
    with translation.override(settings.LANGUAGE_CODE):
        return _diff(content, before)


def _diff(content: PlanContent, before: PlanContent) -> tuple[Change, ...]:
    changes = list(_fields("plan", "", content.plan.title, content.plan, before.plan))
    for collection in COLLECTIONS:
        changes += _collection(collection, content, before)
    changes += _collection("equality_assessments", content, before)  # one at most: no order
    changes += _collection("decisions", content, before)  # always in the order of their numbers
    changes += _stakeholders(content, before)
    changes += _overrides(content, before)
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
            title=str(COLLECTIONS[name]),
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


def _overrides(content: PlanContent, before: PlanContent) -> Iterator[Change]:
    """Each is known by its gap. One that was given again says so as a change."""
    now = {(one.code, one.about): one for one in content.overrides}
    old = {(one.code, one.about): one for one in before.overrides}
    for key in dict.fromkeys((*now, *old)):
        later, earlier = now.get(key), old.get(key)
        if later == earlier:
            continue
        either: Any = later or earlier
        yield Change(
            kind="removed" if later is None else "added" if earlier is None else "changed",
            collection="overrides",
            reference=either.about,
            title=either.sentence,
            field="override" if later and earlier else "",
            before=as_text(earlier),
            after=as_text(later),
        )


def _comments(content: PlanContent, before: PlanContent) -> Iterator[Change]:
    old = {comment.reference: comment for comment in before.comments}
    for comment in content.comments:
        title = _("{who} on {item}").format(who=comment.made_by, item=comment.about)
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
    names = (getattr(item, name, "") for name in ("title", "statement", "label", "proposal"))
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
    known = as_text(value.value) or str(ObservationStatus(value.status).label).lower()
    return f"{whose} {value.period}: {known}"


def _cited(value: doc.Citation) -> str:
    where = ", ".join(part for part in (value.locator, value.about) if part)
    words = str(RELATIONS[value.relation]).format(evidence=value.evidence)
    return words + (f" ({where})" if where else "")


def _contributed(value: doc.Contribution) -> str:
    """With what bears on the claim."""
    bearing = as_text(value.citations)
    words = _("{outcome}, strength {strength}: {rationale}").format(**dict(value))
    return f"{words} ({bearing})" if bearing else words


def _key_figure(value: doc.KeyFigure) -> str:
    interval = ""
    if value.lower_ci is not None and value.upper_ci is not None:
        words = _("{low} to {high}")
        ends = words.format(low=as_text(value.lower_ci), high=as_text(value.upper_ci))
        interval = f" ({ends})"
    return f"{value.label}: {as_text(value.value)}{interval} {value.unit}".strip().rstrip(":")


def _result(value: doc.Result) -> str:
    words = _("{value}, {period_start} to {period_end} ({source})")
    return words.format(**{**dict(value), "value": as_text(value.value)})


def _next_action(value: doc.CurveAction) -> str:
    if value.done_on:
        return _("{action} ({owner} by {due_on}, done on {done_on})").format(**dict(value))
    return _("{action} ({owner} by {due_on})").format(**dict(value))


def _organisation(value: doc.OrganisationFacts) -> str:
    codes = "; ".join(f"{one.scheme}-{one.value}" for one in value.identifiers)
    return ", ".join(filter(None, (value.name, value.kind_label, codes)))


def _target(value: doc.TargetPoint) -> str:
    return _("{value} by {due_on}").format(value=as_text(value.value), due_on=value.due_on)


SHORT: dict[type, Callable[[Any], str]] = {
    doc.Observation: _observed,
    doc.Citation: _cited,
    doc.Contribution: _contributed,
    doc.KeyFigure: _key_figure,
    doc.Result: _result,
    doc.CurveAction: _next_action,
    doc.Response: lambda v: f"{v.decision_label}. {v.text}",
    doc.NoMeasureYet: lambda v: _("{owner} by {due_on}").format(**dict(v)),
    doc.Baseline: lambda v: f"{as_text(v.value)} ({v.period})",
    doc.TargetPoint: _target,
    doc.MethodBreak: lambda v: _("from {on}: {note}").format(**dict(v)),
    doc.OrganisationFacts: _organisation,
    doc.PlaceFacts: lambda v: v.name,
    doc.Rating: lambda v: f"{v.scale_label}: {v.level_label} ({v.assessor}, {v.assessed_on})",
    doc.KeptCopy: lambda v: f"{v.name} ({v.sha256})",
    doc.Goal: lambda v: f"{v.framework_title} {v.version}: {v.code} {v.label}",
    doc.FromLibrary: lambda v: _("{organisation}, {code}, version {version}").format(**dict(v)),
    doc.Override: lambda v: _("{accepted_by} on {accepted_on}: {reason}").format(**dict(v)),
    doc.VoiceException: lambda v: _("{accepted_by} on {accepted_on}: {reason}").format(**dict(v)),
    doc.ScaleFigure: lambda v: f"{v.indicator} {v.area_name} {v.period}: {as_text(v.value)}",
}
