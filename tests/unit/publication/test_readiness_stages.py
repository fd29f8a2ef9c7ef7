"""A plan is judged by its stage, on its page and by `manage.py readiness`."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from scp.plans.models import Plan
from tests.factories.outcomes import NeedFactory, OutcomeFactory
from tests.factories.plans import PlanFactory, VisionFactory, cast_of
from tests.unit.plans.test_item_views import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Any:
    """In co-production: a vision, an outcome, and a need for which nobody has evidence yet."""
    plan = PlanFactory(slug="trafford", status="in_coproduction")
    VisionFactory(plan=plan)
    OutcomeFactory(plan=plan, needs=[NeedFactory(plan=plan, evidence=())])
    return plan


def told(*words: str) -> str:
    out = StringIO()
    call_command("readiness", *words, stdout=out)
    return out.getvalue()


class TestPage:
    def test_it_judges_by_the_stage_of_the_plan_and_shows_another(self, plan: Plan) -> None:
        client = signed_in(cast_of(plan).viewer)
        address = reverse("draft-readiness", args=["trafford"])

        own = client.get(address).content.decode()
        later = client.get(address, {"profile": "consultation"}).content.decode()
        nonsense = client.get(address, {"profile": "perfect"}).content.decode()

        assert '<span aria-current="page">Co-production draft</span>' in own
        assert "Blocks publishing" not in own
        assert "No evidence supports this need." in own
        assert '<span aria-current="page">Consultation draft</span>' in later
        assert "Blocks publishing" in later
        assert "judged as: Co-production draft" in later, "the plan's own stage is still said"
        assert "Blocks publishing" not in nonsense

    def test_the_next_page_of_another_stage_is_of_that_stage(self, plan: Plan) -> None:
        NeedFactory.create_batch(50, plan=plan, evidence=())
        address = reverse("draft-readiness", args=["trafford"])

        text = signed_in(cast_of(plan).viewer).get(address, {"profile": "adopted"})

        assert 'href="?profile=adopted&amp;page=2"' in text.content.decode()

    def test_the_plan_page_says_how_it_judges(self, plan: Plan) -> None:
        text = signed_in(cast_of(plan).viewer).get(reverse("draft", args=["trafford"]))

        assert "(judged as: Co-production draft)" in text.content.decode()


class TestCommand:
    def test_it_succeeds_when_nothing_blocks_at_the_stage(self, plan: Plan) -> None:
        text = told("trafford")

        assert "Judged as: Co-production draft" in text
        assert "warns need_without_evidence N1: No evidence supports this need." in text
        assert "/draft/trafford/needs/N1/" in text

    def test_it_fails_when_something_blocks(self, plan: Plan) -> None:
        with pytest.raises(CommandError, match="cannot be published yet") as refused:
            told("trafford", "--profile", "decision")

        assert refused.value.returncode == 1

    def test_machines_read_the_same(self, plan: Plan) -> None:
        answer = json.loads(told("trafford", "--json"))

        assert (answer["plan"], answer["profile"]) == ("trafford", "coproduction")
        assert answer["blocked"] is False
        found = next(f for f in answer["findings"] if f["code"] == "need_without_evidence")
        assert (found["severity"], found["reference"]) == ("warns", "N1")
        assert found["mend"].endswith("/draft/trafford/needs/N1/")

    def test_it_fails_for_a_plan_that_is_not_there(self) -> None:
        with pytest.raises(CommandError, match="no plan called nowhere"):
            told("nowhere")
