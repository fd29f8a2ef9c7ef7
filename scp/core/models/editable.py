from typing import Any, Self

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from scp.core.errors import StaleVersion
from scp.core.models.labelled import Labelled


class Editable(Labelled, models.Model):
    """A row that people edit at the same time: `version` goes up by one with every save.

    `revise` is the only way to change one: it compares the version the person saw with the one
    stored, and changes the row only if they are the same (compare and swap, so no lock is held
    while somebody types).
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def revise(self, *, seen_version: int, **values: Any) -> Self:
        """Store `values` if the row still has `seen_version`; raise StaleVersion if it has not."""
        rows = type(self)._base_manager.filter(pk=self.pk)
        with transaction.atomic():
            changed = rows.filter(version=seen_version).update(
                **values, version=F("version") + 1, updated_at=timezone.now()
            )
        if not changed:
            raise StaleVersion(rows.get())
        self.refresh_from_db(from_queryset=rows)
        return self
