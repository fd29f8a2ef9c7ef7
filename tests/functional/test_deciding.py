"""From a decision that is planned to a plan that is adopted, each step by who answers for it."""

import datetime as dt

import pytest
from django_scopes import scope

from scp.accounts.models import User
from scp.plans.choices import Status
from tests.factories.accounts import UserFactory
from tests.factories.plans import Cast, MembershipFactory, PlanFactory, cast_of
from tests.factories.procurement import signed_assessment
from tests.functional.conftest import MakePerson
from tests.functional.test_keyboard import go, tab_to, type_into

pytestmark = pytest.mark.django_db

DECIDED = "1 5 2026"


@pytest.fixture
def cast(live_server: object) -> Cast:
    """Of a plan that was sent for decision, after it was assessed what it means for people."""
    made = cast_of(PlanFactory(slug="trafford", status=Status.FOR_DECISION))
    with scope(plan=made.plan):
        signed = dt.datetime(2026, 4, 20, 9, 0, tzinfo=dt.UTC)
        signed_assessment(made.plan, made.lead, at=signed)
    return made


def member(cast: Cast, role: str) -> User:
    person: User = MembershipFactory(plan=cast.plan, user=UserFactory(), role=role).user
    return person


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_plan_is_decided_on_and_adopted(cast: Cast, person: MakePerson, scripts: bool) -> None:
    lead = person(cast.lead, scripts=scripts)
    lead.opens("/draft/trafford/governance/")
    lead.sees("No decision is planned.", "No decision is recorded.", "Not signed")
    lead.follows("Plan a decision")
    lead.fills(What_is_to_be_decided="To adopt the plan", Who_decides="Cabinet")
    lead.field("Route").select_option("Cabinet / executive")
    lead.dates("Day of the decision", DECIDED)
    lead.presses("Save")
    lead.sees("Before it is recorded", "Not signed off: Legal (monitoring officer).")

    officer = person(member(cast, "legal"), scripts=scripts)
    officer.opens("/draft/trafford/governance/")
    officer.follows("Sign off")
    officer.fills(Your_post="Monitoring officer", Conditions="Publish the assessment")
    officer.presses("Sign off this version")
    officer.sees("Signed off: Legal (monitoring officer).", "Publish the assessment")

    decider = person(member(cast, "decision_maker"), scripts=scripts)
    decider.opens("/draft/trafford/decisions/D1/")
    decider.sees("Signed off with conditions: Legal (monitoring officer).")
    decider.follows("Record how it was decided")
    decider.chooses("Approved", "Call-in does not apply")
    decider.fills(What_was_decided="To adopt it.", Reasons="People were asked.")
    decider.presses("Record")
    decider.sees("D1 is recorded.", "To adopt it.", "As the plan is now")
    decider.opens("/draft/trafford/governance/")
    decider.follows("Adopt")
    decider.chooses("Adopt")
    decider.presses("Move on")
    decider.sees("The plan is now: Adopted.", "Decided last: D1 To adopt the plan")


def test_what_bars_a_step_is_said_where_it_is_taken(cast: Cast, person: MakePerson) -> None:
    lead = person(cast.lead)
    lead.opens("/draft/trafford/status/")
    lead.sees("Before it can be: Adopted", "No decision is recorded.")
    lead.chooses("Adopt")
    lead.presses("Move on")
    lead.sees("There is a problem", "No decision is recorded.")


def test_an_officer_signs_off_by_keyboard_alone(cast: Cast, person: MakePerson) -> None:
    officer = person(member(cast, "finance"))
    officer.opens("/draft/trafford/governance/")
    go(officer, "Sign off")
    type_into(officer, "Your post", "Director of Finance")
    tab_to(officer.page, "Sign off this version")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    officer.examines()
    officer.sees("Signed off: Finance (section 151 officer).", "Director of Finance")
