"""Registering the bodies of a place, from the command line of a new installation."""

import pytest
from django.core.management import CommandError, call_command

from scp.core import audit
from scp.core.errors import InvalidInput
from scp.core.models import AuditEvent
from scp.organisations.actions import organisations
from scp.organisations.models import Organisation

pytestmark = pytest.mark.django_db
BY = audit.Command("test")


def test_a_body_is_known_by_its_codes() -> None:
    body = organisations.register(
        name="Trafford Council", kind="council", identifiers=[("GB-LAE", "TRF")], by=BY
    )
    assert [str(code) for code in body.identifiers.all()] == ["GB-LAE-TRF"]
    assert AuditEvent.objects.get().data["identifiers"] == [["GB-LAE", "TRF"]]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "gang"}, "not a kind of organisation"),
        ({"kind": "council", "identifiers": [("GB-XYZ", "1")]}, "not a register we know"),
    ],
)
def test_what_is_not_listed_is_refused(values: dict, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        organisations.register(name="Somebody", by=BY, **values)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("name", ["", "N" * 201])
def test_a_name_is_there_and_fits(name: str) -> None:
    with pytest.raises(InvalidInput, match="1 to 200 characters"):
        organisations.register(name=name, kind="council", by=BY)


def test_a_code_names_one_body() -> None:
    trafford = [("GB-LAE", "TRF")]
    organisations.register(name="Trafford Council", kind="council", identifiers=trafford, by=BY)
    with pytest.raises(InvalidInput, match="GB-LAE-TRF is Trafford Council"):
        organisations.register(name="Another", kind="council", identifiers=trafford, by=BY)
    assert Organisation.objects.count() == 1


def test_the_command_takes_several_codes(capsys: pytest.CaptureFixture[str]) -> None:
    codes = ["--identifier", "GB-LAE:TRF", "--identifier", "GB-PPON:P1"]
    call_command("add_organisation", "Trafford Council", "--kind", "council", *codes)
    assert "Trafford Council is registered." in capsys.readouterr().out
    assert Organisation.objects.get().identifiers.count() == 2


@pytest.mark.parametrize("code", ["TRF", "GB-LAE:", ":TRF"])
def test_the_command_refuses_half_a_code(code: str) -> None:
    with pytest.raises(CommandError, match="SCHEME:CODE"):
        call_command("add_organisation", "Trafford", "--kind", "council", "--identifier", code)
