from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import KNOWN_BY_CODE, LEVELS, Scale
from outcomes.forms.evidence import not_after_today
from outcomes.models import EvidenceRating
from outcomes.warnings import misfit
from scp.core.forms import GovukDateField
from scp.plans.forms import LONG_TEXT, ItemForm


def grade_of(scale: str, level: str) -> str:
    """A scale and one of its levels, as one answer."""
    return f"{scale}:{level}"


def _grades(type_: str) -> list[tuple[str, Any]]:
    """Every level of every scale, those for this type of source first. The scale is named with
    each: one question, so that nobody without scripts can answer with a level of another scale."""
    scales = sorted(map(Scale, LEVELS), key=lambda scale: misfit(scale, type_) is not None)
    return [
        (grade_of(scale, level.value), format_lazy("{}: {}{}", scale.label, code, level.label))
        for scale in scales
        for level in LEVELS[scale]
        for code in (f"{level.value} " if scale in KNOWN_BY_CODE else "",)
    ]


class RatingForm(ItemForm):
    grade = forms.ChoiceField(
        label=gettext_lazy("Scale and level"),
        help_text=gettext_lazy(
            "Each scale stands alone: ratings are not averaged, and not carried from one scale to "
            "another. Those for sources of this type come first."
        ),
        choices=(),
        widget=forms.Select,
    )
    assessor = forms.CharField(
        label=gettext_lazy("Who judged it"),
        help_text=gettext_lazy("A post or a body, not a person’s name."),
        max_length=150,
    )
    assessed_on = GovukDateField(label=gettext_lazy("On which day"))
    rationale = forms.CharField(
        label=gettext_lazy("Why this level"),
        help_text=gettext_lazy(
            "What in the source meets the level, and what the next one up would have needed."
        ),
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source: Any = self.item.evidence if isinstance(self.item, EvidenceRating) else self.parent
        grade: Any = self.fields["grade"]
        grade.choices = [("", _("Choose one")), *_grades(source.type if source else "")]
        if source:
            grade.label = _("Scale and level of {source}").format(source=source)

    def initial_from(self, item: Any) -> dict[str, Any]:
        return {**super().initial_from(item), "grade": grade_of(item.scale, item.level)}

    def clean_assessed_on(self) -> Any:
        return not_after_today(self.cleaned_data["assessed_on"])

    def values(self) -> dict[str, Any]:
        values = super().values()
        values["scale"], _colon, values["level"] = values.pop("grade").partition(":")
        return values
