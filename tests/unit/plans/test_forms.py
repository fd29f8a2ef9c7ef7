"""The forms of a plan itself, of its chapters and of its people; and how a conflict is told."""

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from django_scopes import scope

from scp.plans.forms import MemberForm, OpenPlanForm, PlanForm, SectionForm, differences
from scp.plans.models import Plan
from stakeholders.forms import StakeholderForm
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import PlanFactory, SectionFactory, VisionFactory
from tests.factories.stakeholders import StakeholderFactory
from tests.unit.plans.kinds import date
from tests.unit.plans.test_item_forms import posted

pytestmark = pytest.mark.django_db


def plan_answers(**more: Any) -> dict[str, Any]:
    return {
        "title": "Trafford strategic commissioning plan",
        "place_codes": TraffordFactory().code,
        "lead_organisation": OrganisationFactory().pk,
        **date("period_start", 1, 4, 2026),
        **date("period_end", 31, 3, 2029),
        **more,
    }


class TestPlanForm:
    def test_places_are_given_by_their_codes_one_a_line_in_any_case(self) -> None:
        trafford, england = TraffordFactory(), EnglandFactory()
        codes = " e08000009\r\n\r\nE92000001\nE08000009"

        form = PlanForm(posted(plan_answers(place_codes=codes, version="1")), plan=PlanFactory())

        assert form.is_valid(), form.errors
        assert form.values()["places"] == [trafford, england]
        assert form.values()["period_end"] == dt.date(2029, 3, 31)
        assert "place_codes" not in form.values()

    def test_a_code_that_is_nobodys_is_named_with_its_line(self) -> None:
        form = OpenPlanForm(posted(plan_answers(place_codes="E08000009\nE99999999", slug="t")))

        assert form.errors["place_codes"] == [
            "Code 2, “E99999999”, is not the GSS code of a place we know."
        ]

    @pytest.mark.parametrize(
        "end", [date("period_end", 1, 4, 2026), date("period_end", 31, 3, 2026)]
    )
    def test_the_period_ends_after_it_begins(self, end: dict[str, str]) -> None:
        form = OpenPlanForm(posted(plan_answers(slug="t", **end)))

        assert form.errors["period_end"] == ["The last day must be after the first."]

    @pytest.mark.parametrize(
        "day", [date("period_end", 31, 2, 2029), date("period_end", 1, 13, 2029)]
    )
    def test_a_day_that_is_not_in_the_calendar_is_refused(self, day: dict[str, str]) -> None:
        form = OpenPlanForm(posted(plan_answers(slug="t", **day)))

        assert "must be a real date" in form.errors["period_end"][0]

    @pytest.mark.parametrize(
        "slug",
        ["Trafford", "traf ford", "-trafford", "trafford-", "a--b", "träfford", "a/b", "t\n.x"],
    )
    def test_an_address_is_plain(self, slug: str) -> None:
        form = OpenPlanForm(posted(plan_answers(slug=slug)))

        assert form.errors.keys() == {"slug"}

    def test_an_address_is_not_changed_later(self) -> None:
        assert "slug" not in PlanForm(plan=PlanFactory()).fields

    def test_it_shows_the_plan_as_it_is(self) -> None:
        plan = PlanFactory(places=[TraffordFactory(), EnglandFactory()])

        form = PlanForm(plan=plan)

        assert form["title"].value() == plan.title
        assert form["place_codes"].value() == "E08000009\nE92000001"
        assert form["version"].value() == plan.version


class TestSectionForm:
    @pytest.fixture
    def trafford(self) -> Plan:
        plan: Plan = PlanFactory()
        return plan

    def vision(self, **more: Any) -> QueryDict:
        return posted({"kind": "vision", "title": "Vision", "position": "0", **more})

    def test_a_second_vision_is_led_to_the_first(self, trafford: Plan) -> None:
        VisionFactory(plan=trafford)

        with scope(plan=trafford):
            form = SectionForm(self.vision(), plan=trafford)
            assert form.errors["kind"] == ["The plan already has a vision (S1). Change that one."]

    def test_the_vision_may_be_changed(self, trafford: Plan) -> None:
        vision = VisionFactory(plan=trafford)

        with scope(plan=trafford):
            form = SectionForm(self.vision(version="1"), plan=trafford, item=vision)
            assert form.is_valid(), form.errors

    def test_a_removed_vision_and_another_plans_are_in_nobodys_way(self, trafford: Plan) -> None:
        VisionFactory(plan=trafford, removed_at=timezone.now())
        VisionFactory(plan=PlanFactory())

        with scope(plan=trafford):
            assert SectionForm(self.vision(), plan=trafford).is_valid()

    def test_another_chapter_cannot_become_a_second_vision(self, trafford: Plan) -> None:
        VisionFactory(plan=trafford)
        context = SectionFactory(plan=trafford)

        with scope(plan=trafford):
            form = SectionForm(self.vision(version="1"), plan=trafford, item=context)
            assert form.errors.keys() == {"kind"}

    @pytest.mark.parametrize("position", ["-1", "1000", "1.5", "first", "٣x"])
    def test_a_place_in_the_order_is_a_small_number(self, trafford: Plan, position: str) -> None:
        with scope(plan=trafford):
            form = SectionForm(
                posted({"kind": "scope", "title": "T", "position": position}), plan=trafford
            )
            assert form.errors.keys() == {"position"}


