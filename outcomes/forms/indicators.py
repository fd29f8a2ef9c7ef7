from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import (
    Frequency,
    IndicatorStatus,
    Polarity,
    ToleranceKind,
    Trajectory,
    ValueType,
)
from outcomes.forms.owned import LentForm, members, owner_field, owner_user_field
from outcomes.models import Indicator
from outcomes.queries import places_called
from scp.core.forms import GovukDateField
from scp.places.models import Place
from scp.plans.forms import LONG_TEXT, ItemForm


class NumberField(forms.DecimalField):
    """A number as exact as the columns that keep observations, targets and baselines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=20, decimal_places=6, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """As published: the column's trailing zeros are not part of the number."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class PlaceField(forms.CharField):
    """One place, by its GSS code or its name."""

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Place) else value

    def clean(self, value: Any) -> Place | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = places_called(typed, timezone.localdate())
        if len(found) == 1 and typed.upper() in (found[0].code, found[0].name.upper()):
            return found[0]
        if not found:
            words = _("“%(typed)s” is no place we know. Enter its name or its GSS code.")
        else:
            words = _("“%(typed)s” may be: %(found)s. Enter the code of the one you mean.")
        told = {"typed": typed, "found": "; ".join(str(place) for place in found)}
        raise forms.ValidationError(words % told)


