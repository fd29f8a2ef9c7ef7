"""Bodies merge and end; their registers' codes tell them apart."""

import datetime as dt

import pytest
from django.db.models import ProtectedError

from scp.organisations.models import Organisation, OrganisationIdentifier
from tests.factories.organisations import IdentifierFactory, OrganisationFactory
from tests.factories.plans import PlanFactory

pytestmark = pytest.mark.django_db


def test_two_bodies_may_bear_one_name_and_not_one_code() -> None:
    first, second = (OrganisationFactory(name="Trafford Council") for _ in range(2))
    IdentifierFactory(organisation=first, scheme="GB-LAE", value="TRF")
    IdentifierFactory(organisation=second, scheme="GB-COH", value="TRF")

    found = Organisation.objects.get(identifiers__scheme="GB-LAE", identifiers__value="TRF")

    assert found == first
    assert [str(i) for i in OrganisationIdentifier.objects.all()] == ["GB-COH-TRF", "GB-LAE-TRF"]


def test_a_body_that_ended_names_its_successor_and_stays() -> None:
    icb = OrganisationFactory(name="NHS Greater Manchester ICB", kind="icb")
    ccg = OrganisationFactory(
        name="NHS Trafford CCG", kind="icb", valid_to=dt.date(2022, 7, 1), successor=icb
    )

    assert list(icb.predecessors.all()) == [ccg]
    with pytest.raises(ProtectedError):
        icb.delete()


def test_a_body_that_leads_a_plan_stays() -> None:
    plan = PlanFactory()

    with pytest.raises(ProtectedError):
        plan.lead_organisation.delete()


def test_organisations_stand_by_name() -> None:
    for name in ("Wigan", "Bury", "Oldham"):
        OrganisationFactory(name=name)

    assert [str(body) for body in Organisation.objects.all()] == ["Bury", "Oldham", "Wigan"]
