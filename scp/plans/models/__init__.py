from scp.plans.models.autosave import Autosave
from scp.plans.models.history import Recorded, tracked, tracked_link
from scp.plans.models.item import ItemQuerySet, PlanItem, item_manager
from scp.plans.models.lease import Lease
from scp.plans.models.membership import Membership
from scp.plans.models.owned import Owned
from scp.plans.models.plan import Plan
from scp.plans.models.section import Section

__all__ = [
    "Autosave",
    "ItemQuerySet",
    "Lease",
    "Membership",
    "Owned",
    "Plan",
    "PlanItem",
    "Recorded",
    "Section",
    "item_manager",
    "tracked",
    "tracked_link",
]
