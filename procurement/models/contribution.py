from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django_scopes import ScopedManager

from outcomes.models import Citation, Evidence, Outcome
from procurement.choices import Strength
from procurement.models.piece import Piece
from scp.plans.models import PlanItem, tracked, tracked_link


@tracked
class Contribution(PlanItem):
    """A claimed, reasoned link from a piece to an outcome, with the evidence for the claim.

    Contribution is not additive: strengths are shown side by side and never summed.
    """

    REFERENCE_PREFIX = "C"

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="contributions")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="contributions")
    strength = models.PositiveSmallIntegerField(choices=Strength)
    rationale = models.TextField()
    evidence: "models.ManyToManyField[Evidence, ContributionCitation]" = models.ManyToManyField(
        Evidence, through="ContributionCitation", related_name="contributions", blank=True
    )

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(strength__in=Strength.values), name="contribution_strength_one_to_three"
            ),
            models.UniqueConstraint(
                fields=["piece", "outcome"],
                condition=Q(removed_at__isnull=True),
                name="piece_contributes_to_outcome_once",
            ),
        ]

    @property
    def title_text(self) -> str:
        words = _("{piece} to {outcome}")
        return words.format(piece=self.piece.reference, outcome=self.outcome.reference)


@tracked_link("contribution")
class ContributionCitation(Citation):
    """That a claimed contribution cites a piece of evidence."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="citations"
    )

    objects = ScopedManager(plan="contribution__plan")

    class Meta(Citation.Meta):
        constraints = [
            *Citation.Meta.constraints,
            models.UniqueConstraint(
                fields=["contribution", "evidence", "relation"],
                name="contribution_cites_evidence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution.reference} {self.relation} {self.evidence.reference}"
