from procurement.forms.jigsaw import ContributionForm, PieceForm, PortfolioForm
from procurement.forms.measures import MeasureForm, ResultForm
from procurement.forms.succession import MergeForm, SplitForm, SplitNeedForm, SplitOutcomeForm
from procurement.forms.theory import ArrowForm, NodeForm

__all__ = [
    "ArrowForm",
    "ContributionForm",
    "MeasureForm",
    "MergeForm",
    "NodeForm",
    "PieceForm",
    "PortfolioForm",
    "ResultForm",
    "SplitForm",
    "SplitNeedForm",
    "SplitOutcomeForm",
]
