from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.core.forms import CleanForm
from scp.publication.models import RenderingKind
from scp.publication.workbook import MAX_BYTES


class PublishForm(CleanForm):
    reason = forms.CharField(
        label=gettext_lazy("Why this edition is published"),
        help_text=gettext_lazy("Printed in the edition, for example “Agreed by Cabinet”."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
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
