from procurement.models.contribution import Contribution, ContributionCitation
from procurement.models.equality import (
    EqualityAssessment,
    EqualityImpact,
    EqualityImpactEvidence,
    Mitigation,
)
from procurement.models.measure import Measure, Result
from procurement.models.piece import Piece
from procurement.models.portfolio import Portfolio
from procurement.models.theory import TheoryArrow, TheoryArrowEvidence, TheoryNode

__all__ = [
    "Contribution",
    "ContributionCitation",
    "EqualityAssessment",
    "EqualityImpact",
    "EqualityImpactEvidence",
    "Measure",
    "Mitigation",
    "Piece",
    "Portfolio",
    "Result",
    "TheoryArrow",
    "TheoryArrowEvidence",
    "TheoryNode",
]