class IndicatorForm(LentForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("The publisher’s own, for example “fingertips:90631”."),
        max_length=150,
    )
    breakdown = forms.CharField(
        label=gettext_lazy("Breakdown"),
        help_text=gettext_lazy("For example “Female”. Leave empty for everybody."),
        max_length=100,
        required=False,
    )
    definition = forms.CharField(
        label=gettext_lazy("Definition in plain language"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    numerator = forms.CharField(label=gettext_lazy("Numerator"), max_length=300, required=False)
    denominator = forms.CharField(label=gettext_lazy("Denominator"), max_length=300, required=False)
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        help_text=gettext_lazy("For example “%” or “per 100,000 people aged 65 and over”."),
        max_length=100,
    )
    value_type = forms.ChoiceField(
        label=gettext_lazy("Sort of number"), choices=ValueType, widget=forms.Select
    )
    decimals = forms.IntegerField(
        label=gettext_lazy("Decimal places"), min_value=0, max_value=6, initial=1
    )
    polarity = forms.ChoiceField(
        label=gettext_lazy("Which direction is good"), choices=Polarity, widget=forms.RadioSelect
    )
    frequency = forms.ChoiceField(
        label=gettext_lazy("How often it is published"),
        choices=[("", gettext_lazy("Not known")), *Frequency.choices],
        required=False,
        widget=forms.Select,
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300)
    source_url = forms.URLField(
        label=gettext_lazy("Web address of the source"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=200, required=False)
    comparator = forms.CharField(
        label=gettext_lazy("Compared with"),
        help_text=gettext_lazy("For example “England” or a named peer group."),
        max_length=300,
        required=False,
    )
    comparator_area = PlaceField(
        label=gettext_lazy("Area whose values it is compared with"),
        help_text=gettext_lazy("Its name or GSS code. Leave empty for England."),
        max_length=100,
        required=False,
    )
    tolerance = NumberField(
        label=gettext_lazy("Tolerance"),
        help_text=gettext_lazy(
            "How far short of target is still within tolerance, not outside it."
        ),
        required=False,
        min_value=0,
    )
    tolerance_kind = forms.ChoiceField(
        label=gettext_lazy("The tolerance is counted"),
        choices=ToleranceKind,
        initial=ToleranceKind.ABSOLUTE,
        required=False,
        widget=forms.RadioSelect,
    )
    trajectory = forms.ChoiceField(
        label=gettext_lazy("What is intended between two targets"),
        choices=Trajectory,
        initial=Trajectory.STEPS,
        required=False,
        widget=forms.RadioSelect,
    )
    band_lower = NumberField(label=gettext_lazy("For a band: lowest good value"), required=False)
    band_upper = NumberField(label=gettext_lazy("For a band: highest good value"), required=False)
    multiplier = forms.IntegerField(
        label=gettext_lazy("Values are for this many people or things"),
        help_text=gettext_lazy(
            "For example 1000 or 100000. Leave empty for counts and percentages."
        ),
        min_value=1,
        max_value=10_000_000,
        required=False,
    )
    geography_level = forms.CharField(
        label=gettext_lazy("Smallest areas it is published for"), max_length=100, required=False
    )
    disaggregations = forms.CharField(
        label=gettext_lazy("Groups it is published for"),
        help_text=gettext_lazy("For example “sex, age, ethnic group”."),
        max_length=300,
        required=False,
    )
    publication_lag = forms.CharField(
        label=gettext_lazy("How long after its period it is published"),
        max_length=100,
        required=False,
    )
    next_release_on = GovukDateField(label=gettext_lazy("Next release"), required=False)
    suppress_below = forms.IntegerField(
        label=gettext_lazy("Counts below this are not shown"),
        help_text=gettext_lazy(
            "Often 5, for health 8. What would give a hidden count away is hidden with it. Leave "
            "empty to show every count."
        ),
        min_value=1,
        max_value=1000,
        required=False,
    )
    suppression_rule = forms.CharField(
        label=gettext_lazy("What the publisher says of small numbers"),
        max_length=300,
        required=False,
    )
    owner = owner_field()
    owner_user = owner_user_field()
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=IndicatorStatus,
        initial=IndicatorStatus.ACTIVE,
        required=False,
        widget=forms.Select,
    )
    superseded_by: "forms.ModelChoiceField[Indicator]" = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("If it is superseded: by which indicator"),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    baseline_period = forms.CharField(
        label=gettext_lazy("Period of the baseline"), max_length=60, required=False
    )
    baseline_value = NumberField(label=gettext_lazy("Value of the baseline"), required=False)
    # What templates/forms/form.html draws together.
    fieldsets = (
        (
            gettext_lazy("What is measured"),
            ("title", "code", "breakdown", "definition", "numerator", "denominator"),
        ),
        (
            gettext_lazy("How it is written"),
            ("unit", "value_type", "decimals", "multiplier"),
        ),
        (
            gettext_lazy("Where it comes from"),
            (
                *("source", "source_url", "licence", "frequency", "publication_lag"),
                *("next_release_on", "geography_level", "disaggregations"),
            ),
        ),
        (
            gettext_lazy("How it is judged"),
            (
                *("polarity", "band_lower", "band_upper", "baseline_period", "baseline_value"),
                *("trajectory", "tolerance", "tolerance_kind", "comparator", "comparator_area"),
            ),
        ),
        (gettext_lazy("Small numbers"), ("suppress_below", "suppression_rule")),
        (
            gettext_lazy("Who answers for it"),
            ("owner", "owner_user", "status", "superseded_by"),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Indicator.objects.all()
        if self.item:
            others = others.exclude(pk=self.item.pk)
        self.fields["superseded_by"].queryset = others  # type: ignore[attr-defined]
        self.fields["owner_user"].queryset = members(self.plan)  # type: ignore[attr-defined]

    def initial_from(self, item: Any) -> dict[str, Any]:
        return {
            **super().initial_from(item),
            "owner_user": item.owner_user_id,
            "superseded_by": item.superseded_by_id,
        }

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or IndicatorStatus.ACTIVE

    def clean_tolerance_kind(self) -> str:
        return self.cleaned_data["tolerance_kind"] or ToleranceKind.ABSOLUTE

    def clean_trajectory(self) -> str:
        return self.cleaned_data["trajectory"] or Trajectory.STEPS

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        others = Indicator.with_removed.filter(code=code)
        if self.item:
            others = others.exclude(pk=self.item.pk)
        if other := others.first():
            raise forms.ValidationError(
                _("{reference} already has this code.").format(reference=other.reference)
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        period, value = cleaned.get("baseline_period"), cleaned.get("baseline_value")
        if period and value is None and "baseline_value" not in self.errors:
            self.add_error("baseline_value", _("Enter the value for this period."))
        if value is not None and not period:
            self.add_error("baseline_period", _("Enter the period of this value."))
        self._check_band(cleaned.get("band_lower"), cleaned.get("band_upper"))
        self._check_succession(cleaned.get("status"), cleaned.get("superseded_by"))
        return cleaned

    def _check_succession(self, status: str | None, by: Indicator | None) -> None:
        is_superseded = status == IndicatorStatus.SUPERSEDED
        if is_superseded and by is None and "superseded_by" not in self.errors:
            self.add_error("superseded_by", _("Choose the indicator that supersedes it."))
        if by is not None and not is_superseded:
            words = _("Choose “Superseded by another”, or no indicator that supersedes it.")
            self.add_error("status", words)

    def _check_band(self, lower: Decimal | None, upper: Decimal | None) -> None:
        if (lower is None) != (upper is None):
            missing = "band_lower" if lower is None else "band_upper"
            self.add_error(missing, _("A band has both ends. Enter this one too."))
        elif lower is not None and upper is not None and lower > upper:
            self.add_error("band_upper", _("The highest good value is below the lowest."))


class TargetForm(ItemForm):
    due_on = GovukDateField(label=gettext_lazy("To be reached by"))
    value = NumberField(label=gettext_lazy("Value"))
    note = forms.CharField(
        label=gettext_lazy("Why this value"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
