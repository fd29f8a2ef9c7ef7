"""What the writes of the why decide beyond storing: citations, codes, trajectories, breaks."""

import datetime as dt
from decimal import Decimal

import pytest
from django_scopes import scope

from outcomes.actions import indicators, needs, targets
from outcomes.models import Evidence, Indicator, Need, NeedCitation, Target
from scp.accounts.models import User
from scp.core.errors import InvalidInput, StaleVersion
from scp.core.models import AuditEvent
from scp.plans.models import Plan
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    MethodBreakFactory,
    NeedFactory,
    TargetFactory,
)
from tests.factories.plans import PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


@pytest.fixture
def mira(db: None) -> User:
    officer: User = OfficerFactory(name="Mira Shah")
    return officer


def cited(need: Need) -> set[str]:
    return {
        f"{c.relation} {c.evidence.reference}"
        for c in NeedCitation._base_manager.filter(need=need).select_related("evidence")
    }


class TestCiting:
    @pytest.fixture
    def sources(self, trafford: Plan) -> list[Evidence]:
        return [EvidenceFactory(plan=trafford) for _ in range(3)]

    @pytest.fixture
    def need(self, trafford: Plan, sources: list[Evidence]) -> Need:
        need: Need = NeedFactory(plan=trafford, evidence=sources[:1])
        NeedCitation._base_manager.create(
            need=need, evidence=sources[1], relation="contradicts", locator="Table 3"
        )
        return need

    def test_a_need_is_stated_with_what_speaks_for_and_against_it(
        self, trafford: Plan, mira: User, sources: list[Evidence]
    ) -> None:
        need = needs.identify(
            plan=trafford,
            statement="Families need advice",
            who="Families",
            supported_by=iter(sources[:2]),
            contradicted_by=iter(sources[2:]),
            by=mira,
        )

        assert cited(need) == {"supports EV-001", "supports EV-002", "contradicts EV-003"}
        assert AuditEvent.objects.get(action="need.cited").data == {
            "added": ["contradicts EV-003", "supports EV-001", "supports EV-002"],
            "removed": [],
        }

    def test_what_is_not_given_stays_cited(
        self, mira: User, need: Need, sources: list[Evidence]
    ) -> None:
        needs.revise(need=need, seen_version=1, supported_by=[sources[2]], by=mira)
        assert cited(need) == {"supports EV-003", "contradicts EV-002"}

        needs.revise(need=need, seen_version=2, contradicted_by=[], by=mira)
        assert cited(need) == {"supports EV-003"}

        needs.revise(need=need, seen_version=3, statement="In other words", by=mira)
        assert cited(need) == {"supports EV-003"}

    def test_a_citation_that_stays_keeps_its_place_in_the_source(
        self, mira: User, need: Need, sources: list[Evidence]
    ) -> None:
        needs.revise(
            need=need, seen_version=1, supported_by=[], contradicted_by=[sources[1]], by=mira
        )

        kept = NeedCitation._base_manager.get(need=need)
        assert kept.locator == "Table 3"

    def test_a_known_gap_is_not_touched_by_either(
        self, mira: User, need: Need, sources: list[Evidence]
    ) -> None:
        NeedCitation._base_manager.create(need=need, evidence=sources[2], relation="gap")

        needs.revise(need=need, seen_version=1, supported_by=[], contradicted_by=[], by=mira)

        assert cited(need) == {"gap EV-003"}

    def test_citing_the_same_again_leaves_no_event_of_its_own(
        self, mira: User, need: Need, sources: list[Evidence]
    ) -> None:
        needs.revise(
            need=need,
            seen_version=1,
            supported_by=sources[:1],
            contradicted_by=sources[1:2],
            by=mira,
        )

        assert [event.action for event in AuditEvent.objects.all()] == ["need.revised"]

    def test_another_plans_evidence_is_refused_and_the_need_is_as_it_was(
        self, mira: User, need: Need
    ) -> None:
        theirs = EvidenceFactory(plan=PlanFactory())

        with pytest.raises(InvalidInput, match="EV-001 belongs to another plan"):
            needs.revise(
                need=need, seen_version=1, statement="Changed", supported_by=[theirs], by=mira
            )

        assert Need._base_manager.get().statement != "Changed"
        assert cited(need) == {"supports EV-001", "contradicts EV-002"}


