from django.db import models
from django.db.models import Q

from outcomes.models.evidence import Evidence
from scp.plans.models import PlanItem, tracked


@tracked
class EvidenceFile(PlanItem):
    """A copy of a source, kept because official pages move.

    The file is stored under the SHA-256 of its bytes, so the same copy is stored once; `media_type`
    was found in the bytes and not taken from the name.
    """

    REFERENCE_PREFIX = "F"

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_file_has_a_hash"
            ),
            models.UniqueConstraint(
                fields=["evidence", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="evidence_keeps_a_file_once",
            ),
        ]

    @property
    def stored_name(self) -> str:
        """Its name in file storage."""
        return f"evidence/{self.sha256[:2]}/{self.sha256}"

    @property
    def title_text(self) -> str:
        return self.name
