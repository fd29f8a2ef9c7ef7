"""Forms: what was typed, checked for shape, drawn with the design system.

A form says whether an answer can be an answer at all. Whether it may be stored is the business of
actions. `{{ form }}` draws all fields, `{{ form.title.as_field_group() }}` one of them, and
templates/base.html the summary of errors.
"""

import datetime as dt
import json
import re
from collections import defaultdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name
from django.forms.widgets import ChoiceWidget
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.core import richtext
from scp.core.components import DateParts, GovukBoundField, RichText, Written
from scp.core.richtext import DocumentError

NUMBERS_AND_ADDRESSES = (
    *(forms.IntegerField, forms.FloatField, forms.DecimalField),
    *(forms.EmailField, forms.URLField),
)
# The messages of Django that ours replace, by code.
DJANGOS_OWN: dict[str, list[Any]] = defaultdict(
    list,
    required=[forms.Field.default_error_messages["required"]],
    invalid=[kind.default_error_messages.get("invalid") for kind in NUMBERS_AND_ADDRESSES],
)
# Unicode's Cc, without line end and tab, and Cs. An expression, since anybody may send a megabyte.
UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)


class GovukRenderer(TemplatesSetting):
    """Django's FORM_RENDERER: every form in the product is drawn with the design system."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = GovukBoundField


def unstorable(text: str) -> int | None:
    """The position of the first character that cannot be kept (a control character other than a
    line end or tab, or half of a surrogate pair), counted from 1; None if there is none."""
    found = UNSTORABLE.search(text)
    return found.start() + 1 if found else None


def _without_unstorable(value: Any) -> Any:
    """`value` with U+FFFD for each character that cannot be kept, so that it can be shown again."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list | tuple):
        return type(value)(_without_unstorable(item) for item in value)
    return value


def storable(text: str) -> str:
    """`text` with U+FFFD for each character that cannot be kept."""
    return UNSTORABLE.sub("\ufffd", text)


def refuse_unstorable(text: Any) -> None:
    """A validator: raises ValidationError naming the character and where it is."""
    if isinstance(text, str) and (position := unstorable(text)) is not None:
        raise ValidationError(
            _("This contains a character that cannot be stored (U+%(code)s, character %(at)s)"),
            code="unstorable",
            params={"code": f"{ord(text[position - 1]):04X}", "at": position},
        )


class CleanBoundField(GovukBoundField):
    """A field whose text has one kind of line end, whatever the browser sent."""

    @property
    def data(self) -> Any:
        value = super().data
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        if isinstance(self.field, forms.CharField):
            return value
        # A choice, number or date with a control character in it is none of ours; replaced, it
        # stays wrong without reaching the database driver, which would stop at a NUL.
        return _without_unstorable(value)

    def value(self) -> Any:
        return _without_unstorable(super().value())


