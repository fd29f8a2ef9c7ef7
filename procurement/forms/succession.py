"""Merging an item into another, and splitting one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.queries import contradicted_by
from procurement.actions.splits import Part
from procurement.carrying import Hanging
from procurement.queries import what_contradicts
from scp.core.forms import VersionedForm
from scp.plans.models import PlanItem

PARTS = 3
KINDS: dict[str, Any] = {
    "outcomes": gettext_lazy("Outcomes that it underwrites"),
    "needs": gettext_lazy("Needs that underwrite it"),
    "indicators": gettext_lazy("Indicators that would show it"),
    "evidence": gettext_lazy("Evidence cited for it"),
    "gaps": gettext_lazy("Gaps in the evidence (each goes with one part)"),
    "contributions": gettext_lazy("Contributions of pieces to it"),
}


class ClaimField(forms.ModelChoiceField):
    """One of several claims, each with the evidence that contradicts it: nobody should choose one
    without knowing."""

    def label_from_instance(self, claim: Any) -> str:
        if not claim.against_it:
            return str(claim)
        sources = ", ".join(contradicted_by(claim.against_it))
        words = _("{claim} (contradicted by {sources})")
        return words.format(claim=claim, sources=sources)


class MergeForm(VersionedForm):
    """Which item comes to stand for this one."""

    into = ClaimField(queryset=None, label=gettext_lazy("Merge it into"))

    def __init__(self, *args: Any, item: PlanItem, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": item.version}, **kwargs)
        others = type(item).objects.exclude(pk=item.pk)
        known = others.annotate(against_it=what_contradicts(type(item)))
        self.fields["into"].queryset = known  # type: ignore[attr-defined]


def _statement(max_length: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("What this part says"),
        max_length=max_length,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SplitForm(VersionedForm):
    """What an item is split into, and what goes with each part. The third part may be left out."""

    def __init__(
        self, *args: Any, item: PlanItem, hanging: Sequence[Hanging], **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"version": item.version}, **kwargs)
        for part in range(1, PARTS + 1):
            self._ask_what_goes_with(part, hanging)

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:
        legends = (_("First part"), _("Second part"), _("Third part, if there is one"))
        return [
            (legend, [name for name in self.fields if name.startswith(f"part{number}_")])
            for number, legend in enumerate(legends, start=1)
        ]

    def _ask_what_goes_with(self, part: int, hanging: Sequence[Hanging]) -> None:
        """Everything goes with the first two parts unless the person says otherwise."""
        for kind, label in KINDS.items():
            options = [(str(what.key), what.label) for what in hanging if what.kind == kind]
            if options:
                self.fields[f"part{part}_{kind}"] = forms.MultipleChoiceField(
                    label=label,
                    choices=options,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    initial=[key for key, _label in options] if part < PARTS else [],
                )

    def parts(self) -> list[Part]:
        """The parts that have a statement, with the keys of what they take."""
        answers = self.cleaned_data
        return [
            Part(
                answers[f"part{part}_statement"],
                {k: [int(key) for key in answers.get(f"part{part}_{k}", ())] for k in KINDS},
            )
            for part in range(1, PARTS + 1)
            if answers[f"part{part}_statement"]
        ]


class SplitNeedForm(SplitForm):
    part1_statement = _statement(500)
    part2_statement = _statement(500)
    part3_statement = _statement(500, required=False)


class SplitOutcomeForm(SplitForm):
    part1_statement = _statement(300)
    part2_statement = _statement(300)
    part3_statement = _statement(300, required=False)
