"""How the how of a plan is listed and edited: portfolios, pieces, contributions,
measures and their results."""

from django.utils.translation import gettext_lazy as _

from procurement import forms, models
from procurement.actions import contributions, measures, pieces, portfolios, results
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
MEASURES = ItemKind(
    model=models.Measure,
    form=forms.MeasureForm,
    noun="measure",
    plural="measures",
    label=_("measure"),
    heading=_("Measures"),
    add=measures.define,
    revise=measures.revise,
    remove=measures.remove,
    parent=PIECES,
)
RESULTS = ItemKind(
    model=models.Result,
    form=forms.ResultForm,
    noun="result",
    plural="results",
    label=_("result"),
    heading=_("Results"),
    add=results.report,
    revise=results.revise,
    remove=results.remove,
    parent=MEASURES,
    has_page=False,
)
KINDS = (PORTFOLIOS, PIECES, CONTRIBUTIONS, MEASURES, RESULTS)
