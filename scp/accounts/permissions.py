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
    OVERRIDE = "override"
    SIGN_EQUALITY = "sign_equality"
    DECIDE = "decide"
    SIGN_OFF = "sign_off"
    MANAGE_MEMBERS = "manage_members"


PERMISSION_LABELS: dict[Permission, Promise] = {
    Permission.VIEW_DRAFT: _("Read the draft"),
    Permission.COMMENT: _("Comment on needs, outcomes, pieces and sections"),
    Permission.EDIT: _("Add, change and remove what is in the draft"),
    Permission.RESPOND: _("Respond to comments"),
    Permission.PUBLISH: _(
        "Publish an edition or withdraw it, and move the plan on to its next state"
    ),
    Permission.OVERRIDE: _("Accept a gap that stands in the way of publishing"),
    Permission.SIGN_EQUALITY: _("Sign an equality impact assessment"),
    Permission.DECIDE: _("Record decisions and call-ins, and adopt the plan"),
    Permission.SIGN_OFF: _("Sign the plan off for what their role answers for"),
    Permission.MANAGE_MEMBERS: _("Say who takes part, and in which role"),
}


@dataclass(frozen=True)
class Role:
    code: str
    label: Promise
    permissions: frozenset[Permission]


LEAD = "lead"
# The codes of the roles that have it are those of the sign-offs (`scp.plans.choices.SignOffKind`).
SIGNS = frozenset({Permission.VIEW_DRAFT, Permission.COMMENT, Permission.SIGN_OFF})
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        # Nobody signs off for others: a sign-off says that who answers for it has looked.
        Role(LEAD, _("Plan lead"), frozenset(Permission) - {Permission.SIGN_OFF}),
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
        Role("finance", _("Finance officer (section 151)"), SIGNS),
        Role("legal", _("Monitoring officer"), SIGNS | {Permission.DECIDE}),
        Role("equality", _("Equality lead"), SIGNS | {Permission.SIGN_EQUALITY}),
        Role("data_protection", _("Data protection officer"), SIGNS),
        Role("portfolio_holder", _("Portfolio holder"), SIGNS),
        Role("decision_maker", _("Decision maker"), SIGNS | {Permission.DECIDE}),
    )
}
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]
