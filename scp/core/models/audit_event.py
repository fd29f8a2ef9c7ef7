from django.db import models


class AuditEvent(models.Model):
    """One thing that somebody did, kept for the life of the plan and six years beyond.

    The table has no foreign keys, so it outlives what it speaks of. Events of one chain (a plan,
    or "system") are numbered without gaps and each carries the hash of the one before it; the
    database refuses UPDATE, DELETE and TRUNCATE (migration 0002). Write through
    `scp.core.audit.record` only.
    """

    chain = models.CharField(max_length=100)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "sequence")
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_one_chain_no_forks"),
        ]
        indexes = [
            models.Index(fields=["subject", "at"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence}: {self.action} {self.subject}"
