from django.db import models
from django.db.models import Q

from procurement.choices import DeliveryRoute, PieceState
from procurement.models.portfolio import Portfolio
from scp.core import searching
from scp.plans.models import PlanItem, tracked


@tracked
class Piece(PlanItem):
    """A place jigsaw piece: a scoped part of a portfolio that contributes to outcomes.

    `route` is how it is to be delivered, which need not be by buying anything.
    """

    REFERENCE_PREFIX = "P"

    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="pieces")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=PieceState, default=PieceState.IDEA)
    route = models.CharField(max_length=20, choices=DeliveryRoute, blank=True)

    class Meta(PlanItem.Meta):
        indexes = [searching.index("piece", ["title"], ["summary"])]
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=PieceState.values), name="piece_state_is_listed"
            ),
            models.CheckConstraint(
                condition=Q(route__in=["", *DeliveryRoute.values]), name="piece_route_is_listed"
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.title
