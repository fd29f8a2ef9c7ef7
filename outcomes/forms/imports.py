"""The form of an import: which publisher's files, of which edition, and what they do not say."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import Polarity, ValueType
from outcomes.imports import FORMATS
from outcomes.imports.loaded import Question
from scp.core.forms import CleanForm, GovukDateField

# How the answer to a question is named in the form: `polarity:ons:employment-rate`.
ASKED = {
    "polarity": gettext_lazy("Which direction is good: {title}"),
    "unit": gettext_lazy("What it is counted in: {title}"),
    "value_type": gettext_lazy("What sort of number it is: {title}"),
}
CHOICES = {"polarity": Polarity.choices, "value_type": ValueType.choices}


class ImportForm(CleanForm):
    """A published set of indicators, in the files that its publisher gives. `questions` are what
    the publisher leaves open."""

    format = forms.ChoiceField(
        label=gettext_lazy("Who publishes it"),
        choices=[(code, found.title) for code, found in FORMATS.items()],
        initial="trafford",
    )
    indicators = forms.FileField(
        label=gettext_lazy("What is measured (CSV)"),
        help_text=gettext_lazy(
            "Trafford Data Lab only: one row an indicator. At most 20 MB. The others say it in the "
            "file of values."
        ),
        required=False,
    )
    series = forms.FileField(
        label=gettext_lazy("The values (CSV)"),
        help_text=gettext_lazy("One row a value, of places with GSS codes. At most 20 MB."),
    )
    published_on = GovukDateField(label=gettext_lazy("Date the publisher gives this edition"))
    source_version = forms.CharField(
        label=gettext_lazy("The publisher’s name for this edition"),
        help_text=gettext_lazy("For example “May 2026”. Empty: it is named by its content."),
        max_length=60,
        required=False,
    )
    check_only = forms.BooleanField(
        label=gettext_lazy("Only check, and say what would change"), required=False, initial=True
    )

    def __init__(self, *args: Any, questions: Iterable[Question] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            for name in question.asks:
                self.fields[f"{name}:{question.code}"] = _field(name, question)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = FORMATS.get(cleaned.get("format", ""))
        if chosen and "indicators" in chosen.files and not cleaned.get("indicators"):
            self.add_error("indicators", _("Choose the file that says what is measured."))
        return cleaned


def _field(name: str, question: Question) -> forms.Field:
    label = ASKED[name].format(title=f"{question.title} ({question.code})")
    if name not in CHOICES:
        return forms.CharField(label=label, max_length=100)
    return forms.ChoiceField(label=label, choices=[("", _("Choose")), *CHOICES[name]])


def answers_in(posted: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What was answered, by the indicator's code: of fields that are asked, and listed choices."""
    answers: dict[str, dict[str, str]] = {}
    for key in posted:
        name, _colon, code = key.partition(":")
        value = str(posted[key]).strip()
        listed = name not in CHOICES or value in dict(CHOICES[name])
        if name in ASKED and code and value and listed:
            answers.setdefault(code, {})[name] = value
    return answers
