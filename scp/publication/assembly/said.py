"""What people say about a plan, and who they are."""

from collections.abc import Container, Mapping
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


COMMENT_FIELDS = (
    "number",
    "made_at",
    "stakeholder__name",
    "stakeholder__kind",
    "stakeholder__is_person",
    "disposition__decision",
    "disposition__made_at",
    *(f"{field}__number" for field in COMMENTABLE.values()),
    *(f"{field}__removed_at" for field in COMMENTABLE.values()),
)
COMMENT_TEXTS = ("text", "disposition__response")


def comments(*, whole: bool, replaced: Container[str]) -> tuple[doc.Comment, ...]:
    """Comments on items that are still in the plan, or that others in it stand for."""
    fields = COMMENT_FIELDS + COMMENT_TEXTS if whole else COMMENT_FIELDS
    kinds = {code: str(label) for code, label in Kind.choices}
    decisions = {code: str(label) for code, label in Decision.choices}
    made = []
    for row in Comment.objects.order_by("number").values(*fields):
        about = _about(row, replaced)
        if about:
            made.append(_comment(row, about, kinds, decisions))
    return tuple(made)


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
    decision = row["disposition__decision"]
    response = None
    if decision:
        response = doc.Response(
            decision=decision,
            decision_label=decisions[decision],
            text=row.get("disposition__response", ""),
            made_on=timezone.localdate(row["disposition__made_at"]),
        )
    return doc.Comment(
        reference=Comment.reference_of(row["number"]),
        about=about,
        made_by=kind if row["stakeholder__is_person"] else row["stakeholder__name"],
        made_by_kind=kind,
        text=row.get("text", ""),
        made_on=timezone.localdate(row["made_at"]),
        response=response,
    )
