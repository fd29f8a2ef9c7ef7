"""A gap that blocks is overridden by the plan's lead, and the override taken back, in a browser."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories.outcomes import EvidenceFactory, IndicatorFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, VisionFactory, cast_of
from tests.functional.conftest import MakePerson

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(live_server: Any) -> Cast:
    """Of a plan in consultation with an outcome that no need underwrites."""
    plan = PlanFactory(slug="trafford", status="in_consultation")
    VisionFactory(plan=plan)
    NeedFactory(plan=plan, evidence=[EvidenceFactory(plan=plan)])
    OutcomeFactory(plan=plan, indicators=[IndicatorFactory(plan=plan)], statement="Warm homes")
    return cast_of(plan)


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_what_blocks_is_overridden_and_blocks_again(
    person: MakePerson, cast: Cast, scripts: bool
) -> None:
    lead = person(cast.lead, scripts=scripts)
    lead.opens("/draft/trafford/readiness/")
    lead.sees("Blocks publishing", "No need underwrites this outcome.")
    lead.follows("Override (O1")
    lead.sees("O1 Warm homes")
    lead.presses("Override")
    expect(lead.page.get_by_role("alert")).to_contain_text("Enter")
    lead.fills(
        Who_accepts_this="Director of Strategy", Why_the_plan="The survey of needs ends in March"
    )
    lead.presses("Override")

    lead.is_at("/draft/trafford/readiness/")
    lead.sees("Overridden, and printed in the document", "The survey of needs ends in March")
    expect(lead.page.get_by_text("Blocks publishing")).to_have_count(0)
    lead.opens("/draft/trafford/preview/")
    lead.sees("Gaps that were overridden", "Overridden by Director of Strategy on")

    lead.opens("/draft/trafford/overrides/")
    lead.presses("Take back")
    lead.sees("Ended")
    lead.opens("/draft/trafford/readiness/")
    lead.sees("Blocks publishing")
