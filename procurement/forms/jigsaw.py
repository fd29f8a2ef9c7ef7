from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from outcomes.choices import Relation
from outcomes.models import Evidence, Outcome
from procurement.choices import DeliveryRoute, PieceState, Strength
from procurement.models import Portfolio
from scp.plans.forms import LONG_TEXT, ItemForm, several


class PortfolioForm(ItemForm):
    title = forms.CharField(label=gettext_lazy("Name of the portfolio"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PieceForm(ItemForm):
    title = forms.CharField(label=gettext_lazy("Name of the piece"), max_length=200)
    portfolio: "forms.ModelChoiceField[Portfolio]" = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Portfolio")
    )
    summary = forms.CharField(
        label=gettext_lazy("What is in its scope"),
        help_text=gettext_lazy("Who it is for, what it does and what it leaves to others."),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Where it is"), choices=PieceState, widget=forms.Select
    )
    route = forms.ChoiceField(
        label=gettext_lazy("How it is delivered"),
        choices=[("", gettext_lazy("Not decided")), *DeliveryRoute.choices],
        required=False,
        widget=forms.Select,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["portfolio"].queryset = Portfolio.objects.all()  # type: ignore[attr-defined]


class ContributionForm(ItemForm):
    outcome: "forms.ModelChoiceField[Outcome]" = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Outcome it contributes to"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    strength = forms.TypedChoiceField(
        label=gettext_lazy("How strongly"),
        help_text=gettext_lazy("Strengths are shown side by side and never added up."),
        choices=Strength,
        coerce=int,
        widget=forms.RadioSelect,
    )
    rationale = forms.CharField(
        label=gettext_lazy("Why this piece contributes"),
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = several(
        gettext_lazy("Evidence that supports the claim"),
        gettext_lazy("Evidence against it, and known gaps, are cited on the page of the piece."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = Outcome.objects.all()  # type: ignore[attr-defined]
        self.fields["evidence"].queryset = Evidence.objects.all()  # type: ignore[attr-defined]

    def initial_from(self, item: Any) -> dict[str, Any]:
        return {
            **super().initial_from(item),
            "outcome": item.outcome_id,
            "evidence": [
                citation.evidence_id
                for citation in item.citations.all()
                if citation.relation == Relation.SUPPORTS
            ],
        }
