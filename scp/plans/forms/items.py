"""What forms of a plan's items share: the conflict page, why something changes, references."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.core import words
from scp.core.forms import (
    CleanForm,
    GovukDateField,
    VersionedForm,
    refuse_unstorable,
)
from scp.core.jinja import date
from scp.plans.models import Plan, PlanItem

LONG_TEXT = 20_000
REASON = "change_reason"
NOT_ANSWERS = {"version", REASON}


class ConflictForm(VersionedForm):
    """A form that can say its answers in the reader's words, for the conflict page."""

    def shown(self, name: str) -> str:
        """A field's present answer."""
        field, value = self.fields[name], self[name].value()
        if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
            chosen = {str(v) for v in _as_list(value)}
            options: Iterable[tuple[Any, Any]] = field.choices  # type: ignore[assignment]
            labels = (str(label) for key, label in options if str(key) in chosen - {""})
            return "; ".join(labels)
        if isinstance(field, GovukDateField):
            return _date_shown(field, value)
        if isinstance(field, forms.BooleanField):
            return _("Yes") if value else _("No")
        return "" if value is None else str(value)


class ItemForm(ConflictForm):
    """A form for one plan item, new (`item` is None) or being edited.

    Choices of other items are those of the plan in scope, so a form can offer nothing from
    elsewhere. `values` are the keyword arguments of the item's actions. `other_ways` is the
    template of further buttons, where an answer may be sent in more ways than one.
    """

    other_ways = ""

    def __init__(
        self,
        *args: Any,
        plan: Plan,
        item: PlanItem | None = None,
        parent: PlanItem | None = None,
        **kwargs: Any,
    ) -> None:
        self.plan, self.item, self.parent = plan, item, parent
        if item is not None:
            kwargs["initial"] = {**self.initial_from(item), "version": item.version}
        super().__init__(*args, **kwargs)
        if item is None:
            del self.fields["version"]
        else:
            self.fields[REASON] = reason_field(_("Why did you change this?"))

    @property
    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes.items() if name != REASON}

    @property
    def reason(self) -> str:
        """Why the person changed the item, in their words; empty if they did not say."""
        return str(self.cleaned_data.get(REASON, ""))

    def take_up(self, answers: Mapping[str, list[str]], seen_version: int) -> None:
        """Show what was typed and not saved, as typed, over what is saved. It is saved against the
        version that its writer saw: who saved meanwhile is not overwritten unseen."""
        typed = MultiValueDict(answers)
        for name, field in self.fields.items():
            if not field.widget.value_omitted_from_data(typed, MultiValueDict(), name):
                self.initial[name] = field.widget.value_from_datadict(typed, MultiValueDict(), name)
        if "version" in self.fields:
            self.initial["version"] = seen_version

    def initial_from(self, item: Any) -> dict[str, Any]:
        """What the fields show before anybody types. Most are named as the model's are."""
        return {name: getattr(item, name) for name in self.base_fields if hasattr(type(item), name)}

    def values(self) -> dict[str, Any]:
        return self.changes


def reason_field(label: str) -> forms.CharField:
    """Why something is changed: goes into its history and the audit trail."""
    return forms.CharField(
        label=label,
        help_text=_("One sentence, for those who read the history of this."),
        max_length=300,
        required=False,
        validators=[refuse_unstorable],
    )


def several(label: Any, help_text: Any = "") -> "forms.ModelMultipleChoiceField[Any]":
    """A question whose answers are other items of the plan. The form sets which, in its scope."""
    return forms.ModelMultipleChoiceField(
        queryset=None,
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def answers_over(form: forms.Form, version: int) -> Any:
    """What the person sent, as if they had seen `version`. A request's data has a copy method."""
    answers: Any = form.data
    answers = answers.copy()
    answers["version"] = str(version)
    return answers


def differences(saved: ConflictForm, yours: ConflictForm) -> list[dict[str, Any]]:
    """The fields that two people answered differently: what is saved, what this one typed, and
    both as one text with their differing words, where both said something."""
    answers = (
        (str(yours[name].label), saved.shown(name), yours.shown(name))
        for name in yours.fields
        if name not in NOT_ANSWERS
    )
    return [
        {
            "label": label,
            "theirs": theirs,
            "yours": typed,
            "words": words.differences(theirs, typed) if theirs and typed else [],
        }
        for label, theirs, typed in answers
        if theirs != typed
    ]


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [getattr(part, "pk", part) for part in value]
    return [getattr(value, "pk", value)]


def _date_shown(field: GovukDateField, value: Any) -> str:
    try:
        day = value if isinstance(value, dt.date) else field.clean(value)
    except ValidationError:
        return " ".join(str(part) for part in _as_list(value))
    return date(day)


class RemovalForm(CleanForm):
    """That an item is to leave the plan, and why."""

    question = gettext_lazy("Why is it removed?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[REASON] = reason_field(str(self.question))

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get(REASON, "")) if self.is_bound else ""


class RestorationForm(RemovalForm):
    """That an item is to be again what it was, and why."""

    question = gettext_lazy("Why is it restored?")
