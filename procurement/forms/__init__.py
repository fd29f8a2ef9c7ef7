from procurement.forms.jigsaw import ContributionForm, PieceForm, PortfolioForm
from procurement.forms.succession import MergeForm, SplitForm, SplitNeedForm, SplitOutcomeForm

__all__ = [
    "ContributionForm",
    "MergeForm",
    "PieceForm",
    "PortfolioForm",
    "SplitForm",
    "SplitNeedForm",
    "SplitOutcomeForm",
]
