"""A chapter of a plan."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.core.components import RichText
from scp.core.forms import (
    RichTextField,
)
from scp.core.richtext import from_markdown, references
from scp.plans.choices import SectionKind
from scp.plans.forms.items import ItemForm
from scp.plans.models import Section
from scp.plans.queries import missing_references


class SectionForm(ItemForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Chapter"), choices=SectionKind, widget=forms.Select
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=150)
    body = RichTextField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Cite the evidence for what you say, and refer to other items."),
        required=False,
        widget=RichText(attrs={"rows": 20}),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place in the order"),
        help_text=gettext_lazy("Chapters with a lower number come first."),
        min_value=0,
        max_value=999,
        initial=0,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["body"].widget
        widget.references = reverse("draft-references", args=[self.plan.slug])

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if missing := missing_references(references(from_markdown(body))):
            raise ValidationError(
                _("Not in this plan: {references}. Correct or remove this reference.").format(
                    references=", ".join(missing)
                )
            )
        return body

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind == SectionKind.VISION:
            visions = Section.objects.filter(kind=kind)
            if self.item:
                visions = visions.exclude(pk=self.item.pk)
            if other := visions.first():
                raise ValidationError(
                    _("The plan already has a vision ({reference}). Change that one.").format(
                        reference=other.reference
                    )
                )
        return kind
