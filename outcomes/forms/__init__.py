from outcomes.forms.breaks import BreakForm
from outcomes.forms.curve import CurveForm, StepForm
from outcomes.forms.evidence import CopyForm, EvidenceForm, RemoveCopyForm
from outcomes.forms.gaps import CloseGapForm, GapForm
from outcomes.forms.imports import ImportForm, answers_in, held_name
from outcomes.forms.indicators import IndicatorForm, NumberField, TargetForm
from outcomes.forms.library import PublishToLibraryForm, VersionForm
from outcomes.forms.needs import NeedForm
from outcomes.forms.outcomes import OutcomeForm, VoiceForm
from outcomes.forms.ratings import RatingForm

__all__ = [
    "BreakForm",
    "CloseGapForm",
    "CopyForm",
    "CurveForm",
    "EvidenceForm",
    "GapForm",
    "ImportForm",
    "IndicatorForm",
    "NeedForm",
    "NumberField",
    "OutcomeForm",
    "PublishToLibraryForm",
    "RatingForm",
    "RemoveCopyForm",
    "StepForm",
    "TargetForm",
    "VersionForm",
    "VoiceForm",
    "answers_in",
    "held_name",
]
