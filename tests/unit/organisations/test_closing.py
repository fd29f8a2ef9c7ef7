"""Reorganisation: bodies close on a day, others take over, codes end."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from scp.core import audit
from scp.core.errors import InvalidInput, PolicyRefused
from scp.core.models import AuditEvent
from scp.organisations.actions import identifiers, organisations
from scp.organisations.models import Organisation, OrganisationIdentifier, Succession
from tests.factories.organisations import IdentifierFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

BY = audit.Command("test")
VESTING = dt.date(2023, 4, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def county() -> Organisation:
    return OrganisationFactory.create(name="Cumbria", valid_from=dt.date(1974, 4, 1))


@pytest.fixture
def heirs() -> list[Organisation]:
    return [
        OrganisationFactory.create(name=name, valid_from=dt.date(2022, 5, 1))
        for name in ("Cumberland", "Westmorland")
    ]


def close(body: Organisation, *successors: Organisation, on: dt.date = VESTING) -> Organisation:
    return organisations.close(organisation=body, on=on, successors=successors, by=BY)


class TestClosing:
    def test_a_county_is_divided(self, county: Organisation, heirs: list[Organisation]) -> None:
        IdentifierFactory(organisation=county, value="CMA")
        IdentifierFactory(organisation=county, value="OLD", valid_to=dt.date(1990, 1, 1))

        closed = close(county, *heirs)

        county.refresh_from_db()
        assert county.valid_to == closed.valid_to == VESTING
        assert list(county.successors.all()) == heirs
        assert dict(county.identifiers.values_list("value", "valid_to")) == {
            "CMA": VESTING,
            "OLD": dt.date(1990, 1, 1),
        }
        assert AuditEvent.objects.get().data == {
            "on": "2023-04-01",
            "successors": [[heir.pk, heir.name] for heir in heirs],
            "identifiers": ["GB-LAE-CMA"],
        }

    def test_several_bodies_merge_into_one(self) -> None:
        icb, *ccgs = OrganisationFactory.create_batch(4, kind="icb")
        for ccg in ccgs:
            close(ccg, icb)

        assert set(icb.predecessors.all()) == set(ccgs)

    def test_a_successor_named_twice_follows_once(self, county: Organisation) -> None:
        heir = OrganisationFactory.create()
        close(county, heir, heir)

        assert Succession.objects.count() == 1

    def test_not_twice(self, county: Organisation) -> None:
        close(county)

        with pytest.raises(PolicyRefused, match="Cumbria has its end already: 1 April 2023"):
            close(county, on=VESTING + DAY)

    @pytest.mark.parametrize("on", [dt.date(1974, 4, 1), dt.date(1970, 1, 1)])
    def test_not_before_it_began(self, county: Organisation, on: dt.date) -> None:
        with pytest.raises(InvalidInput, match="Cumbria begins on 1 April 1974, so it cannot end"):
            close(county, on=on)

    def test_not_before_a_code_of_its_own_begins(self, county: Organisation) -> None:
        IdentifierFactory(organisation=county, value="CMA", valid_from=VESTING)

        with pytest.raises(InvalidInput, match="GB-LAE-CMA begins on 1 April 2023"):
            close(county)

    def test_it_does_not_follow_itself(self, county: Organisation) -> None:
        with pytest.raises(InvalidInput, match="cannot be its own successor"):
            close(county, county)

    @pytest.mark.parametrize(
        "dates", [{"valid_from": VESTING + DAY}, {"valid_to": VESTING}], ids=["not yet", "no more"]
    )
    def test_a_successor_exists_on_the_day(
        self, county: Organisation, dates: dict[str, dt.date]
    ) -> None:
        heir = OrganisationFactory.create(name="Heir", **dates)

        with pytest.raises(InvalidInput, match="Heir does not exist on 1 April 2023"):
            close(county, heir)
        county.refresh_from_db()
        assert county.valid_to is None

    @pytest.mark.parametrize("apart", [-1, 0, 1])
    def test_succession_does_not_run_in_a_circle(self, apart: int) -> None:
        """Whichever day the second is closed on: the first one's end is in the way."""
        first, second, third = OrganisationFactory.create_batch(3)
        close(first, second)
        close(second, third, on=VESTING + DAY)

        with pytest.raises(InvalidInput, match=r"cannot take over|cannot end"):
            close(third, first, on=VESTING + DAY + apart * DAY)

    def test_it_may_lie_ahead(self, county: Organisation) -> None:
        close(county, on=dt.date(2999, 4, 1))

        assert county in Organisation.objects.in_force(dt.date(2998, 1, 1))


class TestTakingItBack:
    def test_what_the_closure_did_is_undone(
        self, county: Organisation, heirs: list[Organisation]
    ) -> None:
        IdentifierFactory(organisation=county, value="CMA")
        close(county, *heirs)

        reopened = organisations.reopen(organisation=county, by=BY)

        assert reopened.valid_to is None
        assert not Succession.objects.exists()
        assert county.identifiers.get().valid_to is None
        assert AuditEvent.objects.latest("pk").data == {"on": "2023-04-01"}

    def test_there_must_be_something_to_take_back(self, county: Organisation) -> None:
        with pytest.raises(PolicyRefused, match="Cumbria is not closed"):
            organisations.reopen(organisation=county, by=BY)


