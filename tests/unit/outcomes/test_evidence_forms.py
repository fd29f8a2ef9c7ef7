"""Answers about a source, its ratings and what is not known: what fits together, what does not."""

import datetime as dt
from typing import Any

import pytest
from django_scopes import scope

from outcomes.choices import LEVELS, EvidenceType, Scale
from outcomes.forms import CloseGapForm, EvidenceForm, GapForm, RatingForm
from outcomes.forms.ratings import grade_of
from outcomes.models import Evidence
from scp.plans.forms import ItemForm
from scp.plans.models import Plan, PlanItem
from tests.factories.outcomes import EvidenceFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import PlanFactory
from tests.factories.why import EvidenceGapFactory, EvidenceRatingFactory
from tests.unit.plans.kinds import CASES, date
from tests.unit.plans.test_item_forms import posted

pytestmark = pytest.mark.django_db
ANSWERS = {case.kind.form: case.answers for case in CASES}
TOMORROW = dt.date.today() + dt.timedelta(days=1)


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


def filled(form: type[ItemForm], plan: Plan, **answers: Any) -> ItemForm:
    item: PlanItem | None = answers.pop("item", None)
    version = {"version": "1"} if item else {}
    with scope(plan=plan):
        made = form(posted(ANSWERS[form](plan) | version | answers), plan=plan, item=item)
        made.is_valid()
        return made


def errors(form: type[ItemForm], plan: Plan, **answers: Any) -> dict[str, list[str]]:
    found = filled(form, plan, **answers).errors
    return {name: [str(error) for error in listed] for name, listed in found.items()}


class TestSource:
    def test_only_title_type_and_publisher_must_be_given(self, trafford: Plan) -> None:
        with scope(plan=trafford):
            form = EvidenceForm({}, plan=trafford)

        assert form.errors == {
            "title": ["Enter title of the source"],
            "type": ["Select type"],
            "publisher": ["Enter publisher"],
        }

    def test_its_parts_have_every_question_once_and_in_order(self, trafford: Plan) -> None:
        with scope(plan=trafford):
            form = EvidenceForm(plan=trafford)

        drawn = [name for _legend, names in form.fieldsets for name in names]
        assert drawn == [field.name for field in form.visible_fields()]
        html = str(form)
        assert html.count("<fieldset") >= len(form.fieldsets)
        for legend, _names in form.fieldsets:
            assert f'<h2 class="govuk-fieldset__heading">{legend}</h2>' in html

    def test_every_field_of_the_reference_is_asked_for(self) -> None:
        """docs/domain.md 3: the evidence item."""
        not_asked = {"id", "plan", "number", "version", "created_at", "updated_at", "removed_at"}
        stored = {field.name for field in Evidence._meta.concrete_fields} - not_asked

        assert stored == EvidenceForm.base_fields.keys() - {"version"}

    @pytest.mark.parametrize(
        ("answers", "wrong"),
        [
            ({}, {}),
            ({"key_figure": "Carers"}, {}),
            ({"key_figure": "Carers", "key_value": "0"}, {}),
            ({"key_value": "38.5"}, {"key_figure": ["Say what this figure counts."]}),
            (
                {"key_lower": "1", "key_upper": "2"},
                {"key_value": ["Enter the figure that this interval belongs to."]},
            ),
            (
                {"key_figure": "C", "key_value": "2", "key_lower": "1"},
                {"key_upper": ["An interval has both ends. Enter this one too."]},
            ),
            (
                {"key_figure": "C", "key_value": "2", "key_upper": "0"},
                {"key_lower": ["An interval has both ends. Enter this one too."]},
            ),
            (
                {"key_figure": "C", "key_value": "2", "key_lower": "3", "key_upper": "1"},
                {"key_upper": ["The upper end is below the lower one."]},
            ),
            (
                {"key_figure": "C", "key_value": "9", "key_lower": "1", "key_upper": "3"},
                {"key_value": ["The figure lies outside its interval. Check all three."]},
            ),
            ({"key_figure": "C", "key_value": "2", "key_lower": "2", "key_upper": "2"}, {}),
            ({"key_figure": "C", "key_value": "-4.5", "key_lower": "-9", "key_upper": "0"}, {}),
            (
                {"key_figure": "C", "key_value": "many"},
                {"key_value": ["The figure must be a number"]},
            ),
            (
                {"key_figure": "C", "key_value": "2", "key_lower": "low", "key_upper": "3"},
                {"key_lower": ["Lower end of its 95% interval must be a number"]},
            ),
        ],
    )
    def test_a_figure_says_what_it_counts_and_lies_in_its_interval(
        self, trafford: Plan, answers: dict[str, str], wrong: dict[str, list[str]]
    ) -> None:
        assert errors(EvidenceForm, trafford, **answers) == wrong

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("10.1136/bmj.n71", "10.1136/bmj.n71"),
            ("https://doi.org/10.1136/bmj.n71", "10.1136/bmj.n71"),
            ("http://dx.doi.org/10.1136/bmj.n71", "10.1136/bmj.n71"),
            ("doi:10.1136/bmj.n71", "10.1136/bmj.n71"),
            ("DOI: 10.1000/(SICI)1097<1::AID>3.0", "10.1000/(SICI)1097<1::AID>3.0"),
            ("", ""),
        ],
    )
    def test_a_doi_is_kept_as_it_is_registered(self, trafford: Plan, typed: str, kept: str) -> None:
        form = filled(EvidenceForm, trafford, doi=typed)

        assert form.errors == {}
        assert form.values()["doi"] == kept

    @pytest.mark.parametrize(
        "typed", ["bmj.n71", "10.1136", "10.1136/", "10.1136/a b", "https://example.org/10.1/x"]
    )
    def test_what_is_no_doi_is_refused_with_how_one_looks(self, trafford: Plan, typed: str) -> None:
        assert errors(EvidenceForm, trafford, doi=typed) == {
            "doi": ["A DOI begins with “10.” and has a slash in it."]
        }

    @pytest.mark.parametrize("name", ["published_on", "accessed_on"])
    def test_a_day_that_has_not_come_is_refused(self, trafford: Plan, name: str) -> None:
        day = date(name, TOMORROW.day, TOMORROW.month, TOMORROW.year)

        assert errors(EvidenceForm, trafford, **day) == {name: ["This date has not come yet."]}

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "nowhere"])
    def test_an_address_is_one_that_can_be_opened_safely(
        self, trafford: Plan, address: str
    ) -> None:
        assert errors(EvidenceForm, trafford, url=address).keys() == {"url"}

    def test_a_source_stands_unless_something_else_is_said(self, trafford: Plan) -> None:
        assert filled(EvidenceForm, trafford, status="").values()["status"] == "current"
        assert errors(EvidenceForm, trafford, status="lost").keys() == {"status"}


