from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import NeedSource, Relation
from outcomes.models import Evidence
from scp.plans.forms import ItemForm, several


class NeedForm(ItemForm):
    statement = forms.CharField(
        label=gettext_lazy("The need"),
        help_text=gettext_lazy("In plain English: what should change, as people would say it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who = forms.CharField(
        label=gettext_lazy("Who is affected, and where"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    scale = forms.CharField(
        label=gettext_lazy("How big it is"),
        help_text=gettext_lazy("A figure with its period, for example “48.6% in 2024/25”."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Who or what says so"),
        choices=NeedSource,
        widget=forms.CheckboxSelectMultiple,
    )
    supported_by = several(gettext_lazy("Evidence that supports it"))
    contradicted_by = several(
        gettext_lazy("Evidence that contradicts it"),
        gettext_lazy("Contradicting evidence is shown wherever the need is."),
    )

    def initial_from(self, item: Any) -> dict[str, Any]:
        cited: dict[str, list[int]] = {Relation.SUPPORTS: [], Relation.CONTRADICTS: []}
        for citation in item.citations.all():
            cited.setdefault(citation.relation, []).append(citation.evidence_id)
        return {
            **super().initial_from(item),
            "supported_by": cited[Relation.SUPPORTS],
            "contradicted_by": cited[Relation.CONTRADICTS],
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("supported_by", "contradicted_by"):
            self.fields[name].queryset = Evidence.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        both = set(cleaned.get("supported_by", ())) & set(cleaned.get("contradicted_by", ()))
        for evidence in both:
            self.add_error(
                "contradicted_by",
                _("{reference} cannot both support and contradict this need.").format(
                    reference=evidence.reference
                ),
            )
        return cleaned
