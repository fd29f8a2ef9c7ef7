from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from outcomes.forms.evidence import not_after_today
from outcomes.models import Need, Outcome
from scp.core.forms import GovukDateField
from scp.plans.forms import LONG_TEXT, ConflictForm, ItemForm


class GapForm(ItemForm):
    statement = forms.CharField(
        label=gettext_lazy("What we do not know"),
        help_text=gettext_lazy("For example “Nobody has counted young carers by ward”."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    about = forms.ChoiceField(
        label=gettext_lazy("What it is about"), choices=(), required=False, widget=forms.Select
    )
    owner = forms.CharField(
        label=gettext_lazy("Who will look into it"),
        help_text=gettext_lazy("A post or a body, not a person’s name."),
        max_length=150,
        required=False,
    )
    due_on = GovukDateField(label=gettext_lazy("By when"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows: dict[str, Need | Outcome] = {
            row.reference: row for kind in (Need, Outcome) for row in kind.objects.all()
        }
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("The plan as a whole")),
            *(
                (reference, f"{reference} {row.title_text}")
                for reference, row in self._rows.items()
            ),
        ]

    def initial_from(self, item: Any) -> dict[str, Any]:
        about = item.need or item.outcome
        return {**super().initial_from(item), "about": about.reference if about else ""}

    def values(self) -> dict[str, Any]:
        values = super().values()
        about = self._rows.get(values.pop("about"))
        values["need"] = about if isinstance(about, Need) else None
        values["outcome"] = about if isinstance(about, Outcome) else None
        return values


class CloseGapForm(ConflictForm):
    """What was found, and when."""

    answer = forms.CharField(
        label=gettext_lazy("What was found"),
        help_text=gettext_lazy("With the number of the source, for example EV-014."),
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    closed_on = GovukDateField(label=gettext_lazy("On which day"), initial=timezone.localdate)

    def clean_closed_on(self) -> Any:
        return not_after_today(self.cleaned_data["closed_on"])
