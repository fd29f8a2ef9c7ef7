from django.utils.translation import gettext_lazy as _

from scp.plans.views.items import ItemKind
from stakeholders import forms, models
from stakeholders.actions import stakeholders

STAKEHOLDERS = ItemKind(
    model=models.Stakeholder,
    form=forms.StakeholderForm,
    noun="stakeholder",
    plural="stakeholders",
    label=_("stakeholder"),
    heading=_("Stakeholders"),
    has_page=False,
    list_template="draft/stakeholder_list.html",
    read_with=("organisation",),
    introduction=_("Who has a stake in the plan, and who may comment for them."),
    add=stakeholders.register,
    revise=stakeholders.revise,
    remove=stakeholders.remove,
    told={"user": _("Who speaks for it")},
)
