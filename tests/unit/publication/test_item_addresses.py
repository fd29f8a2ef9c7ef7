"""Every reference leads to a page of the draft: its item's own, or the one that it is seen on."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from scp.plans.models import Plan, PlanItem
from scp.plans.views.items import kind_of, letters_of
from scp.publication.views.draft import ELSEWHERE
from tests.factories.outcomes import EvidenceFactory, OutcomeFactory
from tests.factories.plans import PlanFactory, cast_of
from tests.factories.stakeholders import CommentFactory
from tests.factories.why import kept_copy
from tests.unit.plans.kinds import CASES, KindCase

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_models() if issubclass(model, PlanItem)]


@pytest.fixture
def plan() -> Plan:
    made: Plan = PlanFactory(slug="trafford")
    return made


@pytest.fixture
def viewer(plan: Plan) -> Client:
    client = Client()
    client.force_login(cast_of(plan).viewer)
    return client


def follow(client: Client, reference: str) -> Any:
    return client.get(reverse("draft-item", args=["trafford", reference]), follow=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_item_of_each_kind_is_found(case: KindCase, plan: Plan, viewer: Client) -> None:
    item = case.item(plan)

    page = follow(viewer, item.reference)

    # Kinds are known when the routes are, which the first request reads.
    assert kind_of(item.reference) is case.kind
    assert page.status_code == 200
    assert page.request["PATH_INFO"] == urlsplit(case.kind.page_url(item)).path


def test_a_copy_is_seen_with_its_source(plan: Plan, viewer: Client) -> None:
    evidence = EvidenceFactory(plan=plan)
    page = follow(viewer, kept_copy(evidence).reference)
    assert page.request["PATH_INFO"] == reverse(
        "draft-evidence", args=["trafford", evidence.reference]
    )
    assert page.status_code == 200


def test_a_comment_is_seen_with_what_it_is_about(plan: Plan, viewer: Client) -> None:
    outcome = OutcomeFactory(plan=plan)
    page = follow(viewer, CommentFactory(plan=plan, outcome=outcome).reference)
    assert page.request["PATH_INFO"] == reverse(
        "draft-outcome", args=["trafford", outcome.reference]
    )
    assert page.status_code == 200


@pytest.mark.parametrize("reference", ["R9", "F9", "CM-009", "X1", "O", "1", "PF"])
def test_what_is_not_there_is_not_found(plan: Plan, viewer: Client, reference: str) -> None:
    assert follow(viewer, reference).status_code == 404


def test_another_plans_item_is_not_found(plan: Plan, viewer: Client) -> None:
    evidence = EvidenceFactory(plan=PlanFactory(slug="salford"))
    assert follow(viewer, kept_copy(evidence).reference).status_code == 404


# Modelled, and written by no page yet.
PAGES_TO_COME = {"TN", "TA", "TC", "A"}


def test_no_kind_of_item_is_without_a_page() -> None:
    letters = {letters_of(model.REFERENCE_PREFIX) for model in MODELS}
    without = {each for each in letters if not kind_of(each) and each not in ELSEWHERE}
    assert without <= PAGES_TO_COME


def test_no_two_kinds_have_the_same_letters() -> None:
    letters = [letters_of(model.REFERENCE_PREFIX) for model in MODELS]
    assert sorted(letters) == sorted(set(letters))
