from django.db import models

from scp.plans.models import PlanItem, tracked


@tracked
class Portfolio(PlanItem):
    """A service portfolio: pieces scoped and negotiated together to hit the plan's outcomes."""

    REFERENCE_PREFIX = "PF"

    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)

    @property
    def title_text(self) -> str:
        return self.title
