"""What the public may see of plans, and their stable names."""

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from scp.plans.choices import Status
from scp.plans.models import Plan
from scp.plans.models.plan import PLAIN_SLUG
from tests.factories.accounts import UserFactory
from tests.factories.outcomes import EvidenceFactory, OutcomeFactory
from tests.factories.plans import MembershipFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", Status)
def test_a_plan_is_public_from_its_first_edition_until_it_is_withdrawn(status: Status) -> None:
    PlanFactory(slug="never-published", status=status)
    PlanFactory(slug="published-once", status=status, first_published_at=timezone.now())

    public = [plan.slug for plan in Plan.objects.all()]

    assert public == ([] if status == Status.WITHDRAWN else ["published-once"])
    assert Plan.drafts.count() == 2


def test_a_person_takes_part_in_the_plans_that_say_so() -> None:
    bela = UserFactory()
    mine = MembershipFactory(user=bela).plan
    MembershipFactory()

    assert list(Plan.drafts.for_member(bela)) == [mine]


@override_settings(PUBLIC_BASE_URL="https://scp.example.gov.uk")
def test_a_plan_and_its_items_have_addresses_for_life() -> None:
    plan = PlanFactory(slug="trafford")

    assert plan.uri == "https://scp.example.gov.uk/id/trafford"
    assert OutcomeFactory(plan=plan).uri == "https://scp.example.gov.uk/id/trafford/O1"
    assert str(EvidenceFactory(plan=plan, title="Census 2021")) == "EV-001 Census 2021"
    assert plan.get_absolute_url() == "/plans/trafford/"
    assert plan.audit_chain == "plan:trafford"


@pytest.mark.parametrize("slug", ["trafford", "gm-2026-29", "a", "1"])
def test_a_plain_address_is_taken(slug: str) -> None:
    PLAIN_SLUG(slug)


@pytest.mark.parametrize("slug", ["", "Trafford", "a--b", "-a", "a-", "a_b", "a/b", "a.b", "é"])
def test_another_is_refused(slug: str) -> None:
    with pytest.raises(ValidationError):
        PLAIN_SLUG(slug)
