"""Registering the bodies of a place, from the command line of a new installation."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from scp.core import audit
from scp.core.errors import InvalidInput
from scp.core.models import AuditEvent
from scp.organisations.actions import organisations
from scp.organisations.actions.organisations import Code
from scp.organisations.models import Organisation

pytestmark = pytest.mark.django_db
BY = audit.Command("test")
START, END = dt.date(2011, 4, 1), dt.date(2024, 4, 1)


def test_a_body_is_known_by_its_codes() -> None:
    body = organisations.register(
        name="Trafford Council", kind="council", identifiers=[Code("GB-LAE", "TRF")], by=BY
    )
    assert [str(code) for code in body.identifiers.all()] == ["GB-LAE-TRF"]
    assert AuditEvent.objects.get().data["identifiers"] == [["GB-LAE", "TRF"]]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "gang"}, "not a kind of organisation"),
        ({"kind": "council", "identifiers": [Code("GB-XYZ", "1")]}, "not a register we know"),
        ({"kind": "council", "identifiers": [Code("GB-LAE", "T" * 61)]}, "1 to 60 characters"),
        (
            {"kind": "council", "valid_from": END, "valid_to": START},
            "Somebody begins on 1 April 2024, so it cannot end on 1 April 2011",
        ),
        (
            {
                "kind": "council",
                "valid_from": START,
                "identifiers": [Code("GB-LAE", "TRF", dt.date(2010, 1, 1))],
            },
            "Somebody begins on 1 April 2011: GB-LAE-TRF cannot stand before",
        ),
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
    trafford = [Code("GB-LAE", "TRF")]
    organisations.register(name="Trafford Council", kind="council", identifiers=trafford, by=BY)
    with pytest.raises(InvalidInput, match="GB-LAE-TRF is Trafford Council"):
        organisations.register(name="Another", kind="council", identifiers=trafford, by=BY)
    assert Organisation.objects.count() == 1


def test_the_command_takes_several_codes(capsys: pytest.CaptureFixture[str]) -> None:
    codes = ["--identifier", "GB-LAE:TRF", "--identifier", "GB-PPON:P1"]
    call_command("add_organisation", "Trafford Council", "--kind", "council", *codes)
    assert "Trafford Council is registered." in capsys.readouterr().out
    assert Organisation.objects.get().identifiers.count() == 2


def test_a_body_that_has_ended_is_registered_with_its_dates() -> None:
    """Its codes end with it, unless they ended before."""
    call_command(
        "add_organisation", "Cheshire LEP", "--kind", "lep",
        "--valid-from", "2011-04-01", "--valid-to", "2024-04-01",
        "--identifier", "GB-COH:07654321,2012-01-01",
        "--identifier", "GB-PPON:P1,,2020-01-01",
    )  # fmt: skip

    body = Organisation.objects.get()
    assert (body.valid_from, body.valid_to) == (START, END)
    assert [(str(c), c.valid_from, c.valid_to) for c in body.identifiers.all()] == [
        ("GB-COH-07654321", dt.date(2012, 1, 1), END),
        ("GB-PPON-P1", None, dt.date(2020, 1, 1)),
    ]


def test_the_command_refuses_a_day_that_is_none() -> None:
    with pytest.raises(CommandError, match="“1/4/2011” is not a day"):
        call_command("add_organisation", "X", "--kind", "lep", "--valid-from", "1/4/2011")


@pytest.mark.parametrize("code", ["TRF", "GB-LAE:", ":TRF", "GB-LAE:T,2020-01-01,,"])
def test_the_command_refuses_half_a_code(code: str) -> None:
    with pytest.raises(CommandError, match="SCHEME:CODE"):
        call_command("add_organisation", "Trafford", "--kind", "council", "--identifier", code)
