"""The least a Django page can do for the same rows: load them and print them as lists.

Each view asks for the rows that its counterpart shows, with ordinary querysets, and prints their
texts with a ten-line template. No form, no navigation, no permission, no component.
"""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template import engines
from django_scopes import scope

from outcomes.models import (
    Evidence,
    Indicator,
    Need,
    NeedCitation,
    Observation,
    Outcome,
    OutcomeCitation,
    OutcomeIndicator,
    OutcomeNeed,
    Target,
)
from procurement.models import Contribution, Piece, Portfolio
from scp.plans.models import Plan, Section
from stakeholders.models import Comment, Stakeholder

ROWS = """<!DOCTYPE html>
<html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for heading, rows in lists %}
<h2>{{ heading }}</h2>
<ul>
{% for row in rows %}
<li>{% for cell in row %}{{ cell }} {% endfor %}</li>
{% endfor %}
</ul>
{% endfor %}
</body></html>
"""
Lists = Iterable[tuple[str, Iterable[tuple[Any, ...]]]]


@cache
def _template() -> Any:
    return engines["jinja2"].from_string(ROWS)


def _page(request: HttpRequest, title: str, lists: Lists) -> HttpResponse:
    return HttpResponse(_template().render({"title": title, "lists": lists}, request))


@cache
def _bytes(encoding: str) -> bytes:
    return Path(os.environ["SCP_BENCH_BYTES"], encoding).read_bytes()


def same_bytes(request: HttpRequest, encoding: str) -> HttpResponse:
    """The edition's bytes out of this process's memory."""
    response = HttpResponse(_bytes(encoding), content_type="application/json")
    if encoding != "identity":
        response["Content-Encoding"] = encoding
    return response


def unchanged(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotModified()


def plan_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows behind the task list: every item of the plan, and the comments that wait."""
    assert request.user.is_authenticated
    plan = Plan.drafts.get(slug=slug)
    with scope(plan=plan):
        kinds = (Section, Evidence, Need, Outcome, Indicator, Portfolio, Piece)
        lists = [
            (kind.__name__, [(item.reference, item.title_text) for item in kind.objects.all()])
            for kind in kinds
        ]
        comments = Comment.objects.select_related("disposition")
        lists.append(("Comments", [(c.reference, hasattr(c, "disposition")) for c in comments]))
    return _page(request, plan.title, lists)


def outcome_page(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """One outcome with its needs, indicators and contributions, the first page of the evidence it
    cites and its first hundred comments."""
    assert request.user.is_authenticated
    plan = Plan.drafts.get(slug=slug)
    with scope(plan=plan):
        outcome = Outcome.objects.with_reference(reference).get()
        comments = Comment.objects.filter(outcome=outcome).select_related(
            "stakeholder", "disposition"
        )
        cited = OutcomeCitation.objects.filter(outcome=outcome).select_related("evidence")
        lists: Lists = [
            ("Needs", [(n.reference, n.statement) for n in outcome.needs.all()]),
            ("Indicators", [(i.reference, i.title) for i in outcome.indicators.all()]),
            (
                "Pieces",
                [
                    (c.piece.reference, c.piece.title, c.strength)
                    for c in outcome.contributions.select_related("piece")
                ],
            ),
            ("Evidence", [_citation(found) for found in cited.order_by("evidence__number")[:25]]),
            ("Comments", [_comment(comment) for comment in comments.order_by("number")[:100]]),
        ]
    return _page(request, outcome.statement, lists)


def _citation(found: OutcomeCitation) -> tuple[Any, ...]:
    evidence = found.evidence
    return evidence.reference, evidence.title, found.relation, found.locator, found.about


def _comment(comment: Any) -> tuple[Any, ...]:
    response = getattr(comment, "disposition", None)
    said = (comment.reference, comment.stakeholder.public_name, comment.text, comment.made_at)
    if response is None:
        return said
    return (*said, response.get_decision_display(), response.response, response.made_at)


def edition_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that an edition prints, from the tables it came from."""
    plan = Plan.objects.get(slug=slug)
    with scope(plan=plan):
        lists: Lists = [
            ("Sections", [(s.title, s.body) for s in Section.objects.all()]),
            ("Needs", [(n.reference, n.statement, n.who, n.scale) for n in Need.objects.all()]),
            ("Citations", NeedCitation.objects.values_list("need_id", "evidence_id", "relation")),
            ("Outcomes", [(o.reference, o.statement, o.theme) for o in Outcome.objects.all()]),
            ("Needs of outcomes", OutcomeNeed.objects.values_list("outcome_id", "need_id")),
            (
                "Indicators of outcomes",
                OutcomeIndicator.objects.values_list("outcome_id", "indicator_id"),
            ),
            ("Indicators", [_indicator(indicator) for indicator in Indicator.objects.all()]),
            ("Targets", [(t.due_on, t.value, t.note) for t in Target.objects.all()]),
            (
                "Values",
                [(o.period, o.area.name, o.value) for o in _observations()],
            ),
            ("Portfolios", [(p.reference, p.title, p.summary) for p in Portfolio.objects.all()]),
            ("Pieces", [_piece(piece) for piece in Piece.objects.all()]),
            (
                "Contributions",
                [(c.piece_id, c.outcome_id, c.strength, c.rationale) for c in _contributions()],
            ),
            ("Stakeholders", [(s.public_name,) for s in Stakeholder.objects.all()]),
            ("Comments", [_comment(comment) for comment in _comments()]),
            ("Evidence", [_evidence(row) for row in Evidence.objects.all()]),
        ]
    return _page(request, plan.title, lists)


def _indicator(row: Any) -> tuple[Any, ...]:
    return (row.reference, row.title, row.definition, row.unit, row.source, row.licence)


def _piece(row: Any) -> tuple[Any, ...]:
    return (row.reference, row.title, row.summary, row.get_state_display())


def _evidence(row: Any) -> tuple[Any, ...]:
    return (row.reference, row.title, row.publisher, row.published_on, row.url, row.licence)


def _observations() -> Any:
    return Observation.objects.select_related("area")


def _contributions() -> Any:
    return Contribution.objects.all()


def _comments() -> Any:
    return Comment.objects.select_related("stakeholder", "disposition").order_by("number")
