"""How a form field becomes a component of the design system.

One row of `COMPONENTS` for each kind of widget: the macro that draws it (in
templates/forms/field.html) and the function that fills in what is particular to it. A new kind of
widget is a new row.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import widgets
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

Params = dict[str, Any]

# A macro parameter, or an attribute that the design system advises against: `maxlength` cuts pasted
# text off in silence, `required` brings the browser's own bubbles, placeholders vanish on typing.
NOT_PASSED_ON = {
    *("id", "class", "type", "rows", "cols", "autocomplete", "autocapitalize", "inputmode"),
    *("spellcheck", "pattern", "maxlength", "minlength", "required", "placeholder", "min", "max"),
    *("step", "aria-describedby", "aria-invalid", "hints", "multiple"),
}
# About as wide as the answer that is expected: (longest answer, class).
WIDTHS = ((5, "govuk-input--width-5"), (10, "govuk-input--width-10"), (20, "govuk-input--width-20"))


class DateParts(forms.Widget):
    """Day, month and year in three boxes, as typed."""

    names = ("day", "month", "year")

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Iterable[Any]], name: str
    ) -> tuple[str, ...]:
        return tuple(str(data.get(f"{name}-{part}") or "") for part in self.names)

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Mapping[str, Iterable[Any]], name: str
    ) -> bool:
        return all(f"{name}-{part}" not in data for part in self.names)


@dataclass(frozen=True)
class Written:
    """What somebody wrote in a rich text: Markdown from the textarea, or the JSON of the editor in
    its place, neither checked."""

    markdown: str = ""
    document: str | None = None


class RichText(forms.Textarea):
    """A textarea for Markdown that a script turns into an editor (static/src/editor).

    The editor sends its text as `<name>-document` and leaves the textarea out. `references` is the
    address where items to cite or to refer to are looked up.
    """

    references = ""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Iterable[Any]], name: str
    ) -> Written:
        return Written(data.get(name) or "", data.get(f"{name}-document"))

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Mapping[str, Iterable[Any]], name: str
    ) -> bool:
        return name not in data and f"{name}-document" not in data


def error_text(field: BoundField) -> str:
    return " ".join(str(error) for error in field.errors)


def wrong_parts(field: BoundField) -> tuple[str, ...]:
    """Which of day, month and year the error is about (all of them when it does not say)."""
    errors = field.form.errors.as_data().get(field.name, [])
    named = [part for e in errors for part in (getattr(e, "params", None) or {}).get("parts", ())]
    return tuple(named) or DateParts.names


def error_target(field: BoundField) -> str:
    """The id of the element that the error summary leads to."""
    if isinstance(field.field.widget, DateParts):
        return f"{field.auto_id}-{wrong_parts(field)[0]}"
    return field.auto_id


def label_text(field: BoundField) -> str:
    """The label, marked when the answer may be left out (most may not, so those are not marked)."""
    if field.field.required or getattr(field.form, "marks_optional", True) is False:
        return str(field.label)
    return str(format_lazy("{} {}", field.label, _("(optional)")))


def _shared(field: BoundField) -> Params:
    attrs = field.field.widget.attrs
    params: Params = {
        "id": field.auto_id,
        "name": field.html_name,
        "classes": attrs.get("class", ""),
        "attributes": {k: v for k, v in attrs.items() if k not in NOT_PASSED_ON},
    }
    if field.help_text:
        params["hint"] = {"text": field.help_text}
    if field.errors:
        params["errorMessage"] = {"text": error_text(field), "visuallyHiddenText": _("Error")}
    return params


def _labelled(field: BoundField) -> Params:
    size = getattr(field.form, "label_size", "s")
    return {"label": {"text": label_text(field), "classes": f"govuk-label--{size}"}}


def _grouped(field: BoundField) -> Params:
    size = getattr(field.form, "label_size", "s")
    legend = {"text": label_text(field), "classes": f"govuk-fieldset__legend--{size}"}
    return {"fieldset": {"legend": legend}}


def _width(field: forms.Field) -> str:
    longest = getattr(field, "max_length", None)
    if isinstance(field, forms.IntegerField | forms.DecimalField | forms.FloatField):
        longest = 10
    return next((css for limit, css in WIDTHS if longest and longest <= limit), "")


def _keyboard(field: BoundField) -> Params:
    """What a phone's keyboard and the browser's help should be for this kind of answer."""
    kinds: list[tuple[type[forms.Field], Params]] = [
        (forms.EmailField, {"type": "email", "autocomplete": "email", "spellcheck": False}),
        (forms.URLField, {"type": "url", "inputmode": "url", "spellcheck": False}),
        (forms.DecimalField, {"inputmode": "decimal", "spellcheck": False}),
        (forms.FloatField, {"inputmode": "decimal", "spellcheck": False}),
        (forms.IntegerField, {"inputmode": "numeric", "spellcheck": False}),
        (forms.SlugField, {"spellcheck": False, "autocapitalize": "none"}),
    ]
    # DecimalField and FloatField are IntegerFields to Django, so the order above matters.
    found = next((params for kind, params in kinds if isinstance(field.field, kind)), {})
    attrs = field.field.widget.attrs
    asked = {k: attrs[k] for k in ("autocomplete", "inputmode", "spellcheck") if k in attrs}
    return {"autocapitalize": attrs.get("autocapitalize")} | found | asked


def _text(field: BoundField) -> Params:
    params = _labelled(field) | {"value": field.field.widget.format_value(field.value())}
    params |= _keyboard(field)
    if not field.field.widget.attrs.get("class"):
        params["classes"] = _width(field.field)
    return params


def _search(field: BoundField) -> Params:
    return _text(field) | {"type": "search"}


def _character_count() -> Params:
    """What the count below a long answer says, before and while it is typed. Scripts fill in
    `%{count}`."""
    return {
        "textareaDescriptionText": _("You can enter up to %%{count} characters") % (),
        "charactersUnderLimitText": {
            "one": _("You have %%{count} character remaining") % (),
            "other": _("You have %%{count} characters remaining") % (),
        },
        "charactersAtLimitText": _("You have 0 characters remaining"),
        "charactersOverLimitText": {
            "one": _("You have %%{count} character too many") % (),
            "other": _("You have %%{count} characters too many") % (),
        },
    }


def _textarea(field: BoundField) -> Params:
    attrs = field.field.widget.attrs
    # Django's own default of 10 rows would make every answer look like an essay.
    rows = attrs.get("rows", 5) if str(attrs.get("rows")) != "10" else 5
    value = field.field.widget.format_value(field.value()) or ""
    # A browser drops the first line end of a textarea; one more keeps the text as it was.
    params = {"value": f"\n{value}" if value.startswith("\n") else value, "rows": rows}
    if longest := getattr(field.field, "max_length", None):
        params["maxlength"] = longest
        params |= _character_count()
    return _labelled(field) | params


def _rich_text(field: BoundField) -> Params:
    narrative: Any = field.field  # scp.core.forms.RichTextField, which stands above this module
    value = field.value() or ""
    return _labelled(field) | {
        "value": f"\n{value}" if value.startswith("\n") else value,
        "rows": narrative.widget.attrs.get("rows", 12),
        "document": narrative.document_of(value),
        "references": narrative.widget.references,
        "kinds": " ".join(narrative.kinds),
    }


def _password(field: BoundField) -> Params:
    # What was typed is never sent back.
    attrs = field.field.widget.attrs
    return _labelled(field) | {
        "autocomplete": attrs.get("autocomplete", "current-password"),
        "showPasswordText": _("Show"),
        "hidePasswordText": _("Hide"),
        "showPasswordAriaLabelText": _("Show password"),
        "hidePasswordAriaLabelText": _("Hide password"),
        "passwordShownAnnouncementText": _("Your password is visible"),
        "passwordHiddenAnnouncementText": _("Your password is hidden"),
    }


def _file(field: BoundField) -> Params:
    accept = field.field.widget.attrs.get("accept")
    return _labelled(field) | {"attributes": {"accept": accept} if accept else {}}


def _options(field: BoundField) -> list[Params]:
    """The choices in order; a choice inside a named group carries the group's name."""
    widget = field.field.widget
    chosen = set(widget.format_value(field.value()))
    hints = widget.attrs.get("hints", {})
    options: list[Params] = []
    for group, choices, _index in widget.optgroups(field.html_name, list(chosen), {}):
        for choice in choices:
            value, text = str(choice["value"]), choice["label"]
            option: Params = {
                "value": value,
                "text": f"{group}: {text}" if group else text,
                "selected": value in chosen,
                "checked": value in chosen,
            }
            if value in hints:
                option["hint"] = {"text": hints[value]}
            options.append(option)
    return options


