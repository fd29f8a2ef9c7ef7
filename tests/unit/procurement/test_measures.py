"""Measures of a piece and their results: told apart from indicators, shown with their piece."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from outcomes.models import OutcomeIndicator
from procurement.actions import measures, results
from procurement.models import Measure, Piece, Result
from procurement.queries import LATEST, measures_of
from scp.core.errors import InvalidInput
from scp.plans.models import Plan, PlanItem
from scp.plans.views.base import PAGE_SIZE
from scp.publication.assembly import assemble
from scp.publication.readiness import gaps
from tests.factories.outcomes import IndicatorFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.procurement import (
    ContributionFactory,
    MeasureFactory,
    PieceFactory,
    ResultFactory,
)
from tests.unit.plans.test_item_views import text_of

pytestmark = pytest.mark.django_db
JANUARY: dict[str, Any] = {"period_start": dt.date(2026, 1, 1), "period_end": dt.date(2026, 1, 31)}


@pytest.fixture
def cast() -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.fixture
def piece(cast: Cast) -> Piece:
    made: Piece = PieceFactory(plan=cast.plan, state="live")
    return made


@pytest.fixture
def commissioner(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.commissioner)
    return client


def page_of_piece(client: Client, piece: Piece) -> str:
    return text_of(client.get(reverse("draft-piece", args=["trafford", piece.reference])))


def report(measure: Measure, by: Any, **fields: Any) -> Result:
    given = {**JANUARY, "value": Decimal(61), "source": "The provider’s return", **fields}
    with scope(plan=measure.plan):
        return results.report(measure=measure, by=by, **given)


class TestMeasuresAndIndicatorsAreNotMixed:
    """A measure belongs to a piece, an indicator to an outcome: the tables allow nothing else."""

    def test_a_measure_hangs_on_a_piece_and_on_nothing_else(self) -> None:
        items = {
            field.related_model
            for field in Measure._meta.get_fields()
            if field.is_relation and not field.auto_created and field.related_model is not Plan
        }
        assert items == {Piece}
        assert not Measure._meta.get_field("piece").null

    def test_of_all_items_only_a_result_hangs_on_a_measure(self) -> None:
        hanging = {
            model
            for model in apps.get_models()
            if any(field.related_model is Measure for field in model._meta.get_fields())
            and not model.__name__.endswith("Event")
            and field_of(model, Measure)
        }
        assert hanging == {Result}

    def test_an_outcome_takes_no_measure_for_an_indicator(self, cast: Cast, piece: Piece) -> None:
        measure, outcome = MeasureFactory(piece=piece), OutcomeFactory(plan=cast.plan)
        with pytest.raises(ValueError, match="must be a"):
            OutcomeIndicator(outcome=outcome, indicator=measure)

    def test_a_piece_takes_no_indicator_for_a_measure(self, cast: Cast, piece: Piece) -> None:
        with pytest.raises(ValueError, match="must be a"):
            ResultFactory.build(plan=cast.plan, measure=IndicatorFactory(plan=cast.plan))

    def test_results_change_nothing_that_is_said_of_an_outcome(
        self, cast: Cast, piece: Piece
    ) -> None:
        """However well a piece does by its users, the outcome is judged by its indicators."""
        outcome = OutcomeFactory(plan=cast.plan, indicators=[IndicatorFactory(plan=cast.plan)])
        ContributionFactory(piece=piece, outcome=outcome)
        measure = MeasureFactory(piece=piece, target=Decimal(50))
        before = assemble(cast.plan)
        report(measure, cast.lead, value=Decimal(99))
        after = assemble(cast.plan)
        assert after.outcomes == before.outcomes
        assert after.indicators == before.indicators
        assert after.pieces != before.pieces


def field_of(model: Any, target: type[PlanItem]) -> bool:
    return any(field.related_model is target for field in model._meta.local_fields)


class TestResults:
    def test_a_period_has_one_result(self, cast: Cast, piece: Piece) -> None:
        measure = MeasureFactory(piece=piece)
        report(measure, cast.lead)
        with pytest.raises(InvalidInput, match=r"M1 already has a result for 1 January 2026 to"):
            report(measure, cast.lead, value=Decimal(62))
        with scopes_disabled():
            assert Result.objects.count() == 1

    def test_another_measure_may_have_one_for_the_same_period(
        self, cast: Cast, piece: Piece
    ) -> None:
        for _ in range(2):
            report(MeasureFactory(piece=piece), cast.lead)
        with scopes_disabled():
            assert Result.objects.count() == 2

    def test_a_result_is_not_moved_on_to_a_period_that_has_one(
        self, cast: Cast, piece: Piece
    ) -> None:
        measure = MeasureFactory(piece=piece)
        report(measure, cast.lead)
        other = report(measure, cast.lead, period_start=dt.date(2025, 1, 1))
        with scope(plan=cast.plan), pytest.raises(InvalidInput, match="RS1"):
            results.revise(result=other, seen_version=1, by=cast.lead, **JANUARY)

    def test_its_own_period_may_be_sent_again(self, cast: Cast, piece: Piece) -> None:
        result = report(MeasureFactory(piece=piece), cast.lead)
        with scope(plan=cast.plan):
            results.revise(result=result, seen_version=1, by=cast.lead, value=Decimal(7), **JANUARY)
        assert result.value == 7

    def test_a_period_that_runs_backwards_is_refused(self, cast: Cast, piece: Piece) -> None:
        with pytest.raises(InvalidInput, match="before the first"):
            report(MeasureFactory(piece=piece), cast.lead, period_end=dt.date(2025, 12, 31))

    def test_a_period_is_free_again_when_its_result_is_removed(
        self, cast: Cast, piece: Piece
    ) -> None:
        measure = MeasureFactory(piece=piece)
        result = report(measure, cast.lead)
        with scope(plan=cast.plan):
            results.remove(result=result, seen_version=1, by=cast.lead)
        assert report(measure, cast.lead).reference == "RS2"


class TestTheForms:
    @pytest.mark.parametrize(
        ("last", "says"),
        [("31 12 2025", "before the first"), ("1 1 2090", "has not come yet")],
    )
    def test_a_period_that_cannot_be(
        self, piece: Piece, commissioner: Client, last: str, says: str
    ) -> None:
        measure = MeasureFactory(piece=piece)
        address = reverse("draft-result-add", args=["trafford", measure.reference])
        day, month, year = last.split()
        page = commissioner.post(
            address,
            {
                **{"period_start-day": "1", "period_start-month": "1"},
                **{"period_start-year": "2026", "period_end-day": day},
                **{"period_end-month": month, "period_end-year": year},
                **{"value": "61", "source": "The provider"},
            },
        )
        assert page.status_code == 422
        assert says in text_of(page)

    def test_the_question_names_the_unit(self, piece: Piece, commissioner: Client) -> None:
        measure = MeasureFactory(piece=piece, unit="sessions")
        address = reverse("draft-result-add", args=["trafford", measure.reference])
        assert "What it came to (sessions)" in text_of(commissioner.get(address))


class TestThePages:
    def test_a_piece_shows_what_each_measure_asks_its_target_and_latest_results(
        self, cast: Cast, piece: Piece, commissioner: Client
    ) -> None:
        measure = MeasureFactory(piece=piece, type="how_well", unit="%", target=Decimal("75.50"))
        for year in range(2019, 2026):
            period = {"period_start": dt.date(year, 1, 1), "period_end": dt.date(year, 12, 31)}
            report(measure, cast.lead, value=Decimal(year - 1960), **period)
        text = " ".join(page_of_piece(commissioner, piece).split())
        assert "How well did we do it?" in text
        assert "Is anyone better off?" not in text
        assert "Target: 75.5%" in text
        assert text.index("65%") < text.index("64%") < text.index("62%")
        assert "61%" not in text, f"only the latest {LATEST}"

    def test_a_piece_without_a_measure_says_so(self, piece: Piece, commissioner: Client) -> None:
        assert "No measure yet" in page_of_piece(commissioner, piece)

    def test_a_measures_page_has_every_result(
        self, cast: Cast, piece: Piece, commissioner: Client
    ) -> None:
        measure = MeasureFactory(piece=piece, unit="sessions")
        for year in range(2019, 2026):
            period = {"period_start": dt.date(year, 1, 1), "period_end": dt.date(year, 12, 31)}
            report(measure, cast.lead, value=Decimal(year), **period)
        page = commissioner.get(reverse("draft-measure", args=["trafford", "M1"]))
        text = " ".join(text_of(page).split())
        assert all(f"{year:,} sessions" in text for year in range(2019, 2026))
        assert text.index("2,025 sessions") < text.index("2,019 sessions")

    def test_what_was_removed_is_not_shown_and_is_again_when_put_back(
        self, cast: Cast, piece: Piece, commissioner: Client
    ) -> None:
        measure = MeasureFactory(piece=piece, title="People who stay")
        page = commissioner.post(
            reverse("draft-measure-remove", args=["trafford", "M1"]), {"version": "1"}, follow=True
        )
        assert page.redirect_chain[-1][0] == reverse("draft-piece", args=["trafford", "P1"])
        assert "People who stay" not in page_of_piece(commissioner, piece)
        state = type(measure).pgh_event_model._base_manager.filter(pgh_obj_id=measure.pk).first()
        commissioner.post(
            reverse("draft-measure-restore", args=["trafford", "M1", state.pgh_id]),
            {"version": "2"},
        )
        assert "People who stay" in page_of_piece(commissioner, piece)

    def test_a_viewer_is_offered_nothing_to_write(self, cast: Cast, piece: Piece) -> None:
        report(MeasureFactory(piece=piece), cast.lead)
        viewer = Client()
        viewer.force_login(cast.viewer)
        for name, reference in (("draft-piece", "P1"), ("draft-measure", "M1")):
            html = viewer.get(reverse(name, args=["trafford", reference])).content.decode()
            assert "61%" in html
            assert "/add/" not in html
            assert "/edit/" not in html

    def test_a_missing_result_leads_to_the_measure(
        self, cast: Cast, piece: Piece, commissioner: Client
    ) -> None:
        measure = MeasureFactory(piece=piece)
        link = f'href="{reverse("draft-measure", args=["trafford", measure.reference])}"'
        readiness = reverse("draft-readiness", args=["trafford"])
        assert link in commissioner.get(readiness).content.decode()
        report(measure, cast.lead)
        assert link not in commissioner.get(readiness).content.decode()
        assert "measure_without_result" not in {gap.code for gap in gaps(assemble(cast.plan))}


def latest(measure: Any) -> list[Result]:
    return list(measure.latest)


@pytest.mark.parametrize("count", [1, 12])
def test_measures_are_two_queries(piece: Piece, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        ResultFactory(measure=MeasureFactory(piece=piece))
    with scope(plan=piece.plan), django_assert_num_queries(2):
        found = measures_of(piece)
        shown = [result for _label, group in found for one in group for result in latest(one)]
    assert len(shown) == count


def test_a_measure_is_revised_by_its_action_alone_with_an_event(cast: Cast, piece: Piece) -> None:
    with scope(plan=cast.plan):
        measure = measures.define(
            piece=piece, by=cast.lead, title="Users", type="how_much", unit="people"
        )
        measures.revise(measure=measure, seen_version=1, by=cast.lead, target=Decimal(900))
    assert measure.version == 2
    assert measure.target == 900


class TestWhereAResultIs:
    def at(self, client: Client, reference: str) -> Any:
        return client.get(reverse("draft-item", args=["trafford", reference]))

    def test_its_reference_leads_to_its_row_on_the_page_of_its_measure(
        self, commissioner: Client, piece: Piece
    ) -> None:
        result = ResultFactory(measure=MeasureFactory(piece=piece))
        answer = self.at(commissioner, result.reference)

        assert answer.status_code == 302
        assert answer["Location"] == "/draft/trafford/measures/M1/#RS1"
        assert 'id="RS1"' in commissioner.get(answer["Location"]).content.decode()

    def test_an_old_one_is_on_the_page_of_the_list_that_has_it(
        self, commissioner: Client, piece: Piece
    ) -> None:
        measure = MeasureFactory(piece=piece)
        for n in range(PAGE_SIZE + 1):
            day = dt.date(2020, 1, 1) + dt.timedelta(days=n)
            ResultFactory(measure=measure, period_start=day, period_end=day)

        oldest = self.at(commissioner, "RS1")["Location"]
        assert oldest == "/draft/trafford/measures/M1/?page=2#RS1"
        assert 'id="RS1"' in commissioner.get(oldest).content.decode()
        assert self.at(commissioner, "RS2")["Location"] == "/draft/trafford/measures/M1/#RS2"

    def test_one_that_is_gone_or_never_was_is_not_found(
        self, commissioner: Client, piece: Piece
    ) -> None:
        ResultFactory(measure=MeasureFactory(piece=piece), removed_at="2026-01-01T00:00Z")

        assert self.at(commissioner, "RS1").status_code == 404
        assert self.at(commissioner, "RS9").status_code == 404
