"""Answers about the why that exclude or need one another."""

from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scope

from outcomes.forms import EvidenceForm, IndicatorForm, NeedForm, OutcomeForm, TargetForm
from outcomes.models import Evidence, NeedCitation
from scp.plans.forms import ItemForm
from scp.plans.models import Plan, PlanItem
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.places import TraffordFactory
from tests.factories.plans import PlanFactory
from tests.unit.plans.kinds import CASES, date
from tests.unit.plans.test_item_forms import posted

pytestmark = pytest.mark.django_db
ANSWERS = {case.kind.form: case.answers for case in CASES}
STANDS: dict[str, Any] = {"status": "active", "superseded_by": ""}


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


def errors(
    form: type[ItemForm], plan: Plan, *, item: PlanItem | None = None, **more: Any
) -> dict[str, list[str]]:
    answers = ANSWERS[form](plan) | ({"version": "1"} if item else {}) | more
    with scope(plan=plan):
        filled = form(posted(answers), plan=plan, item=item)
        return {name: [str(e) for e in found] for name, found in filled.errors.items()}


class TestNeed:
    def test_a_source_cannot_both_support_and_contradict(self, trafford: Plan) -> None:
        both: Evidence = EvidenceFactory(plan=trafford)
        answers: dict[str, Any] = {"supported_by": [both.pk], "contradicted_by": [both.pk]}

        assert errors(NeedForm, trafford, **answers) == {
            "contradicted_by": ["EV-001 cannot both support and contradict this need."]
        }

    def test_it_shows_what_is_cited_and_how(self, trafford: Plan) -> None:
        first, second, third = (EvidenceFactory(plan=trafford) for _ in range(3))
        need = NeedFactory(plan=trafford, evidence=[first])
        for evidence, relation in ((second, "contradicts"), (third, "gap")):
            NeedCitation._base_manager.create(need=need, evidence=evidence, relation=relation)

        with scope(plan=trafford):
            form = NeedForm(plan=trafford, item=need)

        assert form.initial["supported_by"] == [first.pk]
        assert form.initial["contradicted_by"] == [second.pk]

    def test_somebody_or_something_says_so(self, trafford: Plan) -> None:
        assert errors(NeedForm, trafford, source_kinds=[]).keys() == {"source_kinds"}
        assert errors(NeedForm, trafford, source_kinds=["rumour"]).keys() == {"source_kinds"}


class TestOutcome:
    def test_no_measure_yet_takes_who_and_when(self, trafford: Plan) -> None:
        by_when = date("no_measure_due_on", 31, 3, 2027)

        assert errors(OutcomeForm, trafford, no_measure_owner="Director") == {
            "no_measure_due_on": ["Say by when a measure will be proposed."]
        }
        assert errors(OutcomeForm, trafford, **by_when) == {
            "no_measure_owner": ["Say who will propose a measure."]
        }
        assert errors(OutcomeForm, trafford, no_measure_owner="Director", **by_when) == {}

    def test_a_date_that_is_none_is_said_once(self, trafford: Plan) -> None:
        found = errors(
            OutcomeForm,
            trafford,
            no_measure_owner="Director",
            **date("no_measure_due_on", 31, 2, 2027),
        )

        assert found.keys() == {"no_measure_due_on"}
        assert len(found["no_measure_due_on"]) == 1

    def test_it_shows_what_it_links_to(self, trafford: Plan) -> None:
        need, indicator = NeedFactory(plan=trafford), IndicatorFactory(plan=trafford)
        outcome = OutcomeFactory(plan=trafford, needs=[need], indicators=[indicator])

        with scope(plan=trafford):
            form = OutcomeForm(plan=trafford, item=outcome)

        assert (form.initial["needs"], form.initial["indicators"]) == ([need.pk], [indicator.pk])


