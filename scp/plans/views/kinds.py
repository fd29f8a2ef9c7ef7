from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from scp.core.richtext import citations
from scp.plans import forms, models
from scp.plans.actions import sections
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
