"""Numbers for life, references, links that stay in their plan, and what the trail keeps."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from outcomes.actions import evidence, indicators, outcomes, targets
from outcomes.models import Evidence, Indicator, Outcome
from procurement.actions import contributions, pieces
from procurement.models import Piece, Portfolio
from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import InvalidInput, PolicyRefused, StaleVersion
from scp.core.models import AuditEvent
from scp.plans import items
from scp.plans.actions import sections
from scp.plans.choices import Status
from scp.plans.models import Plan, PlanItem, Section
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.plans import PlanFactory, SectionFactory, VisionFactory
from tests.factories.procurement import PieceFactory, PortfolioFactory
from tests.unit.concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


@pytest.fixture
def mira(db: None) -> User:
    officer: User = OfficerFactory(name="Mira Shah")
    return officer


def new_section(plan: Plan, title: str = "Context") -> Section:
    return Section(plan=plan, kind="context", title=title)


class TestNumbers:
    def test_each_kind_is_numbered_by_itself_in_each_plan(self, trafford: Plan, mira: User) -> None:
        salford = PlanFactory(slug="salford")
        kept = []
        for plan in (trafford, salford, trafford):
            with scope(plan=plan):
                kept.append(outcomes.propose(plan=plan, statement="S", theme="social", by=mira))
        with scope(plan=trafford):
            source = evidence.record(
                plan=trafford, title="T", type="survey", publisher="P", by=mira
            )

        assert [item.reference for item in kept] == ["O1", "O1", "O2"]
        assert source.reference == "EV-001"
        assert kept[2].uri.endswith("/id/trafford/O2")

    def test_the_number_of_a_removed_item_is_never_given_again(
        self, trafford: Plan, mira: User
    ) -> None:
        first = items.add(new_section(trafford), verb="section.added", by=mira)
        items.remove(first, verb="section.removed", seen_version=1, by=mira)

        second = items.add(new_section(trafford), verb="section.added", by=mira)

        assert (first.reference, second.reference) == ("S1", "S2")
        with scope(plan=trafford):
            assert list(Section.objects.all()) == [second]
            assert list(Section.with_removed.order_by("number")) == [first, second]

    def test_a_given_number_is_not_believed(self, trafford: Plan, mira: User) -> None:
        section = new_section(trafford)
        section.number = 77

        assert items.add(section, verb="section.added", by=mira).reference == "S1"


@pytest.mark.django_db(transaction=True)
def test_people_who_add_at_the_same_moment_get_a_number_each() -> None:
    trafford, mira = PlanFactory(slug="trafford"), OfficerFactory()

    def add() -> int:
        return items.add(new_section(trafford), verb="section.added", by=mira).number

    assert sorted(at_once(*[add] * 6)) == [1, 2, 3, 4, 5, 6]
    assert list(audit.verify()) == []
    assert AuditEvent.objects.filter(chain="plan:trafford").count() == 6


@pytest.mark.django_db(transaction=True)
def test_who_clicks_twice_adds_one_and_is_told_about_the_other() -> None:
    trafford, mira = PlanFactory(slug="trafford"), OfficerFactory()
    indicator = IndicatorFactory(plan=trafford)

    def add() -> str:
        return targets.set_point(
            indicator=indicator, due_on=dt.date(2029, 3, 31), value=Decimal(60), by=mira
        ).reference

    results = at_once(add, add)

    assert "T1" in results
    assert [type(result) for result in results if result != "T1"] == [InvalidInput]
    assert AuditEvent.objects.count() == 1


class TestReferences:
    @pytest.mark.parametrize(
        ("model", "text", "number"),
        [
            (Evidence, "EV-014", 14),
            (Evidence, "EV-14", 14),
            (Evidence, "EV-1000", 1000),
            (Outcome, "O3", 3),
            (Outcome, "O03", 3),
            (Portfolio, "PF1", 1),
            (Piece, "P1", 1),
        ],
    )
    def test_a_reference_names_one_item(
        self, trafford: Plan, model: type[PlanItem], text: str, number: int
    ) -> None:
        make = {
            Evidence: EvidenceFactory,
            Outcome: OutcomeFactory,
            Portfolio: PortfolioFactory,
            Piece: PieceFactory,
        }[model]
        item = make(plan=trafford, number=number)

        with scope(plan=trafford):
            assert model.objects.with_reference(text).get() == item

    @pytest.mark.parametrize(
        "text",
        [
            *("", "O", "O0", "O3x", "xO3", "o3", "O 3", "O3 ", "O3\n", "O-3", "O+3", "O3.0"),
            *("N3", "EV-003", "3", "O٣", "O" + "9" * 40, "O12345678"),
        ],
    )
    def test_what_is_no_reference_of_this_kind_names_nothing(
        self, trafford: Plan, text: str
    ) -> None:
        OutcomeFactory(plan=trafford, number=3)

        with scope(plan=trafford):
            assert not Outcome.objects.with_reference(text).exists()

    def test_the_letters_of_one_kind_that_begin_anothers_do_not_mislead(
        self, trafford: Plan
    ) -> None:
        portfolio = PortfolioFactory(plan=trafford, number=1)
        PieceFactory(plan=trafford, portfolio=portfolio, number=1)

        with scope(plan=trafford):
            assert not Piece.objects.with_reference("PF1").exists()
            assert not Portfolio.objects.with_reference("P1").exists()

    def test_another_plans_item_is_not_found(self, trafford: Plan) -> None:
        OutcomeFactory(plan=PlanFactory(), number=3)

        with scope(plan=trafford):
            assert not Outcome.objects.with_reference("O3").exists()

    def test_a_removed_item_is_not_found_unless_asked_for(self, trafford: Plan) -> None:
        OutcomeFactory(plan=trafford, number=3, removed_at=timezone.now())

        with scope(plan=trafford):
            assert not Outcome.objects.with_reference("O3").exists()
            assert Outcome.with_removed.with_reference("O3").exists()


class TestLinks:
    def test_an_item_cannot_be_added_under_another_plans(self, trafford: Plan, mira: User) -> None:
        theirs = PortfolioFactory(plan=PlanFactory())

        with pytest.raises(InvalidInput, match="PF1 belongs to another plan"):
            pieces.add(plan=trafford, portfolio=theirs, title="Piece", by=mira)

        with scopes_disabled():
            assert not Piece.objects.exists()
        assert not AuditEvent.objects.exists()

    def test_nor_be_moved_under_it_later(self, trafford: Plan, mira: User) -> None:
        piece, theirs = PieceFactory(plan=trafford), PortfolioFactory(plan=PlanFactory())

        with pytest.raises(InvalidInput, match="belongs to another plan"):
            pieces.revise(piece=piece, seen_version=1, portfolio=theirs, by=mira)

        with scopes_disabled():
            assert Piece.objects.get().portfolio.plan == trafford

    def test_nor_be_linked_to_another_plans_items(self, trafford: Plan, mira: User) -> None:
        theirs, outcome = NeedFactory(plan=PlanFactory()), OutcomeFactory(plan=trafford)

        with scope(plan=trafford), pytest.raises(InvalidInput, match="N1 belongs to another plan"):
            outcomes.propose(plan=trafford, statement="S", theme="social", needs=[theirs], by=mira)
        with scope(plan=trafford), pytest.raises(InvalidInput, match="N1 belongs to another plan"):
            outcomes.revise(outcome=outcome, seen_version=1, needs=[theirs], by=mira)

        with scopes_disabled():
            assert list(Outcome.objects.all()) == [outcome]
            assert outcome.needs.count() == 0

    def test_nor_claim_for_another_plans_outcome(self, trafford: Plan, mira: User) -> None:
        piece, theirs = PieceFactory(plan=trafford), OutcomeFactory(plan=PlanFactory())

        with scope(plan=trafford), pytest.raises(InvalidInput, match="O1 belongs to another plan"):
            contributions.claim(piece=piece, outcome=theirs, strength=1, rationale="R", by=mira)

    def test_links_may_come_one_by_one(self, trafford: Plan, mira: User) -> None:
        need = NeedFactory(plan=trafford)

        with scope(plan=trafford):
            outcome = outcomes.propose(
                plan=trafford, statement="S", theme="social", needs=iter([need]), by=mira
            )

            assert list(outcome.needs.all()) == [need]

    def test_links_that_are_not_given_stay_and_those_given_replace(
        self, trafford: Plan, mira: User
    ) -> None:
        first, second = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        indicator = IndicatorFactory(plan=trafford)
        outcome = OutcomeFactory(plan=trafford, needs=[first], indicators=[indicator])

        with scope(plan=trafford):
            outcomes.revise(outcome=outcome, seen_version=1, needs=[second], by=mira)

            assert list(outcome.needs.all()) == [second]
            assert list(outcome.indicators.all()) == [indicator]


class TestOneOfAKind:
    """What forms refuse in better words, met by an import."""

    def test_a_plan_has_one_vision(self, trafford: Plan, mira: User) -> None:
        VisionFactory(plan=trafford)

        with pytest.raises(InvalidInput, match="already has one like this"):
            sections.add(plan=trafford, kind="vision", title="Another", by=mira)

        assert Section._base_manager.count() == 1

    def test_another_chapter_does_not_become_a_second(self, trafford: Plan, mira: User) -> None:
        VisionFactory(plan=trafford)
        context = SectionFactory(plan=trafford)

        with pytest.raises(InvalidInput, match="already has one like this"):
            sections.revise(section=context, seen_version=1, kind="vision", by=mira)

        assert Section._base_manager.get(pk=context.pk).kind == "context"

    def test_a_row_that_makes_no_sense_is_our_mistake_and_not_the_readers(
        self, trafford: Plan, mira: User
    ) -> None:
        with pytest.raises(IntegrityError):
            sections.add(plan=trafford, kind="poem", title="Ode", by=mira)


class TestTheTrail:
    def test_of_an_addition_it_keeps_every_answer_in_plain_words(
        self, trafford: Plan, mira: User
    ) -> None:
        indicator = IndicatorFactory(plan=trafford)

        targets.set_point(
            indicator=indicator, due_on=dt.date(2029, 3, 31), value=Decimal("60.50"), by=mira
        )

        event = AuditEvent.objects.get()
        assert event.subject == "trafford/T1"
        assert event.data == {
            "version": 1,
            "values": {
                "number": 1,
                "indicator": "I1",
                "due_on": "2029-03-31",
                "value": "60.5",
                "note": "",
            },
        }

    def test_of_a_change_it_keeps_what_was_and_what_is_and_nothing_else(
        self, trafford: Plan, mira: User
    ) -> None:
        target = TargetFactory(
            indicator=IndicatorFactory(plan=trafford), value=Decimal("60"), note="A guess"
        )

        targets.revise(target=target, seen_version=1, value=Decimal("61"), note="A guess", by=mira)

        assert AuditEvent.objects.get().data == {
            "version": 2,
            "changed": {"value": ["60", "61"]},
        }

    def test_of_links_it_keeps_the_references(self, trafford: Plan, mira: User) -> None:
        needs = [NeedFactory(plan=trafford), NeedFactory(plan=trafford)]

        with scope(plan=trafford):
            outcomes.propose(plan=trafford, statement="S", theme="social", needs=needs, by=mira)

        assert AuditEvent.objects.get().data["needs"] == ["N1", "N2"]

    def test_a_stale_change_leaves_none(self, trafford: Plan, mira: User) -> None:
        section = SectionFactory(plan=trafford)

        with pytest.raises(StaleVersion):
            items.revise(
                section, verb="section.revised", seen_version=9, values={"title": "T"}, by=mira
            )

        assert not AuditEvent.objects.exists()


class TestRemoval:
    def test_what_was_removed_already_is_stale(self, trafford: Plan, mira: User) -> None:
        section = SectionFactory(plan=trafford)
        items.remove(section, verb="section.removed", seen_version=1, by=mira)

        with pytest.raises(StaleVersion):
            items.remove(section, verb="section.removed", seen_version=2, by=mira)

        assert AuditEvent.objects.count() == 1

    def test_what_changed_since_is_not_removed(self, trafford: Plan, mira: User) -> None:
        section = SectionFactory(plan=trafford)
        held = Section._base_manager.get(pk=section.pk)
        items.revise(section, verb="v", seen_version=1, values={"title": "Newer"}, by=mira)

        with pytest.raises(StaleVersion) as stale:
            items.remove(held, verb="section.removed", seen_version=1, by=mira)

        assert stale.value.current.title == "Newer"
        assert Section._base_manager.get(pk=section.pk).removed_at is None

    def test_what_was_removed_meanwhile_is_not_revived_by_an_edit(
        self, trafford: Plan, mira: User
    ) -> None:
        section = SectionFactory(plan=trafford)
        held = Section._base_manager.get(pk=section.pk)
        items.remove(section, verb="section.removed", seen_version=1, by=mira)

        with pytest.raises(StaleVersion):
            items.revise(held, verb="v", seen_version=1, values={"title": "T"}, by=mira)


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.WITHDRAWN])
def test_an_ended_plan_is_left_as_it_was(mira: User, status: Status) -> None:
    plan = PlanFactory(status=status)
    section = SectionFactory(plan=plan)
    refused = pytest.raises(PolicyRefused, match=f"This plan is {status.label.lower()}")

    with refused:
        items.add(new_section(plan), verb="v", by=mira)
    with refused:
        items.revise(section, verb="v", seen_version=1, values={"title": "T"}, by=mira)
    with refused:
        items.remove(section, verb="v", seen_version=1, by=mira)

    assert Section._base_manager.get() == section
    assert Section._base_manager.get().version == 1


def test_an_indicators_code_is_used_once_a_plan_even_after_removal(
    trafford: Plan, mira: User
) -> None:
    IndicatorFactory(plan=trafford, code="fingertips:90631", removed_at=timezone.now())
    elsewhere = PlanFactory()
    fields: dict[str, Any] = {"title": "T", "unit": "%", "source": "S"}
    fields |= {"value_type": "percent", "polarity": "none"}

    with pytest.raises(InvalidInput, match="“fingertips:90631”"):
        indicators.define(plan=trafford, code="fingertips:90631", by=mira, **fields)
    there = indicators.define(plan=elsewhere, code="fingertips:90631", by=mira, **fields)

    assert Indicator._base_manager.get(plan=elsewhere) == there
