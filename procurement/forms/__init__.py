from procurement.forms.citations import CitationForm, CiteForm, EvidenceToCiteForm
from procurement.forms.jigsaw import ContributionForm, PieceForm, PortfolioForm
from procurement.forms.measures import MeasureForm, ResultForm
from procurement.forms.succession import MergeForm, SplitForm, SplitNeedForm, SplitOutcomeForm
from procurement.forms.theory import ArrowForm, NodeForm

__all__ = [
    "ArrowForm",
    "CitationForm",
    "CiteForm",
    "ContributionForm",
    "EvidenceToCiteForm",
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
