import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import EvidenceStatus, EvidenceType
from outcomes.forms.indicators import NumberField
from scp.core.forms import CleanForm, GovukDateField, VersionedForm
from scp.plans.forms import LONG_TEXT, ItemForm

# The parts of a DOI: the registrant's prefix and what it calls the work.
DOI = re.compile(r"10\.\d{4,9}/\S+")
RESOLVER = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


class DoiField(forms.CharField):
    """A DOI, kept as it is registered however it was copied: with the address of a resolver, or
    with “doi:” before it."""

    def clean(self, value: Any) -> str:
        doi: str = RESOLVER.sub("", super().clean(value), count=1)
        if doi and not DOI.fullmatch(doi):
            raise forms.ValidationError(_("A DOI begins with “10.” and has a slash in it."))
        return doi


class EvidenceForm(ItemForm):
    title = forms.CharField(label=gettext_lazy("Title of the source"), max_length=300)
    type = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=[("", gettext_lazy("Choose one")), *EvidenceType.choices],
        widget=forms.Select,
    )
    publisher = forms.CharField(label=gettext_lazy("Publisher"), max_length=200)
    published_on = GovukDateField(
        label=gettext_lazy("Date of publication"),
        help_text=gettext_lazy("Leave empty if none is given. It is then listed as a gap."),
        required=False,
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Does it still stand?"),
        choices=EvidenceStatus,
        initial=EvidenceStatus.CURRENT,
        required=False,
        widget=forms.Select,
    )
    url = forms.URLField(
        label=gettext_lazy("Web address"), max_length=500, required=False, assume_scheme="https"
    )
    doi = DoiField(
        label=gettext_lazy("DOI"),
        help_text=gettext_lazy("For example “10.1136/bmj.n71”."),
        max_length=200,
        required=False,
    )
    accessed_on = GovukDateField(label=gettext_lazy("Date you read it"), required=False)
    locator = forms.CharField(
        label=gettext_lazy("Where in the source"),
        help_text=gettext_lazy("Page, table or paragraph, for example “Table 3”."),
        max_length=200,
        required=False,
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        help_text=gettext_lazy("For example “Open Government Licence v3.0”."),
        max_length=200,
        required=False,
    )
    geography = forms.CharField(
        label=gettext_lazy("Where it is about"),
        help_text=gettext_lazy("For example “Trafford” or “North West, by local authority”."),
        max_length=200,
        required=False,
    )
    population = forms.CharField(
        label=gettext_lazy("Whom it is about"),
        help_text=gettext_lazy(
            "And how many were asked or counted, for example “412 carers aged 18 and over”."
        ),
        max_length=300,
        required=False,
    )
    period = forms.CharField(
        label=gettext_lazy("When it is about"),
        help_text=gettext_lazy("The time it describes, for example “April 2024 to March 2025”."),
        max_length=60,
        required=False,
    )
    summary = forms.CharField(
        label=gettext_lazy("What it says"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    key_figure = forms.CharField(
        label=gettext_lazy("Its most telling figure: what it counts"),
        help_text=gettext_lazy("For example “Carers who have a break once a month”."),
        max_length=300,
        required=False,
    )
    key_value = NumberField(label=gettext_lazy("The figure"), required=False)
    key_unit = forms.CharField(
        label=gettext_lazy("Its unit"),
        help_text=gettext_lazy("For example “%” or “per 1,000 people”."),
        max_length=100,
        required=False,
    )
    key_lower = NumberField(
        label=gettext_lazy("Lower end of its 95% interval"),
        help_text=gettext_lazy("Leave both ends empty if none is published."),
        required=False,
    )
    key_upper = NumberField(label=gettext_lazy("Upper end of its 95% interval"), required=False)
    method = forms.CharField(
        label=gettext_lazy("How it was found out"),
        help_text=gettext_lazy("For example “postal survey, 23% answered, weighted by age”."),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    limitations = forms.CharField(
        label=gettext_lazy("What it cannot tell us"),
        help_text=gettext_lazy("Who is missing, what was not asked, what may have changed."),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    # What templates/forms/form.html draws together.
    fieldsets: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (
            gettext_lazy("The source"),
            ("title", "type", "publisher", "published_on", "status"),
        ),
        (
            gettext_lazy("Where to find it"),
            ("url", "doi", "accessed_on", "locator", "licence"),
        ),
        (gettext_lazy("What it is about"), ("geography", "population", "period")),
        (
            gettext_lazy("What it says"),
            ("summary", "key_figure", "key_value", "key_unit", "key_lower", "key_upper"),
        ),
        (gettext_lazy("How far to trust it"), ("method", "limitations")),
    )

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or EvidenceStatus.CURRENT

    def clean_published_on(self) -> Any:
        return not_after_today(self.cleaned_data["published_on"])

    def clean_accessed_on(self) -> Any:
        return not_after_today(self.cleaned_data["accessed_on"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        label, value = cleaned.get("key_figure"), cleaned.get("key_value")
        lower, upper = cleaned.get("key_lower"), cleaned.get("key_upper")
        if value is not None and not label and "key_figure" not in self.errors:
            self.add_error("key_figure", _("Say what this figure counts."))
        if value is None and (lower is not None or upper is not None):
            self._say("key_value", _("Enter the figure that this interval belongs to."))
        if (lower is None) != (upper is None):
            missing = "key_lower" if lower is None else "key_upper"
            self._say(missing, _("An interval has both ends. Enter this one too."))
        elif value is not None and lower is not None and upper is not None:
            self._check_interval(value, lower, upper)
        return cleaned

    def _check_interval(self, value: Decimal, lower: Decimal, upper: Decimal) -> None:
        if lower > upper:
            self.add_error("key_upper", _("The upper end is below the lower one."))
        elif not lower <= value <= upper:
            self.add_error("key_value", _("The figure lies outside its interval. Check all three."))

    def _say(self, name: str, words: str) -> None:
        """What is missing, unless the answer that was given is wrong already."""
        if name not in self.errors:
            self.add_error(name, words)


class CopyForm(CleanForm):
    """A file to keep beside a source. What the file is, is seen from its bytes."""

    file = forms.FileField(
        label=gettext_lazy("The copy to keep"),
        error_messages={"empty": gettext_lazy("The file is empty. Choose the whole file.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.xlsx,.docx,.png,.jpg,.jpeg"}),
    )


class RemoveCopyForm(VersionedForm):
    """Why a copy is no longer kept."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is removed"),
        help_text=gettext_lazy(
            "For example “names a person” or “the licence does not allow it”. The reason goes into "
            "the audit trail."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def not_after_today(day: Any) -> Any:
    """The day, unless it is one that has not come yet."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("This date has not come yet."))
    return day
