from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.forms import NumberField
from outcomes.forms.evidence import not_after_today
from procurement.choices import MeasureType
from scp.core.forms import GovukDateField
from scp.plans.forms import ItemForm


class MeasureForm(ItemForm):
    title = forms.CharField(
        label=gettext_lazy("What is measured"),
        help_text=gettext_lazy(
            "A number for this piece’s own users, for example “Clients who are free of debt after "
            "six months”. A number for everybody in the place is an indicator of an outcome."
        ),
        max_length=300,
    )
    type = forms.ChoiceField(
        label=gettext_lazy("What it asks"), choices=MeasureType, widget=forms.RadioSelect
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        help_text=gettext_lazy("For example “%” or “sessions”."),
        max_length=100,
    )
    counted_of = forms.CharField(
        label=gettext_lazy("Of which users"),
        help_text=gettext_lazy("For example “of those who finished the course”."),
        max_length=300,
        required=False,
    )
    target = NumberField(
        label=gettext_lazy("What the piece is to reach"),
        help_text=gettext_lazy("Leave empty if none is agreed."),
        required=False,
    )
    owner = forms.CharField(
        label=gettext_lazy("Who answers for it"),
        help_text=gettext_lazy("A post or a body, not a person’s name. It is published."),
        max_length=150,
        required=False,
    )


class ResultForm(ItemForm):
    period_start = GovukDateField(label=gettext_lazy("First day of the period"))
    period_end = GovukDateField(label=gettext_lazy("Last day of the period"))
    value = NumberField(label=gettext_lazy("What it came to"))
    source = forms.CharField(
        label=gettext_lazy("Who or what says so"),
        help_text=gettext_lazy("For example “the provider’s quarterly return”."),
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measure: Any = self.parent or (self.item and self.item.measure)  # type: ignore[attr-defined]
        if measure:
            self.fields["value"].label = _("What it came to ({unit})").format(unit=measure.unit)

    def clean_period_end(self) -> Any:
        return not_after_today(self.cleaned_data["period_end"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The last day of the period is before the first."))
        return cleaned
