from scp.plans.forms.decisions import (
    CorrectionForm,
    DecisionForm,
    RecordForm,
    SignOffForm,
)
from scp.plans.forms.items import (
    LONG_TEXT,
    REASON,
    ConflictForm,
    ItemForm,
    RemovalForm,
    RestorationForm,
    answers_over,
    differences,
    reason_field,
    several,
)
from scp.plans.forms.plans import (
    MemberForm,
    OpenPlanForm,
    OrganisationField,
    PlanForm,
    StatusForm,
)
from scp.plans.forms.sections import SectionForm

__all__ = [
    "LONG_TEXT",
    "REASON",
    "ConflictForm",
    "CorrectionForm",
    "DecisionForm",
    "ItemForm",
    "MemberForm",
    "OpenPlanForm",
    "OrganisationField",
    "PlanForm",
    "RecordForm",
    "RemovalForm",
    "RestorationForm",
    "SectionForm",
    "SignOffForm",
    "StatusForm",
    "answers_over",
    "differences",
    "reason_field",
    "several",
]
