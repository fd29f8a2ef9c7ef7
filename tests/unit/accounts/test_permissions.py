"""Roles as data: what each may do."""

import pytest

from scp.accounts.permissions import PERMISSION_LABELS, ROLE_CHOICES, ROLES, Permission

MATRIX = {
    "lead": "view_draft comment edit respond publish override manage_members sign_equality decide",
    "commissioner": "view_draft comment edit respond",
    "contributor": "view_draft comment",
    "viewer": "view_draft",
    "finance": "view_draft comment sign_off",
    "legal": "view_draft comment sign_off decide",
    "equality": "view_draft comment sign_off sign_equality",
    "data_protection": "view_draft comment sign_off",
    "portfolio_holder": "view_draft comment sign_off",
    "decision_maker": "view_draft comment sign_off decide",
}


@pytest.mark.parametrize("role", MATRIX)
def test_a_role_may_do_what_is_written_here(role: str) -> None:
    """A second copy on purpose: whoever widens a role says so in two places."""
    assert ROLES[role].permissions == {Permission(name) for name in MATRIX[role].split()}
    assert ROLES[role].code == role


def test_there_are_no_other_roles() -> None:
    assert ROLES.keys() == MATRIX.keys()
    assert [code for code, _label in ROLE_CHOICES] == list(MATRIX)


def test_every_permission_has_words_and_somebody_who_has_it() -> None:
    assert PERMISSION_LABELS.keys() == set(Permission)
    assert all(str(label) for label in PERMISSION_LABELS.values())
    assert frozenset.union(*(role.permissions for role in ROLES.values())) == set(Permission)
