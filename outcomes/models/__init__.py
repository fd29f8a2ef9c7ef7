from outcomes.models.attachment import EvidenceFile
from outcomes.models.citation import Citation, IndicatorCitation, NeedCitation, OutcomeCitation
from outcomes.models.curve import CurveAction, CurveStory
from outcomes.models.evidence import Evidence
from outcomes.models.framework import Framework, FrameworkGoal
from outcomes.models.gap import EvidenceGap
from outcomes.models.indicator import Indicator, MethodBreak
from outcomes.models.library import LibraryEntry, LibraryVersion
from outcomes.models.need import Need, NeedPlace
from outcomes.models.observation import Observation
from outcomes.models.outcome import Outcome, OutcomeGoal, OutcomeIndicator, OutcomeNeed
from outcomes.models.rating import EvidenceRating
from outcomes.models.reminder import Reminder
from outcomes.models.succession import ItemSuccession
from outcomes.models.target import Target

__all__ = [
    "Citation",
    "CurveAction",
    "CurveStory",
    "Evidence",
    "EvidenceFile",
    "EvidenceGap",
    "EvidenceRating",
    "Framework",
    "FrameworkGoal",
    "Indicator",
    "IndicatorCitation",
    "ItemSuccession",
    "LibraryEntry",
    "LibraryVersion",
    "MethodBreak",
    "Need",
    "NeedCitation",
    "NeedPlace",
    "Observation",
    "Outcome",
    "OutcomeCitation",
    "OutcomeGoal",
    "OutcomeIndicator",
    "OutcomeNeed",
    "Reminder",
    "Target",
]
