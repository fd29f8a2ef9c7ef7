from django.utils.translation import gettext_lazy as _

from scp.plans import forms, models
from scp.plans.actions import sections
from scp.plans.views.items import ItemKind

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
)
