from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import (
    EvidenceType,
    NeedSource,
    Relation,
    Theme,
)
from outcomes.models import Evidence, Indicator, Need
from scp.core.forms import GovukDateField
from scp.plans.forms import LONG_TEXT, ItemForm, several


class EvidenceForm(ItemForm):
    title = forms.CharField(label=gettext_lazy("Title of the source"), max_length=300)
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=EvidenceType, widget=forms.Select)
    publisher = forms.CharField(label=gettext_lazy("Publisher"), max_length=200)
    published_on = GovukDateField(
        label=gettext_lazy("Date of publication"),
        help_text=gettext_lazy("Leave empty if none is given. It is then listed as a gap."),
        required=False,
    )
    url = forms.URLField(
        label=gettext_lazy("Web address"), max_length=500, required=False, assume_scheme="https"
    )
    accessed_on = GovukDateField(label=gettext_lazy("Date you read it"), required=False)
    locator = forms.CharField(
        label=gettext_lazy("Where in the source"),
        help_text=gettext_lazy("Page, table or paragraph, for example “Table 3”."),
        max_length=200,
        required=False,
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        help_text=gettext_lazy("For example “Open Government Licence v3.0”."),
        max_length=200,
        required=False,
    )
    summary = forms.CharField(
        label=gettext_lazy("What it says"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


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


class OutcomeForm(ItemForm):
    statement = forms.CharField(
        label=gettext_lazy("The outcome"),
        help_text=gettext_lazy(
            "An end state in the present tense, such as “Families can pay their bills”. "
            "What is delivered (“900 sessions”) is an output and belongs to a piece."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), choices=Theme, widget=forms.RadioSelect)
    summary = forms.CharField(
        label=gettext_lazy("In plain language"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    needs = several(gettext_lazy("Needs that underwrite it"))
    indicators = several(gettext_lazy("Indicators that would show it"))
    no_measure_owner = forms.CharField(
        label=gettext_lazy("If there is no suitable measure yet: who will propose one"),
        help_text=gettext_lazy("A post or a body, not a person’s name."),
        max_length=150,
        required=False,
    )
    no_measure_due_on = GovukDateField(label=gettext_lazy("And by when"), required=False)

    def initial_from(self, item: Any) -> dict[str, Any]:
        return {
            **super().initial_from(item),
            "needs": list(item.needs.values_list("pk", flat=True)),
            "indicators": list(item.indicators.values_list("pk", flat=True)),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].queryset = Need.objects.all()  # type: ignore[attr-defined]
        self.fields["indicators"].queryset = Indicator.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        owner, due = cleaned.get("no_measure_owner"), cleaned.get("no_measure_due_on")
        if owner and not due and "no_measure_due_on" not in self.errors:
            self.add_error("no_measure_due_on", _("Say by when a measure will be proposed."))
        if due and not owner:
            self.add_error("no_measure_owner", _("Say who will propose a measure."))
        return cleaned
