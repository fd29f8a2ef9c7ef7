"""Every write of every room: who, what and when go into the audit trail, in the right chain.

A new public function in an actions module is not in the table below, and fails the first test.
"""

import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from django_scopes import scope

import tests.chaos.kinds  # noqa: F401  (registers the kinds of job)
from outcomes.imports.frameworks import FrameworkFile
from outcomes.models import LibraryVersion, NeedCitation, Observation
from procurement.actions.splits import Part
from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import PolicyRefused
from scp.core.models import AuditEvent
from scp.jobs.choices import State
from scp.jobs.models import Job
from scp.organisations.actions.organisations import Code
from scp.places.imports import Area
from scp.plans.choices import Status
from scp.plans.models import Plan
from scp.publication.assembly import assemble, outline
from scp.publication.content import version_of
from scp.publication.readiness import grave, read_as
from scp.publication.workbook.book import Book, Row
from scp.publication.workbook.sheets import BY_NAME
from tests.factories import content as make
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.governance import (
    DecisionFactory,
    DecisionRulesFactory,
    RecordedDecisionFactory,
)
from tests.factories.organisations import (
    IdentifierFactory,
    OrganisationFactory,
    SuccessionFactory,
)
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    MethodBreakFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.places import PlaceFactory
from tests.factories.plans import (
    MembershipFactory,
    OverrideFactory,
    PlanFactory,
    SectionFactory,
    VisionFactory,
)
from tests.factories.procurement import (
    ContributionFactory,
    EqualityAssessmentFactory,
    EqualityImpactFactory,
    MeasureFactory,
    MitigationFactory,
    PieceFactory,
    PortfolioFactory,
    ResultFactory,
    TheoryArrowFactory,
    TheoryNodeFactory,
    seen,
    whole_assessment,
)
from tests.factories.publication import edition_of
from tests.factories.stakeholders import CommentFactory, StakeholderFactory
from tests.factories.why import (
    CurveActionFactory,
    CurveStoryFactory,
    EvidenceGapFactory,
    EvidenceRatingFactory,
    LibraryVersionFactory,
    copy_of,
    kept_copy,
)

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 5, 1, 12, 30, tzinfo=dt.UTC)


@dataclass
class World:
    """Trafford's plan and its lead, Mira, in whose hands everything is done."""

    plan: Plan = field(default_factory=lambda: PlanFactory(slug="trafford"))
    mira: User = field(default_factory=lambda: OfficerFactory(name="Mira Shah"))

    def of(self, factory: Any, **fields: Any) -> Any:
        return factory(plan=self.plan, **fields)

    def job(self, **fields: Any) -> Job:
        return Job.objects.create(
            kind="test.quick", queue="documents", unique_key="job", subject="trafford", **fields
        )


Arguments = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """The arguments of an action but `by` and `at`, and the events that it leaves, in order."""

    arguments: Arguments
    events: tuple[str, ...]
    chain: str = "plan:trafford"
    when_ended: bool = False
    """Whether it may still be done when the plan has ended."""


def case(*events: str, arguments: Arguments, **more: Any) -> Case:
    return Case(arguments, events, **more)


def revised(noun: str, factory: Any, **values: Any) -> Case:
    return case(
        f"{noun}.revised",
        arguments=lambda w: {noun: w.of(factory), "seen_version": 1, **values},
    )


def removed(noun: str, factory: Any) -> Case:
    return case(f"{noun}.removed", arguments=lambda w: {noun: w.of(factory), "seen_version": 1})


def lent() -> LibraryVersion:
    values = {"statement": "Homes are warm", "theme": "social"}
    version: LibraryVersion = LibraryVersionFactory(values=values)
    return version


def target_of(plan: Plan) -> Any:
    return TargetFactory(indicator=IndicatorFactory(plan=plan))


def rating_of(plan: Plan) -> Any:
    return EvidenceRatingFactory(evidence=EvidenceFactory(plan=plan))


def contribution_of(plan: Plan) -> Any:
    return ContributionFactory(piece=PieceFactory(plan=plan))


def measure_of(plan: Plan) -> Any:
    return MeasureFactory(piece=PieceFactory(plan=plan))


def result_of(plan: Plan) -> Any:
    return ResultFactory(measure=measure_of(plan))


def impact_of(plan: Plan) -> Any:
    return EqualityImpactFactory(assessment=EqualityAssessmentFactory(plan=plan))


def mitigation_of(plan: Plan) -> Any:
    return MitigationFactory(impact=impact_of(plan))


