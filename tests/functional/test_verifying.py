"""Somebody has a copy of a plan and wants to know what it is; then its edition is withdrawn."""

import pytest
from playwright.sync_api import expect

from scp.plans.models import Plan
from scp.publication.models import Edition
from scp.publication.queries import edition_bytes_get
from tests.factories import content
from tests.factories.plans import PlanFactory, cast_of
from tests.factories.publication import edition_of
from tests.functional.conftest import MakePerson
from tests.functional.people import Person


@pytest.fixture
def plan(live_server: object) -> Plan:
    found: Plan = PlanFactory(slug="trafford", title="A better borough for everyone")
    for number in (1, 2):
        edition_of(found, content.small(edition=content.edition(number)))
    return found


def hands_in(reader: Person, data: bytes) -> None:
    reader.opens("/plans/trafford/editions/2/")
    reader.follows("Check whether a copy of it is whole and current")
    copy = {"name": "plan.json", "mimeType": "application/json", "buffer": data}
    reader.field("A file of the plan").set_input_files(copy)  # type: ignore[arg-type]
    reader.presses("Check")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_copy_is_checked_and_its_edition_withdrawn(
    person: MakePerson, plan: Plan, scripts: bool
) -> None:
    reader = person(scripts=scripts)
    raw = edition_bytes_get(Edition.objects.get(number=2)).body
    hands_in(reader, raw)
    reader.sees("Consultation draft 0.2", "This file is, byte for byte, what was published.")
    hands_in(reader, raw.replace(b"Every child", b"Some child"))
    reader.sees("Consultation draft 0.2", "Do not rely on it.")

    lead = person(cast_of(plan).lead, scripts=scripts)
    lead.opens("/draft/trafford/")
    lead.follows("Withdraw this edition")
    lead.presses("Withdraw")
    expect(lead.page.get_by_role("alert")).to_contain_text("Enter why this edition is withdrawn")
    lead.fills(Why_this_edition_is_withdrawn="Table 4 named a family")
    lead.presses("Withdraw")
    lead.is_at("/draft/trafford/")
    lead.sees("Consultation draft 0.2 is withdrawn.")

    reader.opens("/plans/trafford/editions/2/")
    assert reader.status == 410
    reader.sees("Withdrawn: Consultation draft 0.2", "Table 4 named a family")
    reader.follows("Consultation draft 0.1")
    reader.is_at("/plans/trafford/editions/1/")
    reader.opens("/verify/")
    reader.fills(Or_the_SHA=Edition.objects.get(number=2).sha256)
    reader.presses("Check")
    reader.sees("This edition was withdrawn on", "Table 4 named a family")