class TestIndicator:
    CODE = "fingertips:92443"

    def test_a_code_that_is_used_is_named_with_who_uses_it(self, trafford: Plan) -> None:
        IndicatorFactory(plan=trafford, code=self.CODE)

        assert errors(IndicatorForm, trafford) == {"code": ["I1 already has this code."]}

    def test_also_one_that_was_removed(self, trafford: Plan) -> None:
        IndicatorFactory(plan=trafford, code=self.CODE, removed_at=timezone.now())

        assert errors(IndicatorForm, trafford) == {"code": ["I1 already has this code."]}

    def test_it_may_keep_its_own_and_share_anothers_plan(self, trafford: Plan) -> None:
        own = IndicatorFactory(plan=trafford, code=self.CODE)
        IndicatorFactory(plan=PlanFactory(), code=self.CODE)

        assert errors(IndicatorForm, trafford, item=own) == {}

    @pytest.mark.parametrize(
        ("period", "value", "wrong"),
        [
            ("2023", "", {"baseline_value": ["Enter the value for this period."]}),
            ("", "11.6", {"baseline_period": ["Enter the period of this value."]}),
            ("", "0", {"baseline_period": ["Enter the period of this value."]}),
            ("2023", "0", {}),
            ("", "", {}),
        ],
    )
    def test_a_baseline_is_a_period_with_its_value(
        self, trafford: Plan, period: str, value: str, wrong: dict[str, list[str]]
    ) -> None:
        answers: dict[str, Any] = {"baseline_period": period, "baseline_value": value}

        assert errors(IndicatorForm, trafford, **answers) == wrong

    @pytest.mark.parametrize(
        ("lower", "upper", "wrong"),
        [
            ("", "", {}),
            ("60", "70", {}),
            ("70", "70", {}),
            ("60", "", {"band_upper": ["A band has both ends. Enter this one too."]}),
            ("", "70", {"band_lower": ["A band has both ends. Enter this one too."]}),
            ("70", "60", {"band_upper": ["The highest good value is below the lowest."]}),
        ],
    )
    def test_a_band_has_two_ends_in_order(
        self, trafford: Plan, lower: str, upper: str, wrong: dict[str, list[str]]
    ) -> None:
        assert errors(IndicatorForm, trafford, band_lower=lower, band_upper=upper) == wrong

    def test_one_of_unknown_status_is_in_use(self, trafford: Plan) -> None:
        with scope(plan=trafford):
            answers = ANSWERS[IndicatorForm](trafford) | {"status": "", "superseded_by": ""}
            form = IndicatorForm(posted(answers), plan=trafford)
            assert form.is_valid()
            assert form.values()["status"] == "active"

    @pytest.mark.parametrize(
        ("name", "answer"),
        [
            ("tolerance", "-1"),
            ("tolerance", "NaN"),
            ("tolerance", "Infinity"),
            ("baseline_value", "about 11"),
            ("baseline_value", "1e400"),
            ("decimals", "7"),
            ("decimals", "-1"),
            ("source_url", "javascript:alert(1)"),
            ("frequency", "fortnightly"),
        ],
    )
    def test_a_number_or_choice_that_is_none_is_refused(
        self, trafford: Plan, name: str, answer: str
    ) -> None:
        answers: dict[str, Any] = {name: answer}

        assert errors(IndicatorForm, trafford, **answers).keys() == {name}


class TestWhomAnIndicatorIsComparedWith:
    @pytest.mark.parametrize("typed", ["E08000009", "e08000009", "Trafford", "trafford"])
    def test_a_place_is_known_by_code_and_by_name(self, trafford: Plan, typed: str) -> None:
        place = TraffordFactory()
        answers = ANSWERS[IndicatorForm](trafford) | {"comparator_area": typed}
        with scope(plan=trafford):
            form = IndicatorForm(posted(answers), plan=trafford)
            assert form.is_valid(), form.errors
            assert form.values()["comparator_area"] == place

    def test_a_place_that_is_none_is_named(self, trafford: Plan) -> None:
        assert errors(IndicatorForm, trafford, comparator_area="Atlantis") == {
            "comparator_area": ["“Atlantis” is no place we know. Enter its name or its GSS code."]
        }

    def test_part_of_a_name_is_answered_with_what_it_may_be(self, trafford: Plan) -> None:
        TraffordFactory()

        (found,) = errors(IndicatorForm, trafford, comparator_area="Traff")["comparator_area"]
        assert "E08000009" in found

    def test_nobody_named_means_england(self, trafford: Plan) -> None:
        assert errors(IndicatorForm, trafford, comparator_area="") == {}


