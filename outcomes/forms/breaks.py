from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from scp.core.forms import GovukDateField
from scp.plans.forms import ConflictForm


class BreakForm(ConflictForm):
    """From when an indicator is measured differently: newly noted (no `initial`) or corrected. The
    version is the indicator's."""

    on = GovukDateField(
        label=gettext_lazy("First day of the new method"),
        help_text=gettext_lazy("Values of periods before it are not compared with later ones."),
    )
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        help_text=gettext_lazy("In one sentence, for example “Counted by where people live”."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial:
            del self.fields["version"]
