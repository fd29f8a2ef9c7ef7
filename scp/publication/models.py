from typing import ClassVar, Optional, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scp.accounts.models import User
from scp.plans.models import Plan
from scp.publication.choices import EditionKind


class EditionQuerySet(models.QuerySet["Edition"]):
    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawal__isnull=True)


class EditionManager(models.Manager["Edition"]):
    """Editions without their bytes, which are large and are read by one careful query."""

    def get_queryset(self) -> EditionQuerySet:
        editions = EditionQuerySet(self.model, using=self._db)
        return editions.defer("content", "content_gzip", "content_brotli")

    def all(self) -> EditionQuerySet:
        return self.get_queryset()

    def standing(self) -> EditionQuerySet:
        return self.get_queryset().standing()


class Edition(models.Model):
    """A plan as published once: immutable, numbered, named by the SHA-256 of its bytes.

    Editions are public. The database refuses UPDATE, DELETE and TRUNCATE (migration 0002). The
    bytes are kept in the three encodings they are served in, so nothing is compressed twice.

    `number` counts a plan's editions and is their address for ever; `major` and `minor` are the
    label that people use (docs/adr/0010). Each edition but a plan's first supersedes the one before
    it, and no two supersede the same: so one edition of a plan is superseded by none, and only one.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=EditionKind)
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    schema_version = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    content_gzip = models.BinaryField()
    content_brotli = models.BinaryField()
    reason = models.CharField(max_length=1000)
    change_note = models.CharField(max_length=1000, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="editions")

    objects: ClassVar[EditionManager] = EditionManager()

    class Meta:
        ordering = ("plan", "-number")
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="edition_number_once_a_plan"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_numbers_from_one"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="edition_hash_is_sha256"
            ),
            models.UniqueConstraint(
                fields=["plan", "major", "minor"], name="edition_label_once_a_plan"
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(supersedes__isnull=True),
                name="edition_one_first_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(kind=EditionKind.CONSULTATION_DRAFT, major=0, minor__gte=1)
                | Q(kind=EditionKind.ADOPTED, major__gte=1, minor=0)
                | Q(kind=EditionKind.CORRECTION, major__gte=1, minor__gte=1),
                name="edition_label_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=EditionKind.CORRECTION) & ~Q(change_note="")
                | ~Q(kind=EditionKind.CORRECTION) & Q(change_note=""),
                name="edition_change_note_of_corrections",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} edition {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.plan.slug, self.number])

    @property
    def withdrawn(self) -> Optional["Withdrawal"]:
        """How it was withdrawn, if it was."""
        return getattr(self, "withdrawal", None)

    @property
    def label(self) -> str:
        """What people call it: “0.3”, “1.0”, “2.1”."""
        return f"{self.major}.{self.minor}"

    @property
    def full_name(self) -> str:
        """Its kind and label: “Consultation draft 0.3”."""
        return f"{self.get_kind_display()} {self.label}"

    def file_name(self, ending: str) -> str:
        """What a reader's copy is called: "trafford-edition-0.3.pdf"."""
        return f"{self.plan.slug}-edition-{self.label}.{ending}"


class Withdrawal(models.Model):
    """The tombstone of an edition: it is no longer shown, and this says when and why.

    The edition itself is kept as it was published, and its hash still proves a copy of it. Nor can
    a withdrawal be changed or taken back (migration 0005): publish another edition.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=1000)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="withdrawals")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason__regex=r"^\s*$"), name="withdrawal_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} withdrawn"


class RenderingKind(models.TextChoices):
    """The forms of an edition that are files, made by a worker from the edition's bytes."""

    PDF = "pdf", _("PDF")
    XLSX = "xlsx", _("Spreadsheet (XLSX)")
    CSV = "csv", _("Tables (CSV, zipped)")

    @property
    def file(self) -> str:
        """The last part of its address, below that of the edition."""
        return FILES[self]

    @property
    def suffix(self) -> str:
        return self.file.rpartition(".")[2]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.suffix]


FILES: dict[str, str] = {
    RenderingKind.PDF: "plan.pdf",
    RenderingKind.XLSX: "plan.xlsx",
    RenderingKind.CSV: "tables.zip",
}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


class Rendering(models.Model):
    """A file made from an edition, kept in file storage under its own hash."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="renderings")
    kind = models.CharField(max_length=10, choices=RenderingKind)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(null=True)
    """Of a form that has pages."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="one_rendering_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=RenderingKind.values), name="rendering_kind_is_listed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.kind}"