class TestSuccession:
    def test_superseded_takes_by_which(self, trafford: Plan) -> None:
        assert errors(IndicatorForm, trafford, superseded_by="") == {
            "superseded_by": ["Choose the indicator that supersedes it."]
        }

    def test_by_which_takes_superseded(self, trafford: Plan) -> None:
        assert errors(IndicatorForm, trafford, status="active").keys() == {"status"}

    def test_neither_is_taken(self, trafford: Plan) -> None:
        assert errors(IndicatorForm, trafford, **STANDS) == {}

    def test_both_are_taken(self, trafford: Plan) -> None:
        assert errors(IndicatorForm, trafford) == {}

    def test_neither_itself_nor_anothers_plan_is_offered(self, trafford: Plan) -> None:
        own, foreign = IndicatorFactory(plan=trafford), IndicatorFactory()
        for one in (own, foreign):
            found = errors(IndicatorForm, trafford, item=own, superseded_by=str(one.pk))
            assert "superseded_by" in found


class TestJudging:
    def test_what_is_left_out_is_the_plain_way(self, trafford: Plan) -> None:
        answers = ANSWERS[IndicatorForm](trafford) | {"tolerance_kind": "", "trajectory": ""}
        with scope(plan=trafford):
            form = IndicatorForm(posted(answers), plan=trafford)
            assert form.is_valid(), form.errors
            values = form.values()

        assert (values["tolerance_kind"], values["trajectory"]) == ("absolute", "steps")

    @pytest.mark.parametrize("below", ["0", "-1", "1001", "few"])
    def test_a_limit_of_small_numbers_is_a_small_number(self, trafford: Plan, below: str) -> None:
        assert errors(IndicatorForm, trafford, suppress_below=below).keys() == {"suppress_below"}

    def test_every_field_stands_in_one_part_of_the_form(self) -> None:
        names = [name for _legend, names in IndicatorForm.fieldsets for name in names]

        assert sorted(names) == sorted(IndicatorForm.base_fields.keys() - {"version"})


class TestTarget:
    @pytest.mark.parametrize(
        "value", ["", "NaN", "-Infinity", "0.1234567", "1" * 15, "1,5", "6 0", "1e400", "٣x"]
    )
    def test_a_value_is_a_number_that_can_be_kept_exactly(self, trafford: Plan, value: str) -> None:
        assert errors(TargetForm, trafford, value=value).keys() == {"value"}

    @pytest.mark.parametrize("value", ["0", "-3.5", "12345678901234.123456"])
    def test_and_may_be_any_such_number(self, trafford: Plan, value: str) -> None:
        assert errors(TargetForm, trafford, value=value) == {}

    def test_it_is_shown_without_the_zeros_of_its_column(self, trafford: Plan) -> None:
        target = TargetFactory(indicator=IndicatorFactory(plan=trafford), value="60.50")
        target.refresh_from_db(from_queryset=type(target)._base_manager.all())

        with scope(plan=trafford):
            form = TargetForm(plan=trafford, item=target)

        assert form["value"].value() == "60.5"


class TestEvidence:
    @pytest.mark.parametrize(
        "url", ["javascript:alert(1)", "data:text/html,x", "https://", "nonsense", "file:///etc"]
    )
    def test_an_address_is_one_of_the_web(self, trafford: Plan, url: str) -> None:
        assert errors(EvidenceForm, trafford, url=url).keys() == {"url"}

    @pytest.mark.parametrize(
        "day",
        [
            date("published_on", 30, 2, 2026),
            date("published_on", 0, 1, 2026),
            {"published_on-day": "1", "published_on-month": "", "published_on-year": "2026"},
            {"published_on-day": "1", "published_on-month": "5", "published_on-year": "26"},
            {"published_on-day": "\x00", "published_on-month": "5", "published_on-year": "2026"},
        ],
    )
    def test_a_date_is_a_real_one_or_none(self, trafford: Plan, day: dict[str, Any]) -> None:
        assert errors(EvidenceForm, trafford, **day).keys() == {"published_on"}

    def test_a_month_may_be_named(self, trafford: Plan) -> None:
        day = date("published_on", 1, 5, 2026) | {"published_on-month": "May"}

        assert errors(EvidenceForm, trafford, **day) == {}
