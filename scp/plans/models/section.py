from django.db import models
from django.db.models import Q

from scp.core import richtext, searching
from scp.core.richtext import Document
from scp.plans.choices import SectionKind
from scp.plans.models.history import tracked
from scp.plans.models.item import PlanItem


@tracked
class Section(PlanItem):
    """A narrative chapter of the plan: vision, context and so on.

    `document` is what was written, as the closed JSON of `scp.core.richtext`; `body` is the same
    as Markdown. Both are written together and never apart.
    """

    REFERENCE_PREFIX = "S"

    kind = models.CharField(max_length=20, choices=SectionKind)
    title = models.CharField(max_length=150)
    body = models.TextField(blank=True)
    document = models.JSONField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(PlanItem.Meta):
        indexes = [searching.index("section", ["title"], ["body"])]
        ordering = ["position", "number"]
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=SectionKind.values), name="section_kind_is_listed"
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(kind="vision", removed_at__isnull=True),
                name="one_vision_a_plan",
            ),
        ]

    @property
    def text(self) -> Document:
        """What was written. Rows from before there were documents have the Markdown only."""
        return self.document or richtext.from_markdown(self.body)

    @property
    def title_text(self) -> str:
        return self.title
