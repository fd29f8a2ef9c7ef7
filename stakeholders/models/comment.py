from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from outcomes.models import Need, Outcome
from procurement.models import Piece
from scp.accounts.models import User
from scp.plans.models import ItemQuerySet, PlanItem, Section, tracked
from stakeholders.choices import ModerationReason
from stakeholders.models.stakeholder import Stakeholder

# What may be commented on, and the foreign key that holds it.
COMMENTABLE: dict[type[PlanItem], str] = {
    Outcome: "outcome",
    Need: "need",
    Piece: "piece",
    Section: "section",
}


def exactly_one_target() -> Q:
    """A comment is about one thing: one of the foreign keys is set and the others are not."""
    condition = Q()
    for chosen in COMMENTABLE.values():
        condition |= Q(**{f"{name}__isnull": name != chosen for name in COMMENTABLE.values()})
    return condition


class PublicComments(models.Manager.from_queryset(ItemQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        return super().get_queryset().current().filter(hidden_at__isnull=True)


@tracked
class Comment(PlanItem):
    """What a stakeholder says about one outcome, need, piece or section.

    Hidden is not deleted: a moderator gives a listed reason, and the comment leaves the pages and
    later editions. `Comment.objects` holds what readers may see.
    """

    REFERENCE_PREFIX = "CM-"

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="comments")
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    piece = models.ForeignKey(
        Piece, null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=20, choices=ModerationReason, blank=True)

    objects: ClassVar[Any] = ScopedManager(_manager_class=PublicComments, plan="plan")

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(condition=exactly_one_target(), name="comment_about_one_thing"),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, hidden_reason="")
                | Q(hidden_at__isnull=False, hidden_reason__in=ModerationReason.values),
                name="comment_hidden_with_reason",
            ),
        ]

    @property
    def about(self) -> PlanItem:
        """The item that was commented on."""
        items = (getattr(self, name) for name in COMMENTABLE.values())
        return next(item for item in items if item is not None)

    @property
    def title_text(self) -> str:
        return self.text[:60]
