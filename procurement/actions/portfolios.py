import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from procurement.models import Piece, Portfolio
from scp.core.audit import Actor
from scp.core.errors import PolicyRefused
from scp.plans import items
from scp.plans.models import Plan


def open_portfolio(
    *, plan: Plan, title: str, summary: str = "", by: Actor, at: dt.datetime | None = None
) -> Portfolio:
    """Open a portfolio, ready for pieces."""
    portfolio = Portfolio(plan=plan, title=title, summary=summary)
    return items.add(portfolio, verb="portfolio.opened", by=by, at=at)


def revise(
    *,
    portfolio: Portfolio,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> Portfolio:
    return items.revise(
        portfolio, verb="portfolio.revised", seen_version=seen_version, by=by, at=at, values=values
    )


@transaction.atomic
def remove(*, portfolio: Portfolio, seen_version: int, by: Actor) -> Portfolio:
    """Remove a portfolio that holds no pieces; PolicyRefused names what to do if it does."""
    items.queue(portfolio.plan)
    pieces = Piece.objects.with_scope(plan=portfolio.plan).filter(portfolio=portfolio).count()
    if pieces:
        words = ngettext(
            "{reference} still holds {count} piece. Move or remove it first.",
            "{reference} still holds {count} pieces. Move or remove them first.",
            pieces,
        )
        raise PolicyRefused(words.format(reference=portfolio.reference, count=pieces))
    return items.remove(portfolio, verb="portfolio.removed", seen_version=seen_version, by=by)
