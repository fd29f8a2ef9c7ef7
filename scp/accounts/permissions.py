"""What a person may do in a plan, and which role may do it. Printed at /about/roles."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    VIEW_DRAFT = "view_draft"
    COMMENT = "comment"
    EDIT = "edit"
    RESPOND = "respond"
    PUBLISH = "publish"
    SIGN_EQUALITY = "sign_equality"
    MANAGE_MEMBERS = "manage_members"


PERMISSION_LABELS: dict[Permission, Promise] = {
    Permission.VIEW_DRAFT: _("Read the draft"),
    Permission.COMMENT: _("Comment on needs, outcomes, pieces and sections"),
    Permission.EDIT: _("Add, change and remove what is in the draft"),
    Permission.RESPOND: _("Respond to comments"),
    Permission.PUBLISH: _("Publish an edition"),
    Permission.SIGN_EQUALITY: _("Sign an equality impact assessment"),
    Permission.MANAGE_MEMBERS: _("Say who takes part, and in which role"),
}


@dataclass(frozen=True)
class Role:
    code: str
    label: Promise
    permissions: frozenset[Permission]


LEAD = "lead"
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(LEAD, _("Plan lead"), frozenset(Permission)),
        Role(
            "commissioner",
            _("Commissioner"),
            frozenset(
                {Permission.VIEW_DRAFT, Permission.COMMENT, Permission.EDIT, Permission.RESPOND}
            ),
        ),
        Role(
            "contributor",
            _("Contributor (stakeholder)"),
            frozenset({Permission.VIEW_DRAFT, Permission.COMMENT}),
        ),
        Role("viewer", _("Viewer"), frozenset({Permission.VIEW_DRAFT})),
    )
}
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]
