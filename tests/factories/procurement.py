"""How: portfolios, pieces and what they contribute."""

from typing import Any

import factory
from django_scopes import scope

from procurement.models import Contribution, Piece, Portfolio
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
