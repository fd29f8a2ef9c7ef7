"""Citing evidence for a claim, or against it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import Relation
from outcomes.forms import EvidenceForm
from outcomes.models import Citation, Evidence
from procurement.queries import MOST_FOUND, sources_found
from scp.core.forms import CleanForm
from scp.plans.forms import REASON, ConflictForm, reason_field


def _relation() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("How it bears on it"),
        help_text=gettext_lazy("Evidence that contradicts a claim is shown wherever the claim is."),
        choices=Relation,
        widget=forms.RadioSelect,
    )


def _locator() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Where in the source it says so"),
        help_text=gettext_lazy("For example “page 12” or “Table 3”."),
        max_length=200,
        required=False,
    )


def _about() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Which sentence or figure it is about"),
        help_text=gettext_lazy("Leave empty if it is about the whole."),
        max_length=300,
        required=False,
    )


class EvidenceChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        year = f", {obj.published_on.year}" if obj.published_on else ""
        return f"{obj} ({obj.publisher}{year})"


class CiteForm(CleanForm):
    """A source of the plan's library, among those found by `words`, and how it bears on a claim."""

    evidence = EvidenceChoice(
        queryset=None,
        label=gettext_lazy("Source"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    relation = _relation()
    locator = _locator()
    about = _about()

    def __init__(self, *args: Any, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = sources_found(words, most=MOST_FOUND + 1)
        self.offered = found[:MOST_FOUND]
        self.there_are_more = len(found) > MOST_FOUND
        field: Any = self.fields["evidence"]
        field.queryset = Evidence.objects.all()
        field.choices = [
            (row.pk, field.label_from_instance(row)) for row in (*self.offered, *self._chosen())
        ]

    def _chosen(self) -> list[Evidence]:
        """What was ticked before somebody searched again: it stays ticked."""
        key = str(self["evidence"].data or "")
        if not (key.isascii() and key.isdecimal() and len(key) < 10):
            return []
        rows = Evidence.objects.filter(pk=int(key))
        return list(rows.exclude(pk__in=[row.pk for row in self.offered]))


class CitationForm(ConflictForm):
    """What is said in citing a source. `version` is that of the claim."""

    relation = _relation()
    locator = _locator()
    about = _about()

    def __init__(self, *args: Any, citation: Citation, version: int, **kwargs: Any) -> None:
        names = ("relation", "locator", "about")
        said = {name: getattr(citation, name) for name in names}
        super().__init__(*args, initial={**said, "version": version}, **kwargs)
        self.fields[REASON] = reason_field(_("Why did you change this?"))

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get(REASON, ""))

    @property
    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes.items() if name != REASON}


class EvidenceToCiteForm(EvidenceForm):
    """A source that is not in the library yet, and how it bears on a claim."""

    relation = _relation()
    cited_at = _locator()
    about = _about()

    fieldsets = (
        *EvidenceForm.fieldsets,
        (gettext_lazy("How it bears on the claim"), ("relation", "cited_at", "about")),
    )

    def values(self) -> dict[str, Any]:
        """What the citation says, with what the source is under `source`."""
        source = super().values()
        return {
            "relation": source.pop("relation"),
            "locator": source.pop("cited_at"),
            "about": source.pop("about"),
            "source": source,
        }
