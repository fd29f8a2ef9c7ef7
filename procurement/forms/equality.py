"""The questions of an equality impact assessment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from outcomes.models import Evidence
from procurement import equality
from procurement.choices import EQUALITY_GROUPS, EiaImpact, EiaOutcome
from scp.core.forms import CleanForm, GovukDateField
from scp.plans.forms import LONG_TEXT, ItemForm, several

COPIED = ("proposal", "affected", "data_used", "consultation", "review_on")
NOT_YET = ("", gettext_lazy("Not assessed yet"))


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AssessmentForm(ItemForm):
    """A new one begins with what the last one said."""

    proposal = forms.CharField(
        label=gettext_lazy("What is assessed"),
        help_text=gettext_lazy("For example “The whole plan, 2026 to 2029”."),
        max_length=300,
    )
    affected = _text(gettext_lazy("Who is affected"))
    data_used = _text(gettext_lazy("Which data were looked at, and what is missing"))
    consultation = _text(gettext_lazy("Who was asked, and what they said"))
    conclusion = forms.ChoiceField(
        label=gettext_lazy("What the assessment concludes"),
        choices=[("", gettext_lazy("Not concluded yet")), *EiaOutcome.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    conclusion_reason = _text(gettext_lazy("Why"))
    review_on = GovukDateField(label=gettext_lazy("When it is looked at again"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.item is None and (last := equality.last_signed(self.plan)):
            copied = {name: getattr(last, name) for name in COPIED}
            self.initial = {**copied, **self.initial}


class ImpactForm(ItemForm):
    group = forms.ChoiceField(
        label=gettext_lazy("Group of people"), choices=EQUALITY_GROUPS, widget=forms.Select
    )
    level = forms.ChoiceField(
        label=gettext_lazy("What the plan means for them"),
        choices=[NOT_YET, *EiaImpact.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    effect = _text(
        gettext_lazy("How, and for whom among them"),
        gettext_lazy("Include chances to advance equality and to foster good relations."),
    )
    evidence = several(gettext_lazy("Evidence for it"))
    justification = _text(
        gettext_lazy("If nothing can lessen a high negative impact: why it is justified")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = Evidence.objects.all()  # type: ignore[attr-defined]
        if self.item is not None:
            del self.fields["group"]

    def initial_from(self, item: Any) -> dict[str, Any]:
        cited = list(item.evidence.values_list("pk", flat=True))
        return {**super().initial_from(item), "evidence": cited}


class MitigationForm(ItemForm):
    action = forms.CharField(
        label=gettext_lazy("What is done"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.CharField(
        label=gettext_lazy("Who does it"),
        help_text=gettext_lazy("A post or a body, not a person’s name. It is published."),
        max_length=150,
    )
    due_on = GovukDateField(label=gettext_lazy("By when"))


class SignForm(CleanForm):
    """As what somebody signs an assessment."""

    signed_as = forms.CharField(
        label=gettext_lazy("The post as which you sign"),
        help_text=gettext_lazy(
            "For example “Equality lead”. It is published, with the date. Your name is shown to "
            "those who take part in this plan."
        ),
        max_length=150,
    )
