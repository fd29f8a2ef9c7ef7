from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.choices import Confidence, NeedSource, ProtectedCharacteristic, Relation
from outcomes.forms.owned import members, owner_field, owner_user_field
from outcomes.models import Evidence, Observation
from outcomes.queries import latest_values, places_called
from scp.places.models import Place
from scp.plans.forms import ItemForm, several

# Each line of the answer is looked up.
LINES = 10


class NeedForm(ItemForm):
    statement = forms.CharField(
        label=gettext_lazy("The need"),
        help_text=gettext_lazy("In plain English: what should change, as people would say it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who = forms.CharField(
        label=gettext_lazy("Who is affected, and where"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    places: "forms.ModelMultipleChoiceField[Place]" = several(gettext_lazy("Places"))
    other_places = forms.CharField(
        label=gettext_lazy("Other places"),
        help_text=gettext_lazy(
            "One a line: a name, part of a name, or an ONS (GSS) code. If several places fit, "
            "you are asked which."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    locality = forms.CharField(
        label=gettext_lazy("Ward or neighbourhood"),
        help_text=gettext_lazy("If it is about a part of a place, for example “Partington”."),
        max_length=200,
        required=False,
    )
    characteristics = forms.MultipleChoiceField(
        label=gettext_lazy("Protected characteristics"),
        help_text=gettext_lazy(
            "Those of the Equality Act 2010 that the people affected share, if any."
        ),
        choices=ProtectedCharacteristic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    scale = forms.CharField(
        label=gettext_lazy("How big it is"),
        help_text=gettext_lazy("A figure with its period, for example “48.6% in 2024/25”."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    scale_observation: "forms.ModelChoiceField[Observation]" = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("The published value that says so"),
        help_text=gettext_lazy("Among the latest values of this plan’s indicators."),
        required=False,
    )
    source_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Who or what says so"),
        choices=NeedSource,
        widget=forms.CheckboxSelectMultiple,
    )
    supported_by = several(gettext_lazy("Evidence that supports it"))
    contradicted_by = several(
        gettext_lazy("Evidence that contradicts it"),
        gettext_lazy("Contradicting evidence is shown wherever the need is."),
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("How sure we are"),
        choices=[("", gettext_lazy("Not said yet")), *Confidence.choices],
        required=False,
        widget=forms.Select,
    )
    confidence_reason = forms.CharField(
        label=gettext_lazy("Why, in one sentence"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = owner_field()
    owner_user = owner_user_field()

    def initial_from(self, item: Any) -> dict[str, Any]:
        cited: dict[str, list[int]] = {Relation.SUPPORTS: [], Relation.CONTRADICTS: []}
        for citation in item.citations.all():
            cited.setdefault(citation.relation, []).append(citation.evidence_id)
        return {
            **super().initial_from(item),
            "places": [place.pk for place in self._own_places(item)],
            "scale_observation": item.scale_observation_id,
            "owner_user": item.owner_user_id,
            "supported_by": cited[Relation.SUPPORTS],
            "contradicted_by": cited[Relation.CONTRADICTS],
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._places: list[Place] | None = None
        super().__init__(*args, **kwargs)
        self._ask_for_evidence()
        plan_places = list(self.plan.places.all())
        self._ask_for_places(plan_places)
        self._ask_for_a_value(plan_places)
        self.fields["owner_user"].queryset = members(self.plan)  # type: ignore[attr-defined]

    def _own_places(self, item: Any) -> list[Place]:
        if self._places is None:
            self._places = list(item.places.all())
        return self._places

    def _ask_for_evidence(self) -> None:
        evidence = Evidence.objects.all()
        options = [(row.pk, str(row)) for row in evidence]
        for name in ("supported_by", "contradicted_by"):
            self.fields[name].queryset = evidence  # type: ignore[attr-defined]
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def _ask_for_places(self, plan_places: list[Place]) -> None:
        """The places of the plan and of the need, what was ticked, and what was looked for."""
        offered = [*plan_places, *(self._places or ())]
        self.searched: dict[str, list[Place]] = {}
        if self.is_bound:
            ticked = [key for key in self["places"].data or () if str(key).isdecimal()]
            offered += Place.objects.filter(pk__in=[key for key in ticked if len(str(key)) < 10])
            self._search(str(self["other_places"].data or ""))
            offered += [place for found in self.searched.values() for place in found]
        field: Any = self.fields["places"]
        field.queryset = Place.objects.all()
        field.choices = [(place.pk, str(place)) for place in dict.fromkeys(offered)]

    def _search(self, typed: str) -> None:
        today = timezone.localdate()
        for line in _lines(typed)[:LINES]:
            if line.isprintable():
                self.searched[line] = places_called(line, today)

    def _ask_for_a_value(self, areas: Iterable[Place]) -> None:
        rows = list(latest_values(areas))
        chosen = getattr(self.item, "scale_observation_id", None)
        values = Observation.objects.filter(indicator__removed_at__isnull=True)
        if chosen and all(row.pk != chosen for row in rows):
            rows += values.filter(pk=chosen).select_related("indicator", "area")
        field: Any = self.fields["scale_observation"]
        field.queryset = values
        field.choices = [("", _("None")), *((row.pk, value_text(row)) for row in rows)]

    def clean_other_places(self) -> list[Place]:
        """The places that were typed. Where several fit, those of them that were ticked."""
        typed = _lines(self.cleaned_data["other_places"])
        if len(typed) > LINES:
            raise forms.ValidationError(_("Enter at most %(most)s places.") % {"most": LINES})
        ticked = set(self.cleaned_data.get("places", ()))
        chosen: list[Place] = []
        for number, line in enumerate(typed, start=1):
            found = self.searched.get(line, [])
            if not ticked.intersection(found):
                chosen += self._the_only(found, line, number)
        return chosen

    def _the_only(self, found: list[Place], line: str, number: int) -> list[Place]:
        exact = line.upper() in [found[0].code, found[0].name.upper()] if found else False
        if len(found) == 1 and exact:
            return found
        told = {"line": line, "number": number, "found": "; ".join(str(place) for place in found)}
        if not found:
            words = _("Line %(number)s, “%(line)s”, is no place we know. Try part of its name.")
        elif len(found) == 1:
            words = _("Line %(number)s, “%(line)s”: do you mean %(found)s? Tick it under Places.")
        else:
            words = _(
                "Line %(number)s, “%(line)s”, may be several places. Tick the ones you mean "
                "under Places: %(found)s."
            )
        raise forms.ValidationError(words % told)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        both = set(cleaned.get("supported_by", ())) & set(cleaned.get("contradicted_by", ()))
        for evidence in both:
            if self._is_cited_both_ways(evidence):
                continue
            self.add_error(
                "contradicted_by",
                _("{reference} cannot both support and contradict this need.").format(
                    reference=evidence.reference
                ),
            )
        confidence, reason = cleaned.get("confidence"), cleaned.get("confidence_reason")
        if confidence and not reason and "confidence_reason" not in self.errors:
            self.add_error("confidence_reason", _("Say why in one sentence."))
        if reason and not confidence and "confidence" not in self.errors:
            self.add_error("confidence", _("Say how sure you are, or empty the reason."))
        return cleaned

    def _is_cited_both_ways(self, evidence: Evidence) -> bool:
        """A source may support one sentence and contradict another; that is said by citing it, and
        is not undone here."""
        ways = (self.initial.get(name, ()) for name in ("supported_by", "contradicted_by"))
        return all(evidence.pk in way for way in ways)

    def values(self) -> dict[str, Any]:
        values = dict(self.changes)
        values["places"] = list(dict.fromkeys([*values["places"], *values.pop("other_places")]))
        return values


def value_text(row: Observation) -> str:
    """One published value in words: "I3 Smoking prevalence: 11.6 % (2023, Trafford)"."""
    number = f"{row.value:,.{row.indicator.decimals}f}" if row.value is not None else "–"
    return (
        f"{row.indicator.reference} {row.indicator.title_text}: {number} {row.indicator.unit} "
        f"({row.period}, {row.area.name})"
    )


def _lines(typed: str) -> list[str]:
    return list(
        dict.fromkeys(" ".join(line.split()) for line in typed.splitlines() if line.strip())
    )
