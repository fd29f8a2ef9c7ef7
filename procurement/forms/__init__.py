from procurement.forms.jigsaw import ContributionForm, PieceForm, PortfolioForm
from procurement.forms.measures import MeasureForm, ResultForm
from procurement.forms.succession import MergeForm, SplitForm, SplitNeedForm, SplitOutcomeForm

__all__ = [
    "ContributionForm",
    "MeasureForm",
    "MergeForm",
    "PieceForm",
    "PortfolioForm",
    "ResultForm",
    "SplitForm",
    "SplitNeedForm",
    "SplitOutcomeForm",
]
