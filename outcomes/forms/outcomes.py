from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import Theme
from outcomes.forms.owned import LentForm, members, owner_field, owner_user_field
from outcomes.models import FrameworkGoal, Indicator, Need
from outcomes.queries import goals_by_framework
from outcomes.wording import Doubt, doubts
from scp.core.forms import GovukDateField
from scp.organisations.models import Organisation
from scp.plans.forms import LONG_TEXT, ConflictForm, several

GOALS = "goals_"


class OutcomeForm(LentForm):
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
    other_themes = forms.MultipleChoiceField(
        label=gettext_lazy("Other themes it bears on"),
        choices=Theme,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    horizon = forms.IntegerField(
        label=gettext_lazy("Year by which it is to be so"),
        min_value=2000,
        max_value=2150,
        required=False,
    )
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
    owner_organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Organisation that answers for it"),
        required=False,
        empty_label=gettext_lazy("Not said yet"),
    )
    owner = owner_field()
    owner_user = owner_user_field()

    doubts: tuple[Doubt, ...] = ()

    def initial_from(self, item: Any) -> dict[str, Any]:
        return {
            **super().initial_from(item),
            "owner_organisation": item.owner_organisation_id,
            "owner_user": item.owner_user_id,
            "needs": list(item.needs.values_list("pk", flat=True)),
            "indicators": list(item.indicators.values_list("pk", flat=True)),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        querysets = {
            "needs": Need.objects.all(),
            "indicators": Indicator.objects.all(),
            "owner_organisation": Organisation.objects.all(),
            "owner_user": members(self.plan),
        }
        for name, rows in querysets.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self._ask_for_goals()

    def _ask_for_goals(self) -> None:
        """One question a framework, so that each is a group with its own name."""
        item: Any = self.item
        if self.is_lent:
            return
        chosen = set(item.goals.values_list("pk", flat=True)) if item else set()
        for framework, goals in goals_by_framework().items():
            field = several(
                _("Goals of “{framework}” it serves").format(framework=framework), framework.note
            )
            field.queryset = FrameworkGoal.objects.filter(framework=framework)
            field.choices = [(goal.pk, str(goal)) for goal in goals]
            self.fields[f"{GOALS}{framework.pk}"] = field
            mapped = [goal.pk for goal in goals if goal.pk in chosen]
            self.initial[f"{GOALS}{framework.pk}"] = mapped

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        owner, due = cleaned.get("no_measure_owner"), cleaned.get("no_measure_due_on")
        if owner and not due and "no_measure_due_on" not in self.errors:
            self.add_error("no_measure_due_on", _("Say by when a measure will be proposed."))
        if due and not owner:
            self.add_error("no_measure_owner", _("Say who will propose a measure."))
        return cleaned

    def clean_statement(self) -> str:
        """Warn once of words that are no outcome's. Whoever has read that may save them as they
        are: the button sends the words back, so that other words are warned of again."""
        statement: str = self.cleaned_data["statement"]
        accepted = (self.data.get("as_it_is"), getattr(self.item, "statement", None))
        if statement.split() in [str(text).split() for text in accepted if text]:
            return statement
        self.doubts = doubts(statement)
        if self.doubts:
            self.other_ways = "draft/outcome_doubts.html"
            raise forms.ValidationError([doubt.words for doubt in self.doubts])
        return statement

    @property
    def belongs_to_a_piece(self) -> bool:
        return any(doubt.belongs_to_a_piece for doubt in self.doubts)

    def clean_other_themes(self) -> list[str]:
        """A theme is the main one or another: ticking the main one again says nothing more."""
        main = self.cleaned_data.get("theme")
        return [theme for theme in self.cleaned_data["other_themes"] if theme != main]

    def values(self) -> dict[str, Any]:
        values = {k: v for k, v in self.changes.items() if not k.startswith(GOALS)}
        mapped = [v for k, v in self.changes.items() if k.startswith(GOALS)]
        if self.is_lent:
            return values
        return {**values, "goals": [goal for goals in mapped for goal in goals]}


class VoiceForm(ConflictForm):
    """That somebody accepts an outcome which no citizen voices (docs/domain.md C.2)."""

    accepted_by = forms.CharField(
        label=gettext_lazy("Who accepts it"),
        help_text=gettext_lazy(
            "Name and post, as they are to be printed, for example "
            "“Councillor A. Patel, Executive Member for Communities”."
        ),
        max_length=200,
    )
    accepted_on = GovukDateField(label=gettext_lazy("When it was accepted"))
    reason = forms.CharField(
        label=gettext_lazy("Why no citizen voices it yet"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, item: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "accepted_by": item.no_voice_accepted_by,
            "accepted_on": item.no_voice_accepted_on,
            "reason": item.no_voice_reason,
            "version": item.version,
        }
        super().__init__(*args, **kwargs)
        self.fields["accepted_on"].latest = timezone.localdate()  # type: ignore[attr-defined]