class TestMemberForm:
    def test_a_person_is_found_by_their_address_in_any_case(self) -> None:
        bela = UserFactory(email="bela@test.example")

        form = MemberForm(posted({"email": "BELA@test.example", "role": "viewer"}))

        assert form.is_valid(), form.errors
        assert form.cleaned_data["email"] == bela

    @pytest.mark.parametrize("email", ["nobody@test.example", "gone@test.example"])
    def test_who_has_no_account_or_no_longer_is_not_found(self, email: str) -> None:
        UserFactory(email="gone@test.example", is_active=False)

        form = MemberForm(posted({"email": email, "role": "viewer"}))

        assert form.errors["email"] == ["Nobody with this address has an account here."]

    def test_there_are_only_the_roles_of_the_table(self) -> None:
        form = MemberForm(posted({"email": UserFactory().email, "role": "king"}))

        assert form.errors.keys() == {"role"}


class TestConflict:
    """What two people answered differently, in the words that they read."""

    def told(self, plan: Plan, section: Any, **answers: Any) -> list[tuple[str, str, str]]:
        same = {"kind": "context", "title": section.title, "body": section.body, "version": "1"}
        same["position"] = str(section.position)
        with scope(plan=plan):
            yours = SectionForm(posted(same | answers), plan=plan, item=section)
            saved = SectionForm(plan=plan, item=section)
            return [(d["label"], d["theirs"], d["yours"]) for d in differences(saved, yours)]

    def test_only_what_differs_is_told(self) -> None:
        plan = PlanFactory()
        section = SectionFactory(plan=plan, title="Theirs")

        assert self.told(plan, section, title="Yours") == [("Title", "Theirs", "Yours")]
        assert self.told(plan, section) == []

    def test_a_choice_is_told_by_its_label(self) -> None:
        plan = PlanFactory()

        assert self.told(plan, SectionFactory(plan=plan), kind="scope") == [
            ("Chapter", "Context and links to other plans", "Place and scope")
        ]

    @pytest.mark.parametrize(
        ("was", "typed", "told"), [(True, {}, "No"), (False, {"is_person": "on"}, "Yes")]
    )
    def test_a_tick_is_told_as_yes_or_no(self, was: bool, typed: dict[str, str], told: str) -> None:
        plan = PlanFactory()
        forum = StakeholderFactory(plan=plan, is_person=was)
        same = {"name": forum.name, "kind": forum.kind, "version": "1"}

        with scope(plan=plan):
            yours = StakeholderForm(posted(same | typed), plan=plan, item=forum)
            (difference,) = differences(StakeholderForm(plan=plan, item=forum), yours)

        assert difference["yours"] == told
        assert difference["theirs"] == ("No" if told == "Yes" else "Yes")

    def test_a_date_is_told_as_a_date_also_when_it_is_none(self) -> None:
        plan = PlanFactory()
        answers = plan_answers(version="1", **date("period_end", 31, 2, 2029))

        yours = PlanForm(posted(answers), plan=plan)

        told = {d["label"]: d for d in differences(PlanForm(plan=plan), yours)}
        assert told["Last day of the plan’s period"]["theirs"] == "31 March 2029"
        assert told["Last day of the plan’s period"]["yours"] == "31 2 2029"


def test_the_same_places_in_another_order_are_no_conflict() -> None:
    plan = PlanFactory.create(places=[TraffordFactory(), EnglandFactory()])
    yours = PlanForm({"place_codes": "E92000001 E08000009"}, plan=plan)

    assert PlanForm(plan=plan).shown("place_codes") == yours.shown("place_codes")
