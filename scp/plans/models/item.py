import re
from typing import Any, ClassVar, Self

from django.db import models
from django_scopes import ScopedManager

from scp.core.models import Editable
from scp.plans.models.plan import Plan


class ItemQuerySet(models.QuerySet[Any]):
    """Rows of one kind of plan item. References are parsed here and nowhere else."""

    def with_reference(self, reference: str) -> Self:
        """The item called e.g. "O3" or "EV-014"; empty when the reference is of another kind."""
        pattern = rf"{re.escape(self.model.REFERENCE_PREFIX)}0*([1-9][0-9]{{0,6}})"
        found = re.fullmatch(pattern, reference)
        return self.filter(number=int(found[1])) if found else self.none()

    def current(self) -> Self:
        return self.filter(removed_at__isnull=True)


class CurrentItems(models.Manager.from_queryset(ItemQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> ItemQuerySet:
        return super().get_queryset().current()


def item_manager(*, removed: bool = False) -> Any:
    """A manager that needs a plan's scope. Removed items take an explicit word."""
    base = models.Manager.from_queryset(ItemQuerySet) if removed else CurrentItems
    return ScopedManager(_manager_class=base, plan="plan")


class PlanItem(Editable):
    """Something in a plan that people speak of by a reference, for life: O3, N12, EV-014, P7.

    A removed item keeps its row and its number, so a reference is never given twice and what was
    said about it is not lost.
    """

    REFERENCE_PREFIX: ClassVar[str]
    REFERENCE_DIGITS: ClassVar[int] = 1

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = item_manager()
    with_removed: ClassVar[Any] = item_manager(removed=True)

    class Meta:
        abstract = True
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="%(class)s_reference_for_life"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title_text}"

    @classmethod
    def reference_of(cls, number: int) -> str:
        """ "O3" for the outcome numbered 3."""
        return f"{cls.REFERENCE_PREFIX}{number:0{cls.REFERENCE_DIGITS}d}"

    @property
    def reference(self) -> str:
        return self.reference_of(self.number)

    @property
    def uri(self) -> str:
        return f"{self.plan.uri}/{self.reference}"

    @property
    def title_text(self) -> str:
        """What a person would call this item in a list."""
        raise NotImplementedError