def _select(field: BoundField) -> Params:
    return _labelled(field) | {"items": _options(field)}


def _choices(field: BoundField) -> Params:
    # An empty choice is what leaving a group of radios alone already says.
    items = [option for option in _options(field) if option["value"]]
    return _grouped(field) | {"items": items, "idPrefix": field.auto_id}


def _checkbox(field: BoundField) -> Params:
    item: Params = {
        "value": "on",
        "text": field.label,
        "checked": bool(field.field.widget.check_test(field.value())),
    }
    params: Params = {"idPrefix": field.auto_id, "items": [item]}
    if field.help_text:
        item["hint"] = {"text": field.help_text}
        params["hint"] = None
    return params


def _date(field: BoundField) -> Params:
    value = field.value()
    typed = dict(zip(DateParts.names, value or ("", "", ""), strict=True))
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    wrong = wrong_parts(field) if field.errors else ()
    items = [
        {
            "name": part,
            "label": labels[part],
            "value": typed[part],
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if part in wrong else ""),
            "attributes": {"aria-invalid": "true"} if part in wrong else {},
        }
        for part in DateParts.names
    ]
    return _grouped(field) | {"namePrefix": field.html_name, "items": items}


COMPONENTS: tuple[tuple[type[forms.Widget], str, Callable[[BoundField], Params]], ...] = (
    (DateParts, "date", _date),
    (forms.PasswordInput, "password", _password),
    (RichText, "rich_text", _rich_text),
    (forms.Textarea, "textarea", _textarea),
    (forms.CheckboxSelectMultiple, "checkboxes", _choices),
    (forms.RadioSelect, "radios", _choices),
    (forms.SelectMultiple, "checkboxes", _choices),
    (forms.Select, "select", _select),
    (forms.CheckboxInput, "checkboxes", _checkbox),
    (forms.FileInput, "file", _file),
    (forms.SearchInput, "search", _search),
    (widgets.Input, "input", _text),
)


class GovukBoundField(BoundField):
    """A field of a form that templates/forms/field.html can draw."""

    @property
    def drawing(self) -> tuple[str, Params]:
        """The name of the macro and its parameters.

        Raises TypeError for a widget that has no row in COMPONENTS.
        """
        for kind, macro, particulars in COMPONENTS:
            if isinstance(self.field.widget, kind):
                name = "character_count" if macro == "textarea" else macro
                params = _shared(self) | particulars(self)
                if name == "character_count" and "maxlength" not in params:
                    name = "textarea"
                return ("input" if name == "search" else name), params
        raise TypeError(f"no component draws {type(self.field.widget).__name__}")

    @property
    def error_target(self) -> str:
        return error_target(self)


def form_errors(form: forms.BaseForm) -> list[Params]:
    """The items of the error summary, in the order of the page. Errors of the whole form, and of
    hidden fields, which nobody can be led to, come first and are not links."""
    items: list[Params] = [{"text": str(error)} for error in form.non_field_errors()]
    for field in form.hidden_fields():
        items.extend({"text": f"{field.label}: {error}"} for error in field.errors)
    for field in form.visible_fields():
        if field.errors:
            items.append({"text": error_text(field), "href": f"#{error_target(field)}"})
    return items
