import pytest

from tests.factories.plans import PlanFactory
from tests.factories.procurement import ContributionFactory, PieceFactory, PortfolioFactory

pytestmark = pytest.mark.django_db


def test_what_things_are_called() -> None:
    plan = PlanFactory()
    portfolio = PortfolioFactory(plan=plan, title="Early years")
    piece = PieceFactory(portfolio=portfolio, title="Family hubs")

    assert str(portfolio) == "PF1 Early years"
    assert str(piece) == "P1 Family hubs"
    assert str(ContributionFactory(piece=piece)) == "C1 P1 to O1"
