"""The factories themselves: a plan of every kind of row can be made, and is what it says."""

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
from tests.factories.plans import PlanFactory, SectionFactory, VisionFactory, cast_of
from tests.factories.procurement import ContributionFactory, PieceFactory
from tests.factories.stakeholders import CommentFactory, DispositionFactory, ResidentFactory

pytestmark = pytest.mark.django_db


def test_items_are_numbered_by_plan() -> None:
    here, there = PlanFactory(), PlanFactory()

    assert [OutcomeFactory(plan=here).reference for _ in range(3)] == ["O1", "O2", "O3"]
    assert EvidenceFactory(plan=there).reference == "EV-001"


def test_links_are_only_those_asked_for() -> None:
    plan = PlanFactory()
    need = NeedFactory(plan=plan, evidence=[EvidenceFactory(plan=plan)])
    outcome = OutcomeFactory(plan=plan, needs=[need], indicators=[IndicatorFactory(plan=plan)])

    with scope(plan=plan):
        assert outcome.needs.get() == need
        assert need.evidence.get().reference == "EV-001"
        assert outcome.indicators.get().reference == "I1"
        assert OutcomeFactory(plan=plan).needs.count() == 0


def test_everything_about_one_plan_stays_in_it() -> None:
    plan = PlanFactory()
    piece = PieceFactory(plan=plan)
    contribution = ContributionFactory(piece=piece, evidence=[EvidenceFactory(plan=plan)])
    indicator = IndicatorFactory(plan=plan)
    rows = [
        SectionFactory(plan=plan),
        VisionFactory(plan=plan),
        ResidentFactory(plan=plan),
        piece.portfolio,
        contribution,
        contribution.outcome,
        TargetFactory(indicator=indicator),
    ]

    assert {row.plan for row in rows} == {plan}
    assert ObservationFactory(indicator=indicator, year=2024).period == "2024"
    assert MethodBreakFactory(indicator=indicator).indicator == indicator


@pytest.mark.parametrize("make", [OutcomeFactory, NeedFactory, PieceFactory, SectionFactory])
def test_a_comment_is_about_one_thing(make: type) -> None:
    item = make()
    comment = CommentFactory(about=item)

    assert comment.about == item
    assert comment.stakeholder.plan == item.plan
    assert DispositionFactory(comment=comment).comment == comment


def test_the_cast_has_one_person_a_role() -> None:
    cast = cast_of(PlanFactory())

    with scope(plan=cast.plan):
        granted = {m.user: m.role for m in cast.plan.memberships.all()}
    assert granted == {person: role for role, person in cast if role}
    assert cast.outsider not in granted
