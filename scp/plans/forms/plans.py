"""A plan itself: what it is called and covers, where it stands, who takes part."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.accounts.models import User
from scp.accounts.permissions import ROLE_CHOICES
from scp.core.forms import (
    CleanForm,
    GovukDateField,
)
from scp.organisations.models import Organisation
from scp.places.models import Place
from scp.plans.choices import Status
from scp.plans.forms.items import ConflictForm
from scp.plans.models import Plan
from scp.plans.models.plan import PLAIN_SLUG
from scp.plans.policies import TRANSITIONS


class OrganisationField(forms.ModelChoiceField):
    """A choice of bodies, each told with its end if it has one."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.described)


class PlanForm(ConflictForm):
    """What a plan is called, covers, and for how long."""

    title = forms.CharField(
        label=gettext_lazy("Name of the plan"),
        help_text=gettext_lazy(
            "For example, “Trafford strategic commissioning plan 2026 to 2029”."
        ),
        max_length=200,
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("Two or three sentences for people who read nothing else."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place_codes = forms.CharField(
        label=gettext_lazy("Places the plan covers"),
        help_text=gettext_lazy(
            "ONS (GSS) codes, one a line, for example E08000009 for Trafford. A plan may cover "
            "several places and cross authorities."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    lead_organisation = OrganisationField(
        label=gettext_lazy("Lead organisation"), queryset=Organisation.objects.none()
    )
    period_start = GovukDateField(label=gettext_lazy("First day of the plan’s period"))
    period_end = GovukDateField(label=gettext_lazy("Last day of the plan’s period"))

    def __init__(self, *args: Any, plan: Plan | None = None, **kwargs: Any) -> None:
        if plan is not None:
            kwargs["initial"] = {
                **{name: getattr(plan, name) for name in self.base_fields if hasattr(plan, name)},
                "version": plan.version,
                "place_codes": "\n".join(sorted(place.code for place in plan.places.all())),
            }
        super().__init__(*args, **kwargs)
        leads = Organisation.objects.in_force(timezone.localdate())
        if plan is None:
            del self.fields["version"]
        else:
            leads |= Organisation.objects.filter(pk=plan.lead_organisation_id)
        field: Any = self.fields["lead_organisation"]
        field.queryset = leads.prefetch_related("successors")

    def shown(self, name: str) -> str:
        """Codes mean the same in any order, so another order is no conflict."""
        words = super().shown(name)
        return "\n".join(sorted(words.upper().split())) if name == "place_codes" else words

    def clean_place_codes(self) -> list[Place]:
        codes = list(dict.fromkeys(self.cleaned_data["place_codes"].upper().split()))
        found = {place.code: place for place in Place.objects.filter(code__in=codes)}
        for line, code in enumerate(codes, start=1):
            if code not in found:
                raise ValidationError(
                    _("Code {line}, “{code}”, is not the GSS code of a place we know.").format(
                        line=line, code=code
                    )
                )
        return [found[code] for code in codes]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and end <= start:
            self.add_error("period_end", _("The last day must be after the first."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = dict(self.changes)
        values["places"] = values.pop("place_codes")
        return values


class OpenPlanForm(PlanForm):
    slug = forms.CharField(
        label=gettext_lazy("Web address"),
        help_text=gettext_lazy(
            "Small letters, digits and hyphens, for example trafford. It never changes."
        ),
        max_length=80,
        validators=[PLAIN_SLUG],
    )


class StatusForm(CleanForm):
    """Where the plan goes next in its life cycle. Offers only what its present state allows, and of
    that only what the person may do (`targets`)."""

    status = forms.ChoiceField(
        label=gettext_lazy("What happens next"), choices=(), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy(
            "Needed for a call-in and how it ended: they are published with the decision."
        ),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on_behalf_of = forms.CharField(
        label=gettext_lazy("Who called in, or decided on the call-in"),
        help_text=gettext_lazy("A body or a post, not a person’s name."),
        max_length=150,
        required=False,
    )

    def __init__(
        self, *args: Any, plan: Plan, targets: Collection[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (
                transition.target,
                f"{str(transition.verb).capitalize()}: {Status(transition.target).label}",
            )
            for transition in TRANSITIONS.onward(plan.status)
            if targets is None or transition.target in targets
        ]
        if plan.status not in (Status.FOR_DECISION, Status.CALLED_IN):
            del self.fields["on_behalf_of"]


class MemberForm(CleanForm):
    """Who takes part in a plan. People are found by the e-mail address they sign in with."""

    email = forms.EmailField(label=gettext_lazy("E-mail address they sign in with"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=ROLE_CHOICES, widget=forms.RadioSelect
    )
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.all(),
        label=gettext_lazy("Organisation they take part for"),
        required=False,
    )
    leads_organisation = forms.BooleanField(
        label=gettext_lazy("They are told when that organisation’s people do not answer"),
        required=False,
    )

    def clean_email(self) -> User:
        user = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if user is None:
            raise ValidationError(_("Nobody with this address has an account here."))
        return user
