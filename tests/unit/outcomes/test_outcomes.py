"""What an outcome says beyond its words: themes, horizon, owners, goals, and the exception for one
that no citizen voices."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django_scopes import scope

from outcomes.actions import outcomes
from outcomes.forms import OutcomeForm, VoiceForm
from outcomes.models import FrameworkGoal, Outcome
from scp.accounts.models import User
from scp.core.errors import InvalidInput, StaleVersion
from scp.core.models import AuditEvent
from scp.plans.forms import differences
from scp.plans.models import Plan
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.why import FrameworkGoalFactory
from tests.unit.outcomes.test_forms import ANSWERS, errors
from tests.unit.plans.kinds import date
from tests.unit.plans.test_item_forms import posted
from tests.unit.plans.test_item_views import signed_in, text_of

pytestmark = pytest.mark.django_db
VOICE = "/draft/trafford/outcomes/O1/voice/"
PATEL = "Councillor A. Patel, Executive Member for Communities"


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


@pytest.fixture
def cast(trafford: Plan) -> Cast:
    return cast_of(trafford)


@pytest.fixture
def mira(db: None) -> User:
    officer: User = OfficerFactory(name="Mira Shah")
    return officer


@pytest.fixture
def goals(db: None) -> list[FrameworkGoal]:
    """Two goals of the UN's, one of England's."""
    made: list[FrameworkGoal] = [
        FrameworkGoalFactory(code="1", label="No poverty", position=1),
        FrameworkGoalFactory(code="4", label="Quality education", position=4),
        FrameworkGoalFactory(of="lof", code="5", label="Best start in life", position=5),
    ]
    made[2].framework.title = "Local Outcomes Framework"
    made[2].framework.note = "Titles 7 to 16 are to be verified."
    made[2].framework.save()
    return made


def field(goal: FrameworkGoal) -> str:
    return f"goals_{goal.framework_id}"


def filled(plan: Plan, **more: Any) -> OutcomeForm:
    with scope(plan=plan):
        form = OutcomeForm(posted(ANSWERS[OutcomeForm](plan) | more), plan=plan)
        form.full_clean()
    return form


class TestGoals:
    def test_each_framework_is_a_question_of_its_own(
        self, trafford: Plan, goals: list[FrameworkGoal]
    ) -> None:
        with scope(plan=trafford):
            form = OutcomeForm(plan=trafford)

        theirs: Any = form.fields[field(goals[2])]
        assert theirs.label == "Goals of “Local Outcomes Framework (2015)” it serves"
        assert theirs.help_text == "Titles 7 to 16 are to be verified."
        assert [label for _key, label in theirs.choices] == ["5 Best start in life"]
        un: Any = form.fields[field(goals[0])]
        assert [label for _key, label in un.choices] == ["1 No poverty", "4 Quality education"]

    def test_none_is_forced(self, trafford: Plan, goals: list[FrameworkGoal]) -> None:
        form = filled(trafford)

        assert form.is_valid(), form.errors
        assert form.values()["goals"] == []

    def test_without_a_framework_nothing_is_asked(self, trafford: Plan) -> None:
        with scope(plan=trafford):
            asked = OutcomeForm(plan=trafford).fields

        assert not [name for name in asked if name.startswith("goals_")]

    def test_goals_of_several_frameworks_are_one_answer(
        self, trafford: Plan, goals: list[FrameworkGoal]
    ) -> None:
        form = filled(
            trafford,
            **{field(goals[0]): [goals[0].pk, goals[1].pk], field(goals[2]): [goals[2].pk]},
        )

        assert form.is_valid(), form.errors
        assert set(form.values()["goals"]) == set(goals)
        assert not [name for name in form.values() if name.startswith("goals_")]

    def test_a_goal_of_one_framework_is_none_of_another(
        self, trafford: Plan, goals: list[FrameworkGoal]
    ) -> None:
        form = filled(trafford, **{field(goals[0]): [goals[2].pk]})

        assert form.errors.keys() == {field(goals[0])}

    def test_what_is_mapped_is_ticked_and_a_conflict_shows_it(
        self, trafford: Plan, goals: list[FrameworkGoal]
    ) -> None:
        outcome = OutcomeFactory(plan=trafford)
        outcome.goals.set(goals[:1])

        with scope(plan=trafford):
            saved = OutcomeForm(plan=trafford, item=outcome)
            answers = posted(
                ANSWERS[OutcomeForm](trafford) | {"version": "1", field(goals[0]): [goals[1].pk]}
            )
            yours = OutcomeForm(answers, plan=trafford, item=outcome)
            told = {d["label"]: (d["theirs"], d["yours"]) for d in differences(saved, yours)}

        assert saved.initial[field(goals[0])] == [goals[0].pk]
        label = "Goals of “Sustainable Development Goals (2015)” it serves"
        assert told[label] == ("1 No poverty", "4 Quality education")

    def test_a_mapping_is_in_the_audit_trail_and_the_same_again_is_not(
        self, trafford: Plan, mira: User, goals: list[FrameworkGoal]
    ) -> None:
        with scope(plan=trafford):
            outcome = outcomes.propose(
                plan=trafford, statement="S", theme="social", goals=goals[:2], by=mira
            )
            outcomes.revise(outcome=outcome, seen_version=1, goals=goals[:2], by=mira)
            outcomes.revise(outcome=outcome, seen_version=2, goals=goals[1:], by=mira)
            outcomes.revise(outcome=outcome, seen_version=3, horizon=2030, by=mira)

        assert set(outcome.goals.all()) == set(goals[1:])
        assert [e.data for e in AuditEvent.objects.filter(action="outcome.mapped")] == [
            {"added": ["sdg:2015:1", "sdg:2015:4"], "removed": []},
            {"added": ["lof:2015:5"], "removed": ["sdg:2015:1"]},
        ]


class TestTheRest:
    def test_the_main_theme_is_not_another_one(self, trafford: Plan) -> None:
        form = filled(trafford, theme="social", other_themes=["social", "economic"])

        assert form.is_valid()
        assert form.values()["other_themes"] == ["economic"]

    @pytest.mark.parametrize("year", ["1999", "2151", "35", "soon", "2030.5"])
    def test_a_horizon_is_a_year(self, trafford: Plan, year: str) -> None:
        assert errors(OutcomeForm, trafford, horizon=year).keys() == {"horizon"}

    def test_an_owner_is_a_body_we_know_and_a_person_who_takes_part(self, cast: Cast) -> None:
        stranger = UserFactory()
        body = OrganisationFactory(name="Trafford Leisure")

        found = errors(OutcomeForm, cast.plan, owner_user=stranger.pk, owner_organisation="99999")
        assert found.keys() == {"owner_user", "owner_organisation"}
        form = filled(cast.plan, owner_user=cast.viewer.pk, owner_organisation=body.pk)
        assert form.is_valid(), form.errors
        assert (form.values()["owner_user"], form.values()["owner_organisation"]) == (
            cast.viewer,
            body,
        )

    def test_the_page_says_all_of_it(self, cast: Cast, goals: list[FrameworkGoal]) -> None:
        outcome = OutcomeFactory(
            plan=cast.plan,
            theme="social",
            other_themes=["economic", "environmental"],
            horizon=2035,
            owner="Director of Place",
            owner_user=cast.commissioner,
            owner_organisation=OrganisationFactory(name="Trafford Leisure"),
        )
        outcome.goals.set(goals)

        text = text_of(signed_in(cast.viewer).get("/draft/trafford/outcomes/O1/"))

        for words in (
            "also economic, environmental",
            "2035",
            "Director of Place",
            "Trafford Leisure",
            "Sustainable Development Goals (2015)",
            "1 No poverty",
            "5 Best start in life",
            "Titles 7 to 16 are to be verified.",
        ):
            assert words in text
        assert cast.commissioner.name not in text


class TestVoice:
    @pytest.fixture
    def outcome(self, cast: Cast) -> Outcome:
        outcome: Outcome = OutcomeFactory(plan=cast.plan)
        return outcome

    def answers(self, **more: Any) -> dict[str, Any]:
        return {
            "accepted_by": PATEL,
            **date("accepted_on", 2, 11, 2026),
            "reason": "The panel meets in May.",
            "version": "1",
            **more,
        }

    def now(self, outcome: Outcome) -> tuple[str, dt.date | None, str]:
        row = Outcome._base_manager.get(pk=outcome.pk)
        return row.no_voice_accepted_by, row.no_voice_accepted_on, row.no_voice_reason

    def test_an_outcome_that_nobody_voices_says_so_and_leads_to_the_page(
        self, cast: Cast, outcome: Outcome
    ) -> None:
        page = signed_in(cast.lead).get("/draft/trafford/outcomes/O1/")

        assert "No citizen voices a need under this outcome yet." in text_of(page)
        assert f'href="{VOICE}"' in page.content.decode()

    def test_who_may_not_publish_is_told_but_not_led_there(
        self, cast: Cast, outcome: Outcome
    ) -> None:
        page = signed_in(cast.commissioner).get("/draft/trafford/outcomes/O1/")

        assert "No citizen voices a need" in text_of(page)
        assert VOICE not in page.content.decode()

    def test_one_that_citizens_voice_says_nothing_of_it(self, cast: Cast) -> None:
        OutcomeFactory(plan=cast.plan, needs=[NeedFactory(plan=cast.plan)])

        page = signed_in(cast.lead).get("/draft/trafford/outcomes/O1/")

        assert "No citizen voices" not in text_of(page)
        assert VOICE not in page.content.decode()

    def test_a_need_that_only_figures_speak_of_is_no_voice(self, cast: Cast) -> None:
        need = NeedFactory(plan=cast.plan, source_kinds=["statistic"])
        OutcomeFactory(plan=cast.plan, needs=[need])

        page = signed_in(cast.lead).get("/draft/trafford/outcomes/O1/")

        assert "No citizen voices a need under this outcome yet." in text_of(page)

    def test_nor_is_one_that_was_removed(self, cast: Cast) -> None:
        need = NeedFactory(plan=cast.plan, removed_at=timezone.now())
        OutcomeFactory(plan=cast.plan, needs=[need])

        page = signed_in(cast.lead).get("/draft/trafford/outcomes/O1/")

        assert "No citizen voices a need under this outcome yet." in text_of(page)

    def test_the_lead_notes_who_accepted_it_when_and_why(
        self, cast: Cast, outcome: Outcome
    ) -> None:
        page = signed_in(cast.lead).post(VOICE, self.answers(), follow=True)

        assert self.now(outcome) == (PATEL, dt.date(2026, 11, 2), "The panel meets in May.")
        assert (
            f"No citizen voices a need under this outcome. {PATEL} accepted that on "
            "2 November 2026: The panel meets in May." in text_of(page)
        )
        event = AuditEvent.objects.get(action="outcome.accepted_without_voice")
        assert event.data["changed"]["no_voice_accepted_on"] == [None, "2026-11-02"]

    def test_it_is_withdrawn(self, cast: Cast, outcome: Outcome) -> None:
        client = signed_in(cast.lead)
        client.post(VOICE, self.answers())

        page = client.post(VOICE, {"withdraw": "yes", "version": "2"}, follow=True)

        assert self.now(outcome) == ("", None, "")
        assert "The exception is withdrawn." in page.content.decode()

    def test_withdrawing_what_somebody_changed_is_told(self, cast: Cast, outcome: Outcome) -> None:
        client = signed_in(cast.lead)
        client.post(VOICE, self.answers())

        page = client.post(VOICE, {"withdraw": "yes", "version": "1"}, follow=True)

        assert self.now(outcome)[0] == PATEL
        assert "was changed by someone else" in page.content.decode()

    @time_machine.travel(dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC), tick=False)
    def test_not_before_its_day(self, cast: Cast, outcome: Outcome) -> None:
        tomorrow = self.answers(**date("accepted_on", 26, 11, 2026))

        page = signed_in(cast.lead).post(VOICE, tomorrow)

        assert page.status_code == 422
        assert "must be 25 November 2026 or earlier" in text_of(page)
        assert self.now(outcome) == ("", None, "")
        today = self.answers(**date("accepted_on", 25, 11, 2026))
        assert signed_in(cast.lead).post(VOICE, today).status_code == 302

    def test_the_action_holds_to_it_too(self, cast: Cast, outcome: Outcome, mira: User) -> None:
        with scope(plan=cast.plan), pytest.raises(InvalidInput, match="not come yet"):
            outcomes.accept_without_voice(
                outcome=outcome,
                seen_version=1,
                accepted_by=PATEL,
                accepted_on=dt.date(2026, 5, 2),
                reason="R",
                by=mira,
                at=dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC),
            )

    @pytest.mark.parametrize("missing", ["accepted_by", "accepted_on", "reason"])
    def test_each_of_the_three_is_needed(self, cast: Cast, outcome: Outcome, missing: str) -> None:
        answers = {k: v for k, v in self.answers().items() if not k.startswith(missing)}

        form = VoiceForm(posted(answers), item=outcome)

        assert form.errors.keys() == {missing}

    def test_what_two_leads_write_is_shown_to_the_slower(
        self, cast: Cast, outcome: Outcome
    ) -> None:
        client = signed_in(cast.lead)
        client.post(VOICE, self.answers(reason="First words"))

        page = client.post(VOICE, self.answers(reason="Second words"))

        assert page.status_code == 409
        assert "First words" in text_of(page)
        assert "Second words" in text_of(page)
        assert self.now(outcome)[2] == "First words"

    def test_a_stale_version_is_refused_by_the_action(
        self, cast: Cast, outcome: Outcome, mira: User
    ) -> None:
        with scope(plan=cast.plan), pytest.raises(StaleVersion):
            outcomes.withdraw_acceptance(outcome=outcome, seen_version=7, by=mira)

    def test_when_citizens_have_spoken_the_exception_is_history(self, cast: Cast) -> None:
        OutcomeFactory(
            plan=cast.plan,
            needs=[NeedFactory(plan=cast.plan)],
            no_voice_accepted_by=PATEL,
            no_voice_accepted_on=dt.date(2026, 11, 2),
            no_voice_reason="The panel meets in May.",
        )

        text = text_of(signed_in(cast.viewer).get("/draft/trafford/outcomes/O1/"))

        assert "Citizens voice a need under this outcome now." in text


class TestWording:
    """The form warns once; the person decides."""

    ADD, EDIT = "/draft/trafford/outcomes/add/", "/draft/trafford/outcomes/O1/edit/"
    OUTPUT = "Deliver 900 sessions"

    def answers(self, cast: Cast, **more: Any) -> dict[str, Any]:
        return ANSWERS[OutcomeForm](cast.plan) | {"statement": self.OUTPUT} | more

    def test_an_output_is_told_with_what_to_do(self, cast: Cast) -> None:
        page = signed_in(cast.commissioner).post(self.ADD, self.answers(cast))

        assert page.status_code == 422
        assert "“900 sessions” counts what is delivered: an output." in text_of(page)
        html = page.content.decode()
        assert 'href="#id_statement"' in html
        assert f'value="{self.OUTPUT}" name="as_it_is"' in " ".join(html.split())
        assert 'formaction="/draft/trafford/outcomes/to-piece/"' in html
        assert not Outcome._base_manager.exists()

    def test_the_enter_key_saves_and_does_not_choose_for_the_person(self, cast: Cast) -> None:
        html = signed_in(cast.commissioner).post(self.ADD, self.answers(cast)).content.decode()

        form = html[html.index('name="statement"') :]
        assert form.index(">\n  Save\n<") < form.index('name="as_it_is"')

    def test_it_may_be_saved_as_it_is(self, cast: Cast) -> None:
        page = signed_in(cast.commissioner).post(self.ADD, self.answers(cast, as_it_is=self.OUTPUT))

        assert page.status_code == 302
        assert Outcome._base_manager.get().statement == self.OUTPUT

    def test_what_was_accepted_is_not_asked_again(self, cast: Cast) -> None:
        OutcomeFactory(plan=cast.plan, statement=self.OUTPUT)

        page = signed_in(cast.commissioner).post(
            self.EDIT, self.answers(cast, version="1", horizon="2040")
        )

        assert page.status_code == 302
        assert Outcome._base_manager.get().horizon == 2040

    def test_other_words_are_warned_of_again(self, cast: Cast) -> None:
        page = signed_in(cast.commissioner).post(
            self.ADD, self.answers(cast, statement="Deliver 950 sessions", as_it_is=self.OUTPUT)
        )

        assert page.status_code == 422
        assert "950 sessions" in text_of(page)

    def test_words_about_the_future_are_not_offered_to_a_piece(self, cast: Cast) -> None:
        page = signed_in(cast.commissioner).post(
            self.ADD, self.answers(cast, statement="Families will have homes")
        )

        assert page.status_code == 422
        assert "Save it as it is" in text_of(page)
        assert "Move it to a piece" not in text_of(page)

    def test_a_form_with_another_fault_offers_no_such_choice(self, cast: Cast) -> None:
        page = signed_in(cast.commissioner).post(
            self.ADD, self.answers(cast, statement="Families can pay their bills", theme="")
        )

        assert page.status_code == 422
        assert "Save it as it is" not in text_of(page)
