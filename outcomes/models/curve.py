from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from outcomes.models.indicator import Indicator
from scp.core.errors import InvalidInput
from scp.plans.models import PlanItem, tracked


@tracked
class CurveStory(PlanItem):
    """Turning the curve of an indicator (outcomes-based accountability): why the numbers are what
    they are, who can help, and what works, with at least one idea that costs little or nothing.

    The forecast beside it is computed from the values and not kept.
    """

    REFERENCE_PREFIX = "TC"

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="stories")
    story = models.TextField()
    partners = models.TextField(blank=True)
    what_works = models.TextField(blank=True)
    low_cost_idea = models.TextField(blank=True)

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(removed_at__isnull=True),
                name="one_curve_story_an_indicator",
            ),
        ]

    def check_has_an_idea(self) -> None:
        """Raise InvalidInput without one idea that needs no budget: a lack of money is no reason to
        do nothing (docs/domain.md 2.1)."""
        if not self.low_cost_idea.strip():
            raise InvalidInput(_("Give at least one idea that costs little or nothing."))

    @property
    def title_text(self) -> str:
        words = _("Turning the curve of {reference}")
        return words.format(reference=self.indicator.reference)


@tracked
class CurveAction(PlanItem):
    """A next step to turn an indicator's curve, with the post or body that takes it."""

    REFERENCE_PREFIX = "A"

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="next_actions")
    action = models.CharField(max_length=300)
    owner = models.CharField(max_length=150)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    @property
    def title_text(self) -> str:
        return self.action
