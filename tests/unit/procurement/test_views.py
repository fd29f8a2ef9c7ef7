"""A portfolio's page, and why one that holds pieces stays."""

import pytest

from procurement.models import Portfolio
from tests.factories.plans import PlanFactory, cast_of
from tests.factories.procurement import PieceFactory, PortfolioFactory
from tests.unit.plans.test_item_views import signed_in, text_of

pytestmark = pytest.mark.django_db


def test_it_lists_its_own_pieces() -> None:
    cast = cast_of(PlanFactory(slug="trafford"))
    portfolio = PortfolioFactory(plan=cast.plan, title="Early years")
    PieceFactory(portfolio=portfolio, title="Family hubs")
    PieceFactory(plan=cast.plan, title="Somewhere else")

    page = signed_in(cast.viewer).get("/draft/trafford/portfolios/PF1/")

    assert page.status_code == 200
    assert "Family hubs" in text_of(page)
    assert "Somewhere else" not in text_of(page)


def test_one_that_holds_pieces_says_why_it_stays() -> None:
    cast = cast_of(PlanFactory(slug="trafford"))
    PieceFactory(plan=cast.plan)

    page = signed_in(cast.lead).post("/draft/trafford/portfolios/PF1/remove/", {"version": "1"})

    assert page.status_code == 409
    assert "PF1 still holds 1 piece." in text_of(page)
    assert Portfolio._base_manager.get().removed_at is None
