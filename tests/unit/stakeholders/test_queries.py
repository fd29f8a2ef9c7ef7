import pytest
from django.utils import timezone
from django_scopes import scope

from stakeholders.queries import comments_on, stake_get_optional, unanswered_count
from tests.factories.outcomes import NeedFactory, OutcomeFactory
from tests.factories.plans import PlanFactory, cast_of
from tests.factories.stakeholders import (
    CommentFactory,
    DispositionFactory,
    ResidentFactory,
    StakeholderFactory,
)

pytestmark = pytest.mark.django_db


def test_what_readers_may_see_about_an_item_oldest_first(django_assert_num_queries) -> None:
    plan = PlanFactory()
    outcome = OutcomeFactory(plan=plan)
    for _ in range(3):
        DispositionFactory(comment=CommentFactory(about=outcome))
    CommentFactory(about=outcome, hidden_at=timezone.now(), hidden_reason="spam")
    CommentFactory(about=NeedFactory(plan=plan))

    with scope(plan=plan), django_assert_num_queries(1):
        shown = [
            (comment.reference, comment.stakeholder.name, comment.disposition.response)
            for comment in comments_on(outcome)
        ]

    assert [reference for reference, *_ in shown] == ["CM-1", "CM-2", "CM-3"]


def test_a_person_speaks_for_somebody_in_one_plan_and_not_in_another() -> None:
    here, there = cast_of(PlanFactory()), PlanFactory()
    stake = StakeholderFactory(plan=here.plan, user=here.contributor)

    with scope(plan=here.plan):
        assert stake_get_optional(here.contributor) == stake
        assert stake_get_optional(here.viewer) is None
    with scope(plan=there):
        assert stake_get_optional(here.contributor) is None


def test_only_what_waits_for_a_response_is_counted() -> None:
    plan = PlanFactory()
    outcome = OutcomeFactory(plan=plan)
    CommentFactory(about=outcome)
    DispositionFactory(comment=CommentFactory(about=outcome))
    CommentFactory(about=outcome, hidden_at=timezone.now(), hidden_reason="spam")
    CommentFactory()

    with scope(plan=plan):
        assert unanswered_count() == 1


def test_a_person_is_called_by_kind_and_a_body_by_name() -> None:
    resident = ResidentFactory(name="Zebedee Quagmire")
    forum = StakeholderFactory(name="Parents Forum")

    assert (resident.public_name, str(resident)) == ("Resident", "ST1 Resident")
    assert (forum.public_name, str(forum)) == ("Parents Forum", "ST1 Parents Forum")