class TestTrajectory:
    def test_an_indicator_has_one_target_a_day(self, trafford: Plan, mira: User) -> None:
        indicator = IndicatorFactory(plan=trafford)
        day = dt.date(2029, 3, 31)
        targets.set_point(indicator=indicator, due_on=day, value=Decimal(60), by=mira)

        with pytest.raises(InvalidInput, match="I1 already has a target for 31 March 2029"):
            targets.set_point(indicator=indicator, due_on=day, value=Decimal(61), by=mira)

    def test_a_target_is_not_moved_to_a_day_that_has_one(self, trafford: Plan, mira: User) -> None:
        indicator = IndicatorFactory(plan=trafford)
        TargetFactory(indicator=indicator, due_on=dt.date(2028, 3, 31))
        later = TargetFactory(indicator=indicator, due_on=dt.date(2029, 3, 31))

        with pytest.raises(InvalidInput, match="31 March 2028"):
            targets.revise(target=later, seen_version=1, due_on=dt.date(2028, 3, 31), by=mira)

    def test_a_target_may_stay_on_its_own_day(self, trafford: Plan, mira: User) -> None:
        target = TargetFactory(indicator=IndicatorFactory(plan=trafford))

        targets.revise(
            target=target, seen_version=1, due_on=target.due_on, value=Decimal(70), by=mira
        )

        assert target.value == 70

    def test_the_day_of_a_removed_target_is_free(self, trafford: Plan, mira: User) -> None:
        target = TargetFactory(indicator=IndicatorFactory(plan=trafford))
        targets.remove(target=target, seen_version=1, by=mira)

        again = targets.set_point(
            indicator=target.indicator, due_on=target.due_on, value=Decimal(1), by=mira
        )

        assert again.reference == "T2"
        with scope(plan=trafford):
            assert Target.objects.get() == again


class TestMethodBreaks:
    def test_noting_the_same_again_changes_nothing(self, trafford: Plan, mira: User) -> None:
        noted = MethodBreakFactory(indicator=IndicatorFactory(plan=trafford))

        again = indicators.note_break(
            indicator=noted.indicator, on=noted.on, note=noted.note, by=mira
        )

        assert again == noted
        assert not AuditEvent.objects.exists()

    def test_a_note_in_other_words_replaces_and_is_recorded(
        self, trafford: Plan, mira: User
    ) -> None:
        noted = MethodBreakFactory(indicator=IndicatorFactory(plan=trafford))

        indicators.note_break(
            indicator=noted.indicator, on=noted.on, note="Counted by residence", by=mira
        )

        noted.refresh_from_db(from_queryset=type(noted)._base_manager.all())
        assert noted.note == "Counted by residence"
        assert AuditEvent.objects.get().data["note"] == "Counted by residence"

    def test_it_makes_a_new_version_of_the_indicator(self, trafford: Plan, mira: User) -> None:
        """Nobody who had the indicator open overwrites it unseen."""
        indicator = IndicatorFactory(plan=trafford)
        opened = Indicator._base_manager.get(pk=indicator.pk)

        indicators.note_break(indicator=indicator, on=dt.date(2021, 9, 1), note="N", by=mira)

        assert indicator.version == opened.version + 1
        assert AuditEvent.objects.get().data["version"] == indicator.version
        with scope(plan=trafford), pytest.raises(StaleVersion):
            indicators.revise(
                indicator=opened, seen_version=opened.version, by=mira, owner="Somebody"
            )


class TestSuccession:
    def superseded(self, one: Indicator, by: Indicator, mira: User) -> Indicator:
        with scope(plan=one.plan):
            return indicators.revise(
                indicator=one,
                seen_version=one.version,
                by=mira,
                status="superseded",
                superseded_by=by,
            )

    def test_one_indicator_supersedes_another(self, trafford: Plan, mira: User) -> None:
        old, new = IndicatorFactory(plan=trafford), IndicatorFactory(plan=trafford)

        self.superseded(old, new, mira)
        old.refresh_from_db()
        assert old.superseded_by == new

    def test_none_supersedes_itself_whatever_the_way_round(
        self, trafford: Plan, mira: User
    ) -> None:
        first, second, third = (IndicatorFactory(plan=trafford) for _ in range(3))
        self.superseded(first, second, mira)
        self.superseded(second, third, mira)

        with pytest.raises(InvalidInput, match="I3 → I1 → I2 → I3"):
            self.superseded(third, first, mira)
        with pytest.raises(InvalidInput, match="I1 → I1"):
            self.superseded(first, first, mira)

    def test_a_circle_that_is_there_already_is_gone_round_once(
        self, trafford: Plan, mira: User
    ) -> None:
        first, second, third = (IndicatorFactory(plan=trafford) for _ in range(3))
        rows = Indicator._base_manager
        rows.filter(pk=first.pk).update(superseded_by=second)
        rows.filter(pk=second.pk).update(superseded_by=first)
        first.refresh_from_db()

        assert self.superseded(third, first, mira).superseded_by == first


def test_a_need_cannot_cite_what_was_removed() -> None:
    evidence = EvidenceFactory.create(removed_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))

    with scope(plan=evidence.plan), pytest.raises(InvalidInput, match="EV-001 has been removed"):
        needs.identify(
            plan=evidence.plan,
            statement="A need",
            who="Everyone",
            supported_by=[evidence],
            by=OfficerFactory.create(),
        )

    assert not Need._base_manager.exists()
