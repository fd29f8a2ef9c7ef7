"""The factories themselves: a plan of every kind of row can be made, and is what it says."""

from typing import Any

import pytest
from django_scopes import scope

from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    MethodBreakFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.plans import ItemFactory, PlanFactory, SectionFactory, VisionFactory, cast_of
from tests.factories.procurement import ContributionFactory, PieceFactory
from tests.factories.stakeholders import CommentFactory, DispositionFactory, ResidentFactory

pytestmark = pytest.mark.django_db


def test_items_are_numbered_by_plan() -> None:
    here, there = PlanFactory.create(), PlanFactory.create()

    assert [OutcomeFactory.create(plan=here).reference for _ in range(3)] == ["O1", "O2", "O3"]
    assert EvidenceFactory.create(plan=there).reference == "EV-001"


def test_links_are_only_those_asked_for() -> None:
    plan = PlanFactory.create()
    need = NeedFactory.create(plan=plan, evidence=[EvidenceFactory.create(plan=plan)])
    outcome = OutcomeFactory.create(
        plan=plan, needs=[need], indicators=[IndicatorFactory.create(plan=plan)]
    )

    with scope(plan=plan):
        assert outcome.needs.get() == need
        assert need.evidence.get().reference == "EV-001"
        assert outcome.indicators.get().reference == "I1"
        assert OutcomeFactory.create(plan=plan).needs.count() == 0


def test_everything_about_one_plan_stays_in_it() -> None:
    plan = PlanFactory.create()
    piece = PieceFactory.create(plan=plan)
    contribution = ContributionFactory.create(
        piece=piece, evidence=[EvidenceFactory.create(plan=plan)]
    )
    indicator = IndicatorFactory.create(plan=plan)
    rows: list[Any] = [
        SectionFactory.create(plan=plan),
        VisionFactory.create(plan=plan),
        ResidentFactory.create(plan=plan),
        piece.portfolio,
        contribution,
        contribution.outcome,
        TargetFactory.create(indicator=indicator),
    ]

    assert {row.plan for row in rows} == {plan}
    assert ObservationFactory.create(indicator=indicator, year=2024).period == "2024"
    assert MethodBreakFactory.create(indicator=indicator).indicator == indicator


@pytest.mark.parametrize("make", [OutcomeFactory, NeedFactory, PieceFactory, SectionFactory])
def test_a_comment_is_about_one_thing(make: type[ItemFactory[Any]]) -> None:
    item = make.create()
    comment = CommentFactory.create(about=item)

    assert comment.about == item
    assert comment.stakeholder.plan == item.plan
    assert DispositionFactory.create(comment=comment).comment == comment


def test_the_cast_has_one_person_a_role() -> None:
    cast = cast_of(PlanFactory.create())

    with scope(plan=cast.plan):
        granted = {m.user: m.role for m in cast.plan.memberships.all()}
    assert granted == {person: role for role, person in cast if role}
    assert cast.outsider not in granted
