"""A plan is never left without somebody who leads it."""

import pytest
from django.urls import reverse

from scp.core.errors import PolicyRefused
from scp.plans.actions import plans
from scp.plans.models import Membership
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.unit.plans.test_item_views import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return cast_of(PlanFactory.create(slug="trafford"))


def roles_of(cast: Cast) -> dict[int, str]:
    rows = Membership.objects.with_scope(plan=cast.plan)
    return dict(rows.values_list("user_id", "role"))


def test_the_only_lead_cannot_become_something_else(cast: Cast) -> None:
    page = signed_in(cast.lead).post(
        reverse("draft-members", args=["trafford"]), {"email": cast.lead.email, "role": "viewer"}
    )
    assert page.status_code == 422
    assert "A plan needs a plan lead" in text_of(page)
    assert roles_of(cast)[cast.lead.pk] == "lead"


def test_the_only_lead_cannot_leave(cast: Cast) -> None:
    with pytest.raises(PolicyRefused, match="needs a plan lead"):
        plans.leave(plan=cast.plan, user=cast.lead, by=cast.lead)
    assert cast.lead.pk in roles_of(cast)


def test_with_another_lead_the_first_may_go(cast: Cast) -> None:
    plans.join(plan=cast.plan, user=cast.commissioner, role="lead", by=cast.lead)
    answer = signed_in(cast.lead).post(
        reverse("draft-member-remove", args=["trafford", cast.lead.pk])
    )
    assert answer.headers["Location"] == reverse("home")
    assert cast.lead.pk not in roles_of(cast)


def test_a_member_who_leaves_no_longer_finds_the_draft(cast: Cast) -> None:
    viewer = signed_in(cast.viewer)
    assert viewer.get(reverse("draft", args=["trafford"])).status_code == 200
    signed_in(cast.lead).post(reverse("draft-member-remove", args=["trafford", cast.viewer.pk]))
    assert viewer.get(reverse("draft", args=["trafford"])).status_code == 404


def test_somebody_who_takes_no_part_cannot_be_removed(cast: Cast) -> None:
    page = signed_in(cast.lead).get(
        reverse("draft-member-remove", args=["trafford", cast.outsider.pk])
    )
    assert page.status_code == 404
