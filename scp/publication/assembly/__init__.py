"""From rows to the frozen document: the only code that reads every room.

The number of queries is fixed (at most one a kind of item), whatever the size of the plan. Rows
that grow with a plan's life (observations, comments) are read as tuples, not model instances.
"""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django_scopes import scope

from scp.plans.models import Plan
from scp.publication import content as doc
from scp.publication.assembly import (
    accepted,
    decisions,
    equality,
    how,
    library,
    measured,
    narrative,
    said,
    why,
)
from scp.publication.assembly.linked import Found
from scp.publication.assembly.successions import succession_rows, successions
from scp.publication.readiness import holding, profile_of

# Stands for the key of a plan in a query that is made for all of them: no plan has it.
ANY_PLAN = -(2**62)


def assemble(plan: Plan, *, as_at: dt.datetime | None = None) -> doc.PlanContent:
    """The plan's draft as it is now, frozen. Removed items and hidden comments are not in it.

    Its labels are in the language of the installation, whoever asks: an edition has one language.
    """
    with scope(plan=plan), translation.override(settings.LANGUAGE_CODE):
        # In UTC, so that equal documents give equal bytes whatever zone a clock was read in.
        return _assemble(plan, (as_at or timezone.now()).astimezone(dt.UTC), whole=True)


def outline(plan: Plan) -> doc.PlanContent:
    """As much of the draft as readiness looks at: the latest value of each indicator, of comments
    only that they were made, no stakeholders. `gaps` finds in it what it finds in the whole."""
    with scope(plan=plan):
        return _assemble(plan, timezone.now(), whole=False)


def skeleton(plan: Plan) -> doc.PlanContent:
    """As much of the draft as the thread follows: the outline without what was said about it."""
    with scope(plan=plan):
        return _assemble(plan, timezone.now(), whole=False, said_too=False)


def figures(plan: Plan, keys: Collection[int], areas: Collection[str]) -> tuple[doc.Indicator, ...]:
    """Indicators of the draft by their keys, as the whole would have them, with the values of areas
    (GSS codes) and of what each is compared with."""
    with scope(plan=plan):
        return measured.figures(plan.uri, keys, areas)


def _assemble(
    plan: Plan, as_at: dt.datetime, *, whole: bool, said_too: bool = True
) -> doc.PlanContent:
    base = plan.uri
    few = _few(plan, whole=whole)
    earlier = successions(few["successions"])
    indicators = measured.indicators(base, whole=whole)
    needs = why.needs(base, earlier.needs, measured.published_values(indicators))
    outcomes = why.outcomes(base, earlier.outcomes)
    pieces = how.pieces(base)
    replaced = _replaced(*needs, *outcomes)
    parts: dict[str, Any] = {
        "evidence": library.evidence(base),
        "evidence_gaps": library.evidence_gaps(few["gaps"], base),
        "needs": needs,
        "outcomes": outcomes,
        "indicators": indicators,
        "portfolios": how.portfolios(few["portfolios"], base),
        "pieces": pieces,
        "theory_nodes": how.theory_nodes(few["nodes"], base),
        "theory_arrows": how.theory_arrows(few["arrows"], base),
        "equality_assessments": equality.assessments(few["equality"], base, outcomes, pieces),
    }
    content = doc.PlanContent(
        as_at=as_at,
        profile=profile_of(plan.status),
        plan=_plan_facts(plan, timezone.localdate(as_at), whole=whole),
        sections=narrative.sections(base, parts, whole=whole),
        stakeholders=said.stakeholders() if whole else (),
        comments=_comments(replaced, whole=whole) if said_too else (),
        attribution=measured.attribution(indicators),
        **parts,
    )
    content = _decided(content, few) if whole else content
    overrides = holding(content, accepted.overrides(few["accepted"]))
    return content.model_copy(update={"overrides": overrides}) if overrides else content


def _decided(content: doc.PlanContent, few: Mapping[str, Found]) -> doc.PlanContent:
    """The document with what was decided and signed, each of which says whether it was of it."""
    if not (few["decided"] or few["signed"]):
        return content
    version = doc.version_of(content)
    return content.model_copy(
        update={
            "decisions": decisions.decisions(few["decided"], content.plan.uri, version),
            "sign_offs": decisions.sign_offs(few["signed"], version),
        }
    )


def _comments(replaced: frozenset[str], *, whole: bool) -> tuple[doc.Comment, ...]:
    return said.comments(replaced) if whole else said.marks_of_comments(replaced)


def _few(plan: Plan, *, whole: bool) -> Mapping[str, Found]:
    """Of what a plan has few, all in one query: pages that read a whole draft have a budget."""
    sql, parameters, columns = _few_query(whole)
    with connection.cursor() as cursor:
        cursor.execute(sql, [plan.pk if one == ANY_PLAN else one for one in parameters])
        row = cursor.fetchone()
    return {
        name: [json.loads(one) for one in found] for name, found in zip(columns, row, strict=True)
    }


@cache
def _few_query(whole: bool) -> tuple[str, list[Any], tuple[str, ...]]:
    """Its SQL, its parameters with ANY_PLAN where the plan's key goes, its columns' names.

    Made once in a process: of a plan page of ten outcomes, the ORM took a fifth to work it out.
    """
    columns = {
        "portfolios": how.portfolio_rows(),
        "gaps": library.evidence_gap_rows(),
        "successions": succession_rows(),
        "nodes": how.theory_node_rows(),
        "arrows": how.theory_arrow_rows(),
        "equality": equality.assessment_rows(),
        "accepted": accepted.override_rows(),
    }
    if whole:
        columns |= {"decided": decisions.decision_rows(), "signed": decisions.sign_off_rows()}
    rows = Plan.drafts.order_by().filter(pk=ANY_PLAN).values(**columns)
    sql, parameters = rows.query.sql_with_params()
    return sql, list(parameters), tuple(columns)


def _replaced(*items: doc.Need | doc.Outcome) -> frozenset[str]:
    """References of removed items that others stand for."""
    return frozenset(reference for item in items for reference in item.replaces)


def _plan_facts(plan: Plan, day: dt.date, *, whole: bool) -> doc.PlanFacts:
    lead = plan.lead_organisation
    identifiers = lead.identifiers.all() if whole else ()
    places = plan.places.all() if whole else ()
    return doc.PlanFacts(
        slug=plan.slug,
        uri=plan.uri,
        title=plan.title,
        summary=plan.summary,
        lead_organisation=doc.OrganisationFacts(
            name=lead.name,
            kind=lead.kind,
            kind_label=str(lead.get_kind_display()),
            identifiers=tuple(
                doc.Identifier(scheme=row.scheme, value=row.value)
                for row in identifiers
                if row.stands_on(day)
            ),
        ),
        places=tuple(doc.PlaceFacts(code=place.code, name=place.name) for place in places),
        period_start=plan.period_start,
        period_end=plan.period_end,
        illustrative_notice=plan.illustrative_notice,
    )
