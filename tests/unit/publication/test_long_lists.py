"""Lists that grow with a plan are paged, also before publishing."""

import pytest
from django.urls import reverse

from scp.publication.views.draft import A_PAGE
from tests.factories.outcomes import NeedFactory
from tests.factories.plans import PlanFactory, cast_of
from tests.unit.plans.test_item_views import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "parameter"), [("draft-readiness", "page"), ("draft-publish", "gaps")]
)
def test_more_gaps_than_a_page_holds(name: str, parameter: str) -> None:
    plan = PlanFactory.create(slug="trafford")
    NeedFactory.create_batch(A_PAGE, plan=plan)
    client, address = signed_in(cast_of(plan).lead), reverse(name, args=["trafford"])

    first = client.get(address).content.decode()
    second = client.get(address, {parameter: 2}).content.decode()

    assert first.count("scp-gaps__item ") == A_PAGE
    assert f"?{parameter}=2" in first
    assert second.count("scp-gaps__item ") == A_PAGE
