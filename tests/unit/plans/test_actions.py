"""Opening a plan, changing it, and letting the public see it."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError

from scp.accounts.models import User
from scp.core.errors import InvalidInput, StaleVersion
from scp.core.models import AuditEvent
from scp.plans.actions import plans
from scp.plans.models import Membership, Plan
from tests.factories.accounts import OfficerFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import EnglandFactory, PlaceFactory, TraffordFactory
from tests.factories.plans import PlanFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def opened(by: User, **fields: Any) -> Plan:
    values: dict[str, Any] = {
        "slug": "trafford",
        "title": "Trafford plan",
        "places": [TraffordFactory()],
        "lead_organisation": OrganisationFactory(),
        "period_start": dt.date(2026, 4, 1),
        "period_end": dt.date(2029, 3, 31),
    }
    return plans.open_plan(**values | fields, by=by)


def test_whoever_opens_a_plan_leads_it() -> None:
    mira = OfficerFactory(name="Mira Shah")

    plan = opened(mira, places=[TraffordFactory(), EnglandFactory()])

    assert plan.status == "draft"
    assert {place.code for place in plan.places.all()} == {"E08000009", "E92000001"}
    membership = Membership._base_manager.get()
    assert (membership.user, membership.role) == (mira, "lead")
    assert AuditEvent.objects.get(action="plan.opened").data == {
        "places": ["E08000009", "E92000001"]
    }


def test_a_plan_is_for_some_place() -> None:
    with pytest.raises(InvalidInput, match="at least one place"):
        opened(OfficerFactory(), places=[])

    assert not Plan.drafts.exists()


def test_an_address_is_given_once_also_if_the_other_plan_is_a_secret() -> None:
    PlanFactory(slug="trafford")

    with pytest.raises(InvalidInput, match="already a plan at the address “trafford”"):
        opened(OfficerFactory())

    assert Plan.drafts.count() == 1


def test_a_plan_that_the_database_refuses_leaves_nothing_behind() -> None:
    with pytest.raises(IntegrityError):
        opened(OfficerFactory(), period_end=dt.date(2026, 4, 1))


def test_its_places_can_change_with_its_title() -> None:
    plan, mira, salford = PlanFactory(title="Old"), OfficerFactory(), PlaceFactory()

    plans.revise(plan=plan, seen_version=1, title="New", places=[salford], by=mira)

    assert list(plan.places.all()) == [salford]
    assert (plan.title, plan.version) == ("New", 2)
    changed = {"title": ["Old", "New"]}
    assert AuditEvent.objects.get().data == {"changed": changed, "places": [salford.code]}


def test_a_stale_change_changes_neither_title_nor_places() -> None:
    plan, mira = PlanFactory(title="As it is"), OfficerFactory()
    before = list(plan.places.all())

    with pytest.raises(StaleVersion):
        plans.revise(plan=plan, seen_version=9, title="New", places=[PlaceFactory()], by=mira)

    assert list(plan.places.all()) == before
    assert Plan.drafts.get(pk=plan.pk).title == "As it is"
    assert not AuditEvent.objects.exists()


def test_the_day_a_plan_became_public_is_set_once() -> None:
    plan, mira = PlanFactory(), OfficerFactory()

    plans.mark_published(plan=plan, by=mira, at=NOON)
    plans.mark_published(plan=plan, by=mira, at=NOON + dt.timedelta(days=1))

    assert Plan.objects.get().first_published_at == NOON
    assert AuditEvent.objects.count() == 1


def test_of_two_leads_who_move_a_plan_on_the_second_is_told() -> None:
    plan, mira = PlanFactory(status="in_coproduction"), OfficerFactory()
    held = Plan.drafts.get(pk=plan.pk)
    plans.move_on(plan=plan, status="in_consultation", by=mira)

    with pytest.raises(StaleVersion):
        plans.move_on(plan=held, status="draft", by=mira)

    assert Plan.drafts.get(pk=plan.pk).status == "in_consultation"
    assert AuditEvent.objects.count() == 1
