"""Turning the curve: the story behind an indicator's numbers and the next actions, and changes of
method that are noted by hand."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from outcomes.actions import breaks, curves, indicators
from outcomes.forms import BreakForm, CurveForm, StepForm
from outcomes.models import CurveAction, CurveStory, Indicator, MethodBreak
from scp.accounts.models import User
from scp.core.errors import InvalidInput, PolicyRefused, StaleVersion
from scp.core.models import AuditEvent
from scp.plans import history
from scp.plans.history import reading
from tests.factories.outcomes import IndicatorFactory, MethodBreakFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.why import CurveActionFactory, CurveStoryFactory
from tests.unit.outcomes.test_evidence_views import signed_in, text_of
from tests.unit.plans.kinds import date

pytestmark = pytest.mark.django_db

TOLD: dict[str, Any] = {
    "story": "Rents rose faster than wages.",
    "low_cost_idea": "Put renters in touch.",
}
DAY = dt.date(2021, 9, 1)


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.fixture
def mira(cast: Cast) -> User:
    return cast.commissioner


@pytest.fixture
def commissioner(cast: Cast) -> Client:
    return signed_in(cast.commissioner)


@pytest.fixture
def indicator(cast: Cast) -> Indicator:
    made: Indicator = IndicatorFactory(plan=cast.plan)
    return made


def curve_url(indicator: Indicator) -> str:
    return reverse("draft-curve", args=["trafford", indicator.reference])


def break_url(what: str, indicator: Indicator, *day: str) -> str:
    return reverse(f"draft-break-{what}", args=["trafford", indicator.reference, *day])


class TestTheStory:
    def test_is_told_once(self, mira: User, indicator: Indicator) -> None:
        curves.tell(indicator=indicator, by=mira, **TOLD)

        with pytest.raises(InvalidInput, match=r"told already\. Change that one"):
            curves.tell(indicator=indicator, by=mira, **TOLD)

    def test_and_again_when_it_was_removed(self, mira: User, indicator: Indicator) -> None:
        first = curves.tell(indicator=indicator, by=mira, **TOLD)
        curves.remove(curve=first, seen_version=1, by=mira)

        assert curves.tell(indicator=indicator, by=mira, **TOLD).reference == "TC2"

    @pytest.mark.parametrize("idea", ["", "  "])
    def test_has_an_idea_that_costs_little(
        self, mira: User, indicator: Indicator, idea: str
    ) -> None:
        with pytest.raises(InvalidInput, match="costs little or nothing"):
            curves.tell(indicator=indicator, by=mira, story="S", low_cost_idea=idea)

        told = curves.tell(indicator=indicator, by=mira, **TOLD)
        with pytest.raises(InvalidInput, match="costs little or nothing"):
            curves.revise(curve=told, seen_version=1, by=mira, low_cost_idea=idea)

    def test_an_earlier_version_without_one_is_not_restored(
        self, commissioner: Client, mira: User, indicator: Indicator
    ) -> None:
        """As somebody may have written it past the product."""
        story = CurveStoryFactory(indicator=indicator, low_cost_idea="")
        first = reading.last_state_get(story)
        curves.revise(curve=story, seen_version=1, by=mira, **TOLD)
        address = reverse("draft-curve-restore", args=["trafford", story.reference, first.pgh_id])

        page = commissioner.post(address, {"version": "2"})

        assert "costs little or nothing" in text_of(page)
        story.refresh_from_db()
        assert story.low_cost_idea == TOLD["low_cost_idea"]

    def test_the_form_asks_for_it(self, cast: Cast) -> None:
        with scope(plan=cast.plan):
            form = CurveForm({"story": "S"}, plan=cast.plan)

        assert list(form.errors) == ["low_cost_idea"]


class TestTheNextActions:
    def test_are_done_and_not_done_after_all(self, mira: User, indicator: Indicator) -> None:
        step = curves.plan_step(
            indicator=indicator, action="Ask", owner="Head of Housing", due_on=DAY, by=mira
        )
        curves.finish_step(step=step, seen_version=1, done_on=DAY, by=mira)
        assert step.done_on == DAY

        with pytest.raises(PolicyRefused, match="A1 is done already"):
            curves.finish_step(step=step, seen_version=2, done_on=DAY, by=mira)

        assert curves.reopen_step(step=step, seen_version=2, by=mira).done_on is None
        with pytest.raises(PolicyRefused, match="A1 is not done"):
            curves.reopen_step(step=step, seen_version=3, by=mira)

    def test_are_not_done_tomorrow(self, cast: Cast) -> None:
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        given = {
            "action": "Ask",
            "owner": "Head of Housing",
            **date("due_on", 31, 3, 2027),
            **date("done_on", tomorrow.day, tomorrow.month, tomorrow.year),
        }
        with scope(plan=cast.plan):
            form = StepForm(given, plan=cast.plan)

        assert form.errors == {"done_on": ["This date has not come yet."]}


class TestThePage:
    def test_begins_with_nothing_told(self, commissioner: Client, indicator: Indicator) -> None:
        page = text_of(commissioner.get(curve_url(indicator)))

        assert "Nobody has told it yet" in page
        assert "None is planned yet" in page
        assert "Tell the story behind the numbers" in page

    def test_a_story_is_told_and_marked(self, commissioner: Client, indicator: Indicator) -> None:
        address = reverse("draft-curve-add", args=["trafford", indicator.reference])
        sent = commissioner.post(address, {**TOLD, "partners": "Landlords"})
        assert sent.headers["Location"] == curve_url(indicator)

        page = text_of(commissioner.get(curve_url(indicator)))
        assert "Rents rose faster than wages." in page
        assert "Landlords" in page
        assert "Low or no cost Put renters in touch." in page
        assert "Tell the story" not in page

    def test_an_action_is_added_done_and_opened_again(
        self, commissioner: Client, indicator: Indicator
    ) -> None:
        add = reverse("draft-step-add", args=["trafford", indicator.reference])
        given = {"action": "Ask landlords", "owner": "Head of Housing"}
        sent = commissioner.post(add, {**given, **date("due_on", 31, 3, 2020)})
        assert sent.headers["Location"] == curve_url(indicator)
        page = text_of(commissioner.get(curve_url(indicator)))
        assert "A1 Ask landlords Head of Housing, by 31 March 2020 Overdue" in page

        done = reverse("draft-step-done", args=["trafford", "A1"])
        page = text_of(commissioner.post(done, {"version": "1"}, follow=True))
        assert "A1 is done." in page
        assert "Overdue" not in page
        assert CurveAction._base_manager.get().done_on == timezone.localdate()

        back = reverse("draft-step-reopen", args=["trafford", "A1"])
        page = text_of(commissioner.post(back, {"version": "2"}, follow=True))
        assert "A1 is to be done again." in page
        assert "Overdue" in page

    @pytest.mark.parametrize("what", ["done", "reopen"])
    def test_what_somebody_changed_meanwhile_is_told(
        self, commissioner: Client, indicator: Indicator, what: str
    ) -> None:
        done_on = DAY if what == "reopen" else None
        step = CurveActionFactory(indicator=indicator, done_on=done_on)
        address = reverse(f"draft-step-{what}", args=["trafford", step.reference])

        page = text_of(commissioner.post(address, {"version": "7"}, follow=True))

        assert "was changed by someone else" in page
        step.refresh_from_db()
        assert (step.version, step.done_on) == (1, done_on)

    def test_open_actions_come_first_by_their_day(
        self, commissioner: Client, indicator: Indicator
    ) -> None:
        for due, done in ((2030, DAY), (2029, None), (2028, None)):
            CurveActionFactory(
                indicator=indicator, due_on=dt.date(due, 1, 1), done_on=done, action=f"Of {due}"
            )

        page = text_of(commissioner.get(curve_url(indicator)))

        assert page.index("Of 2028") < page.index("Of 2029") < page.index("Of 2030")

    def test_a_reader_sees_no_way_to_change_it(self, cast: Cast, indicator: Indicator) -> None:
        CurveStoryFactory(indicator=indicator)
        CurveActionFactory(indicator=indicator)

        page = signed_in(cast.viewer).get(curve_url(indicator)).content.decode()

        assert "Rents rose" in page
        for way in ("-edit", "/edit/", "/remove/", "/done/", "/add/"):
            assert way not in page

    def test_a_story_removed_leads_back_to_the_page(
        self, commissioner: Client, indicator: Indicator
    ) -> None:
        story = CurveStoryFactory(indicator=indicator)
        address = reverse("draft-curve-remove", args=["trafford", story.reference])

        sent = commissioner.post(address, {"version": "1"})

        assert sent.headers["Location"] == curve_url(indicator)
        assert CurveStory._base_manager.get().removed_at is not None


class TestChangesOfMethod:
    def test_one_is_noted_once_a_day(self, mira: User, indicator: Indicator) -> None:
        breaks.note(indicator=indicator, on=DAY, note="Counted by residence", by=mira)

        with pytest.raises(
            InvalidInput, match="already has a change of method on 1 September 2021"
        ):
            breaks.note(indicator=indicator, on=DAY, note="Another", by=mira)
        assert MethodBreak._base_manager.get().note == "Counted by residence"

    def test_each_is_a_new_version_of_the_indicator(self, mira: User, indicator: Indicator) -> None:
        found = breaks.note(indicator=indicator, on=DAY, note="A", by=mira)
        breaks.correct(method_break=found, seen_version=2, on=DAY, note="B", by=mira)
        with history.because("It was a misprint"):
            breaks.withdraw(method_break=found, seen_version=3, by=mira)

        indicator.refresh_from_db()
        assert indicator.version == 4
        assert not MethodBreak._base_manager.exists()
        events = AuditEvent.objects.filter(action__startswith="indicator.break")
        assert [event.data["version"] for event in events.order_by("pk")] == [2, 3, 4]
        assert events.get(action="indicator.break_corrected").data["was"] == {
            "on": "2021-09-01",
            "note": "A",
        }
        assert events.get(action="indicator.break_withdrawn").data["reason"] == "It was a misprint"

    def test_whoever_was_slower_is_told(self, mira: User, indicator: Indicator) -> None:
        found = MethodBreakFactory(indicator=indicator)
        indicators.revise(indicator=indicator, seen_version=1, by=mira, title="Renamed")

        with pytest.raises(StaleVersion):
            breaks.withdraw(method_break=found, seen_version=1, by=mira)
        with pytest.raises(StaleVersion):
            breaks.correct(method_break=found, seen_version=1, on=DAY, note="B", by=mira)
        assert MethodBreak._base_manager.get().note == found.note

    def test_one_is_not_moved_onto_another(self, mira: User, indicator: Indicator) -> None:
        MethodBreakFactory(indicator=indicator, on=DAY)
        later = MethodBreakFactory(indicator=indicator, on=dt.date(2023, 1, 1))

        with pytest.raises(InvalidInput, match="Change that one"):
            breaks.correct(method_break=later, seen_version=1, on=DAY, note="B", by=mira)

    def test_they_are_told_in_the_history_of_the_indicator(
        self, commissioner: Client, mira: User, indicator: Indicator
    ) -> None:
        breaks.note(indicator=indicator, on=DAY, note="Counted by residence", by=mira)

        address = reverse("draft-indicator-history", args=["trafford", indicator.reference])
        page = text_of(commissioner.get(address))

        assert "1 September 2021 (Counted by residence)" in page
        assert mira.name in page

    def test_by_the_pages(self, commissioner: Client, indicator: Indicator) -> None:
        given = {**date("on", 1, 9, 2021), "note": "Counted by residence"}
        home = reverse("draft-indicator", args=["trafford", indicator.reference])
        sent = commissioner.post(break_url("add", indicator), given)
        assert sent.headers["Location"] == home
        assert "From 1 September 2021: Counted by residence" in text_of(commissioner.get(home))

        edit = break_url("edit", indicator, "2021-09-01")
        assert "Counted by residence</textarea>" in commissioner.get(edit).content.decode()
        changed = {**given, **date("on", 1, 4, 2022), "version": "2"}
        assert commissioner.post(edit, changed).headers["Location"] == home
        assert commissioner.get(edit).status_code == 404

        remove = break_url("remove", indicator, "2022-04-01")
        assert "From 1 April 2022" in text_of(commissioner.get(remove))
        sent = commissioner.post(remove, {"version": "3", "change_reason": "A misprint"})
        assert sent.headers["Location"] == home
        assert "None is noted" in text_of(commissioner.get(home))

    def test_a_page_that_was_opened_before_shows_both(
        self, commissioner: Client, mira: User, indicator: Indicator
    ) -> None:
        found = MethodBreakFactory(indicator=indicator, on=DAY, note="Old words")
        breaks.correct(method_break=found, seen_version=1, on=DAY, note="Saved words", by=mira)
        given = {**date("on", 1, 9, 2021), "note": "My words", "version": "1"}

        page = commissioner.post(break_url("edit", indicator, "2021-09-01"), given)

        assert page.status_code == 409
        assert "Saved words" in text_of(page)
        assert "My words" in text_of(page)
        assert 'name="version" value="2"' in page.content.decode()

    def test_a_page_refuses_what_is_noted_already(
        self, commissioner: Client, indicator: Indicator
    ) -> None:
        MethodBreakFactory(indicator=indicator, on=DAY)
        given = {**date("on", 1, 9, 2021), "note": "Again"}

        page = commissioner.post(break_url("add", indicator), given)

        assert page.status_code == 422
        assert "Change that one" in text_of(page)

    @pytest.mark.parametrize("day", ["2020-01-01", "yesterday", "2021-13-40", "20210901x"])
    @pytest.mark.parametrize("what", ["edit", "remove"])
    def test_of_another_day_there_is_none(
        self, commissioner: Client, indicator: Indicator, what: str, day: str
    ) -> None:
        MethodBreakFactory(indicator=indicator, on=DAY)

        assert commissioner.get(break_url(what, indicator, day)).status_code == 404

    def test_removing_one_that_changed_meanwhile_is_told(
        self, commissioner: Client, indicator: Indicator
    ) -> None:
        MethodBreakFactory(indicator=indicator, on=DAY)
        address = break_url("remove", indicator, "2021-09-01")

        page = commissioner.post(address, {"version": "9", "change_reason": ""}, follow=True)

        assert "was changed by someone else" in text_of(page)
        assert MethodBreak._base_manager.exists()

    def test_the_form_of_a_new_one_has_no_version(self) -> None:
        given: dict[str, Any] = {**date("on", 1, 9, 2021), "note": "N"}

        form = BreakForm(given)

        assert form.is_valid()
        assert form.changes == {"on": DAY, "note": "N"}
