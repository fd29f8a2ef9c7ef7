"""Every kind of plan item with what a person would answer on its form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from outcomes.views.kinds import (
    CURVES,
    EVIDENCE,
    GAPS,
    INDICATORS,
    NEEDS,
    OUTCOMES,
    RATINGS,
    STEPS,
    TARGETS,
)
from procurement.views.kinds import (
    ARROWS,
    ASSESSMENTS,
    CONTRIBUTIONS,
    IMPACTS,
    MEASURES,
    MITIGATIONS,
    NODES,
    PIECES,
    PORTFOLIOS,
    RESULTS,
)
from scp.plans.models import Plan, PlanItem
from scp.plans.views.items import ItemKind
from scp.plans.views.kinds import DECISIONS, SECTIONS
from stakeholders.views.kinds import STAKEHOLDERS
from tests.factories.governance import DecisionFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.plans import SectionFactory
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
)
from tests.factories.stakeholders import StakeholderFactory
from tests.factories.why import (
    CurveActionFactory,
    CurveStoryFactory,
    EvidenceGapFactory,
    EvidenceRatingFactory,
)

Answers = dict[str, Any]


@dataclass(frozen=True)
class KindCase:
    """`words` is a text field that two people may both rewrite, `required` one that must not be
    empty; `answers` fills the form of a new item in a plan."""

    kind: ItemKind
    make: Callable[..., Any]
    answers: Callable[[Plan], Answers]
    words: str
    required: str

    @property
    def name(self) -> str:
        return self.kind.noun

    def item(self, plan: Plan, **fields: Any) -> PlanItem:
        made: PlanItem = self.make(plan=plan, **fields)
        return made

    def parent(self, item: PlanItem) -> PlanItem | None:
        return getattr(item, self.kind.parent.noun) if self.kind.parent else None


def _target(plan: Plan, **fields: Any) -> Any:
    return TargetFactory(indicator=IndicatorFactory(plan=plan), **fields)


def _curve(plan: Plan, **fields: Any) -> Any:
    fields.setdefault("low_cost_idea", "Put people who rent in touch with each other")
    return CurveStoryFactory(indicator=IndicatorFactory(plan=plan), **fields)


def _step(plan: Plan, **fields: Any) -> Any:
    return CurveActionFactory(indicator=IndicatorFactory(plan=plan), **fields)


def _rating(plan: Plan, **fields: Any) -> Any:
    fields.setdefault("evidence", EvidenceFactory(plan=plan))
    return EvidenceRatingFactory(**fields)


def _contribution(plan: Plan, **fields: Any) -> Any:
    return ContributionFactory(piece=PieceFactory(plan=plan), **fields)


def _measure(plan: Plan, **fields: Any) -> Any:
    return MeasureFactory(piece=PieceFactory(plan=plan), **fields)


def _result(plan: Plan, **fields: Any) -> Any:
    return ResultFactory(measure=_measure(plan), **fields)


def _impact(plan: Plan, **fields: Any) -> Any:
    return EqualityImpactFactory(assessment=EqualityAssessmentFactory(plan=plan), **fields)


def _mitigation(plan: Plan, **fields: Any) -> Any:
    return MitigationFactory(impact=_impact(plan), **fields)


def _arrow(plan: Plan, **fields: Any) -> Any:
    return TheoryArrowFactory(source=TheoryNodeFactory(plan=plan), **fields)


def _need_answers(plan: Plan) -> Answers:
    return {
        "statement": "Families need help with debt",
        "who": "Families in Partington",
        "source_kinds": ["citizen_voice", "statistic"],
        "places": [plan.places.all()[0].pk],
        "locality": "Partington",
        "characteristics": ["age", "disability"],
        "confidence": "moderate",
        "confidence_reason": "One good survey says so.",
        "owner": "Director of Public Health",
        "supported_by": [EvidenceFactory(plan=plan).pk],
        "contradicted_by": [EvidenceFactory(plan=plan).pk],
    }


def _outcome_answers(plan: Plan) -> Answers:
    return {
        "statement": "Families can pay their bills",
        "theme": "economic",
        "other_themes": ["social"],
        "horizon": "2035",
        "owner": "Director of Place",
        "owner_organisation": plan.lead_organisation_id,
        "needs": [NeedFactory(plan=plan).pk],
        "indicators": [IndicatorFactory(plan=plan).pk],
    }


def date(name: str, day: int, month: int, year: int) -> Answers:
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


CASES = (
    KindCase(
        SECTIONS,
        SectionFactory,
        lambda plan: {"kind": "scope", "title": "Place", "body": "**Where**", "position": "2"},
        words="body",
        required="title",
    ),
    KindCase(
        EVIDENCE,
        EvidenceFactory,
        lambda plan: {
            "title": "Census 2021",
            "type": "official_statistic",
            "publisher": "Office for National Statistics",
            "status": "current",
            "url": "https://www.ons.gov.uk/census",
            **date("published_on", 28, 6, 2022),
        },
        words="summary",
        required="publisher",
    ),
    KindCase(
        RATINGS,
        _rating,
        lambda plan: {
            "grade": "grade:moderate",
            "assessor": "Public Health",
            "rationale": "Three trials, none of them here",
            **date("assessed_on", 1, 9, 2026),
        },
        words="rationale",
        required="assessor",
    ),
    KindCase(
        GAPS,
        EvidenceGapFactory,
        lambda plan: {
            "statement": "Nobody has asked the men",
            "about": NeedFactory(plan=plan).reference,
            "owner": "Head of Insight",
            **date("due_on", 31, 3, 2027),
        },
        words="statement",
        required="statement",
    ),
    KindCase(NEEDS, NeedFactory, _need_answers, words="statement", required="who"),
    KindCase(OUTCOMES, OutcomeFactory, _outcome_answers, words="summary", required="statement"),
    KindCase(
        INDICATORS,
        IndicatorFactory,
        lambda plan: {
            "title": "Smoking prevalence in adults",
            "code": "fingertips:92443",
            "unit": "%",
            "value_type": "percent",
            "decimals": "1",
            "polarity": "lower_better",
            "status": "superseded",
            "superseded_by": IndicatorFactory(plan=plan).pk,
            "source": "OHID",
            "tolerance": "5",
            "tolerance_kind": "percent",
            "trajectory": "linear",
            "suppress_below": "5",
            "comparator_area": plan.places.all()[0].code,
            "owner": "Director of Public Health",
            "baseline_period": "2023",
            "baseline_value": "11.6",
        },
        words="definition",
        required="unit",
    ),
    KindCase(
        TARGETS,
        _target,
        lambda plan: {"value": "9.5", "note": "Half of it", **date("due_on", 31, 3, 2029)},
        words="note",
        required="value",
    ),
    KindCase(
        CURVES,
        _curve,
        lambda plan: {
            "story": "Rents rose faster than wages.",
            "partners": "Landlords",
            "what_works": "Licensing (EV-001)",
            "low_cost_idea": "Put people who rent in touch with each other",
        },
        words="story",
        required="low_cost_idea",
    ),
    KindCase(
        STEPS,
        _step,
        lambda plan: {
            "action": "Ask every landlord to sign up",
            "owner": "Head of Housing",
            **date("due_on", 31, 3, 2027),
        },
        words="action",
        required="owner",
    ),
    KindCase(
        PORTFOLIOS,
        PortfolioFactory,
        lambda plan: {"title": "Early years", "summary": "From birth to five"},
        words="summary",
        required="title",
    ),
    KindCase(
        PIECES,
        PieceFactory,
        lambda plan: {
            "title": "Family hubs",
            "portfolio": PortfolioFactory(plan=plan).pk,
            "state": "pipeline",
            "route": "grant",
        },
        words="summary",
        required="title",
    ),
    KindCase(
        CONTRIBUTIONS,
        _contribution,
        lambda plan: {
            "outcome": OutcomeFactory(plan=plan).pk,
            "strength": "3",
            "rationale": "It reaches the families that the outcome is about",
            "evidence": [EvidenceFactory(plan=plan).pk],
        },
        words="rationale",
        required="rationale",
    ),
    KindCase(
        MEASURES,
        _measure,
        lambda plan: {
            "title": "People who finish the course",
            "type": "how_well",
            "unit": "%",
            "counted_of": "Of those who began",
            "target": "75",
            "owner": "The provider",
        },
        words="title",
        required="unit",
    ),
    KindCase(
        RESULTS,
        _result,
        lambda plan: {
            "value": "61.5",
            "source": "The provider’s return",
            **date("period_start", 1, 1, 2026),
            **date("period_end", 31, 3, 2026),
        },
        words="source",
        required="source",
    ),
    KindCase(
        NODES,
        TheoryNodeFactory,
        lambda plan: {
            "kind": "outcome",
            "label": "Bills are paid",
            "outcome": OutcomeFactory(plan=plan).pk,
        },
        words="label",
        required="label",
    ),
    KindCase(
        ASSESSMENTS,
        EqualityAssessmentFactory,
        lambda plan: {
            "proposal": "The whole plan",
            "affected": "Everybody in Trafford",
            "conclusion": "adjust",
            "conclusion_reason": "Carers need other hours.",
            **date("review_on", 31, 3, 2028),
        },
        words="affected",
        required="proposal",
    ),
    KindCase(
        IMPACTS,
        _impact,
        lambda plan: {
            "group": "disability",
            "level": "negative_low",
            "effect": "Some rooms have steps",
            "evidence": [EvidenceFactory(plan=plan).pk],
        },
        words="effect",
        required="group",
    ),
    KindCase(
        MITIGATIONS,
        _mitigation,
        lambda plan: {
            "action": "Meet where there are no steps",
            "owner": "Head of Property",
            **date("due_on", 31, 3, 2027),
        },
        words="action",
        required="owner",
    ),
    KindCase(
        ARROWS,
        _arrow,
        lambda plan: {
            "source": TheoryNodeFactory(plan=plan, kind="input").pk,
            "target": TheoryNodeFactory(plan=plan, kind="output").pk,
            "assumption": "People come when they are asked",
            "mechanism": "They are known by name",
            "external_factors": "The price of heating",
            "evidence": [EvidenceFactory(plan=plan).pk],
        },
        words="mechanism",
        required="assumption",
    ),
    KindCase(
        STAKEHOLDERS,
        StakeholderFactory,
        lambda plan: {
            "name": "Trafford Carers",
            "kind": "vcse",
            "organisation": OrganisationFactory(kind="vcse").pk,
        },
        words="name",
        required="name",
    ),
    KindCase(
        DECISIONS,
        DecisionFactory,
        lambda plan: {
            "title": "To adopt the plan",
            "route": "cabinet",
            "decision_maker": "Cabinet",
            "is_key": "on",
            "amount": "1500000",
            "notice_route": "general_exception",
            "exception_by": "Chair of the scrutiny committee",
            "exception_reason": "The grant ends in March",
            "exempt_paragraph": "3",
            **date("due_on", 1, 5, 2026),
            **date("exception_on", 20, 4, 2026),
        },
        words="exception_reason",
        required="decision_maker",
    ),
)
