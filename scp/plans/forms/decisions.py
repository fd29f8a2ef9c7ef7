"""Decisions on a plan: what notice is given of, and how they are written down."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.core.forms import CleanForm, GovukDateField, VersionedForm
from scp.plans.choices import (
    CallIn,
    DecisionOutcome,
    DecisionRoute,
    ExemptParagraph,
    NoticeRoute,
)
from scp.plans.forms.items import LONG_TEXT, ItemForm
from scp.plans.models import Decision

LONGEST_LINE = 1_000


def _text(label: Any, help_text: Any = "", *, required: bool = False, rows: int = 4) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class LinesField(forms.CharField):
    """Several answers, one a line; cleans to a list without the empty ones."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST_LINE:
                words = _("Line {number} must be {most:,} characters or fewer")
                raise ValidationError(words.format(number=number, most=LONGEST_LINE))
        return lines


class PoundsField(forms.DecimalField):
    """An amount of money, shown as it was typed: without the pence that nobody gave."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class DecisionForm(ItemForm):
    """A decision that is to come: by whom, when, and how the public is told beforehand."""

    title = forms.CharField(
        label=gettext_lazy("What is to be decided"),
        help_text=gettext_lazy("For example “To adopt the strategic commissioning plan”."),
        max_length=300,
    )
    route = forms.ChoiceField(
        label=gettext_lazy("Route"), choices=DecisionRoute, widget=forms.Select
    )
    decision_maker = forms.CharField(
        label=gettext_lazy("Who decides"),
        help_text=gettext_lazy("A body or a post, not a person’s name."),
        max_length=150,
    )
    due_on = GovukDateField(label=gettext_lazy("Day of the decision"), required=False)
    amount = PoundsField(
        label=gettext_lazy("Spending or saving, in pounds"),
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
    )
    is_key = forms.BooleanField(
        label=gettext_lazy("It is a key decision"),
        help_text=gettext_lazy(
            "Significant for the budget of the service, or for people in two or more wards."
        ),
        required=False,
    )
    notice_route = forms.ChoiceField(
        label=gettext_lazy("How the public is told of a key decision"),
        choices=NoticeRoute,
        initial=NoticeRoute.NOTICE,
        widget=forms.RadioSelect,
    )
    notice_on = GovukDateField(label=gettext_lazy("Day on which notice was given"), required=False)
    exception_by = forms.CharField(
        label=gettext_lazy("Who was informed of the exception, or agreed to it"),
        help_text=gettext_lazy("For example “Chair of the scrutiny committee”."),
        max_length=150,
        required=False,
    )
    exception_on = GovukDateField(label=gettext_lazy("On which day"), required=False)
    exception_reason = _text(gettext_lazy("Why it cannot wait for the full time"))
    exempt_paragraph = forms.TypedChoiceField(
        label=gettext_lazy("Why its text is not public"),
        help_text=gettext_lazy("A paragraph of Schedule 12A to the Local Government Act 1972."),
        choices=[("", gettext_lazy("It is public")), *ExemptParagraph.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("exception_by")) != bool(cleaned.get("exception_on")):
            missing = "exception_on" if cleaned.get("exception_by") else "exception_by"
            if missing in cleaned:
                self.add_error(missing, _("An exception has both: who, and on which day"))
        return cleaned


class RecordWordsForm(CleanForm):
    """The words of a record: what its correction may say otherwise."""

    decided = _text(gettext_lazy("What was decided"), required=True)
    reasons = _text(gettext_lazy("Reasons"), required=True)
    options_rejected = LinesField(
        label=gettext_lazy("Options considered and rejected"),
        help_text=gettext_lazy("One a line, each with why it was rejected."),
        max_length=LONG_TEXT,
        required=False,
    )
    interests = _text(
        gettext_lazy("Interests declared and dispensations"),
        gettext_lazy("By post, with the dispensation where there was one. “None” if none."),
        rows=2,
    )
    consultation = _text(gettext_lazy("How what people said was considered"))
    equality = _text(gettext_lazy("Equality implications"))
    finance = _text(gettext_lazy("Finance implications"))
    legal = _text(gettext_lazy("Legal implications"))
    documents = LinesField(
        label=gettext_lazy("Background documents"),
        help_text=gettext_lazy("One a line, each with its address where it has one."),
        max_length=LONG_TEXT,
        required=False,
    )


class RecordForm(RecordWordsForm, VersionedForm):
    """How a decision was taken."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=DecisionOutcome, widget=forms.RadioSelect
    )
    decided_on = GovukDateField(label=gettext_lazy("Day on which it was taken"))
    published_on = GovukDateField(
        label=gettext_lazy("Day on which the decision was published"), required=False
    )
    call_in = forms.ChoiceField(
        label=gettext_lazy("Call-in"),
        choices=CallIn,
        initial=CallIn.APPLIES,
        widget=forms.RadioSelect,
    )
    call_in_until = GovukDateField(
        label=gettext_lazy("Last day of call-in"),
        help_text=gettext_lazy(
            "Leave it empty to count the working days from the day of publication."
        ),
        required=False,
    )
    urgency_reason = _text(gettext_lazy("Why it is exempt from call-in"), rows=2)
    field_order = (
        *("version", "outcome", "decided_on", "decided", "reasons", "options_rejected"),
        *("interests", "consultation", "equality", "finance", "legal", "documents"),
        *("published_on", "call_in", "call_in_until", "urgency_reason"),
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        day = decision.due_on or timezone.localdate()
        kwargs["initial"] = {"version": decision.version, "decided_on": day}
        super().__init__(*args, **kwargs)


class CorrectionForm(RecordWordsForm):
    """How a record should have been written."""

    correction_reason = _text(gettext_lazy("What was wrong with the record"), required=True)
    field_order = ("correction_reason",)

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(decision, name) for name in RecordWordsForm.base_fields}
        super().__init__(*args, **kwargs)


class SignOffForm(CleanForm):
    """That the person signs off the version of the plan that they see."""

    seen_version = forms.RegexField(
        r"^[0-9a-f]{64}$", label=gettext_lazy("Version"), widget=forms.HiddenInput
    )
    post = forms.CharField(
        label=gettext_lazy("Your post, as it is published"),
        help_text=gettext_lazy("For example “Director of Finance”. Not your name."),
        max_length=150,
    )
    words = _text(gettext_lazy("What you say about it"))
    conditions = _text(gettext_lazy("Conditions"), gettext_lazy("What must be done first, if any."))
