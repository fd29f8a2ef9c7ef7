import re
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.core.forms import CleanForm
from scp.publication.choices import EditionKind
from scp.publication.labels import next_label
from scp.publication.models import Edition, RenderingKind
from scp.publication.recognition import MAX_BYTES as LARGEST_FILE
from scp.publication.workbook import MAX_BYTES

SHA256 = re.compile(r"[0-9a-f]{64}")
KIND_HINTS = {
    EditionKind.CONSULTATION_DRAFT: gettext_lazy(
        "For people to read and answer before anything is decided. It may have gaps."
    ),
    EditionKind.ADOPTED: gettext_lazy("The plan as the council has decided on it."),
    EditionKind.CORRECTION: gettext_lazy(
        "The adopted plan with a mistake put right. What was decided stays as it was decided."
    ),
}


class PublishForm(CleanForm):
    """As what the draft is published, and why. Asks for the kind only where the plan's state leaves
    a choice, and for a change note only where something can be corrected."""

    kind = forms.ChoiceField(
        label=gettext_lazy("As what it is published"), choices=(), widget=forms.RadioSelect
    )
    change_note = forms.CharField(
        label=gettext_lazy("Only for a correction: what was wrong and what it says now"),
        help_text=gettext_lazy(
            "Printed in the edition, for example “Table 4 gave the figures of 2023 as those of "
            "2024”."
        ),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why this edition is published"),
        help_text=gettext_lazy("Printed in the edition, for example “Agreed by Cabinet”."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[EditionKind],
        labels: Collection[tuple[int, int]],
        current: Edition | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {kind: _next_name(kind, labels, current) for kind in kinds}
        self.asks_kind = len(kinds) > 1
        only = kinds[0] if len(kinds) == 1 else None
        self.only_kind = only or ""
        self.only_name = names[only] if only else ""
        self.only_hint = str(KIND_HINTS[only]) if only else ""
        if self.asks_kind:
            field = self.fields["kind"]
            field.choices = list(names.items())  # type: ignore[attr-defined]
            field.widget.attrs["hints"] = {kind: KIND_HINTS[kind] for kind in kinds}
        else:
            del self.fields["kind"]
        if EditionKind.CORRECTION not in kinds:
            del self.fields["change_note"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind") if self.asks_kind else self.only_kind
        note = cleaned.get("change_note", "")
        if kind == EditionKind.CORRECTION and not note and "change_note" not in self.errors:
            self.add_error("change_note", _("Say what was wrong and what it says now."))
        if kind == EditionKind.ADOPTED and note:
            self.add_error("change_note", _("Only a correction has a change note. Leave it empty."))
        return cleaned if self.asks_kind else {**cleaned, "kind": kind}


def _next_name(
    kind: EditionKind, labels: Collection[tuple[int, int]], current: Edition | None
) -> str:
    major, minor = next_label(kind, labels, current)
    return f"{kind.label} {major}.{minor}"


class WithdrawForm(CleanForm):
    reason = forms.CharField(
        label=gettext_lazy("Why this edition is withdrawn"),
        help_text=gettext_lazy(
            "Everybody reads this in the place of the edition. Do not repeat what must not be read."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VerifyForm(CleanForm):
    """What somebody has of an edition: a file of any form, or only its hash."""

    file = forms.FileField(
        label=gettext_lazy("A file of the plan (PDF, JSON, XLSX or zipped CSV)"),
        help_text=gettext_lazy("At most 20 MB. It is looked at and not kept."),
        error_messages={"empty": gettext_lazy("The file is empty. Choose the whole file.")},
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.json,.xlsx,.zip"}),
    )
    hash = forms.CharField(
        label=gettext_lazy("Or the SHA-256 that is printed in it"),
        help_text=gettext_lazy("64 digits and letters from a to f. Spaces do not matter."),
        max_length=200,
        required=False,
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size is None or file.size > LARGEST_FILE):
            words = _(
                "The file is larger than %(most)s MB. Give the SHA-256 printed in it instead."
            )
            raise forms.ValidationError(words, params={"most": LARGEST_FILE // 1_000_000})
        return file

    def clean_hash(self) -> str:
        digest = "".join(self.cleaned_data["hash"].split()).lower()
        if digest and not SHA256.fullmatch(digest):
            raise forms.ValidationError(
                _("Enter the whole SHA-256: 64 digits and letters from a to f.")
            )
        return digest

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("hash")):
            self.add_error("file", _("Choose a file, or enter a SHA-256: one of the two."))
        return cleaned


class OverrideForm(CleanForm):
    """That somebody lets the plan be published in spite of a gap. Which gap, and the sentence in
    which they read it, the page sends beside the answers: they are the page's, not the person's."""

    given_as = forms.CharField(
        label=gettext_lazy("Who accepts this, as it is printed"),
        help_text=gettext_lazy(
            "Your name and post, or the post alone. It is published with the date, and cannot be "
            "taken out of an edition. Your own name is shown to those who take part in this plan."
        ),
        max_length=150,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why the plan may be published all the same"),
        help_text=gettext_lazy("Printed in the document, beside what is missing."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DocumentForm(forms.Form):
    """Which form of which edition is meant, by the edition's number."""

    edition = forms.IntegerField(min_value=1)
    kind = forms.ChoiceField(choices=RenderingKind)


class WorkbookForm(CleanForm):
    """A workbook that somebody filled in. What it is, is seen from its bytes."""

    file = forms.FileField(
        label=gettext_lazy("The workbook (XLSX or JSON)"),
        help_text=gettext_lazy("One that was downloaded from this plan. At most 20 MB."),
        error_messages={"empty": gettext_lazy("The file is empty. Choose the whole file.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.json"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            words = _("The file is larger than %(most)s MB. Take out sheets that did not change.")
            raise forms.ValidationError(words, params={"most": MAX_BYTES // 1_000_000})
        return file


class ConfirmWorkbookForm(forms.Form):
    """Which workbook was checked, and what it was said to change, each by its hash."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}$")
    digest = forms.RegexField(r"^[0-9a-f]{64}$")
