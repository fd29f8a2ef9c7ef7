"""What a need says beyond its words: where, how big, how sure, and who answers for it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django_scopes import scope

from outcomes.actions import needs
from outcomes.forms import NeedForm
from outcomes.models import Need
from outcomes.queries import CANDIDATES, latest_values, places_called
from scp.core.models import AuditEvent
from scp.plans.models import Plan
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.outcomes import (
    EnglandObservationFactory,
    IndicatorFactory,
    NeedFactory,
    ObservationFactory,
)
from tests.factories.places import PlaceFactory, TraffordFactory
from tests.factories.plans import Cast, MembershipFactory, PlanFactory, cast_of
from tests.unit.outcomes.test_forms import ANSWERS, errors
from tests.unit.plans.test_item_forms import posted
from tests.unit.plans.test_item_views import signed_in, text_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford", places=[TraffordFactory()])
    return plan


def filled(plan: Plan, item: Need | None = None, **more: Any) -> NeedForm:
    answers = ANSWERS[NeedForm](plan) | ({"version": "1"} if item else {}) | more
    with scope(plan=plan):
        form = NeedForm(posted(answers), plan=plan, item=item)
        form.full_clean()
    return form


def labels(form: NeedForm, name: str) -> list[str]:
    field: Any = form.fields[name]
    return [str(label) for _key, label in field.choices]


class TestPlaces:
    def test_those_of_the_plan_are_offered(self, trafford: Plan) -> None:
        PlaceFactory(code="E08000006", name="Salford")

        with scope(plan=trafford):
            assert labels(NeedForm(plan=trafford), "places") == ["Trafford (E08000009)"]

    def test_so_are_those_of_the_need(self, trafford: Plan) -> None:
        need = NeedFactory(plan=trafford)
        need.places.set([PlaceFactory(code="E08000006", name="Salford")])

        with scope(plan=trafford):
            form = NeedForm(plan=trafford, item=need)

        assert labels(form, "places") == ["Trafford (E08000009)", "Salford (E08000006)"]
        assert form.initial["places"] == [place.pk for place in need.places.all()]

    @pytest.mark.parametrize("typed", ["E08000006", "e08000006", "Salford", " salford "])
    def test_another_is_named_by_its_code_or_its_name(self, trafford: Plan, typed: str) -> None:
        salford = PlaceFactory(code="E08000006", name="Salford")

        form = filled(trafford, other_places=typed)

        assert form.is_valid(), form.errors
        assert form.values()["places"] == [*trafford.places.all(), salford]
        assert "other_places" not in form.values()

    def test_one_that_is_named_and_ticked_counts_once(self, trafford: Plan) -> None:
        form = filled(trafford, other_places="Trafford\nTrafford")

        assert form.values()["places"] == list(trafford.places.all())

    def test_where_two_bear_one_name_the_reader_is_asked_and_can_tick(self, trafford: Plan) -> None:
        region = PlaceFactory(code="E12000001", name="North East")
        PlaceFactory(code="E47000014", name="North East")

        asked = filled(trafford, other_places="North East")

        assert asked.errors["other_places"] == [
            "Line 1, “North East”, may be several places. Tick the ones you mean under Places: "
            "North East (E12000001); North East (E47000014)."
        ]
        assert labels(asked, "places")[1:] == [
            "North East (E12000001)",
            "North East (E47000014)",
        ]
        answered = filled(trafford, other_places="North East", places=[region.pk])
        assert answered.is_valid(), answered.errors
        assert answered.values()["places"] == [region]

    def test_a_part_of_a_name_is_never_taken_for_the_whole(self, trafford: Plan) -> None:
        stockport = PlaceFactory(code="E08000007", name="Stockport")

        asked = filled(trafford, other_places="ockpor")

        assert asked.errors["other_places"] == [
            "Line 1, “ockpor”: do you mean Stockport (E08000007)? Tick it under Places."
        ]
        assert filled(trafford, other_places="ockpor", places=[stockport.pk]).is_valid()

    def test_what_is_no_place_is_named_with_its_line(self, trafford: Plan) -> None:
        PlaceFactory(code="E08000006", name="Salford")

        form = filled(trafford, other_places="Salford\nAtlantis")

        assert form.errors["other_places"] == [
            "Line 2, “Atlantis”, is no place we know. Try part of its name."
        ]

    def test_at_most_ten_are_looked_up(self, trafford: Plan) -> None:
        typed = "\n".join(f"Nowhere {n}" for n in range(11))

        assert errors(NeedForm, trafford, other_places=typed) == {
            "other_places": ["Enter at most 10 places."]
        }

    @pytest.mark.parametrize("typed", ["%", "_____", "'; DROP TABLE", "\x00", "E0800000\ud800"])
    def test_what_is_no_name_finds_nothing_and_harms_nothing(
        self, trafford: Plan, typed: str
    ) -> None:
        assert errors(NeedForm, trafford, other_places=typed).keys() == {"other_places"}

    @pytest.mark.parametrize("ticked", ["0", "-1", "x", "9" * 30, "½"])
    def test_a_tick_that_is_none_is_refused(self, trafford: Plan, ticked: str) -> None:
        assert errors(NeedForm, trafford, places=[ticked]).keys() == {"places"}

    def test_a_name_finds_a_place_of_that_day(self) -> None:
        PlaceFactory(code="E07000001", name="Mallard", valid_to=dt.date(2023, 4, 1))
        now = PlaceFactory(code="E06000001", name="Mallard", valid_from=dt.date(2023, 4, 1))

        assert places_called("mallard", TODAY) == [now]
        assert places_called("E07000001", TODAY)[0].code == "E07000001"

    def test_a_short_word_gives_no_endless_list(self) -> None:
        for number in range(CANDIDATES + 3):
            PlaceFactory(name=f"Upper Town {number}")

        assert len(places_called("town", TODAY)) == CANDIDATES


class TestScale:
    def test_the_latest_value_of_each_indicator_is_offered(self, trafford: Plan) -> None:
        indicator = IndicatorFactory(plan=trafford, title="Smoking", unit="%", decimals=1)
        for year, value in ((2022, "12.8"), (2023, "11.6")):
            ObservationFactory(indicator=indicator, year=year, value=Decimal(value))

        with scope(plan=trafford):
            assert labels(NeedForm(plan=trafford), "scale_observation") == [
                "None",
                "I1 Smoking: 11.6 % (2023, Trafford)",
            ]

    def test_a_revision_takes_the_place_of_what_it_revises(self, trafford: Plan) -> None:
        first = ObservationFactory(indicator=IndicatorFactory(plan=trafford), year=2023)
        revised = ObservationFactory(
            indicator=first.indicator,
            year=2023,
            source_version="test 2",
            published_on=dt.date(2026, 9, 1),
        )

        with scope(plan=trafford):
            assert list(latest_values(trafford.places.all())) == [revised]

    def test_neither_elsewhere_nor_a_part_of_the_population_nor_nothing(
        self, trafford: Plan
    ) -> None:
        indicator = IndicatorFactory(plan=trafford)
        EnglandObservationFactory(indicator=indicator)
        ObservationFactory(indicator=indicator, breakdown="sex=Female")
        ObservationFactory(indicator=indicator, value=None, status="suppressed")
        ObservationFactory(indicator=IndicatorFactory(plan=PlanFactory()))

        with scope(plan=trafford):
            assert list(latest_values(trafford.places.all())) == []

    def test_one_that_was_chosen_before_is_still_offered(self, trafford: Plan) -> None:
        old = ObservationFactory(indicator=IndicatorFactory(plan=trafford), year=2019)
        ObservationFactory(indicator=old.indicator, year=2024)
        need = NeedFactory(plan=trafford, scale_observation=old)

        with scope(plan=trafford):
            form = NeedForm(plan=trafford, item=need)

        assert ["2019" in label for label in labels(form, "scale_observation")] == [
            *(False, False, True)
        ]

    def test_a_value_of_another_plan_is_none(self, trafford: Plan) -> None:
        foreign = ObservationFactory(indicator=IndicatorFactory(plan=PlanFactory()))

        found = errors(NeedForm, trafford, scale_observation=foreign.pk)

        assert found.keys() == {"scale_observation"}


class TestConfidence:
    def test_it_takes_a_reason(self, trafford: Plan) -> None:
        assert errors(NeedForm, trafford, confidence_reason="") == {
            "confidence_reason": ["Say why in one sentence."]
        }
        assert errors(NeedForm, trafford, confidence="") == {
            "confidence": ["Say how sure you are, or empty the reason."]
        }
        assert errors(NeedForm, trafford, confidence="", confidence_reason="") == {}


class TestOwner:
    def test_who_is_reminded_is_among_those_who_take_part(self, trafford: Plan) -> None:
        MembershipFactory(plan=trafford, user=UserFactory(name="Ada"))
        MembershipFactory(plan=trafford, user=UserFactory(name="Gone", is_active=False))
        outsider = UserFactory(name="Outsider")

        with scope(plan=trafford):
            assert labels(NeedForm(plan=trafford), "owner_user") == ["Nobody yet", "Ada"]
        assert errors(NeedForm, trafford, owner_user=outsider.pk).keys() == {"owner_user"}


class TestAction:
    def test_it_says_where_a_need_is_and_where_it_was(self, trafford: Plan) -> None:
        mira, salford = OfficerFactory(), PlaceFactory(code="E08000006")
        need = needs.identify(
            plan=trafford, statement="S", who="W", places=trafford.places.all(), by=mira
        )
        with scope(plan=trafford):
            needs.revise(need=need, seen_version=1, places=[salford], by=mira)
            needs.revise(need=need, seen_version=2, places=[salford], by=mira)
            needs.revise(need=need, seen_version=3, who="Families", by=mira)

        assert list(need.places.all()) == [salford]
        assert [event.data for event in AuditEvent.objects.filter(action="need.placed")] == [
            {"places": [[], ["E08000009"]]},
            {"places": [["E08000009"], ["E08000006"]]},
        ]


class TestPage:
    @pytest.fixture
    def cast(self, trafford: Plan) -> Cast:
        return cast_of(trafford)

    def test_it_says_all_of_it(self, cast: Cast) -> None:
        value = ObservationFactory(
            indicator=IndicatorFactory(plan=cast.plan, title="Smoking", unit="%"),
            year=2023,
            value=Decimal("11.6"),
        )
        need = NeedFactory(
            plan=cast.plan,
            locality="Partington",
            characteristics=["age"],
            confidence="limited",
            confidence_reason="One survey.",
            owner="Director of Public Health",
            owner_user=cast.commissioner,
            scale_observation=value,
        )
        need.places.set([value.area])

        text = text_of(signed_in(cast.viewer).get("/draft/trafford/needs/N1/"))

        for words in (
            "Trafford (E08000009)",
            "Partington",
            "Age",
            "Limited: One survey.",
            "Director of Public Health",
            "11.6 %",
            "(2023, Trafford)",
            "I1 Smoking",
        ):
            assert words in text
        assert cast.commissioner.name not in text, "who is reminded is nobody else's business"

    def test_a_commissioner_gives_a_need_its_places_and_owner(self, cast: Cast) -> None:
        PlaceFactory(code="E08000006", name="Salford")
        answers = ANSWERS[NeedForm](cast.plan)
        answers |= {"other_places": "Salford", "owner_user": cast.viewer.pk}

        page = signed_in(cast.commissioner).post(
            "/draft/trafford/needs/add/",
            posted(answers).urlencode(),
            content_type="application/x-www-form-urlencoded",
        )

        assert page.status_code == 302, text_of(page)
        need = Need._base_manager.get()
        assert {place.name for place in need.places.all()} == {"Trafford", "Salford"}
        assert need.owner_user == cast.viewer
        assert need.confidence == "moderate"

    def test_an_ambiguous_place_comes_back_with_boxes_to_tick(self, cast: Cast) -> None:
        for code in ("E12000001", "E47000014"):
            PlaceFactory(code=code, name="North East")
        answers = ANSWERS[NeedForm](cast.plan) | {"other_places": "North East"}

        page = signed_in(cast.commissioner).post("/draft/trafford/needs/add/", answers)

        assert page.status_code == 422
        assert "North East (E47000014)" in text_of(page)
        assert 'href="#id_other_places"' in page.content.decode()
