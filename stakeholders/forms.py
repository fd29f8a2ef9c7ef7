from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.accounts.models import User
from scp.core.forms import CleanForm
from scp.organisations.choices import Kind
from scp.organisations.models import Organisation
from scp.plans.forms import ItemForm, OrganisationField
from scp.plans.models import Membership
from stakeholders.choices import Decision, ModerationReason
from stakeholders.models import Disposition, Stakeholder

COMMENT_LENGTH = 5_000


class CommentForm(CleanForm):
    text = forms.CharField(
        label=gettext_lazy("Your comment"),
        help_text=gettext_lazy(
            "Comments are printed in the plan under your organisation’s name, or for a person as "
            "“Resident” and the like. Do not name anybody or include personal details."
        ),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DispositionForm(CleanForm):
    """What was decided on a comment. The version is that of an earlier response, if any."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What was decided"), choices=Decision, widget=forms.RadioSelect
    )
    response = forms.CharField(
        label=gettext_lazy("What we did, or why not"),
        help_text=gettext_lazy("Printed in the plan under the comment."),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(
        label=gettext_lazy("Version"),
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, disposition: Disposition | None, **kwargs: Any) -> None:
        if disposition:
            kwargs["initial"] = {
                "decision": disposition.decision,
                "response": disposition.response,
                "version": disposition.version,
            }
        super().__init__(*args, **kwargs)


class HideForm(CleanForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why the comment is hidden"),
        choices=ModerationReason,
        widget=forms.RadioSelect,
    )


class StakeholderForm(ItemForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Of the body or group. For a person, only you see the name."),
        max_length=200,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind, widget=forms.Select)
    is_person = forms.BooleanField(
        label=gettext_lazy("This is a person, to be published only by kind"), required=False
    )
    organisation = OrganisationField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("The body that they are or stand for, if it is one of those known."),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    email = forms.EmailField(
        label=gettext_lazy("Who speaks for them"),
        help_text=gettext_lazy(
            "The e-mail address of somebody who takes part in the plan. They can then comment."
        ),
        max_length=254,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Any = self.item
        offered = Organisation.objects.in_force(timezone.localdate())
        if item and item.organisation_id:
            # One that has ended meanwhile is not offered to others.
            offered |= Organisation.objects.filter(pk=item.organisation_id)
        field: Any = self.fields["organisation"]
        field.queryset = offered.prefetch_related("successors")

    def initial_from(self, item: Any) -> dict[str, Any]:
        return {
            **super().initial_from(item),
            "organisation": item.organisation_id,
            "email": item.user.email if item.user else "",
        }

    def clean_email(self) -> User | None:
        email = self.cleaned_data["email"]
        if not email:
            return None
        member = (
            Membership.objects.select_related("user")
            .filter(user__email__iexact=email, user__is_active=True)
            .first()
        )
        if member is None:
            raise ValidationError(_("Nobody with this address takes part in the plan."))
        taken = Stakeholder.objects.filter(user=member.user)
        if self.item:
            taken = taken.exclude(pk=self.item.pk)
        if other := taken.first():
            raise ValidationError(
                _("They already speak for {reference}.").format(reference=other.reference)
            )
        return member.user

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_person") and cleaned.get("organisation"):
            self.add_error(
                "organisation",
                _("A person does not stand for an organisation: choose “None”."),
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        values = dict(self.changes)
        values["user"] = values.pop("email")
        return values
