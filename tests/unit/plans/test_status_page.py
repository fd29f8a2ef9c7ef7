"""Moving a plan on in its life cycle, in the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from scp.core.models import AuditEvent
from scp.plans.choices import Status
from tests.factories.plans import PlanFactory, cast_of

pytestmark = pytest.mark.django_db


def page_of(status: str) -> tuple[Client, str]:
    plan = PlanFactory.create(slug="trafford", status=status)
    client = Client()
    client.force_login(cast_of(plan).lead)
    return client, reverse("draft-status", args=["trafford"])


def test_only_what_can_follow_is_offered() -> None:
    client, address = page_of(Status.ANALYSING)
    page = client.get(address).content.decode()
    assert 'value="for_decision"' in page
    assert 'value="in_consultation"' in page
    assert 'value="adopted"' not in page


def test_the_lead_moves_the_plan_on() -> None:
    client, address = page_of(Status.DRAFT)
    answer = client.post(address, {"status": "in_coproduction"}, follow=True)
    assert "The plan is now: In co-production." in answer.content.decode()
    assert AuditEvent.objects.get(action="plan.moved_on").data["to"] == "in_coproduction"


def test_a_step_that_does_not_follow_is_refused() -> None:
    client, address = page_of(Status.DRAFT)
    assert client.post(address, {"status": "adopted"}).status_code == 422
    assert not AuditEvent.objects.filter(action="plan.moved_on").exists()


def test_nothing_follows_the_end() -> None:
    client, address = page_of(Status.WITHDRAWN)
    assert "Nothing follows this state" in client.get(address).content.decode()
