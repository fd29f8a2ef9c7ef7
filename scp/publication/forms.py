from django import forms
from django.utils.translation import gettext_lazy

from scp.core.forms import CleanForm


class PublishForm(CleanForm):
    reason = forms.CharField(
        label=gettext_lazy("Why this edition is published"),
        help_text=gettext_lazy("Printed in the edition, for example “Agreed by Cabinet”."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DocumentForm(forms.Form):
    """Which edition's document is meant, by the edition's number."""

    edition = forms.IntegerField(min_value=1)
