from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django_scopes import ScopedManager

from outcomes.models import Evidence, Outcome
from procurement.choices import NodeKind
from procurement.models.piece import Piece
from scp.plans.models import PlanItem, tracked, tracked_link
from scp.plans.models.item import CurrentItems, ItemQuerySet


@tracked
class TheoryNode(PlanItem):
    """A step of the theory of change: what goes in, is done, is delivered, changes, and lasts.

    An outcome node may stand for one of the plan's outcomes; an input, activity or output node may
    belong to a piece.
    """

    REFERENCE_PREFIX = "TN"

    kind = models.CharField(max_length=20, choices=NodeKind)
    label = models.CharField(max_length=200)
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.CASCADE, related_name="theory_nodes"
    )
    piece = models.ForeignKey(
        Piece, null=True, blank=True, on_delete=models.CASCADE, related_name="theory_nodes"
    )

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=NodeKind.values), name="theory_node_kind_listed"
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | Q(kind="outcome"),
                name="theory_outcome_is_an_outcome_node",
            ),
            models.CheckConstraint(
                condition=Q(piece__isnull=True) | Q(kind__in=["input", "activity", "output"]),
                name="theory_piece_delivers_and_is_no_outcome",
            ),
            models.UniqueConstraint(
                fields=["plan", "outcome"],
                condition=Q(removed_at__isnull=True, outcome__isnull=False),
                name="theory_shows_an_outcome_once",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.label


class CurrentArrows(CurrentItems):
    def get_queryset(self) -> ItemQuerySet:
        return super().get_queryset().select_related("source", "target")


class AllArrows(models.Manager.from_queryset(ItemQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> ItemQuerySet:
        return super().get_queryset().select_related("source", "target")


@tracked
class TheoryArrow(PlanItem):
    """That one step is expected to lead to another: why it should (`mechanism`), what must hold
    (`assumption`), what else bears on it, and the evidence. Arrows never lead round in a circle.
    """

    REFERENCE_PREFIX = "TA"

    source = models.ForeignKey(TheoryNode, on_delete=models.CASCADE, related_name="leads_to")
    target = models.ForeignKey(TheoryNode, on_delete=models.CASCADE, related_name="comes_from")
    assumption = models.TextField()
    mechanism = models.TextField(blank=True)
    external_factors = models.TextField(blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="theory_arrows", blank=True)

    # An arrow is called by its two ends.
    objects: ClassVar[Any] = ScopedManager(_manager_class=CurrentArrows, plan="plan")
    with_removed: ClassVar[Any] = ScopedManager(_manager_class=AllArrows, plan="plan")

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="theory_arrow_joins_two_steps"
            ),
            models.UniqueConstraint(
                fields=["source", "target"],
                condition=Q(removed_at__isnull=True),
                name="theory_arrow_once",
            ),
        ]

    @property
    def title_text(self) -> str:
        words = _("{source} to {target}")
        return words.format(source=self.source.reference, target=self.target.reference)


@tracked_link("theoryarrow")
class TheoryArrowEvidence(TheoryArrow.evidence.through):  # type: ignore[name-defined]
    """That an arrow rests on evidence. Django makes the table; this gives it a history."""

    objects = ScopedManager(plan="theoryarrow__plan")

    class Meta:
        proxy = True
