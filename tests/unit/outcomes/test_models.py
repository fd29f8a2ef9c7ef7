"""Values as published, and what an item of the why is called."""

import datetime as dt
from decimal import Decimal

import pytest
from django_scopes import scope

from outcomes.models import NeedCitation, Observation, OutcomeIndicator, OutcomeNeed
from scp.plans.models import Plan
from tests.factories.outcomes import (
    EnglandObservationFactory,
    EvidenceFactory,
    IndicatorFactory,
    MethodBreakFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.plans import PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


class TestLatestPublished:
    def latest(self, plan: Plan) -> list[tuple[str, str, Decimal]]:
        with scope(plan=plan):
            rows = Observation.objects.latest_published().select_related("area")
            return sorted((row.area.name, row.period, row.value) for row in rows)

    def test_a_revision_stands_in_for_what_it_revised(self, trafford: Plan) -> None:
        indicator = IndicatorFactory(plan=trafford)
        for version, day, value in [("b", 2, "46.7"), ("c", 3, "46.9"), ("a", 1, "46.5")]:
            ObservationFactory(
                indicator=indicator,
                year=2024,
                source_version=version,
                published_on=dt.date(2026, 5, day),
                value=Decimal(value),
            )

        assert self.latest(trafford) == [("Trafford", "2024", Decimal("46.9"))]
        with scope(plan=trafford):
            assert Observation.objects.count() == 3, "and what it revised is kept"

    def test_of_two_published_on_one_day_the_later_version_stands(self, trafford: Plan) -> None:
        indicator = IndicatorFactory(plan=trafford)
        for version in ("edition 2", "edition 1"):
            ObservationFactory(
                indicator=indicator,
                year=2024,
                source_version=version,
                value=Decimal(version[-1]),
            )

        assert self.latest(trafford) == [("Trafford", "2024", Decimal(2))]

    def test_each_area_period_and_indicator_has_its_own(self, trafford: Plan) -> None:
        for _ in range(2):
            indicator = IndicatorFactory(plan=trafford)
            for year in (2023, 2024):
                ObservationFactory(indicator=indicator, year=year)
                EnglandObservationFactory(indicator=indicator, year=year)

        assert len(self.latest(trafford)) == 8

    def test_a_revision_to_nothing_stands_too(self, trafford: Plan) -> None:
        indicator = IndicatorFactory(plan=trafford)
        ObservationFactory(indicator=indicator, year=2024, published_on=dt.date(2026, 5, 1))
        ObservationFactory(
            indicator=indicator,
            year=2024,
            published_on=dt.date(2026, 6, 1),
            source_version="withdrawn",
            value=None,
            status="suppressed",
        )

        with scope(plan=trafford):
            assert Observation.objects.latest_published().get().value is None

    def test_another_plans_values_are_not_among_them(self, trafford: Plan) -> None:
        ObservationFactory()

        assert self.latest(trafford) == []


def test_what_things_are_called(trafford: Plan) -> None:
    indicator = IndicatorFactory(plan=trafford, title="Life expectancy", breakdown="Female")
    target = TargetFactory(
        indicator=indicator, due_on=dt.date(2029, 3, 31), value=Decimal("84.500000")
    )

    assert str(indicator) == "I1 Life expectancy (Female)"
    assert str(target) == "T1 84.5 by 31 March 2029"
    assert str(EvidenceFactory(plan=trafford, title="Census")) == "EV-001 Census"
    assert str(NeedFactory(plan=trafford, statement="Advice")) == "N1 Advice"
    assert str(OutcomeFactory(plan=trafford, statement="Bills are paid")) == "O1 Bills are paid"
    assert str(MethodBreakFactory(indicator=indicator, note="New")) == "I1 from 2021-09-01: New"


def test_links_say_what_they_link(trafford: Plan) -> None:
    evidence = EvidenceFactory(plan=trafford)
    need = NeedFactory(plan=trafford, evidence=[evidence])
    OutcomeFactory(plan=trafford, needs=[need], indicators=[IndicatorFactory(plan=trafford)])

    assert str(NeedCitation._base_manager.get()) == "N1 supports EV-001"
    assert str(OutcomeNeed._base_manager.get()) == "N1 underwrites O1"
    assert str(OutcomeIndicator._base_manager.get()) == "I1 measures O1"


def test_a_needs_sources_are_named_in_the_order_they_were_given() -> None:
    need = NeedFactory(source_kinds=["statistic", "citizen_voice"])

    assert need.source_kind_labels() == ["Official statistic", "Citizen or lived experience"]
