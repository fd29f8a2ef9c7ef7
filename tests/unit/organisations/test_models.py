"""Bodies merge and end; their registers' codes tell them apart."""

import datetime as dt

import pytest
import time_machine
from django.db.models import ProtectedError

from scp.organisations.models import Organisation, OrganisationIdentifier
from tests.factories.organisations import IdentifierFactory, OrganisationFactory, SuccessionFactory
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
    ccg = OrganisationFactory(name="NHS Trafford CCG", kind="icb", valid_to=dt.date(2022, 7, 1))
    SuccessionFactory(organisation=ccg, successor=icb)

    assert list(icb.predecessors.all()) == [ccg]
    with pytest.raises(ProtectedError):
        icb.delete()


def test_a_body_that_leads_a_plan_stays() -> None:
    plan = PlanFactory()

    with pytest.raises(ProtectedError):
        plan.lead_organisation.delete()


def test_a_body_exists_from_its_first_day_to_the_day_before_its_end() -> None:
    first, end = dt.date(2009, 4, 1), dt.date(2023, 4, 1)
    body = OrganisationFactory(valid_from=first, valid_to=end)
    day = dt.timedelta(days=1)

    for on, exists in ((first - day, False), (first, True), (end - day, True), (end, False)):
        assert body.stands_on(on) is exists
        assert Organisation.objects.in_force(on).exists() is exists


class TestWhatReadersAreTold:
    def test_nothing_of_a_body_without_an_end(self) -> None:
        body = OrganisationFactory(name="Bury Council")

        assert (body.closure, body.described) == ("", "Bury Council")

    def test_since_when_it_is_closed_and_who_follows(self) -> None:
        county = OrganisationFactory(name="Cumbria County Council", valid_to=dt.date(2023, 4, 1))
        for name in ("Cumberland Council", "Westmorland and Furness Council"):
            SuccessionFactory(organisation=county, successor__name=name)

        assert county.described == (
            "Cumbria County Council (closed on 1 April 2023; succeeded by Cumberland Council and "
            "Westmorland and Furness Council)"
        )

    def test_that_nobody_follows(self) -> None:
        lep = OrganisationFactory(name="Cheshire LEP", kind="lep", valid_to=dt.date(2024, 4, 1))

        assert lep.closure == "closed on 1 April 2024"

    @time_machine.travel("2026-11-24", tick=False)
    def test_that_it_will_close(self) -> None:
        district = OrganisationFactory(valid_to=dt.date(2028, 4, 1))
        assert district.closure == "closes on 1 April 2028"

        SuccessionFactory(organisation=district, successor__name="The new unitary")
        assert district.closure == "closes on 1 April 2028; The new unitary will succeed it"


def test_organisations_stand_by_name() -> None:
    for name in ("Wigan", "Bury", "Oldham"):
        OrganisationFactory(name=name)

    assert [str(body) for body in Organisation.objects.all()] == ["Bury", "Oldham", "Wigan"]
