from scp.plans.models.autosave import Autosave
from scp.plans.models.decision import CallInStep, Decision
from scp.plans.models.history import Recorded, tracked, tracked_link
from scp.plans.models.item import ItemQuerySet, PlanItem, item_manager
from scp.plans.models.lease import Lease
from scp.plans.models.membership import Membership
from scp.plans.models.override import Override
from scp.plans.models.owned import Owned
from scp.plans.models.plan import Plan
from scp.plans.models.rules import DecisionRules
from scp.plans.models.section import Section
from scp.plans.models.sign_off import SignOff

__all__ = [
    "Autosave",
    "CallInStep",
    "Decision",
    "DecisionRules",
    "ItemQuerySet",
    "Lease",
    "Membership",
    "Override",
    "Owned",
    "Plan",
    "PlanItem",
    "Recorded",
    "Section",
    "SignOff",
    "item_manager",
    "tracked",
    "tracked_link",
]
