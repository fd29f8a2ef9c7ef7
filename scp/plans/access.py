"""Who may do what in a plan: decided once a request, from one membership row."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from scp.accounts.models import User
from scp.accounts.permissions import ROLES, Permission, Role
from scp.core.errors import PermissionRefused
from scp.plans.models import Membership, Plan


@dataclass(frozen=True)
class Access:
    """One person's place in one plan. Outsiders have none: for them the draft is not there."""

    plan: Plan
    user: User
    role: Role

    def may(self, permission: Permission) -> bool:
        return permission in self.role.permissions

    def check(self, permission: Permission) -> None:
        if not self.may(permission):
            raise PermissionRefused(
                _(
                    "You are a {role} of this plan. Ask the plan lead if you need to do this."
                ).format(role=str(self.role.label).lower())
            )


def access_get(*, user: User | AnonymousUser, slug: str) -> Access:
    """A member's access to a plan. Raises Membership.DoesNotExist for everybody else: another
    place's draft is not found, rather than refused."""
    if not isinstance(user, User):
        raise Membership.DoesNotExist
    with scopes_disabled():
        memberships = Membership.objects.select_related("plan__lead_organisation")
        membership = memberships.get(user=user, plan__slug=slug)
    return Access(plan=membership.plan, user=user, role=ROLES[membership.role])
