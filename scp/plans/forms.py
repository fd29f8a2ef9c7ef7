import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scp.accounts.models import User
from scp.accounts.permissions import ROLE_CHOICES
from scp.core import words
from scp.core.components import RichText
from scp.core.forms import (
    CleanForm,
    GovukDateField,
    RichTextField,
    VersionedForm,
    refuse_unstorable,
)
from scp.core.jinja import date
from scp.core.richtext import from_markdown, references
from scp.organisations.models import Organisation
from scp.places.models import Place
from scp.plans.choices import SectionKind, Status
from scp.plans.models import Plan, PlanItem, Section
from scp.plans.models.plan import PLAIN_SLUG
from scp.plans.policies import TRANSITIONS
from scp.plans.queries import missing_references

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


class RemovalForm(CleanForm):
    """That an item is to leave the plan, and why."""

    question = gettext_lazy("Why is it removed?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[REASON] = reason_field(str(self.question))

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get(REASON, "")) if self.is_bound else ""


class OrganisationField(forms.ModelChoiceField):
    """A choice of bodies, each told with its end if it has one."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.described)


class RestorationForm(RemovalForm):
    """That an item is to be again what it was, and why."""

    question = gettext_lazy("Why is it restored?")


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
    """Where the plan goes next in its life cycle. Offers only what its present state allows."""

    status = forms.ChoiceField(
        label=gettext_lazy("What happens next"), choices=(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (
                transition.target,
                f"{str(transition.verb).capitalize()}: {Status(transition.target).label}",
            )
            for transition in TRANSITIONS.onward(plan.status)
        ]


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
