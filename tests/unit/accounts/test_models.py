"""People who sign in: one account an address, and a name for the audit trail."""

import pytest
from django.db import IntegrityError, transaction

from scp.accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_person_is_an_address_with_a_password() -> None:
    mira = User.objects.create_user("Mira@EXAMPLE.org", "correct-horse-battery", name="Mira Shah")

    assert mira.email == "Mira@example.org"
    assert mira.check_password("correct-horse-battery")
    assert not mira.check_password("")
    assert (mira.is_staff, mira.is_superuser, mira.may_open_plans) == (False, False, False)


def test_without_a_password_nobody_can_sign_in() -> None:
    assert not User.objects.create_user("a@example.org", name="A").has_usable_password()


def test_an_administrator_is_one() -> None:
    root = User.objects.create_superuser("root@example.org", "correct-horse-battery", name="Root")

    assert (root.is_staff, root.is_superuser) == (True, True)


def test_an_address_has_one_account_in_any_case() -> None:
    User.objects.create_user("mira@example.org", name="Mira")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("MIRA@example.org", name="Another Mira")


def test_the_trail_calls_a_person_by_name_and_never_by_address() -> None:
    mira = User.objects.create_user("mira@example.org", name="Mira Shah")
    nameless = User.objects.create_user("x@example.org", name="")

    assert (mira.audit_label(), str(mira), mira.get_full_name()) == ("Mira Shah",) * 3
    assert nameless.audit_label() == str(nameless) == f"user {nameless.pk}"
