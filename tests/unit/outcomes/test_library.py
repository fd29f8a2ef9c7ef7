"""The libraries of organisations: published by one plan, adopted by others by reference and
version, changed in one place."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from outcomes.actions import breaks, indicators, library, outcomes
from outcomes.forms import IndicatorForm, OutcomeForm
from outcomes.lending import FIELDS, MODELS, code_of, differences, values_of
from outcomes.models import Indicator, LibraryEntry, LibraryVersion, MethodBreak, Outcome
from scp.accounts.models import User
from scp.core.errors import InvalidInput, PolicyRefused, StaleVersion
from scp.core.models import AuditEvent
from scp.plans.history import reading
from scp.plans.models import Plan
from tests.factories.accounts import OfficerFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import IndicatorFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.why import FrameworkGoalFactory, LibraryEntryFactory, LibraryVersionFactory
from tests.unit.plans.test_item_views import signed_in, text_of

pytestmark = pytest.mark.django_db
WARM: dict[str, Any] = {
    "statement": "Homes are warm",
    "theme": "social",
    "other_themes": [],
    "summary": "Cosy",
}
INDICATOR = "/draft/salford/indicators/I1/"
VERY_WARM: dict[str, Any] = {**WARM, "statement": "Every home is warm", "theme": "environmental"}


@pytest.fixture
def mira(db: None) -> User:
    officer: User = OfficerFactory(name="Mira Shah")
    return officer


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(
        slug="trafford", lead_organisation=OrganisationFactory(name="Trafford Council")
    )
    return plan


@pytest.fixture
def salford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="salford")
    return plan


@pytest.fixture
def entry(db: None) -> LibraryEntry:
    """Two versions of one outcome."""
    made: LibraryEntry = LibraryEntryFactory(
        organisation=OrganisationFactory(name="Greater Manchester"), code="gm-o1"
    )
    for number, values in enumerate((WARM, VERY_WARM), start=1):
        LibraryVersionFactory(entry=made, number=number, values=values, note=f"Note {number}")
    return made


def version(entry: LibraryEntry, number: int) -> LibraryVersion:
    found: LibraryVersion = entry.versions.get(number=number)
    return found


def adopt(plan: Plan, what: LibraryVersion, by: User) -> Any:
    with scope(plan=plan):
        return library.adopt(plan=plan, version=what, by=by)


class TestPublishing:
    def test_an_outcome_becomes_an_entry_of_the_lead_organisation(
        self, trafford: Plan, mira: User
    ) -> None:
        outcome = OutcomeFactory(plan=trafford, horizon=2035, owner="Director", **WARM)
        goal = FrameworkGoalFactory(code="7")
        outcome.goals.set([goal])

        with scope(plan=trafford):
            made = library.publish(item=outcome, note="First", by=mira)

        assert (made.entry.organisation, made.entry.kind, made.entry.code, made.number) == (
            *(trafford.lead_organisation, "outcome", "trafford-o1", 1),
        )
        assert made.values == {**WARM, "goals": [["sdg", "2015", "7"]]}, "and nothing of the plan's"
        assert (made.note, made.made_by) == ("First", mira)

    def test_what_has_not_changed_is_no_new_version(self, trafford: Plan, mira: User) -> None:
        outcome = OutcomeFactory(plan=trafford, **WARM)
        with scope(plan=trafford):
            first = library.publish(item=outcome, note="First", by=mira)
            again = library.publish(item=outcome, note="Again", by=mira)
            outcomes.revise(outcome=outcome, seen_version=1, summary="Warmer", by=mira)
            second = library.publish(item=outcome, note="Second", by=mira)

        assert (again, second.number, second.entry) == (first, 2, first.entry)
        assert version(first.entry, 1).values["summary"] == "Cosy", "a version never changes"
        assert AuditEvent.objects.filter(action="outcome.lent").count() == 2

    def test_every_field_of_an_indicator_that_can_be_lent_is(
        self, trafford: Plan, mira: User
    ) -> None:
        indicator = IndicatorFactory(plan=trafford, multiplier=1000, owner="Director")

        with scope(plan=trafford):
            made = library.publish(item=indicator, note="First", by=mira)

        assert made.values.keys() == FIELDS[Indicator].keys()
        assert made.values["multiplier"] == 1000

    def test_what_comes_from_a_library_is_not_published_again(
        self, salford: Plan, mira: User, entry: LibraryEntry
    ) -> None:
        item = adopt(salford, version(entry, 1), mira)

        with scope(plan=salford), pytest.raises(InvalidInput, match="comes from a library itself"):
            library.publish(item=item, note="Mine", by=mira)

    def test_a_code_fits_its_column_and_is_the_items_alone(self) -> None:
        long = PlanFactory(slug="x" * 80)
        codes = {code_of(OutcomeFactory(plan=long)) for _ in range(3)}

        assert len(codes) == 3
        assert max(map(len, codes)) <= (LibraryEntry._meta.get_field("code").max_length or 0)


class TestAdopting:
    def test_an_outcome_says_what_the_version_says(
        self, salford: Plan, mira: User, entry: LibraryEntry
    ) -> None:
        goal = FrameworkGoalFactory(code="7")
        what = version(entry, 1)
        what.values["goals"] = [["sdg", "2015", "7"], ["lost", "1", "1"]]
        what.save()

        item = adopt(salford, what, mira)

        assert (item.statement, item.theme, item.summary) == ("Homes are warm", "social", "Cosy")
        assert item.library_version == what
        assert list(item.goals.all()) == [goal], "of the goals, those that are known here"
        event = AuditEvent.objects.get(action="outcome.adopted")
        assert event.data == {"entry": "gm-o1", "version": 1}

    def test_an_indicator_too(self, trafford: Plan, salford: Plan, mira: User) -> None:
        theirs = IndicatorFactory(plan=trafford, title="Warm homes", code="ours:warm", decimals=2)
        with scope(plan=trafford):
            made = library.publish(item=theirs, note="First", by=mira)

        mine = adopt(salford, made, mira)

        assert values_of(mine) == values_of(theirs)
        assert (mine.plan, mine.library_version) == (salford, made)

    def test_once_a_plan(self, salford: Plan, mira: User, entry: LibraryEntry) -> None:
        adopt(salford, version(entry, 1), mira)

        with pytest.raises(InvalidInput, match="O1 says this already"):
            adopt(salford, version(entry, 2), mira)

    def test_not_where_it_comes_from(self, trafford: Plan, mira: User) -> None:
        outcome = OutcomeFactory(plan=trafford, **WARM)
        with scope(plan=trafford):
            made = library.publish(item=outcome, note="First", by=mira)

        with pytest.raises(InvalidInput, match="This comes from O1 of this plan"):
            adopt(trafford, made, mira)

    def test_an_indicator_whose_code_is_here_is_told(
        self, trafford: Plan, salford: Plan, mira: User
    ) -> None:
        with scope(plan=trafford):
            made = library.publish(
                item=IndicatorFactory(plan=trafford, code="ours:warm"), note="First", by=mira
            )
        IndicatorFactory(plan=salford, code="ours:warm")

        with pytest.raises(InvalidInput, match="already an indicator with the code"):
            adopt(salford, made, mira)


class TestStayingTheSame:
    @pytest.fixture
    def item(self, salford: Plan, mira: User, entry: LibraryEntry) -> Outcome:
        item: Outcome = adopt(salford, version(entry, 1), mira)
        return item

    def test_the_form_does_not_ask_for_what_the_library_says(
        self, salford: Plan, item: Outcome
    ) -> None:
        FrameworkGoalFactory()
        with scope(plan=salford):
            form = OutcomeForm(plan=salford, item=item)

        assert form.fields.keys().isdisjoint(FIELDS[Outcome])
        assert not [name for name in form.fields if name.startswith("goals")]
        assert {"horizon", "owner", "needs", "indicators"} <= form.fields.keys()

    def test_nor_does_that_of_an_indicator(self, trafford: Plan, salford: Plan, mira: User) -> None:
        with scope(plan=trafford):
            made = library.publish(item=IndicatorFactory(plan=trafford), note="1", by=mira)
        mine = adopt(salford, made, mira)

        with scope(plan=salford):
            form = IndicatorForm(plan=salford, item=mine)

        assert form.fields.keys().isdisjoint(FIELDS[Indicator])
        assert "baseline_value" in form.fields

    def test_the_page_of_that_form_asks_for_the_rest_in_its_parts(
        self, trafford: Plan, salford: Plan, mira: User
    ) -> None:
        """A part whose questions the library answers is not there, nor its legend."""
        with scope(plan=trafford):
            made = library.publish(item=IndicatorFactory(plan=trafford), note="1", by=mira)
        item = adopt(salford, made, mira)
        client = signed_in(cast_of(salford).commissioner)
        address = reverse("draft-indicator-edit", args=["salford", item.reference])

        page = client.get(address).content.decode()

        assert "How it is judged" in page
        assert "How it is written" not in page
        assert 'name="band_lower"' in page
        assert 'name="polarity"' not in page
        with scope(plan=salford):
            form = IndicatorForm(plan=salford, item=item)
        answers = {
            name: value
            for name, value in form.initial.items()
            if name in form.fields and value is not None
        }
        sent = client.post(address, {**answers, "owner": "Director of Housing"})
        assert sent.status_code == 302
        item.refresh_from_db()
        assert item.owner == "Director of Housing"

    def test_what_is_the_plans_own_is_changed_here(
        self, salford: Plan, mira: User, item: Outcome
    ) -> None:
        need = NeedFactory(plan=salford)
        with scope(plan=salford):
            outcomes.revise(
                outcome=item, seen_version=1, horizon=2040, needs=[need], by=mira, **WARM
            )

        assert item.horizon == 2040

    @pytest.mark.parametrize("change", [{"statement": "Mine"}, {"theme": "economic"}])
    def test_what_the_library_says_is_not(
        self, salford: Plan, mira: User, item: Outcome, change: dict[str, Any]
    ) -> None:
        with scope(plan=salford), pytest.raises(InvalidInput, match="It is changed there"):
            outcomes.revise(outcome=item, seen_version=1, by=mira, **change)

    def test_nor_its_goals(self, salford: Plan, mira: User, item: Outcome) -> None:
        with scope(plan=salford), pytest.raises(InvalidInput, match="It is changed there"):
            outcomes.revise(outcome=item, seen_version=1, by=mira, goals=[FrameworkGoalFactory()])

    def test_nor_what_an_indicator_is(self, trafford: Plan, salford: Plan, mira: User) -> None:
        with scope(plan=trafford):
            made = library.publish(item=IndicatorFactory(plan=trafford), note="1", by=mira)
        mine = adopt(salford, made, mira)

        with scope(plan=salford), pytest.raises(InvalidInput, match="It is changed there"):
            indicators.revise(indicator=mine, seen_version=1, by=mira, unit="per 1,000")

    def test_a_newer_version_is_taken_over(
        self, salford: Plan, mira: User, item: Outcome, entry: LibraryEntry
    ) -> None:
        with scope(plan=salford):
            library.take_over(item=item, version=version(entry, 2), seen_version=1, by=mira)

        assert (item.statement, item.theme) == ("Every home is warm", "environmental")
        assert item.library_version == version(entry, 2)
        changed = AuditEvent.objects.get(action="outcome.took_version").data["changed"]
        assert changed["statement"] == ["Homes are warm", "Every home is warm"]

    def test_not_over_what_somebody_changed_meanwhile(
        self, salford: Plan, mira: User, item: Outcome, entry: LibraryEntry
    ) -> None:
        with scope(plan=salford), pytest.raises(StaleVersion):
            library.take_over(item=item, version=version(entry, 2), seen_version=9, by=mira)

    def test_nor_a_version_of_another_entry(self, salford: Plan, mira: User, item: Outcome) -> None:
        other = LibraryVersionFactory(values=WARM)

        with scope(plan=salford), pytest.raises(PolicyRefused, match="does not refer to"):
            library.take_over(item=item, version=other, seen_version=1, by=mira)

    def test_nor_into_what_is_no_librarys(self, salford: Plan, mira: User) -> None:
        own = OutcomeFactory(plan=salford)

        with scope(plan=salford), pytest.raises(PolicyRefused):
            library.take_over(
                item=own, version=LibraryVersionFactory(values=WARM), seen_version=1, by=mira
            )


class TestReleasing:
    @pytest.fixture
    def item(self, salford: Plan, mira: User, entry: LibraryEntry) -> Outcome:
        item: Outcome = adopt(salford, version(entry, 1), mira)
        return item

    def test_it_says_what_it_said_and_is_changed_here_from_then_on(
        self, salford: Plan, mira: User, item: Outcome
    ) -> None:
        with scope(plan=salford):
            library.release(item=item, seen_version=1, by=mira)
            said = item.statement
            outcomes.revise(outcome=item, seen_version=2, statement="Ours are warm", by=mira)

        assert (said, item.statement) == ("Homes are warm", "Ours are warm")
        assert item.library_version is None

    def test_who_released_it_from_what_is_kept(
        self, salford: Plan, mira: User, item: Outcome, entry: LibraryEntry
    ) -> None:
        with scope(plan=salford):
            library.release(item=item, seen_version=1, by=mira)
            past = reading.acts(item, reading.keys(item), {})

        event = AuditEvent.objects.get(action="outcome.released")
        assert (event.data["entry"], event.data["entry_version"]) == ("gm-o1", 1)
        assert event.data["changed"] == {"library_version": [version(entry, 1).pk, None]}
        assert past[0].event
        assert (past[0].event.action, past[0].by) == ("outcome.released", "Mira Shah")

    def test_a_later_version_is_not_forced_on_it(
        self, salford: Plan, mira: User, item: Outcome, entry: LibraryEntry
    ) -> None:
        with scope(plan=salford):
            library.release(item=item, seen_version=1, by=mira)
            with pytest.raises(PolicyRefused, match="does not refer to this entry"):
                library.take_over(item=item, version=version(entry, 2), seen_version=2, by=mira)
            with pytest.raises(PolicyRefused, match="own already"):
                library.release(item=item, seen_version=2, by=mira)

    def test_not_over_what_somebody_changed_meanwhile(
        self, salford: Plan, mira: User, item: Outcome
    ) -> None:
        with scope(plan=salford), pytest.raises(StaleVersion):
            library.release(item=item, seen_version=9, by=mira)

    def test_then_it_can_be_published_as_an_entry_of_its_own(
        self, salford: Plan, mira: User, item: Outcome, entry: LibraryEntry
    ) -> None:
        with scope(plan=salford):
            library.release(item=item, seen_version=1, by=mira)
            made = library.publish(item=item, note="Ours", by=mira)

        assert (made.entry.code, made.number) == ("salford-o1", 1)
        assert made.entry != entry


class TestChangesOfMethod:
    """Plans that share an indicator do not compare values across a change of its method."""

    ON = dt.date(2021, 9, 1)

    @pytest.fixture
    def theirs(self, trafford: Plan) -> Indicator:
        made: Indicator = IndicatorFactory(plan=trafford, code="ours:warm")
        return made

    def lend(self, theirs: Indicator, mira: User) -> LibraryVersion:
        with scope(plan=theirs.plan):
            return library.publish(item=theirs, note="As it is now", by=mira)

    def noted(self, indicator: Indicator) -> list[tuple[dt.date, str]]:
        rows = MethodBreak._base_manager.filter(indicator=indicator)
        return list(rows.order_by("on").values_list("on", "note"))

    def test_one_that_an_import_notes_makes_a_new_version_to_lend(
        self, theirs: Indicator, mira: User
    ) -> None:
        first = self.lend(theirs, mira)
        with scope(plan=theirs.plan):
            indicators.note_break(indicator=theirs, on=self.ON, note="By residence", by=mira)
        second = self.lend(theirs, mira)

        assert (first.number, second.number) == (1, 2)
        assert second.values["method_breaks"] == [["2021-09-01", "By residence"]]
        told = differences("indicator", first.values, second.values)
        assert [(d.label, d.before, d.after) for d in told] == [
            ("Changes of method", "", "1 September 2021: By residence")
        ]

    def test_they_come_with_the_indicator_and_with_each_version(
        self, theirs: Indicator, salford: Plan, mira: User
    ) -> None:
        with scope(plan=theirs.plan):
            indicators.note_break(indicator=theirs, on=self.ON, note="By residence", by=mira)
        mine = adopt(salford, self.lend(theirs, mira), mira)
        assert self.noted(mine) == [(self.ON, "By residence")]

        own = dt.date(2023, 1, 1)
        with scope(plan=salford):
            breaks.note(indicator=mine, on=own, note="Here only", by=mira)
        MethodBreak._base_manager.filter(indicator=theirs).delete()
        later = dt.date(2024, 4, 1)
        with scope(plan=theirs.plan):
            indicators.note_break(indicator=theirs, on=later, note="By workplace", by=mira)
        newest = self.lend(theirs, mira)
        with scope(plan=salford):
            library.take_over(item=mine, version=newest, seen_version=mine.version, by=mira)

        assert self.noted(mine) == [(own, "Here only"), (later, "By workplace")]

    def test_those_of_the_library_are_changed_there(
        self, theirs: Indicator, salford: Plan, mira: User
    ) -> None:
        with scope(plan=theirs.plan):
            indicators.note_break(indicator=theirs, on=self.ON, note="By residence", by=mira)
        mine = adopt(salford, self.lend(theirs, mira), mira)
        found = MethodBreak._base_manager.get(indicator=mine)
        with scope(plan=salford):
            with pytest.raises(InvalidInput, match="It is changed there"):
                breaks.withdraw(method_break=found, seen_version=1, by=mira)
            with pytest.raises(InvalidInput, match="It is changed there"):
                breaks.correct(method_break=found, seen_version=1, on=self.ON, note="X", by=mira)
            kept = indicators.note_break(indicator=mine, on=self.ON, note="Their words", by=mira)
            page = text_of(signed_in(cast_of(salford).commissioner).get(INDICATOR))
            library.release(item=mine, seen_version=mine.version, by=mira)
            found.indicator.refresh_from_db()
            breaks.correct(method_break=found, seen_version=2, on=self.ON, note="Ours now", by=mira)

        assert kept.note == "By residence", "an import does not talk over the library"
        assert "From 1 September 2021: By residence from the library" in " ".join(page.split())
        assert self.noted(mine) == [(self.ON, "Ours now")]


class TestDifferences:
    def test_in_the_words_of_the_form(self) -> None:
        told = [(d.label, d.before, d.after) for d in differences("outcome", WARM, VERY_WARM)]

        assert told == [
            ("The outcome", "Homes are warm", "Every home is warm"),
            ("Theme", "Social", "Environmental"),
        ]

    def test_of_lists_and_goals(self) -> None:
        before = {"other_themes": ["economic"], "goals": []}
        after = {"other_themes": ["economic", "social"], "goals": [["sdg", "2015", "7"]]}

        told = [(d.before, d.after) for d in differences("outcome", before, after)]

        assert told == [("Economic", "Economic; Social"), ("", "sdg 2015: 7")]

    def test_what_both_leave_out_is_none(self) -> None:
        assert differences("indicator", {"licence": ""}, {"licence": None}) == []

    @pytest.mark.parametrize("kind", MODELS)
    def test_every_field_is_one_of_its_model(self, kind: str) -> None:
        columns = {field.name for field in MODELS[kind]._meta.concrete_fields}

        assert FIELDS[MODELS[kind]].keys() <= columns


class TestPages:
    LIST = "/draft/salford/library/"

    @pytest.fixture
    def cast(self, salford: Plan) -> Cast:
        return cast_of(salford)

    def at(self, entry: LibraryEntry, doing: str = "") -> str:
        return f"{self.LIST}{entry.pk}/{doing}"

    def test_the_list_says_whose_it_is_and_what_is_here(
        self, cast: Cast, entry: LibraryEntry
    ) -> None:
        OutcomeFactory(plan=cast.plan, library_version=version(entry, 1), **WARM)
        LibraryVersionFactory(entry=LibraryEntryFactory(kind="indicator"), values={"title": "Cold"})
        LibraryEntryFactory(code="empty")

        text = " ".join(text_of(signed_in(cast.viewer).get(self.LIST)).split())

        assert "version 2 Every home is warm Outcome, Greater Manchester In this plan" in text
        assert "version 1 Cold Indicator" in text
        assert text.count("In this plan") == 1

    def test_the_list_is_paged_and_asks_the_same_however_long(
        self, cast: Cast, entry: LibraryEntry, django_assert_num_queries: Any
    ) -> None:
        for _ in range(30):
            LibraryVersionFactory(values=WARM)
        client = signed_in(cast.viewer)

        first = client.get(self.LIST).content.decode()
        second = client.get(f"{self.LIST}?page=2").content.decode()

        assert first.count('class="scp-items__item"') == 25
        assert second.count('class="scp-items__item"') == 6

    def test_an_entry_shows_what_each_version_changed(
        self, cast: Cast, entry: LibraryEntry
    ) -> None:
        page = signed_in(cast.viewer).get(self.at(entry))

        text = text_of(page)
        assert "Note 1" in text
        assert "Note 2" in text
        assert "<del>Homes are warm</del>" in page.content.decode()
        assert "<ins>Every home is warm</ins>" in page.content.decode()
        assert "Adopt" not in text, "who may not edit is offered nothing"

    def test_a_commissioner_adopts_and_takes_over(self, cast: Cast, entry: LibraryEntry) -> None:
        client = signed_in(cast.commissioner)

        assert "Adopt version 2 in this plan" in text_of(client.get(self.at(entry)))
        done = client.post(self.at(entry, "adopt/"), {"number": "1"}, follow=True)
        assert done.redirect_chain == [("/draft/salford/outcomes/O1/", 302)]
        assert "It says what version 1 in the library of Greater Manchester says" in text_of(done)
        assert "Version 2 is available" in text_of(done)

        asked = text_of(client.get(self.at(entry)))
        assert "Take over version 2" in asked
        done = client.post(
            self.at(entry, "take-over/"), {"number": "2", "version": "1"}, follow=True
        )
        assert "Every home is warm" in text_of(done)
        assert "3 is available" not in text_of(done)
        assert "See its versions" in text_of(done)

    @pytest.mark.parametrize("number", ["3", "x", "", "9" * 30, "\x00"])
    def test_a_version_that_is_none(self, cast: Cast, entry: LibraryEntry, number: str) -> None:
        page = signed_in(cast.commissioner).post(
            self.at(entry, "adopt/"), {"number": number}, follow=True
        )

        assert page.status_code == 422
        assert "Choose one of the versions of this entry." in page.content.decode()
        assert not Outcome._base_manager.exists()

    def test_taking_over_what_changed_meanwhile_is_told(
        self, cast: Cast, entry: LibraryEntry
    ) -> None:
        OutcomeFactory(plan=cast.plan, library_version=version(entry, 1), version=3, **WARM)

        page = signed_in(cast.commissioner).post(
            self.at(entry, "take-over/"), {"number": "2", "version": "2"}, follow=True
        )

        assert page.status_code == 409
        assert "was changed by someone else" in page.content.decode()
        assert Outcome._base_manager.get().statement == "Homes are warm"

    def test_a_commissioner_keeps_a_copy_of_their_own(
        self, cast: Cast, entry: LibraryEntry
    ) -> None:
        OutcomeFactory(plan=cast.plan, library_version=version(entry, 1), **WARM)
        client = signed_in(cast.commissioner)

        asked = client.get(self.at(entry)).content.decode()
        assert "Keep our own copy of O1" in asked
        assert "Keep our own copy" not in text_of(signed_in(cast.viewer).get(self.at(entry)))
        stale = client.post(self.at(entry, "release/"), {"number": "1", "version": "7"})
        done = client.post(self.at(entry, "release/"), {"number": "1", "version": "1"}, follow=True)

        assert stale.status_code == 409
        assert "O1 is this plan’s own from here on." in done.content.decode()
        assert "It says what version" not in text_of(done)
        again = client.post(self.at(entry, "release/"), {"number": "1", "version": "2"})
        assert again.status_code == 404, "it refers to no entry any more"

    def test_taking_over_what_is_not_here(self, cast: Cast, entry: LibraryEntry) -> None:
        page = signed_in(cast.commissioner).post(
            self.at(entry, "take-over/"), {"number": "2", "version": "1"}
        )

        assert page.status_code == 404

    def test_an_entry_without_a_version_is_not_there(self, cast: Cast) -> None:
        assert signed_in(cast.viewer).get(self.at(LibraryEntryFactory())).status_code == 404

    def test_the_lead_publishes_and_sees_what_is_new(self, cast: Cast, mira: User) -> None:
        outcome = OutcomeFactory(plan=cast.plan, **WARM)
        client, address = signed_in(cast.lead), "/draft/salford/outcomes/O1/library/"

        done = client.post(address, {"note": "For all of us"}, follow=True)
        assert "Version 1 is in the library." in done.content.decode()
        assert "For all of us" in text_of(done)

        same = text_of(client.get(address))
        assert "They say the same." in same
        assert "Publish version 2" not in same
        with scope(plan=cast.plan):
            outcomes.revise(outcome=outcome, seen_version=1, summary="Warmer", by=mira)
        changed = text_of(client.get(address))
        assert "Warmer" in changed
        assert "Publish version 2" in changed

    def test_a_note_is_needed(self, cast: Cast) -> None:
        OutcomeFactory(plan=cast.plan, **WARM)

        page = signed_in(cast.lead).post("/draft/salford/outcomes/O1/library/", {"note": " "})

        assert page.status_code == 422
        assert not LibraryVersion.objects.exists()