def one_to_sign(w: World) -> dict[str, Any]:
    assessment = whole_assessment(w.plan)
    return {"assessment": assessment, "seen": seen(assessment), "signed_as": "Equality lead"}


def arrow_of(plan: Plan) -> Any:
    return TheoryArrowFactory(source=TheoryNodeFactory(plan=plan))


def an_outcome_and_a_piece(world: World) -> dict[str, Any]:
    world.of(OutcomeFactory)
    world.of(PieceFactory)
    return {"plan": world.plan}


def break_of(plan: Plan) -> Any:
    return MethodBreakFactory(indicator=IndicatorFactory(plan=plan))


def curve_of(plan: Plan) -> Any:
    return CurveStoryFactory(indicator=IndicatorFactory(plan=plan))


def step_of(plan: Plan, **fields: Any) -> Any:
    return CurveActionFactory(indicator=IndicatorFactory(plan=plan), **fields)


def citation_of(world: World) -> NeedCitation:
    need = world.of(NeedFactory, evidence=[world.of(EvidenceFactory)])
    found: NeedCitation = NeedCitation._base_manager.get(need=need)
    return found


def comment_of(plan: Plan) -> Any:
    return CommentFactory(about=OutcomeFactory(plan=plan))


def a_ready_plan(world: World) -> dict[str, Any]:
    evidence = [world.of(EvidenceFactory)]
    needs = [world.of(NeedFactory, evidence=evidence)]
    world.of(VisionFactory)
    world.of(OutcomeFactory, needs=needs, indicators=[world.of(IndicatorFactory)])
    return {"plan": world.plan, "reason": "Agreed by Cabinet"}


def a_decision(world: World) -> dict[str, Any]:
    DecisionRulesFactory(organisation=world.plan.lead_organisation, equality_first=False)
    world.plan.status = Status.FOR_DECISION
    Plan.drafts.filter(pk=world.plan.pk).update(status=Status.FOR_DECISION)
    return {
        "decision": world.of(DecisionFactory),
        "seen_version": 1,
        "decided_on": AT.date(),
        "outcome": "approved",
        "decided": "To adopt the plan",
        "reasons": "The needs are evidenced",
        "published_on": AT.date(),
        "call_in": "applies",
    }


def a_signature(world: World) -> dict[str, Any]:
    MembershipFactory(plan=world.plan, user=world.mira, role="legal")
    with scope(plan=world.plan):
        version = version_of(assemble(world.plan))
    return {"plan": world.plan, "kind": "legal", "post": "Monitoring officer"} | {
        "seen_version": version
    }


def a_gap_that_blocks(world: World) -> dict[str, Any]:
    """A plan without a vision, as whoever accepts that reads it."""
    world.of(OutcomeFactory)
    content = outline(world.plan)
    gap = grave(content)[0]
    return {
        "plan": world.plan,
        **{"code": gap.code, "reference": "", "seen": read_as(content, gap)},
        **{"reason": "Residents write it in the autumn", "given_as": "Director of Strategy"},
    }


def value_of(world: World) -> Observation:
    """A value that is not stored yet."""
    stored = ObservationFactory(indicator=world.of(IndicatorFactory))
    stored.pk, stored.source_version = None, "test 2"
    return stored


def a_workbook_with_a_need(world: World) -> dict[str, Any]:
    columns = BY_NAME["needs"].columns
    values = {column.name: column.empty for column in columns}
    values |= {"statement": "People need a warm home", "who": "Tenants"}
    tables = {"needs": [Row(2, "", values)]}
    return {"plan": world.plan, "book": Book("trafford", "2026-05-01T12:30:00+00:00", tables)}


def overdue(world: World) -> dict[str, Any]:
    """A value that was due a day ago, and a lead who is told because nobody owns it."""
    day = dt.date(2027, 1, 1)
    indicator = world.of(IndicatorFactory, next_release_on=day - dt.timedelta(days=1))
    world.of(OutcomeFactory, indicators=[indicator])
    MembershipFactory(plan=world.plan, role="lead")
    return {"plan": world.plan, "on": day}


def a_new_plan(world: World) -> dict[str, Any]:
    return {
        "slug": "salford",
        "title": "Salford",
        "places": [PlaceFactory(code="E08000006")],
        "lead_organisation": OrganisationFactory(),
        "period_start": dt.date(2026, 4, 1),
        "period_end": dt.date(2029, 3, 31),
    }


