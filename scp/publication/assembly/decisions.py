"""Decisions on a plan, and the last sign-off of each kind."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from scp.plans.choices import (
    CallIn,
    CallInAct,
    DecisionOutcome,
    DecisionRoute,
    ExemptParagraph,
    NoticeRoute,
    SignOffKind,
)
from scp.plans.models import CallInStep, Decision, SignOff
from scp.publication import content as doc
from scp.publication.assembly.addresses import named
from scp.publication.assembly.linked import Found, as_array, current_of_plan, day_optional, rows_of

# What is not published of a decision that is exempt, by the names of the document.
TEXTS = (
    *("decided", "reasons", "interests", "exception_reason", "urgency_reason"),
    *("consultation_considered", "equality_implications", "finance_implications"),
    *("legal_implications", "correction_reason"),
)


@cache
def decision_rows() -> ArraySubquery:
    """Those to come and those that were taken, the first one first."""
    steps = as_array(
        rows_of(CallInStep, decision="pk").order_by("pk"),
        *("act", "on_behalf_of", "reasons", "made_at"),
    )
    return as_array(
        current_of_plan(Decision),
        *("number", "title", "route", "decision_maker", "due_on", "is_key"),
        *("notice_route", "notice_on", "exception_by", "exception_on", "exception_reason"),
        *("exempt_paragraph", "decided_on", "outcome", "decided", "reasons", "options_rejected"),
        *("interests", "consultation", "equality", "finance", "legal", "documents"),
        *("published_on", "call_in", "call_in_until", "urgency_reason", "content_sha256"),
        "correction_reason",
        amount=Cast("amount", TextField()),  # as JSON it would be a binary fraction
        corrected=F("corrects__number"),
        steps=steps,
    )


@cache
def sign_off_rows() -> ArraySubquery:
    """The last of each kind."""
    rows = rows_of(SignOff, plan="pk").order_by("kind", "-pk").distinct("kind")
    return as_array(rows, "kind", "post", "words", "conditions", "signed_at", "content_sha256")


def decisions(found: Found, base: str, version: str) -> tuple[doc.Decision, ...]:
    """`version`: that of the document (`content.version_of`)."""
    return tuple(_decision(row, base, version) for row in found)


def sign_offs(found: Found, version: str) -> tuple[doc.SignOff, ...]:
    """In the order of the kinds."""
    latest = {row["kind"]: row for row in found}
    return tuple(
        doc.SignOff(
            kind=kind,
            kind_label=str(kind.label),
            post=row["post"],
            words=row["words"],
            conditions=row["conditions"],
            signed_on=_day_of(row["signed_at"]),
            of_this_version=row["content_sha256"] == version,
        )
        for kind in SignOffKind
        if (row := latest.get(kind))
    )


def _decision(row: Mapping[str, Any], base: str, version: str) -> doc.Decision:
    said = {
        **named(base, Decision, row["number"]),
        **_announced(row),
        **(_taken(row, version) if row["decided_on"] else {}),
    }
    if row["exempt_paragraph"] is None:
        return doc.Decision(**said)
    kept_back = dict.fromkeys((*TEXTS, "amount", "options_rejected", "documents", "call_in_steps"))
    public = {name: value for name, value in said.items() if name not in kept_back}
    label = str(ExemptParagraph(row["exempt_paragraph"]).label)
    return doc.Decision(**public, exempt_paragraph=row["exempt_paragraph"], exempt_label=label)


def _announced(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a decision before it is taken. Of notice only where it is a key one."""
    notice = {
        "notice_route": row["notice_route"],
        "notice_route_label": str(NoticeRoute(row["notice_route"]).label),
        "notice_on": day_optional(row["notice_on"]),
        "exception_by": row["exception_by"],
        "exception_on": day_optional(row["exception_on"]),
        "exception_reason": row["exception_reason"],
    }
    return {
        "title": row["title"],
        "decision_route": row["route"],
        "decision_route_label": str(DecisionRoute(row["route"]).label),
        "decision_maker": row["decision_maker"],
        "due_on": day_optional(row["due_on"]),
        "is_key": row["is_key"],
        "amount": None if row["amount"] is None else Decimal(row["amount"]),
        **(notice if row["is_key"] else {}),
    }


def _taken(row: Mapping[str, Any], version: str) -> dict[str, Any]:
    """What is said of it afterwards."""
    corrected = row["corrected"]
    return {
        "decided_on": dt.date.fromisoformat(row["decided_on"]),
        "result": row["outcome"],
        "result_label": str(DecisionOutcome(row["outcome"]).label),
        "decided": row["decided"],
        "reasons": row["reasons"],
        "options_rejected": tuple(row["options_rejected"]),
        "interests": row["interests"],
        "consultation_considered": row["consultation"],
        "equality_implications": row["equality"],
        "finance_implications": row["finance"],
        "legal_implications": row["legal"],
        "documents": tuple(row["documents"]),
        "published_on": day_optional(row["published_on"]),
        "call_in": row["call_in"],
        "call_in_label": str(CallIn(row["call_in"]).label),
        "call_in_until": day_optional(row["call_in_until"]),
        "urgency_reason": row["urgency_reason"],
        "call_in_steps": tuple(map(_step, row["steps"])),
        "of_this_version": row["content_sha256"] == version,
        "corrects": "" if corrected is None else Decision.reference_of(corrected),
        "correction_reason": row["correction_reason"],
    }


def _step(row: Mapping[str, Any]) -> doc.CallInStep:
    return doc.CallInStep(
        act=row["act"],
        act_label=str(CallInAct(row["act"]).label),
        on_behalf_of=row["on_behalf_of"],
        reasons=row["reasons"],
        made_on=_day_of(row["made_at"]),
    )


def _day_of(moment: str) -> dt.date:
    return timezone.localdate(dt.datetime.fromisoformat(moment))
