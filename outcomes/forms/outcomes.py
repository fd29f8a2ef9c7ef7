from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import Theme
from outcomes.models import Indicator, Need
from scp.core.forms import GovukDateField
from scp.plans.forms import LONG_TEXT, ItemForm, several


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