def _lower_first(label: str) -> str:
    """`Title` as `title`, but `GSS code` as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _required_message(field: forms.Field, label: str) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return _("Tick “%(label)s” to go on") % {"label": label}
    if isinstance(field.widget, ChoiceWidget | forms.FileInput):
        return _("Select %(label)s") % {"label": _lower_first(label)}
    return _("Enter %(label)s") % {"label": _lower_first(label)}


class _Sentence(str):
    """A message that is whole. Some errors of Django put figures into their message and some do
    not, so a percent sign in a label would be one error too many or too few."""

    __slots__ = ()

    def __mod__(self, figures: Any) -> str:
        return str(self)


def _invalid_message(field: forms.Field, label: str) -> str | None:
    kinds: tuple[tuple[type[forms.Field], str], ...] = (
        (forms.DecimalField, _("%s must be a number")),
        (forms.FloatField, _("%s must be a number")),
        (forms.IntegerField, _("%s must be a whole number")),
        (forms.EmailField, _("%s must be an e-mail address, like name@example.org")),
        (forms.URLField, _("%s must be a web address, like https://www.example.org")),
    )
    return next((_Sentence(text % label) for kind, text in kinds if isinstance(field, kind)), None)


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    """What our forms say in place of Django's "Ensure this value …", by the code of the error. The
    label is put in now, the figures when the error happens."""
    figures = {
        "max_length": _(
            "%s must be %%(limit_value)d characters or fewer. It is now %%(show_value)d."
        ),
        "max_value": _("%s must be %%(limit_value)s or less"),
        "min_value": _("%s must be %%(limit_value)s or more"),
        "max_decimal_places": _("%s must have no more than %%(max)s decimal places"),
        "unstorable": _(
            "%s contains a character that cannot be stored (U+%%(code)s, character %%(at)s)"
        ),
    }
    messages = {code: text % label.replace("%", "%%") for code, text in figures.items()}
    messages["required"] = _Sentence(_required_message(field, label))
    if invalid := _invalid_message(field, label):
        messages["invalid"] = invalid
    return messages


def _improve_messages(field: forms.Field, label: str) -> None:
    """Replace Django's own messages; those that a form's author wrote stay."""
    for code, text in _messages(field, label).items():
        current = field.error_messages.get(code)
        if current is None or current in DJANGOS_OWN[code]:
            field.error_messages[code] = text


class CleanForm(forms.Form):
    """The base of our forms: refuses what cannot be stored, and says what is wrong in words.

    Text is stripped, line ends become `\\n`, control characters are refused. An empty answer is
    "Enter title" rather than "This field is required"; text that is too long says how long it is.
    A field's own `error_messages` are left as they are.
    """

    label_size = "s"
    bound_field_class = CleanBoundField
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # Not self[name].label: a bound field remembers the label and hint of the moment it is
            # made, and a subclass may still change them.
            _improve_messages(field, str(pretty_name(name) if field.label is None else field.label))
            if isinstance(field, forms.CharField):
                refuse_null = (ProhibitNullCharactersValidator,)
                kept = [v for v in field.validators if not isinstance(v, refuse_null)]
                field.validators = [*kept, refuse_unstorable]


class VersionedForm(CleanForm):
    """Editing something that others may be editing too.

    The page carries the version its reader saw: `initial={"version": row.version}`. The view hands
    `seen_version` and `changes` to the action, which raises StaleVersion when somebody was faster.
    """

    version = forms.IntegerField(
        label=gettext_lazy("Version"),
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
    )

    @property
    def seen_version(self) -> int:
        return int(self.cleaned_data["version"])

    @property
    def changes(self) -> dict[str, Any]:
        """The cleaned answers, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class RichTextField(forms.CharField):
    """A narrative in rich text, from the editor or typed as Markdown; cleans to Markdown in its
    canonical form, of which `richtext.from_markdown` makes the document."""

    widget = RichText
    kinds = tuple(letters for letters in richtext.DIGITS if letters != richtext.CITED)
    """The letters of the items that the text can refer to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": richtext.LONGEST, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """What the textarea shows. What cannot be read is shown as it came: nothing is lost."""
        if not isinstance(value, Written):
            return value
        if value.document is None:
            return value.markdown.replace("\r\n", "\n").replace("\r", "\n")
        try:
            return self._markdown_of(value.document)
        except ValidationError:
            return value.document

    def clean(self, value: Any) -> str:
        written = value if isinstance(value, Written) else Written(value or "")
        if written.document is None:
            typed = self.prepare_value(written)
        else:
            typed = self._markdown_of(written.document)
        return self._markdown_of(richtext.from_markdown(super().clean(typed)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((self.prepare_value(initial) or "") != (self.prepare_value(data) or ""))

    def document_of(self, markdown: str) -> str:
        """The document that the editor begins with, as JSON."""
        return json.dumps(richtext.from_markdown(markdown), separators=(",", ":"))

    def _markdown_of(self, document: str | richtext.Document) -> str:
        try:
            return richtext.to_markdown(richtext.validate(document))
        except DocumentError as error:
            raise ValidationError(str(error), code="document") from error


class GovukDateField(forms.Field):
    """A date asked for as day, month and year; cleans to `datetime.date` or None.

    A month may be typed as a number or a name. `earliest` and `latest` are inclusive. Each error
    says which part it is about: code `incomplete`, `invalid`, `too_early` or `too_late`.
    """

    widget = DateParts
    default_error_messages = {
        "incomplete": gettext_lazy("%(label)s must include a %(missing)s"),
        "invalid": gettext_lazy("%(label)s must be a real date, like 27 3 2026"),
        "year": gettext_lazy("Year must include 4 numbers"),
        "too_early": gettext_lazy("%(label)s must be %(limit)s or later"),
        "too_late": gettext_lazy("%(label)s must be %(limit)s or earlier"),
    }

    def __init__(
        self, *, earliest: dt.date | None = None, latest: dt.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.earliest = earliest
        self.latest = latest

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dt.date):
            return (str(value.day), str(value.month), str(value.year))
        return value

    def to_python(self, value: Any) -> dt.date | None:
        if value is None or isinstance(value, dt.date):
            return value
        typed = {part: text.strip() for part, text in zip(DateParts.names, value, strict=True)}
        missing = [part for part, text in typed.items() if not text]
        if len(missing) == len(typed):
            return None
        if missing:
            names = {"day": _("day"), "month": _("month"), "year": _("year")}
            joined = get_text_list([names[part] for part in missing], _("and"))
            raise self._error("incomplete", missing, missing=joined)
        return self._real_date(**typed)

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise self._error("too_early", limit=_day(self.earliest))
        if value and self.latest and value > self.latest:
            raise self._error("too_late", limit=_day(self.latest))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def _real_date(self, *, day: str, month: str, year: str) -> dt.date:
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise self._error("year", ["year"])
        number = _month_number(month)
        if number is None:
            raise self._error("invalid", ["month"])
        if not (day.isascii() and day.isdigit()):
            raise self._error("invalid", ["day"])
        try:
            return dt.date(int(year), number, int(day))
        except (ValueError, OverflowError):
            raise self._error("invalid", ["day"]) from None

    def _error(self, code: str, parts: list[str] | None = None, **params: Any) -> ValidationError:
        label = str(self.label) if self.label else _("The date")
        return ValidationError(
            self.error_messages[code],
            code=code,
            params={"label": label, "parts": tuple(parts or ()), **params},
        )


def _month_number(text: str) -> int | None:
    """1 to 12 for "3", "03", "March" or "mar"; None for anything else."""
    if text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= 12:
        return int(text)
    name = text.lower().rstrip(".")
    matches = [n for n, month in enumerate(MONTHS, start=1) if month.startswith(name)]
    return matches[0] if len(name) >= 3 and len(matches) == 1 else None


def _day(date: dt.date) -> str:
    return f"{date.day} {_(date.strftime('%B'))} {date.year}"