ACTIONS: dict[str, Case] = {
    "scp.places.actions.load_areas": case(
        "areas.loaded",
        arguments=lambda w: {"areas": [Area("E08000006", "Salford", ("ltla",), (), None, None)]},
        chain="system",
        when_ended=True,
    ),
    "scp.accounts.actions.people.admit": case(
        "person.admitted",
        arguments=lambda w: {"email": "new@test.example", "name": "Newcomer"},
        chain="system",
        when_ended=True,
    ),
    "scp.organisations.actions.organisations.register": case(
        "organisation.registered",
        arguments=lambda w: {
            "name": "Salford Council",
            "kind": "council",
            "identifiers": [Code("GB-LAE", "SLF")],
        },
        chain="system",
        when_ended=True,
    ),
    # A body ends whatever the state of the plans it led.
    "scp.organisations.actions.organisations.close": case(
        "organisation.closed",
        arguments=lambda w: {
            "organisation": OrganisationFactory(),
            "on": dt.date(2023, 4, 1),
            "successors": [OrganisationFactory(), OrganisationFactory()],
        },
        chain="system",
        when_ended=True,
    ),
    "scp.organisations.actions.organisations.reopen": case(
        "organisation.reopened",
        arguments=lambda w: {"organisation": SuccessionFactory().organisation},
        chain="system",
        when_ended=True,
    ),
    "scp.organisations.actions.identifiers.add": case(
        "identifier.added",
        arguments=lambda w: {
            "organisation": OrganisationFactory(),
            "scheme": "GB-LAE",
            "value": "SLF",
        },
        chain="system",
        when_ended=True,
    ),
    "scp.organisations.actions.identifiers.end": case(
        "identifier.ended",
        arguments=lambda w: {"identifier": IdentifierFactory(), "on": dt.date(2023, 4, 1)},
        chain="system",
        when_ended=True,
    ),
    "scp.jobs.actions.jobs.enqueue": case(
        # Whoever asks for work records the reason for it.
        arguments=lambda w: {"kind": "test.quick", "unique_key": "k", "payload": {"key": "k"}},
        chain="system",
        when_ended=True,
    ),
    "scp.jobs.actions.jobs.retry": case(
        "job.retry",
        arguments=lambda w: {
            "job": w.job(state=State.FAILED, finished_at=timezone.now(), last_error_code="x")
        },
        chain="system",
        when_ended=True,
    ),
    "scp.jobs.actions.jobs.cancel": case(
        "job.cancel", arguments=lambda w: {"job": w.job()}, chain="system", when_ended=True
    ),
    "scp.plans.actions.plans.open_plan": case(
        "plan.opened",
        "membership.granted",
        arguments=a_new_plan,
        chain="plan:salford",
        when_ended=True,
    ),
    "scp.plans.actions.plans.revise": case(
        "plan.revised", arguments=lambda w: {"plan": w.plan, "seen_version": 1, "title": "New"}
    ),
    "scp.plans.actions.plans.move_on": case(
        "plan.moved_on", arguments=lambda w: {"plan": w.plan, "status": Status.IN_COPRODUCTION}
    ),
    "scp.plans.actions.decisions.prepare": case(
        "decision.prepared",
        arguments=lambda w: {
            "plan": w.plan,
            "title": "Adopt the plan",
            "route": "cabinet",
            "decision_maker": "Cabinet",
        },
    ),
    "scp.plans.actions.decisions.revise": revised("decision", DecisionFactory, title="Adopt it"),
    "scp.plans.actions.decisions.remove": removed("decision", DecisionFactory),
    "scp.plans.actions.rules.set_rules": case(
        "decision_rules.set",
        arguments=lambda w: {
            "organisation": w.plan.lead_organisation,
            "valid_from": dt.date(2026, 5, 1),
            "notice_clear_days": 28,
            "exception_clear_days": 5,
            "call_in_working_days": 3,
            "key_decision_pounds": Decimal(250_000),
            "source": "Constitution, part 4",
        },
        chain="system",
        when_ended=True,
    ),
    "scp.publication.actions.governance.move_on": case(
        "plan.moved_on", arguments=lambda w: {"plan": w.plan, "status": Status.IN_COPRODUCTION}
    ),
    "scp.publication.actions.governance.record": case("decision.recorded", arguments=a_decision),
    "scp.publication.actions.governance.correct": case(
        "decision.corrected",
        arguments=lambda w: {
            "decision": w.of(RecordedDecisionFactory),
            "correction_reason": "A figure was left out",
            "reasons": "The needs are evidenced",
        },
    ),
    "scp.publication.actions.governance.sign_off": case("plan.signed_off", arguments=a_signature),
    "scp.plans.actions.plans.join": case(
        # People come and go after the end too: somebody has to look after what was published.
        "membership.granted",
        arguments=lambda w: {"plan": w.plan, "user": UserFactory(), "role": "viewer"},
        when_ended=True,
    ),
    "scp.plans.actions.plans.leave": case(
        "membership.ended",
        arguments=lambda w: {"plan": w.plan, "user": UserFactory()},
        when_ended=True,
    ),
    "scp.plans.actions.plans.mark_published": case(
        # `editions.publish` asks the policy.
        "plan.made_public",
        arguments=lambda w: {"plan": w.plan},
        when_ended=True,
    ),
    # What is typed and not saved, and who is typing, is no part of the plan: it leaves no event.
    "scp.plans.actions.autosaves.keep": case(
        arguments=lambda w: {
            "plan": w.plan,
            "form": "need/N1",
            "answers": {"who": ["Carers"]},
            "seen_version": 1,
        },
    ),
    "scp.plans.actions.autosaves.discard": case(
        arguments=lambda w: {"plan": w.plan, "form": "need/N1"}, when_ended=True
    ),
    "scp.plans.actions.uploads.keep": case(
        arguments=lambda w: {"plan": w.plan, "data": b"a file"}, when_ended=True
    ),
    "scp.plans.actions.uploads.discard": case(
        arguments=lambda w: {"plan": w.plan, "sha256": "0" * 64}, when_ended=True
    ),
    "scp.plans.actions.leases.hold": case(
        arguments=lambda w: {"plan": w.plan, "reference": "N1"}, when_ended=True
    ),
    "scp.plans.actions.leases.release": case(
        arguments=lambda w: {"plan": w.plan, "reference": "N1"}, when_ended=True
    ),
    "scp.plans.actions.sections.add": case(
        "section.added", arguments=lambda w: {"plan": w.plan, "kind": "scope", "title": "Scope"}
    ),
    "scp.plans.actions.sections.revise": revised("section", SectionFactory, title="New"),
    "scp.plans.actions.sections.remove": removed("section", SectionFactory),
    "outcomes.actions.evidence.record": case(
        "evidence.recorded",
        arguments=lambda w: {"plan": w.plan, "title": "T", "type": "survey", "publisher": "P"},
    ),
    "outcomes.actions.evidence.revise": revised("evidence", EvidenceFactory, title="New"),
    "outcomes.actions.evidence.remove": removed("evidence", EvidenceFactory),
    "outcomes.actions.ratings.give": case(
        "rating.given",
        arguments=lambda w: {
            "evidence": w.of(EvidenceFactory),
            **{"scale": "grade", "level": "low", "assessor": "A", "rationale": "R"},
            "assessed_on": dt.date(2026, 4, 1),
        },
    ),
    "outcomes.actions.ratings.revise": revised("rating", rating_of, rationale="New"),
    "outcomes.actions.ratings.remove": removed("rating", rating_of),
    "outcomes.actions.files.keep": case(
        "file.kept", arguments=lambda w: {"evidence": w.of(EvidenceFactory), "copy": copy_of()}
    ),
    "outcomes.actions.files.remove": case(
        "file.removed",
        arguments=lambda w: {
            "file": kept_copy(w.of(EvidenceFactory)),
            "seen_version": 1,
            "reason": "It names a person",
        },
    ),
    "outcomes.actions.gaps.record": case(
        "gap.recorded", arguments=lambda w: {"plan": w.plan, "statement": "Nobody asked"}
    ),
    "outcomes.actions.gaps.revise": revised("gap", EvidenceGapFactory, statement="New"),
    "outcomes.actions.gaps.remove": removed("gap", EvidenceGapFactory),
    "outcomes.actions.gaps.close": case(
        "gap.closed",
        arguments=lambda w: {
            "gap": w.of(EvidenceGapFactory),
            "seen_version": 1,
            "answer": "There are 212",
            "closed_on": dt.date(2026, 4, 1),
        },
    ),
    "outcomes.actions.gaps.reopen": case(
        "gap.reopened",
        arguments=lambda w: {
            "gap": w.of(EvidenceGapFactory, closed_on=dt.date(2026, 4, 1), answer="None"),
            "seen_version": 1,
        },
    ),
    "outcomes.actions.needs.identify": case(
        "need.identified",
        "need.cited",
        arguments=lambda w: {
            "plan": w.plan,
            "statement": "S",
            "who": "W",
            "source_kinds": ["statistic"],
            "supported_by": [w.of(EvidenceFactory)],
        },
    ),
    "outcomes.actions.needs.revise": revised("need", NeedFactory, statement="New"),
    "outcomes.actions.needs.remove": removed("need", NeedFactory),
    "outcomes.actions.reminders.remind": case("reminders.made", arguments=overdue, when_ended=True),
    "outcomes.actions.reminders.confirm": case(
        "need.confirmed",
        arguments=lambda w: {"item": w.of(NeedFactory), "seen_version": 1, "on": AT.date()},
    ),
    "outcomes.actions.outcomes.propose": case(
        "outcome.proposed",
        arguments=lambda w: {
            "plan": w.plan,
            "statement": "S",
            "theme": "social",
            "needs": [w.of(NeedFactory)],
        },
    ),
    "outcomes.actions.outcomes.revise": revised("outcome", OutcomeFactory, statement="New"),
    "outcomes.actions.outcomes.remove": removed("outcome", OutcomeFactory),
    "outcomes.actions.outcomes.accept_without_voice": case(
        "outcome.accepted_without_voice",
        arguments=lambda w: {
            "outcome": w.of(OutcomeFactory),
            "seen_version": 1,
            "accepted_by": "Councillor A. Patel",
            "accepted_on": dt.date(2026, 4, 30),
            "reason": "Nobody has been asked yet.",
        },
    ),
    "outcomes.actions.outcomes.withdraw_acceptance": case(
        "outcome.acceptance_withdrawn",
        arguments=lambda w: {"outcome": w.of(OutcomeFactory), "seen_version": 1},
    ),
    "outcomes.actions.library.publish": case(
        "outcome.lent", arguments=lambda w: {"item": w.of(OutcomeFactory), "note": "First"}
    ),
    "outcomes.actions.library.adopt": case(
        *("outcome.proposed", "outcome.adopted"),
        arguments=lambda w: {"plan": w.plan, "version": lent()},
    ),
    "outcomes.actions.library.take_over": case(
        "outcome.took_version",
        arguments=lambda w: {
            "item": w.of(OutcomeFactory, library_version=(version := lent())),
            "version": version,
            "seen_version": 1,
        },
    ),
    "outcomes.actions.library.release": case(
        "outcome.released",
        arguments=lambda w: {
            "item": w.of(OutcomeFactory, library_version=lent()),
            "seen_version": 1,
        },
    ),
    "outcomes.actions.frameworks.load": case(
        "framework.loaded",
        arguments=lambda w: {
            "framework": FrameworkFile(
                *("sdg", "2015", "Goals", "United Nations", None, "", "", ""),
                goals=(("1", "No poverty"),),
            )
        },
        chain="system",
        when_ended=True,
    ),
    "outcomes.actions.indicators.define": case(
        "indicator.defined",
        arguments=lambda w: {
            "plan": w.plan,
            **{"code": "c", "title": "T", "unit": "%", "value_type": "percent"},
            **{"polarity": "none", "source": "S"},
        },
    ),
    "outcomes.actions.indicators.revise": revised("indicator", IndicatorFactory, title="New"),
    "outcomes.actions.indicators.remove": removed("indicator", IndicatorFactory),
    "outcomes.actions.breaks.note": case(
        "indicator.break_noted",
        arguments=lambda w: {
            "indicator": w.of(IndicatorFactory),
            "on": dt.date(2021, 9, 1),
            "note": "Counted by residence",
        },
    ),
    "outcomes.actions.breaks.correct": case(
        "indicator.break_corrected",
        arguments=lambda w: {
            "method_break": break_of(w.plan),
            "seen_version": 1,
            "on": dt.date(2022, 9, 1),
            "note": "Counted by residence",
        },
    ),
    "outcomes.actions.breaks.withdraw": case(
        "indicator.break_withdrawn",
        arguments=lambda w: {"method_break": break_of(w.plan), "seen_version": 1},
    ),
    "outcomes.actions.curves.tell": case(
        "curve.told",
        arguments=lambda w: {
            "indicator": w.of(IndicatorFactory),
            "story": "Rents rose",
            "low_cost_idea": "Put renters in touch",
        },
    ),
    "outcomes.actions.curves.revise": revised(
        "curve", curve_of, story="Rents fell", low_cost_idea="Put renters in touch"
    ),
    "outcomes.actions.curves.remove": removed("curve", curve_of),
    "outcomes.actions.curves.plan_step": case(
        "step.planned",
        arguments=lambda w: {
            "indicator": w.of(IndicatorFactory),
            "action": "Ask them",
            "owner": "Head of Housing",
            "due_on": dt.date(2027, 3, 31),
        },
    ),
    "outcomes.actions.curves.revise_step": revised("step", step_of, owner="Head of Place"),
    "outcomes.actions.curves.remove_step": removed("step", step_of),
    "outcomes.actions.curves.finish_step": case(
        "step.done",
        arguments=lambda w: {
            "step": step_of(w.plan),
            "seen_version": 1,
            "done_on": dt.date(2026, 4, 1),
        },
    ),
    "outcomes.actions.curves.reopen_step": case(
        "step.reopened",
        arguments=lambda w: {
            "step": step_of(w.plan, done_on=dt.date(2026, 4, 1)),
            "seen_version": 1,
        },
    ),
    "outcomes.actions.indicators.note_break": case(
        "indicator.break_noted",
        arguments=lambda w: {
            "indicator": w.of(IndicatorFactory),
            "on": dt.date(2021, 9, 1),
            "note": "Counted by residence",
        },
    ),
    "outcomes.actions.targets.set_point": case(
        "target.set",
        arguments=lambda w: {
            "indicator": w.of(IndicatorFactory),
            "due_on": dt.date(2029, 3, 31),
            "value": Decimal("60"),
        },
    ),
    "outcomes.actions.targets.revise": revised("target", target_of, note="New"),
    "outcomes.actions.targets.remove": removed("target", target_of),
    "procurement.actions.portfolios.open_portfolio": case(
        "portfolio.opened", arguments=lambda w: {"plan": w.plan, "title": "T"}
    ),
    "procurement.actions.portfolios.revise": revised("portfolio", PortfolioFactory, title="New"),
    "procurement.actions.portfolios.remove": removed("portfolio", PortfolioFactory),
    "procurement.actions.pieces.add": case(
        "piece.added",
        arguments=lambda w: {
            "plan": w.plan,
            "portfolio": w.of(PortfolioFactory),
            "title": "T",
        },
    ),
    "procurement.actions.pieces.revise": revised("piece", PieceFactory, title="New"),
    "procurement.actions.pieces.remove": removed("piece", PieceFactory),
    "procurement.actions.contributions.claim": case(
        "contribution.claimed",
        arguments=lambda w: {
            "piece": w.of(PieceFactory),
            "outcome": w.of(OutcomeFactory),
            "strength": 3,
            "rationale": "R",
        },
    ),
    "procurement.actions.contributions.revise": revised(
        "contribution", contribution_of, rationale="New"
    ),
    "procurement.actions.contributions.remove": removed("contribution", contribution_of),
    "procurement.actions.citations.cite": case(
        "indicator.cited",
        arguments=lambda w: {
            "claim": w.of(IndicatorFactory),
            "evidence": w.of(EvidenceFactory),
            "relation": "contradicts",
        },
    ),
    "procurement.actions.citations.cite_new": case(
        *("evidence.recorded", "contribution.cited"),
        arguments=lambda w: {
            "claim": contribution_of(w.plan),
            "relation": "supports",
            "source": {"title": "T", "type": "survey", "publisher": "P"},
        },
    ),
    "procurement.actions.citations.revise": case(
        "need.citation_revised",
        arguments=lambda w: {"citation": citation_of(w), "seen_version": 1, "relation": "gap"},
    ),
    "procurement.actions.citations.remove": case(
        "need.citation_removed",
        arguments=lambda w: {"citation": citation_of(w), "seen_version": 1},
    ),
    "procurement.actions.measures.define": case(
        "measure.defined",
        arguments=lambda w: {
            "piece": w.of(PieceFactory),
            **{"title": "T", "type": "how_much", "unit": "sessions"},
        },
    ),
    "procurement.actions.measures.revise": revised("measure", measure_of, title="New"),
    "procurement.actions.measures.remove": removed("measure", measure_of),
    "procurement.actions.results.report": case(
        "result.reported",
        arguments=lambda w: {
            "measure": measure_of(w.plan),
            "period_start": dt.date(2026, 1, 1),
            "period_end": dt.date(2026, 3, 31),
            "value": Decimal("61.5"),
            "source": "S",
        },
    ),
    "procurement.actions.results.revise": revised("result", result_of, source="New"),
    "procurement.actions.results.remove": removed("result", result_of),
    "procurement.actions.theory.add_node": case(
        "node.added", arguments=lambda w: {"plan": w.plan, "kind": "input", "label": "L"}
    ),
    "procurement.actions.theory.revise_node": revised("node", TheoryNodeFactory, label="New"),
    "procurement.actions.theory.remove_node": removed("node", TheoryNodeFactory),
    "procurement.actions.theory.begin": case(
        *("node.added", "node.added"),
        arguments=an_outcome_and_a_piece,
    ),
    "procurement.actions.theory.add_arrow": case(
        "arrow.added",
        arguments=lambda w: {
            "plan": w.plan,
            "source": w.of(TheoryNodeFactory),
            "target": w.of(TheoryNodeFactory),
            "assumption": "A",
        },
    ),
    "procurement.actions.theory.revise_arrow": revised("arrow", arrow_of, assumption="New"),
    "procurement.actions.theory.remove_arrow": removed("arrow", arrow_of),
    "procurement.actions.equality.open_assessment": case(
        *("equality.opened", *["impact.assessed"] * 9),
        arguments=lambda w: {"plan": w.plan, "proposal": "P"},
    ),
    "procurement.actions.equality.revise": case(
        "equality.revised",
        arguments=lambda w: {
            "assessment": w.of(EqualityAssessmentFactory),
            "seen_version": 1,
            "proposal": "New",
        },
    ),
    "procurement.actions.equality.remove": case(
        "equality.removed",
        arguments=lambda w: {"assessment": w.of(EqualityAssessmentFactory), "seen_version": 1},
    ),
    "procurement.actions.equality.assess_group": case(
        "impact.assessed",
        arguments=lambda w: {"assessment": w.of(EqualityAssessmentFactory), "group": "carers"},
    ),
    "procurement.actions.equality.revise_impact": revised("impact", impact_of, effect="New"),
    "procurement.actions.equality.remove_impact": removed("impact", impact_of),
    "procurement.actions.equality.mitigate": case(
        "mitigation.planned",
        arguments=lambda w: {
            "impact": impact_of(w.plan),
            **{"action": "A", "owner": "O", "due_on": dt.date(2027, 3, 31)},
        },
    ),
    "procurement.actions.equality.revise_mitigation": revised(
        "mitigation", mitigation_of, action="New"
    ),
    "procurement.actions.equality.remove_mitigation": removed("mitigation", mitigation_of),
    "procurement.actions.equality.sign": case("equality.signed", arguments=one_to_sign),
    "procurement.actions.mergers.merge_needs": case(
        *("need.merged", "need.took_over", "need.carried_over"),
        arguments=lambda w: {
            "need": w.of(NeedFactory),
            "into": w.of(NeedFactory),
            "seen_version": 1,
        },
    ),
    "procurement.actions.mergers.merge_outcomes": case(
        *("outcome.merged", "outcome.took_over", "outcome.carried_over"),
        arguments=lambda w: {
            "outcome": w.of(OutcomeFactory),
            "into": w.of(OutcomeFactory),
            "seen_version": 1,
        },
    ),
    "procurement.actions.splits.split_need": case(
        *("need.split", "need.split_off", "need.split_off", "need.carried_over"),
        arguments=lambda w: {
            "need": w.of(NeedFactory),
            "parts": [Part("First"), Part("Second")],
            "seen_version": 1,
        },
    ),
    "procurement.actions.splits.split_outcome": case(
        *("outcome.split", "outcome.split_off", "outcome.split_off", "outcome.carried_over"),
        arguments=lambda w: {
            "outcome": w.of(OutcomeFactory),
            "parts": [Part("First"), Part("Second")],
            "seen_version": 1,
        },
    ),
    "stakeholders.actions.stakeholders.register": case(
        "stakeholder.registered",
        arguments=lambda w: {"plan": w.plan, "name": "Forum", "kind": "vcse"},
    ),
    "stakeholders.actions.stakeholders.revise": revised(
        "stakeholder", StakeholderFactory, name="New"
    ),
    "stakeholders.actions.stakeholders.remove": removed("stakeholder", StakeholderFactory),
    "stakeholders.actions.comments.make": case(
        "comment.made",
        arguments=lambda w: {
            "about": w.of(OutcomeFactory),
            "stakeholder": w.of(StakeholderFactory),
            "text": "What of Partington?",
        },
    ),
    "stakeholders.actions.comments.dispose": case(
        "comment.disposed",
        arguments=lambda w: {
            "comment": comment_of(w.plan),
            "decision": "accepted",
            "response": "Added.",
        },
    ),
    "stakeholders.actions.comments.hide": case(
        # Personal data must come out of sight whenever it is noticed.
        "comment.hidden",
        arguments=lambda w: {"comment": comment_of(w.plan), "reason": "personal_data"},
        when_ended=True,
    ),
    "stakeholders.actions.comments.show": case(
        "comment.shown",
        arguments=lambda w: {
            "comment": CommentFactory(
                about=OutcomeFactory(plan=w.plan),
                hidden_at=timezone.now(),
                hidden_reason="spam",
            )
        },
        when_ended=True,
    ),
    "outcomes.actions.values.publish": case(
        "observations.published",
        arguments=lambda w: {"plan": w.plan, "observations": [value_of(w)]},
    ),
    "scp.publication.actions.workbooks.load": case(
        "need.identified", "workbook.imported", arguments=a_workbook_with_a_need
    ),
    "scp.publication.actions.editions.withdraw": case(
        # What must not be read must not be read, also when the plan has ended.
        "edition.withdrawn",
        arguments=lambda w: {"edition": edition_of(w.plan, make.small()), "reason": "It named one"},
        when_ended=True,
    ),
    "scp.publication.actions.overrides.give": case("override.given", arguments=a_gap_that_blocks),
    "scp.publication.actions.overrides.take_back": case(
        "override.taken_back", arguments=lambda w: {"override": w.of(OverrideFactory)}
    ),
    "scp.publication.actions.editions.publish": case(
        "plan.made_public", "edition.published", arguments=a_ready_plan
    ),
}
# Tested where they live, with what they need.
ELSEWHERE = {
    "outcomes.actions.observations.load": "tests/unit/outcomes/test_imports.py",
    "scp.publication.actions.editions.enqueue_form": "part of publish; no event of its own",
    "scp.jobs.actions.jobs.wake_dispatchers": "says that there is work; changes nothing",
}


