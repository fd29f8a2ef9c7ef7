"""How: portfolios, pieces and what they contribute."""

import datetime as dt
from decimal import Decimal
from typing import Any

import factory
from django_scopes import scope

from procurement.models import (
    Contribution,
    Measure,
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