class TestCodes:
    def add(self, body: Organisation, **values: object) -> OrganisationIdentifier:
        given = {"scheme": "GB-LAE", "value": "CMA", **values}
        return identifiers.add(organisation=body, by=BY, **given)  # type: ignore[arg-type]

    def test_one_is_added_with_its_dates(self, county: Organisation) -> None:
        self.add(county, valid_from=dt.date(2009, 4, 1), valid_to=VESTING)

        code = county.identifiers.get()
        assert (str(code), code.valid_from, code.valid_to) == (
            "GB-LAE-CMA",
            dt.date(2009, 4, 1),
            VESTING,
        )
        assert AuditEvent.objects.get().data == {
            "code": "GB-LAE-CMA",
            "valid_from": "2009-04-01",
            "valid_to": "2023-04-01",
        }

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"scheme": "GB-XYZ"}, "not a register we know"),
            ({"value": ""}, "1 to 60 characters"),
            ({"value": "TAKEN"}, "GB-LAE-TAKEN is Another"),
            ({"valid_from": VESTING, "valid_to": VESTING}, "GB-LAE-CMA begins on 1 April 2023"),
            ({"valid_from": dt.date(1970, 1, 1)}, "Cumbria begins on 1 April 1974"),
        ],
    )
    def test_one_that_does_not_fit_is_refused(
        self, county: Organisation, values: dict[str, object], sentence: str
    ) -> None:
        IdentifierFactory(organisation=OrganisationFactory(name="Another"), value="TAKEN")

        with pytest.raises(InvalidInput, match=sentence):
            self.add(county, **values)
        assert not county.identifiers.exists()

    def test_a_closed_body_gets_none_that_outlives_it(self, county: Organisation) -> None:
        close(county)

        for end in (None, VESTING + DAY):
            with pytest.raises(InvalidInput, match="Cumbria ends on 1 April 2023"):
                self.add(county, valid_to=end)
        self.add(county, valid_to=VESTING)

    def test_one_ends(self, county: Organisation) -> None:
        code = IdentifierFactory(organisation=county, valid_from=dt.date(2009, 4, 1))
        identifiers.end(identifier=code, on=VESTING, by=BY)

        code.refresh_from_db()
        assert code.valid_to == VESTING
        with pytest.raises(PolicyRefused, match="has its end already: 1 April 2023"):
            identifiers.end(identifier=code, on=VESTING + DAY, by=BY)

    def test_one_does_not_end_before_it_begins(self, county: Organisation) -> None:
        code = IdentifierFactory(organisation=county, valid_from=VESTING)

        with pytest.raises(InvalidInput, match="so it cannot end on 1 April 2023"):
            identifiers.end(identifier=code, on=VESTING, by=BY)


class TestCommands:
    def test_a_body_is_found_by_its_code_or_its_name(
        self, county: Organisation, heirs: list[Organisation], capsys: pytest.CaptureFixture[str]
    ) -> None:
        IdentifierFactory(organisation=county, value="CMA")

        call_command(
            "close_organisation", "GB-LAE:CMA", "--on", "2023-04-01",
            "--successor", "Cumberland", "--successor", "Westmorland",
        )  # fmt: skip

        assert capsys.readouterr().out == (
            "Cumbria: closed on 1 April 2023; succeeded by Cumberland and Westmorland.\n"
        )
        call_command("close_organisation", "Cumbria", "--undo")
        assert capsys.readouterr().out == "Cumbria: open.\n"

    def test_a_body_that_is_not_there_or_not_one_is_refused(self) -> None:
        OrganisationFactory.create_batch(2, name="Town Council")

        for text, sentence in (
            ("GB-LAE:XXX", "No organisation has the code or the name “GB-LAE:XXX”"),
            ("Town Council", "Several organisations are called “Town Council”"),
        ):
            with pytest.raises(CommandError, match=sentence):
                call_command("close_organisation", text, "--on", "2023-04-01")

    def test_a_code_is_given_and_ended(
        self, county: Organisation, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("add_identifier", "Cumbria", "GB-LAE:CMA,2009-04-01")
        call_command("end_identifier", "GB-LAE:CMA", "--on", "2023-04-01")

        assert capsys.readouterr().out == (
            "Cumbria has the code GB-LAE-CMA.\nGB-LAE-CMA no longer stands from 1 April 2023.\n"
        )
        code = county.identifiers.get()
        assert (code.valid_from, code.valid_to) == (dt.date(2009, 4, 1), VESTING)

    def test_refusals_are_told(self, county: Organisation) -> None:
        with pytest.raises(CommandError, match="No organisation has the code GB-LAE:CMA"):
            call_command("end_identifier", "GB-LAE:CMA", "--on", "2023-04-01")
        with pytest.raises(CommandError, match="not a register we know"):
            call_command("add_identifier", "Cumbria", "GB-XYZ:1")
        IdentifierFactory(organisation=county, value="CMA", valid_to=VESTING)
        with pytest.raises(CommandError, match="has its end already"):
            call_command("end_identifier", "GB-LAE:CMA", "--on", "2024-04-01")
