"""The steps of the theory of change, and the arrows between them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.models import Evidence, Outcome
from procurement.choices import NodeKind
from procurement.models import Piece, TheoryNode
from scp.plans.forms import LONG_TEXT, ItemForm, several


class NodeForm(ItemForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Which kind of step"),
        choices=NodeKind,
        widget=forms.RadioSelect(
            attrs={
                "hints": {
                    NodeKind.INPUT: gettext_lazy("What goes in: money, people, rooms, consent."),
                    NodeKind.ACTIVITY: gettext_lazy("What is done."),
                    NodeKind.OUTPUT: gettext_lazy("What was delivered, which can be counted."),
                    NodeKind.OUTCOME: gettext_lazy("What is different for people or the place."),
                    NodeKind.IMPACT: gettext_lazy("What lasts, long after the plan."),
                }
            }
        ),
    )
    label = forms.CharField(
        label=gettext_lazy("What the step is"),
        help_text=gettext_lazy("A few words, for example “Play and talk sessions every weekday”."),
        max_length=200,
    )
    outcome: "forms.ModelChoiceField[Outcome]" = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Outcome of the plan that it stands for"),
        help_text=gettext_lazy("Only for a step of the kind “Outcome”."),
        empty_label=gettext_lazy("None of them"),
        required=False,
    )
    piece: "forms.ModelChoiceField[Piece]" = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Piece of the jigsaw that it is part of"),
        help_text=gettext_lazy("Only for an input, an activity or an output."),
        empty_label=gettext_lazy("None of them"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = Outcome.objects.all()  # type: ignore[attr-defined]
        self.fields["piece"].queryset = Piece.objects.all()  # type: ignore[attr-defined]

    def initial_from(self, item: Any) -> dict[str, Any]:
        ends = {"outcome": item.outcome_id, "piece": item.piece_id}
        return {**super().initial_from(item), **ends}


class StepField(forms.ModelChoiceField):
    """A choice of steps, each told with its kind."""

    def label_from_instance(self, obj: Any) -> str:
        return _("{reference} {kind}: {label}").format(
            reference=obj.reference, kind=obj.get_kind_display(), label=obj.label
        )


class ArrowForm(ItemForm):
    source = StepField(queryset=None, label=gettext_lazy("From this step"))
    target = StepField(
        queryset=None,
        label=gettext_lazy("To this step"),
        help_text=gettext_lazy(
            "Arrows lead from inputs to activities, outputs, outcomes and impact, and never back."
        ),
    )
    assumption = forms.CharField(
        label=gettext_lazy("What must hold for the one to lead to the other"),
        help_text=gettext_lazy(
            "The assumption that could turn out wrong, for example “Families who come once come "
            "again”."
        ),
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mechanism = forms.CharField(
        label=gettext_lazy("How the one brings about the other"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    external_factors = forms.CharField(
        label=gettext_lazy("What else bears on it"),
        help_text=gettext_lazy("What nobody in this plan decides, such as rents or the weather."),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = several(gettext_lazy("Evidence that the one leads to the other"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for end in ("source", "target"):
            self.fields[end].queryset = TheoryNode.objects.all()  # type: ignore[attr-defined]
        self.fields["evidence"].queryset = Evidence.objects.all()  # type: ignore[attr-defined]

    def initial_from(self, item: Any) -> dict[str, Any]:
        return {
            **super().initial_from(item),
            "source": item.source_id,
            "target": item.target_id,
            "evidence": list(item.evidence.values_list("pk", flat=True)),
        }
