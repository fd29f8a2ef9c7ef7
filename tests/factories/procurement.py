"""How: portfolios, pieces and what they contribute."""

import datetime as dt
from decimal import Decimal
from typing import Any

import factory
from django_scopes import scope

from outcomes.choices import ProtectedCharacteristic
from procurement import equality
from procurement.actions import equality as actions
from procurement.models import (
    Contribution,
    EqualityAssessment,
    EqualityImpact,
    Measure,
    Mitigation,
    Piece,
    Portfolio,
    Result,
    TheoryArrow,
    TheoryNode,
)
from tests.factories.outcomes import OutcomeFactory
from tests.factories.plans import ItemFactory, PlanFactory


class PortfolioFactory(ItemFactory[Portfolio]):
    class Meta:
        model = Portfolio
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    title = factory.Sequence(lambda n: f"Portfolio {n}")


class PieceFactory(ItemFactory[Piece]):
    """A live piece. Give `plan=` or `portfolio=`; the other follows."""

    class Meta:
        model = Piece
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    portfolio = factory.SubFactory(PortfolioFactory, plan=factory.SelfAttribute("..plan"))
    title = factory.Sequence(lambda n: f"Piece {n}")
    state = "live"
    route = "contract"

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> Any:
        kwargs["plan"] = kwargs["portfolio"].plan
        return kwargs


class ContributionFactory(ItemFactory[Contribution]):
    class Meta:
        model = Contribution
        skip_postgeneration_save = True

    piece = factory.SubFactory(PieceFactory)
    plan = factory.LazyAttribute(lambda o: o.piece.plan)
    outcome = factory.LazyAttribute(lambda o: OutcomeFactory(plan=o.piece.plan))
    strength = 2
    rationale = "It reaches the people the outcome is about."

    @factory.post_generation
    def evidence(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        with scope(plan=self.plan):
            self.evidence.set(extracted or ())


class MeasureFactory(ItemFactory[Measure]):
    class Meta:
        model = Measure
        skip_postgeneration_save = True

    piece = factory.SubFactory(PieceFactory)
    plan = factory.LazyAttribute(lambda o: o.piece.plan)
    title = "Clients who are free of debt after six months"
    type = "better_off"
    unit = "%"
    counted_of = "Clients who finished the service"


class ResultFactory(ItemFactory[Result]):
    class Meta:
        model = Result
        skip_postgeneration_save = True

    measure = factory.SubFactory(MeasureFactory)
    plan = factory.LazyAttribute(lambda o: o.measure.plan)
    period_start = dt.date(2026, 4, 1)
    period_end = dt.date(2026, 6, 30)
    value = Decimal("61.5")
    source = "Provider’s quarterly return"


class TheoryNodeFactory(ItemFactory[TheoryNode]):
    class Meta:
        model = TheoryNode
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    kind = "activity"
    label = factory.Sequence(lambda n: f"Step {n}")


class TheoryArrowFactory(ItemFactory[TheoryArrow]):
    class Meta:
        model = TheoryArrow
        skip_postgeneration_save = True

    source = factory.SubFactory(TheoryNodeFactory)
    plan = factory.LazyAttribute(lambda o: o.source.plan)
    target = factory.LazyAttribute(lambda o: TheoryNodeFactory(plan=o.source.plan, kind="output"))
    assumption = "People come when they are asked."


class EqualityAssessmentFactory(ItemFactory[EqualityAssessment]):
    """An assessment that nobody signed, of which nothing was found yet."""

    class Meta:
        model = EqualityAssessment
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    proposal = factory.Sequence(lambda n: f"The whole plan, look {n}")


class EqualityImpactFactory(ItemFactory[EqualityImpact]):
    """Give `assessment=`, or `plan=` for one in an assessment of its own."""

    class Meta:
        model = EqualityImpact
        skip_postgeneration_save = True

    assessment = factory.SubFactory(EqualityAssessmentFactory)
    plan = factory.LazyAttribute(lambda o: o.assessment.plan)
    group = "carers"
    level = "negative_high"
    effect = "Unpaid carers cannot come in the daytime."


class MitigationFactory(ItemFactory[Mitigation]):
    class Meta:
        model = Mitigation
        skip_postgeneration_save = True

    impact = factory.SubFactory(EqualityImpactFactory)
    plan = factory.LazyAttribute(lambda o: o.impact.plan)
    action = "Open in the evening too"
    owner = "Head of Adult Social Care"
    due_on = dt.date(2027, 3, 31)


def whole_assessment(plan: Any, **fields: Any) -> EqualityAssessment:
    """One that can be signed: neutral for everybody whom the Act names."""
    said = {"conclusion": "no_change", "conclusion_reason": "Nobody is worse off."}
    assessment: EqualityAssessment = EqualityAssessmentFactory(plan=plan, **said | fields)
    for group in ProtectedCharacteristic.values:
        EqualityImpactFactory(assessment=assessment, group=group, level="neutral")
    return assessment


def first_impact(assessment: EqualityAssessment) -> EqualityImpact:
    return EqualityImpact._base_manager.filter(assessment=assessment).earliest("number")


def seen(assessment: EqualityAssessment) -> str:
    """What somebody saw who reads the assessment and the plan now."""
    impacts, basis = equality.impacts_of(assessment), equality.basis_of(assessment.plan)
    return equality.seen(assessment, impacts, basis)


def signed_assessment(plan: Any, by: Any, *, at: Any = None, **fields: Any) -> EqualityAssessment:
    """An assessment of the plan as it stands, signed."""
    assessment = whole_assessment(plan, **fields)
    return actions.sign(
        assessment=assessment,
        seen=seen(assessment),
        signed_as="Equality lead",
        by=by,
        at=at,
    )
