from django import forms
from django.utils.translation import gettext_lazy

from outcomes.choices import EvidenceType
from scp.core.forms import GovukDateField
from scp.plans.forms import LONG_TEXT, ItemForm


class EvidenceForm(ItemForm):
    title = forms.CharField(label=gettext_lazy("Title of the source"), max_length=300)
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=EvidenceType, widget=forms.Select)
    publisher = forms.CharField(label=gettext_lazy("Publisher"), max_length=200)
    published_on = GovukDateField(
        label=gettext_lazy("Date of publication"),
        help_text=gettext_lazy("Leave empty if none is given. It is then listed as a gap."),
        required=False,
    )
    url = forms.URLField(
        label=gettext_lazy("Web address"), max_length=500, required=False, assume_scheme="https"
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
    summary = forms.CharField(
        label=gettext_lazy("What it says"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
