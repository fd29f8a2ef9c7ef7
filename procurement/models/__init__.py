from procurement.models.contribution import Contribution
from procurement.models.piece import Piece
from procurement.models.portfolio import Portfolio

__all__ = ["Contribution", "Piece", "Portfolio"]
