"""How the why of a plan is listed and edited: evidence and its ratings, what is not known, needs,
outcomes, indicators, targets, and how a curve is to be turned."""

from dataclasses import fields
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcomes import forms, models
from outcomes.actions import curves, evidence, gaps, indicators, needs, outcomes, ratings, targets
from outcomes.queries import contradicted
from scp.plans.models import PlanItem
from scp.plans.views.items import ItemKind


class OnItsCurve(ItemKind):
    """An indicator as what is said about its curve hangs on it: seen on the page for turning it."""

    def page_url(self, item: PlanItem) -> str:
        return reverse("draft-curve", args=[item.plan.slug, item.reference])


EVIDENCE = ItemKind(
    model=models.Evidence,
    form=forms.EvidenceForm,
    noun="evidence",
    plural="evidence-library",
    label=_("evidence"),
    heading=_("Evidence"),
    introduction=_(
        "Sources that the plan cites. A number is given once and stays with the source for life."
    ),
    add=evidence.record,
    revise=evidence.revise,
    remove=evidence.remove,
    has_list=False,  # procurement.views.evidence: its list asks what is claimed from a source
)
RATINGS = ItemKind(
    model=models.EvidenceRating,
    form=forms.RatingForm,
    noun="rating",
    plural="ratings",
    label=_("rating"),
    heading=_("Ratings"),
    add=ratings.give,
    revise=ratings.revise,
    remove=ratings.remove,
    parent=EVIDENCE,
    has_page=False,
    told={"scale": _("Scale"), "level": _("Level")},
)
GAPS = ItemKind(
    model=models.EvidenceGap,
    form=forms.GapForm,
    noun="gap",
    plural="evidence-gaps",
    label=_("evidence gap"),
    heading=_("What we do not know"),
    introduction=_(
        "Gaps in the evidence, printed honestly in the plan: what is not known, who will look into "
        "it and by when, and what was found."
    ),
    add=gaps.record,
    revise=gaps.revise,
    remove=gaps.remove,
    has_page=False,
    has_list=False,  # outcomes.views.gaps: shows who, when and the answer
    told={
        "need": _("About the need"),
        "outcome": _("About the outcome"),
        "closed_on": _("Closed on"),
        "answer": _("What was found"),
    },
)
NEEDS = ItemKind(
    model=models.Need,
    form=forms.NeedForm,
    noun="need",
    plural="needs",
    label=_("need"),
    heading=_("Needs"),
    introduction=_("What people say, or data show, should change. Needs underwrite outcomes."),
    add=needs.identify,
    revise=needs.revise,
    remove=needs.remove,
    contradicted=partial(contradicted, models.NeedCitation, "need"),
    told={"reviewed_on": _("Last reviewed on")},
)
OUTCOMES = ItemKind(
    model=models.Outcome,
    form=forms.OutcomeForm,
    noun="outcome",
    plural="outcomes",
    label=_("outcome"),
    heading=_("Outcomes"),
    introduction=_("How life is for people and the place when the plan has worked."),
    add=outcomes.propose,
    revise=outcomes.revise,
    remove=outcomes.remove,
    contradicted=partial(contradicted, models.OutcomeCitation, "outcome"),
    told={
        "reviewed_on": _("Last reviewed on"),
        "no_voice_accepted_by": _("Who accepted that no need is voiced by citizens"),
        "no_voice_accepted_on": _("When that was accepted"),
        "no_voice_reason": _("Why that was accepted"),
        "library_version": _("Version of the library"),
    },
)
INDICATORS = ItemKind(
    model=models.Indicator,
    form=forms.IndicatorForm,
    noun="indicator",
    plural="indicators",
    label=_("indicator"),
    heading=_("Indicators"),
    introduction=_("Numbers for a whole population that help quantify an outcome."),
    add=indicators.define,
    revise=indicators.revise,
    remove=indicators.remove,
    contradicted=partial(contradicted, models.IndicatorCitation, "indicator"),
    told={
        "reviewed_on": _("Last reviewed on"),
        "source_ids": _("Codes at its sources"),
        "library_version": _("Version of the library"),
    },
)
TARGETS = ItemKind(
    model=models.Target,
    form=forms.TargetForm,
    noun="target",
    plural="targets",
    label=_("target"),
    heading=_("Targets"),
    add=targets.set_point,
    revise=targets.revise,
    remove=targets.remove,
    parent=INDICATORS,
    has_page=False,
)
INDICATORS_ON_CURVES = OnItsCurve(
    **{field.name: getattr(INDICATORS, field.name) for field in fields(INDICATORS)}
)
CURVES = ItemKind(
    model=models.CurveStory,
    form=forms.CurveForm,
    noun="curve",
    plural="curves",
    label=_("story behind the numbers"),
    heading=_("Stories behind the numbers"),
    add=curves.tell,
    revise=curves.revise,
    remove=curves.remove,
    check_restored=models.CurveStory.check_has_an_idea,
    parent=INDICATORS_ON_CURVES,
    has_page=False,
)
STEPS = ItemKind(
    model=models.CurveAction,
    form=forms.StepForm,
    noun="step",
    plural="next-actions",
    label=_("next action"),
    heading=_("Next actions"),
    add=curves.plan_step,
    revise=curves.revise_step,
    remove=curves.remove_step,
    parent=INDICATORS_ON_CURVES,
    has_page=False,
)
KINDS = (EVIDENCE, RATINGS, GAPS, NEEDS, OUTCOMES, INDICATORS, TARGETS, CURVES, STEPS)
