"""Letting people in, from the command line of a new installation."""

import pytest
from django.core.management import CommandError, call_command

from scp.accounts.actions import people
from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import InvalidInput
from scp.core.models import AuditEvent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
BY = audit.Command("test")


def test_a_new_person_has_no_password_yet() -> None:
    user = people.admit(email="officer@test.example", name="Officer", by=BY, may_open_plans=True)
    assert not user.has_usable_password()
    assert user.may_open_plans
    assert AuditEvent.objects.get().data == {"user": user.pk, "may_open_plans": True}


def test_the_audit_trail_does_not_keep_the_address() -> None:
    people.admit(email="officer@test.example", name="Officer", by=BY)
    event = AuditEvent.objects.get()
    assert "test.example" not in f"{event.subject} {event.data}"


@pytest.mark.parametrize("taken", ["mira@test.example", "MIRA@test.example"])
def test_an_address_is_given_once_in_any_case(taken: str) -> None:
    UserFactory(email="mira@test.example")
    with pytest.raises(InvalidInput, match="already"):
        people.admit(email=taken, name="Another", by=BY)
    assert User.objects.count() == 1


@pytest.mark.parametrize("address", ["", "officer", "a b@test.example", "x@" + "y" * 300])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="not an e-mail address"):
        people.admit(email=address, name="Officer", by=BY)


@pytest.mark.parametrize("name", ["", " ", "N" * 151])
def test_a_name_is_there_and_fits(name: str) -> None:
    with pytest.raises(InvalidInput, match="1 to 150 characters"):
        people.admit(email="officer@test.example", name=name, by=BY)
    assert not User.objects.exists()


def test_the_command_says_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_person", "officer@test.example", "Officer", "--may-open-plans")
    assert "set a password" in capsys.readouterr().out
    assert User.objects.get().may_open_plans


def test_the_command_fails_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("add_person", "officer", "Officer")
