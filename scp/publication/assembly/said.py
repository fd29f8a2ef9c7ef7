"""What people say about a plan, and who they are."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from django.utils import timezone

from scp.organisations.choices import Kind
from scp.publication import content as doc
from stakeholders.choices import Decision
from stakeholders.models import Comment, Stakeholder
from stakeholders.models.comment import COMMENTABLE


def stakeholders() -> tuple[doc.Stakeholder, ...]:
    return tuple(
        doc.Stakeholder(name=row.public_name, kind=row.kind, kind_label=str(row.get_kind_display()))
        for row in Stakeholder.objects.all()
    )


MARK_FIELDS = (
    *("number", "made_at", "disposition__decision", "disposition__made_at"),
    *(f"{field}__number" for field in COMMENTABLE.values()),
    *(f"{field}__removed_at" for field in COMMENTABLE.values()),
)
COMMENT_FIELDS = (
    *MARK_FIELDS,
    *("stakeholder__name", "stakeholder__kind", "stakeholder__is_person"),
    *("text", "disposition__response"),
)


def comments(replaced: Container[str]) -> tuple[doc.Comment, ...]:
    """Comments on items that are still in the plan, or that others in it stand for."""
    kinds = {code: str(label) for code, label in Kind.choices}
    decisions = {code: str(label) for code, label in Decision.choices}
    return tuple(
        _comment(row, about, kinds, decisions) for row, about in _made(COMMENT_FIELDS, replaced)
    )


def marks_of_comments(replaced: Container[str]) -> tuple[doc.Comment, ...]:
    """The same comments without what they say and who made them: that they were made, about what,
    and whether they were answered."""
    decisions = {code: str(label) for code, label in Decision.choices}
    return tuple(
        doc.Comment(
            reference=Comment.reference_of(row["number"]),
            about=about,
            made_by="",
            made_by_kind="",
            text="",
            made_on=row["made_at"].date(),
            response=_response(row, decisions),
        )
        for row, about in _made(MARK_FIELDS, replaced)
    )


def _made(
    fields: tuple[str, ...], replaced: Container[str]
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Comments as rows, with the reference of the item that each is on."""
    for row in Comment.objects.order_by("number").values(*fields):
        about = _about(row, replaced)
        if about:
            yield row, about


def _about(row: Mapping[str, Any], replaced: Container[str]) -> str:
    """The reference of the item a comment is on, or nothing if that has left no trace."""
    for model, field in COMMENTABLE.items():
        if row[f"{field}__number"] is not None:
            reference: str = model.reference_of(row[f"{field}__number"])
            removed = row[f"{field}__removed_at"] is not None
            return "" if removed and reference not in replaced else reference
    return ""


def _comment(
    row: Mapping[str, Any], about: str, kinds: Mapping[str, str], decisions: Mapping[str, str]
) -> doc.Comment:
    kind = kinds[row["stakeholder__kind"]]
    return doc.Comment(
        reference=Comment.reference_of(row["number"]),
        about=about,
        made_by=kind if row["stakeholder__is_person"] else row["stakeholder__name"],
        made_by_kind=kind,
        text=row["text"],
        made_on=timezone.localdate(row["made_at"]),
        response=_response(row, decisions),
    )


def _response(row: Mapping[str, Any], decisions: Mapping[str, str]) -> doc.Response | None:
    decision = row["disposition__decision"]
    if not decision:
        return None
    return doc.Response(
        decision=decision,
        decision_label=decisions[decision],
        text=row.get("disposition__response", ""),
        made_on=timezone.localdate(row["disposition__made_at"]),
    )
