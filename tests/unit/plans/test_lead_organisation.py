"""A plan outlives the body that leads it: readers are told, and who edits may hand it over."""

import datetime as dt
import html

import pytest
from django.test import Client
from django.utils import timezone

from scp.core.errors import InvalidInput
from scp.organisations.models import Organisation
from scp.plans.actions import plans
from scp.plans.forms import OpenPlanForm, PlanForm
from tests.factories.organisations import OrganisationFactory, SuccessionFactory
from tests.factories.plans import Cast, PlanFactory, cast_of

pytestmark = pytest.mark.django_db

TOLD = "Cumbria (closed on 1 April 2023; succeeded by Cumberland)"


@pytest.fixture
def cumbria() -> Organisation:
    county = OrganisationFactory.create(name="Cumbria", valid_to=dt.date(2023, 4, 1))
    SuccessionFactory(organisation=county, successor__name="Cumberland")
    return county


@pytest.fixture
def cast(cumbria: Organisation) -> Cast:
    plan = PlanFactory(
        slug="cumbria",
        lead_organisation=cumbria,
        first_published_at=timezone.now(),
        status="published",
    )
    return cast_of(plan)


def labels(form: PlanForm) -> list[str]:
    return [str(label) for key, label in form.fields["lead_organisation"].choices if key]  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["/", "/plans/cumbria/"])
def test_everybody_is_told_who_follows(cast: Cast, client: Client, address: str) -> None:
    assert TOLD in html.unescape(client.get(address).content.decode())


@pytest.mark.parametrize("address", ["/", "/draft/cumbria/", "/draft/cumbria/about/"])
def test_whoever_works_on_the_plan_is_told(cast: Cast, client: Client, address: str) -> None:
    client.force_login(cast.commissioner)

    assert TOLD in html.unescape(client.get(address).content.decode())


def test_a_list_of_plans_asks_for_all_successors_at_once(
    cumbria: Organisation, client: Client, django_assert_num_queries: object
) -> None:
    PlanFactory.create_batch(
        3, lead_organisation=cumbria, first_published_at=timezone.now(), status="published"
    )

    with django_assert_num_queries(3):  # type: ignore[operator]  # a page of plans, leads, heirs
        client.get("/")


def test_a_new_plan_is_led_by_a_body_that_exists(cast: Cast) -> None:
    OrganisationFactory(name="Not yet", valid_from=timezone.localdate() + dt.timedelta(days=1))

    assert labels(OpenPlanForm()) == ["Cumberland"]


def test_a_plan_keeps_its_lead_or_goes_over_to_one_that_exists(cast: Cast) -> None:
    assert labels(PlanForm(plan=cast.plan)) == ["Cumberland", TOLD]


class TestWhoever:
    """Also without a form."""

    def test_opens_a_plan_names_a_lead_that_exists(self, cast: Cast, cumbria: Organisation) -> None:
        with pytest.raises(InvalidInput, match=r"Cumbria \(closed on .* does not exist on"):
            plans.open_plan(
                slug="late",
                title="Late",
                places=list(cast.plan.places.all()),
                lead_organisation=cumbria,
                period_start=dt.date(2026, 4, 1),
                period_end=dt.date(2029, 3, 31),
                by=cast.lead,
            )

    def test_revises_a_plan_may_leave_the_lead_that_closed(
        self, cast: Cast, cumbria: Organisation
    ) -> None:
        plan = plans.revise(
            plan=cast.plan, seen_version=1, title="New", lead_organisation=cumbria, by=cast.lead
        )
        assert plan.title == "New"

    def test_hands_a_plan_over_names_one_that_exists(self, cast: Cast) -> None:
        gone = OrganisationFactory(valid_to=dt.date(2024, 4, 1))

        with pytest.raises(InvalidInput, match="Choose a lead organisation that does"):
            plans.revise(plan=cast.plan, seen_version=1, lead_organisation=gone, by=cast.lead)
