"""How the how of a plan is listed and edited: portfolios, pieces, contributions."""

from django.utils.translation import gettext_lazy as _

from procurement import forms, models
from procurement.actions import contributions, pieces, portfolios
from scp.plans.views.items import ItemKind

PORTFOLIOS = ItemKind(
    model=models.Portfolio,
    form=forms.PortfolioForm,
    noun="portfolio",
    plural="portfolios",
    label=_("portfolio"),
    heading=_("Portfolios"),
    introduction=_("Groups of pieces, scoped and negotiated together to hit the outcomes."),
    add=portfolios.open_portfolio,
    revise=portfolios.revise,
    remove=portfolios.remove,
)
PIECES = ItemKind(
    model=models.Piece,
    form=forms.PieceForm,
    noun="piece",
    plural="pieces",
    label=_("piece"),
    heading=_("Pieces of the place jigsaw"),
    introduction=_("Scoped parts of a portfolio. Each says which outcomes it contributes to."),
    add=pieces.add,
    revise=pieces.revise,
    remove=pieces.remove,
)
CONTRIBUTIONS = ItemKind(
    model=models.Contribution,
    form=forms.ContributionForm,
    noun="contribution",
    plural="contributions",
    label=_("contribution"),
    heading=_("Contributions"),
    add=contributions.claim,
    revise=contributions.revise,
    remove=contributions.remove,
    parent=PIECES,
    has_page=False,
)
KINDS = (PORTFOLIOS, PIECES, CONTRIBUTIONS)
