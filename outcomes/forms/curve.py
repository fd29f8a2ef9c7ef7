"""Turning the curve of an indicator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from outcomes.forms.evidence import not_after_today
from scp.core.forms import GovukDateField
from scp.plans.forms import LONG_TEXT, ItemForm


class CurveForm(ItemForm):
    """Outcomes-based accountability's questions between the numbers and the action."""

    story = forms.CharField(
        label=gettext_lazy("The story behind the numbers"),
        help_text=gettext_lazy("Why they are what they are: causes, and causes of those causes."),
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    partners = forms.CharField(
        label=gettext_lazy("Partners who can help"),
        help_text=gettext_lazy("Who has a part to play, also those who are not at the table yet."),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    what_works = forms.CharField(
        label=gettext_lazy("What works"),
        help_text=gettext_lazy(
            "What could turn the curve, with the number of the evidence, for example EV-014."
        ),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    low_cost_idea = forms.CharField(
        label=gettext_lazy("An idea that costs little or nothing"),
        help_text=gettext_lazy("There is always one. It is marked as such where it is printed."),
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StepForm(ItemForm):
    """A next action."""

    action = forms.CharField(
        label=gettext_lazy("What is done next"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = forms.CharField(
        label=gettext_lazy("Who does it"),
        help_text=gettext_lazy("A post or a body, not a person’s name. It is published."),
        max_length=150,
    )
    due_on = GovukDateField(label=gettext_lazy("By when"))
    done_on = GovukDateField(
        label=gettext_lazy("Done on"),
        help_text=gettext_lazy("Leave empty until it is done."),
        required=False,
    )

    def clean_done_on(self) -> Any:
        return not_after_today(self.cleaned_data["done_on"])