class TestRating:
    def test_every_level_of_every_scale_is_offered_with_its_scale(self, trafford: Plan) -> None:
        with scope(plan=trafford):
            form = RatingForm(plan=trafford, parent=EvidenceFactory(plan=trafford))

        offered = dict(form.fields["grade"].choices)  # type: ignore[attr-defined]
        assert offered.keys() - {""} == {
            grade_of(scale, level) for scale, levels in LEVELS.items() for level in levels.values
        }
        assert str(offered["eif:3+"]) == "EIF / Foundations evidence rating: 3+ Efficacy plus"
        assert str(offered["grade:low"]) == "GRADE certainty of evidence: Low"

    @pytest.mark.parametrize(
        ("type_", "first"),
        [("evaluation", Scale.NESTA), ("lived_experience", Scale.REACH)],
    )
    def test_the_scales_for_this_type_come_first(
        self, trafford: Plan, type_: str, first: Scale
    ) -> None:
        source = EvidenceFactory(plan=trafford, type=type_, title="What carers told us")
        with scope(plan=trafford):
            form = RatingForm(plan=trafford, parent=source)

        choices = form.fields["grade"].choices  # type: ignore[attr-defined]
        assert choices[1][0].startswith(f"{first}:")
        assert form.fields["grade"].label == "Scale and level of EV-001 What carers told us"

    def test_a_scale_that_does_not_fit_is_taken_all_the_same(self, trafford: Plan) -> None:
        """An assessor may have a reason. The source's page warns of it."""
        source = EvidenceFactory(plan=trafford, type=EvidenceType.LIVED_EXPERIENCE)
        with scope(plan=trafford):
            answers = posted(ANSWERS[RatingForm](trafford) | {"grade": "nesta:1"})
            form = RatingForm(answers, plan=trafford, parent=source)

            assert form.is_valid(), form.errors

    def test_an_answer_is_a_scale_and_one_of_its_own_levels(self, trafford: Plan) -> None:
        values = filled(RatingForm, trafford, grade="eif:4+").values()

        assert (values["scale"], values["level"]) == ("eif", "4+")
        assert "grade" not in values

    @pytest.mark.parametrize("grade", ["", "nesta", "nesta:high", "grade:5", "nesta:3:3", "x:1"])
    def test_no_other_pair_can_be_answered(self, trafford: Plan, grade: str) -> None:
        assert errors(RatingForm, trafford, grade=grade).keys() == {"grade"}

    @pytest.mark.parametrize("name", ["assessor", "rationale"])
    def test_who_and_why_must_be_said(self, trafford: Plan, name: str) -> None:
        assert errors(RatingForm, trafford, **{name: " "}).keys() == {name}

    def test_when_must_be_said_and_must_have_been(self, trafford: Plan) -> None:
        empty = {f"assessed_on-{part}": "" for part in ("day", "month", "year")}
        tomorrow = date("assessed_on", TOMORROW.day, TOMORROW.month, TOMORROW.year)

        assert errors(RatingForm, trafford, **empty).keys() == {"assessed_on"}
        assert errors(RatingForm, trafford, **tomorrow) == {
            "assessed_on": ["This date has not come yet."]
        }

    def test_what_was_rated_is_shown_when_it_is_changed(self, trafford: Plan) -> None:
        rating = EvidenceRatingFactory(
            evidence=EvidenceFactory(plan=trafford), scale="eif", level="2+"
        )
        with scope(plan=trafford):
            form = RatingForm(plan=trafford, item=rating)

        assert form["grade"].value() == "eif:2+"
        assert form.shown("grade") == "EIF / Foundations evidence rating: 2+ Preliminary plus"


