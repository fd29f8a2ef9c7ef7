from procurement.forms.jigsaw import ContributionForm, PieceForm, PortfolioForm

__all__ = ["ContributionForm", "PieceForm", "PortfolioForm"]
