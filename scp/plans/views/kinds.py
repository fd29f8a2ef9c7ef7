from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from scp.core.richtext import citations
from scp.plans import forms, models
from scp.plans.actions import decisions, sections
from scp.plans.views.items import ItemKind

# The relation of a citation to what is said beside it.
AGAINST = "contradicts"


def contradicted(sections: Sequence[models.Section]) -> dict[int, list[str]]:
    """The sources that contradict what chapters say: those that their texts cite so."""
    cited = {
        section.pk: [one.evidence for one in citations(section.text) if one.relation == AGAINST]
        for section in sections
    }
    return {key: list(dict.fromkeys(against)) for key, against in cited.items() if against}


SECTIONS = ItemKind(
    model=models.Section,
    form=forms.SectionForm,
    noun="section",
    plural="sections",
    label=_("section"),
    heading=_("Sections"),
    introduction=_("The narrative chapters: vision, context, governance and so on."),
    add=sections.add,
    revise=sections.revise,
    remove=sections.remove,
    contradicted=contradicted,
)
DECISIONS = ItemKind(
    model=models.Decision,
    form=forms.DecisionForm,
    noun="decision",
    plural="decisions",
    label=_("decision"),
    heading=_("Decisions"),
    introduction=_("What is to be decided on the plan, and what was."),
    add=decisions.prepare,
    revise=decisions.revise,
    remove=decisions.remove,
    list_template="draft/decisions.html",
    told={
        "decided_on": _("Day on which it was taken"),
        "recorded_at": _("Recorded at"),
        "outcome": _("Outcome"),
        "decided": _("What was decided"),
        "reasons": _("Reasons"),
        "options_rejected": _("Options considered and rejected"),
        "interests": _("Interests declared and dispensations"),
        "consultation": _("How what people said was considered"),
        "equality": _("Equality implications"),
        "finance": _("Finance implications"),
        "legal": _("Legal implications"),
        "documents": _("Background documents"),
        "published_on": _("Day on which the decision was published"),
        "call_in": _("Call-in"),
        "call_in_until": _("Last day of call-in"),
        "urgency_reason": _("Why it is exempt from call-in"),
        "content_sha256": _("Version that was decided on"),
        "corrects": _("Corrects"),
        "correction_reason": _("What was wrong with the record"),
    },
)
