from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from outcomes.models import LibraryEntry, LibraryVersion
from scp.core.forms import CleanForm


class PublishToLibraryForm(CleanForm):
    """Why there is a new version of an entry."""

    note = forms.CharField(
        label=gettext_lazy("What is new in this version"),
        help_text=gettext_lazy("Other plans read this before they take the version over."),
        max_length=300,
    )


class VersionForm(CleanForm):
    """Which version of an entry, and the version of the item that the person saw, if any."""

    number: "forms.ModelChoiceField[LibraryVersion]" = forms.ModelChoiceField(
        queryset=None, to_field_name="number"
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, entry: LibraryEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = LibraryVersion.objects.filter(entry=entry).select_related("entry")
        self.fields["number"].queryset = rows  # type: ignore[attr-defined]
