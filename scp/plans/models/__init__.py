from scp.plans.models.item import ItemQuerySet, PlanItem, item_manager
from scp.plans.models.membership import Membership
from scp.plans.models.plan import Plan
from scp.plans.models.section import Section

__all__ = ["ItemQuerySet", "Membership", "Plan", "PlanItem", "Section", "item_manager"]
