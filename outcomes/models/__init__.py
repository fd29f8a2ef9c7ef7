from outcomes.models.evidence import Evidence
from outcomes.models.indicator import Indicator, MethodBreak
from outcomes.models.need import Need, NeedCitation
from outcomes.models.observation import Observation
from outcomes.models.outcome import Outcome, OutcomeIndicator, OutcomeNeed
from outcomes.models.target import Target

__all__ = [
    "Evidence",
    "Indicator",
    "MethodBreak",
    "Need",
    "NeedCitation",
    "Observation",
    "Outcome",
    "OutcomeIndicator",
    "OutcomeNeed",
    "Target",
]
