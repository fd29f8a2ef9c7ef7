"""The form of an import: which publisher's files, of which edition, and what they do not say."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import Polarity, ValueType
from outcomes.imports import FORMATS
from outcomes.imports.loaded import Question
from scp.core import tables
from scp.core.forms import CleanForm, GovukDateField, unstorable
from scp.plans.uploads import Uploads

# How the answer to a question is named in the form: `polarity:ons:employment-rate`.
ASKED = {
    "polarity": gettext_lazy("Which direction is good: {title}"),
    "unit": gettext_lazy("What it is counted in: {title}"),
    "value_type": gettext_lazy("What sort of number it is: {title}"),
}
CHOICES = {"polarity": Polarity.choices, "value_type": ValueType.choices}
# The most that the page takes of each file: a larger one would hold a web process for too long, and
# goes in by the command, which takes what the format's reader does.
PAGE_BYTES = tables.MAX_BYTES
MB = 1_000_000
LONGEST_ANSWER = 100  # characters
# A file that was sent before: its SHA-256, and its name for messages.
HELD = re.compile(r"([0-9a-f]{64})/([^/]{1,200})")


def held_name(field: str) -> str:
    """The hidden field that says which file was sent before as `field`."""
    return f"held_{field}"


@dataclass(frozen=True)
class Given:
    """A file of an import: just chosen, or sent before."""

    name: str
    data: bytes

    def opened(self) -> ContentFile:
        return ContentFile(self.data, name=self.name)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def held(self) -> str:
        """What the hidden field says of it once it is kept."""
        return f"{self.sha256}/{self.name[:200]}"


class ImportForm(CleanForm):
    """A published set of indicators, in the files that its publisher gives. `questions` are what
    the publisher leaves open; `kept` finds the files that were sent before, so that nobody chooses
    one twice."""

    format = forms.ChoiceField(
        label=gettext_lazy("Who publishes it"),
        choices=[(code, found.title) for code, found in FORMATS.items()],
        initial="trafford",
    )
    indicators = forms.FileField(
        label=gettext_lazy("What is measured (CSV)"),
        required=False,
    )
    series = forms.FileField(label=gettext_lazy("The values (CSV)"), required=False)
    published_on = GovukDateField(label=gettext_lazy("Date the publisher gives this edition"))
    source_version = forms.CharField(
        label=gettext_lazy("The publisher’s name for this edition"),
        help_text=gettext_lazy("For example “May 2026”. Empty: it is named by its content."),
        max_length=60,
        required=False,
    )
    held_indicators = forms.CharField(required=False, widget=forms.HiddenInput)
    held_series = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        questions: Iterable[Question] = (),
        kept: Uploads | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        self.given: dict[str, Given] = {}
        for question in questions:
            for name in question.asks:
                self.fields[f"{name}:{question.code}"] = _field(name, question)
        for name, words in _file_hints().items():
            self.fields[name].help_text = self._held_hint(name) or words

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = FORMATS.get(cleaned.get("format", ""))
        for name in chosen.files if chosen else ():
            if name not in self.errors:
                self._take(name)
        return cleaned

    def _take(self, name: str) -> None:
        file = self.cleaned_data.get(name)
        if file is None:
            self._take_held(name)
        elif file.size > PAGE_BYTES:
            words = _(
                "{name} has {size} MB. The page takes files of up to {most} MB; a larger one is "
                "loaded by the command import_indicators."
            )
            size = f"{file.size / MB:.1f}"
            self.add_error(name, words.format(name=file.name, size=size, most=PAGE_BYTES // MB))
        else:
            self.given[name] = Given(file.name, file.read())

    def _take_held(self, name: str) -> None:
        held = HELD.fullmatch(self.cleaned_data.get(held_name(name), ""))
        if held is None:
            self.add_error(name, _MISSING[name])
            return
        data = self.kept.get_optional(held[1]) if self.kept else None
        if data is None:
            words = _("{name} is no longer here. Choose it again.")
            self.add_error(name, words.format(name=held[2]))
        else:
            self.given[name] = Given(held[2], data)

    def _held_hint(self, name: str) -> str:
        held = HELD.fullmatch(str(self.data.get(held_name(name), "")))
        words = _("{name} is here from the step before. Choose a file only to replace it.")
        return words.format(name=held[2]) if held else ""


_MISSING = {
    "indicators": gettext_lazy("Choose the file that says what is measured."),
    "series": gettext_lazy("Choose the file of values."),
}


def _file_hints() -> dict[str, str]:
    most = PAGE_BYTES // MB
    indicators = _(
        "Trafford Data Lab only: one row an indicator. At most {most} MB. The others say it in the "
        "file of values."
    )
    series = _("One row a value, of places with GSS codes. At most {most} MB.")
    return {"indicators": indicators.format(most=most), "series": series.format(most=most)}


def _field(name: str, question: Question) -> forms.Field:
    label = ASKED[name].format(title=f"{question.title} ({question.code})")
    if name not in CHOICES:
        return forms.CharField(label=label, max_length=LONGEST_ANSWER)
    return forms.ChoiceField(label=label, choices=[("", _("Choose")), *CHOICES[name]])


def _is_text(value: str) -> bool:
    return len(value) <= LONGEST_ANSWER and unstorable(value) is None


def answers_in(posted: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What was answered, by the indicator's code: of fields that are asked, and listed choices."""
    answers: dict[str, dict[str, str]] = {}
    for key in posted:
        name, _colon, code = key.partition(":")
        value = str(posted[key]).strip()
        fits = value in dict(CHOICES[name]) if name in CHOICES else _is_text(value)
        if name in ASKED and code and value and fits:
            answers.setdefault(code, {})[name] = value
    return answers
