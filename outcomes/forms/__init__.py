from outcomes.forms.indicators import ImportForm, IndicatorForm, NumberField, TargetForm
from outcomes.forms.why import EvidenceForm, NeedForm, OutcomeForm

__all__ = [
    "EvidenceForm",
    "ImportForm",
    "IndicatorForm",
    "NeedForm",
    "NumberField",
    "OutcomeForm",
    "TargetForm",
]
