"""Portfolios that hold pieces, and claims that are made once."""

import pytest
from django.utils import timezone
from django_scopes import scope

from procurement.actions import contributions, pieces, portfolios
from procurement.models import Contribution, Piece, Portfolio
from scp.core.errors import InvalidInput, PolicyRefused
from tests.factories.accounts import OfficerFactory
from tests.factories.procurement import ContributionFactory, PieceFactory, PortfolioFactory

pytestmark = pytest.mark.django_db


def test_a_portfolio_that_holds_pieces_stays() -> None:
    piece = PieceFactory()

    with pytest.raises(PolicyRefused, match=r"PF1 still holds 1 piece\."):
        portfolios.remove(portfolio=piece.portfolio, seen_version=1, by=OfficerFactory())

    assert Portfolio._base_manager.get().removed_at is None


def test_an_emptied_portfolio_may_go() -> None:
    piece, mira = PieceFactory(), OfficerFactory()
    pieces.remove(piece=piece, seen_version=1, by=mira)

    portfolios.remove(portfolio=piece.portfolio, seen_version=1, by=mira)

    assert Portfolio._base_manager.get().removed_at is not None


def test_a_piece_claims_an_outcome_once() -> None:
    claim = ContributionFactory()

    with pytest.raises(InvalidInput, match="P1 already claims a contribution to O1"):
        contributions.claim(
            piece=claim.piece, outcome=claim.outcome, strength=3, rationale="R", by=OfficerFactory()
        )


def test_a_claim_is_not_moved_to_an_outcome_that_has_one() -> None:
    claim, mira = ContributionFactory(), OfficerFactory()
    other = ContributionFactory(piece=claim.piece)

    with pytest.raises(InvalidInput, match="P1 already claims a contribution to O1"):
        contributions.revise(contribution=other, seen_version=1, outcome=claim.outcome, by=mira)
    contributions.revise(contribution=other, seen_version=1, outcome=other.outcome, by=mira)

    assert other.version == 2


def test_a_withdrawn_claim_may_be_made_again() -> None:
    gone = ContributionFactory(removed_at=timezone.now())

    with scope(plan=gone.plan):
        again = contributions.claim(
            piece=gone.piece, outcome=gone.outcome, strength=1, rationale="R", by=OfficerFactory()
        )

    assert again.reference == "C2"
    assert Contribution._base_manager.count() == 2


def test_a_piece_cannot_be_put_into_a_portfolio_that_was_removed_meanwhile() -> None:
    portfolio, mira = PortfolioFactory.create(), OfficerFactory.create()
    seen = Portfolio._base_manager.get(pk=portfolio.pk)
    portfolios.remove(portfolio=portfolio, seen_version=1, by=mira)

    with pytest.raises(InvalidInput, match="PF1 has been removed from the plan"):
        pieces.add(plan=portfolio.plan, portfolio=seen, title="Late", by=mira)

    assert not Piece._base_manager.exists()
