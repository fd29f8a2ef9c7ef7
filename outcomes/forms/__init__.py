from outcomes.forms.evidence import EvidenceForm
from outcomes.forms.indicators import ImportForm, IndicatorForm, NumberField, TargetForm
from outcomes.forms.needs import NeedForm
from outcomes.forms.outcomes import OutcomeForm, VoiceForm

__all__ = [
    "EvidenceForm",
    "ImportForm",
    "IndicatorForm",
    "NeedForm",
    "NumberField",
    "OutcomeForm",
    "TargetForm",
    "VoiceForm",
]
