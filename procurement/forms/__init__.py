from procurement.forms.citations import CitationForm, CiteForm, EvidenceToCiteForm
from procurement.forms.equality import (
    AssessmentForm,
    ImpactForm,
    MitigationForm,
    SignForm,
)
from procurement.forms.jigsaw import ContributionForm, PieceForm, PortfolioForm
from procurement.forms.measures import MeasureForm, ResultForm
from procurement.forms.succession import MergeForm, SplitForm, SplitNeedForm, SplitOutcomeForm
from procurement.forms.theory import ArrowForm, NodeForm

__all__ = [
    "ArrowForm",
    "AssessmentForm",
    "CitationForm",
    "CiteForm",
    "ContributionForm",
    "EvidenceToCiteForm",
    "ImpactForm",
    "MeasureForm",
    "MergeForm",
    "MitigationForm",
    "NodeForm",
    "PieceForm",
    "PortfolioForm",
    "ResultForm",
    "SignForm",
    "SplitForm",
    "SplitNeedForm",
    "SplitOutcomeForm",
]