class TestGap:
    def test_it_may_be_about_any_need_or_outcome_of_the_plan_or_all_of_it(
        self, trafford: Plan
    ) -> None:
        NeedFactory(plan=trafford, statement="Carers need a break")
        OutcomeFactory(plan=trafford)
        NeedFactory(statement="Another plan’s")
        with scope(plan=trafford):
            form = GapForm(plan=trafford)

        offered = [key for key, _label in form.fields["about"].choices]  # type: ignore[attr-defined]
        assert offered == ["", "N1", "O1"]
        assert "N1 Carers need a break" in str(form)
        assert "Another plan’s" not in str(form)

    @pytest.mark.parametrize("about", ["need", "outcome", ""])
    def test_what_it_is_about_is_one_thing(self, trafford: Plan, about: str) -> None:
        rows: dict[str, Any] = {
            "need": NeedFactory(plan=trafford),
            "outcome": OutcomeFactory(plan=trafford),
        }
        chosen = rows[about].reference if about else ""

        values = filled(GapForm, trafford, about=chosen).values()

        assert values["need"] == (rows["need"] if about == "need" else None)
        assert values["outcome"] == (rows["outcome"] if about == "outcome" else None)

    @pytest.mark.parametrize("about", ["N99", "EV-001", "O1; N1", "none"])
    def test_it_is_about_nothing_else(self, trafford: Plan, about: str) -> None:
        assert errors(GapForm, trafford, about=about).keys() == {"about"}

    @pytest.mark.parametrize("kind", ["need", "outcome"])
    def test_what_it_is_about_is_shown_when_it_is_changed(self, trafford: Plan, kind: str) -> None:
        factory = NeedFactory if kind == "need" else OutcomeFactory
        gap = EvidenceGapFactory(plan=trafford, **{kind: factory(plan=trafford)})
        with scope(plan=trafford):
            form = GapForm(plan=trafford, item=gap)

        assert form["about"].value() == ("N1" if kind == "need" else "O1")

    def test_closing_it_takes_an_answer_and_a_day_that_has_been(self) -> None:
        tomorrow = date("closed_on", TOMORROW.day, TOMORROW.month, TOMORROW.year)
        form = CloseGapForm(posted({"answer": "", "version": "1", **tomorrow}))

        assert form.errors == {
            "answer": ["Enter what was found"],
            "closed_on": ["This date has not come yet."],
        }