def modules_of(name: str) -> Iterator[ModuleType]:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return
    yield module
    for part in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield from modules_of(f"{name}.{part.name}")


def actions() -> dict[str, Callable[..., Any]]:
    return {
        f"{module.__name__}.{name}": function
        for room in settings.ROOMS
        if room != "scp.api"
        for module in modules_of(f"{room}.actions")
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    }


def carry_out(name: str, world: World, arguments: dict[str, Any]) -> Any:
    action = actions()[name]
    at = {"at": AT} if _takes_the_time_of_the_event(name, action) else {}
    with scope(plan=world.plan):
        return action(**arguments, by=world.mira, **at)


def _takes_the_time_of_the_event(name: str, action: Callable[..., Any]) -> bool:
    return "at" in inspect.signature(action).parameters and not name.startswith("scp.jobs.")


def test_every_action_is_in_the_table() -> None:
    assert actions().keys() == ACTIONS.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_takes_its_arguments_by_name_and_says_who_acts(name: str) -> None:
    parameters = inspect.signature(actions()[name]).parameters

    assert {parameter.kind for parameter in parameters.values()} <= {
        inspect.Parameter.KEYWORD_ONLY,
        inspect.Parameter.VAR_KEYWORD,
    }
    assert "by" in parameters


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_leaves_its_events_and_no_other(name: str) -> None:
    world, expected = World(), ACTIONS[name]
    arguments = expected.arguments(world)

    carry_out(name, world, arguments)

    events = list(AuditEvent.objects.order_by("pk"))
    assert tuple(event.action for event in events) == expected.events
    assert {event.actor_id for event in events} <= {str(world.mira.pk)}
    assert {event.actor_label for event in events} <= {"Mira Shah"}
    assert {event.chain for event in events} <= {expected.chain}
    if _takes_the_time_of_the_event(name, actions()[name]):
        assert {event.at for event in events} == {AT}
    assert list(audit.verify()) == []


@pytest.mark.parametrize("name", [n for n, expected in ACTIONS.items() if not expected.when_ended])
@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.WITHDRAWN])
def test_when_the_plan_has_ended_an_action_is_refused_and_leaves_nothing(
    name: str, status: Status
) -> None:
    world = World()
    arguments = ACTIONS[name].arguments(world)
    Plan.drafts.filter(pk=world.plan.pk).update(status=status)
    for row in (world.plan, *arguments.values()):
        plan = getattr(row, "plan", row)
        if isinstance(plan, Plan):
            plan.status = status

    with pytest.raises(PolicyRefused):
        carry_out(name, world, arguments)

    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("name", [n for n, expected in ACTIONS.items() if expected.when_ended])
def test_what_must_go_on_goes_on_when_the_plan_has_ended(name: str) -> None:
    world = World()
    arguments = ACTIONS[name].arguments(world)
    Plan.drafts.filter(pk=world.plan.pk).update(status=Status.WITHDRAWN)
    world.plan.status = Status.WITHDRAWN

    carry_out(name, world, arguments)

    assert AuditEvent.objects.count() == len(ACTIONS[name].events)
