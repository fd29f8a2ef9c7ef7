"""You said, we did: comments, responses, and what is taken out of sight."""

import pytest
from django_scopes import scope

from scp.core.errors import InvalidInput, StaleVersion
from scp.core.models import AuditEvent
from scp.plans.models import PlanItem
from stakeholders.actions import comments
from stakeholders.models import Comment, Disposition
from tests.factories.outcomes import EvidenceFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import PlanFactory, SectionFactory, cast_of
from tests.factories.procurement import PieceFactory
from tests.factories.stakeholders import CommentFactory, DispositionFactory, StakeholderFactory
from tests.unit.concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [OutcomeFactory, NeedFactory, PieceFactory, SectionFactory])
def test_the_contributor_speaks_about_an_item(factory: type) -> None:
    cast = cast_of(PlanFactory(slug="trafford"))
    item: PlanItem = factory(plan=cast.plan)
    forum = StakeholderFactory(plan=cast.plan, user=cast.contributor)

    comment = comments.make(
        about=item, stakeholder=forum, text="<b>What</b> of Partington?", by=cast.contributor
    )

    with scope(plan=cast.plan):
        stored = Comment.objects.get()
    assert stored == comment
    assert stored.about == item
    assert (stored.reference, stored.text) == ("CM-1", "<b>What</b> of Partington?")
    assert AuditEvent.objects.get().subject == "trafford/CM-1"


def test_what_is_not_open_to_comment_is_refused() -> None:
    cast = cast_of(PlanFactory())
    forum = StakeholderFactory(plan=cast.plan)

    with pytest.raises(InvalidInput, match="EV-001 cannot be commented on"):
        comments.make(
            about=EvidenceFactory(plan=cast.plan), stakeholder=forum, text="?", by=cast.contributor
        )


def test_nobody_speaks_in_one_plan_as_a_stakeholder_of_another() -> None:
    here, there = cast_of(PlanFactory()), cast_of(PlanFactory())
    forum = StakeholderFactory(plan=there.plan)

    with pytest.raises(InvalidInput, match="ST1 belongs to another plan"):
        comments.make(
            about=OutcomeFactory(plan=here.plan), stakeholder=forum, text="?", by=here.contributor
        )


class TestResponding:
    def test_the_first_response_needs_no_version(self) -> None:
        comment = CommentFactory()
        cast = cast_of(comment.plan)

        response = comments.dispose(
            comment=comment, decision="rejected", response="Another body does.", by=cast.lead
        )

        assert (response.decision, response.made_by) == ("rejected", cast.lead)
        assert AuditEvent.objects.get().data == {
            "decision": "rejected",
            "response": "Another body does.",
        }

    def test_a_second_response_replaces_the_first(self) -> None:
        first = DispositionFactory()
        cast = cast_of(first.comment.plan)

        second = comments.dispose(
            comment=first.comment, decision="partly", response="R", seen_version=1, by=cast.lead
        )

        assert second == first
        assert (second.decision, second.version, second.made_by) == ("partly", 2, cast.lead)

    @pytest.mark.parametrize("seen", [None, 0, 2])
    def test_a_response_that_was_not_seen_is_not_replaced(self, seen: int | None) -> None:
        first = DispositionFactory(response="As it stands")
        cast = cast_of(first.comment.plan)

        with pytest.raises(StaleVersion) as stale:
            comments.dispose(
                comment=first.comment,
                decision="partly",
                response="R",
                seen_version=seen,
                by=cast.lead,
            )

        assert stale.value.current.response == "As it stands"
        assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_first_responses_at_the_same_moment_one_is_kept_and_the_other_shown_it() -> None:
    comment = CommentFactory()
    cast = cast_of(comment.plan)

    def respond(text: str) -> Disposition:
        return comments.dispose(comment=comment, decision="partly", response=text, by=cast.lead)

    results = at_once(lambda: respond("One"), lambda: respond("Two"))

    kept = [result for result in results if isinstance(result, Disposition)]
    stale = [result for result in results if isinstance(result, StaleVersion)]
    assert (len(kept), len(stale)) == (1, 1)
    assert stale[0].current.response == kept[0].response


def test_a_hidden_comment_leaves_the_pages_and_is_kept() -> None:
    comment = CommentFactory()
    cast = cast_of(comment.plan)

    comments.hide(comment=comment, reason="personal_data", by=cast.commissioner)

    with scope(plan=comment.plan):
        assert not Comment.objects.exists()
        kept = Comment.with_removed.get()
    assert (kept.text, kept.hidden_reason) == (comment.text, "personal_data")
    assert kept.hidden_at is not None
    assert AuditEvent.objects.get().actor_id == str(cast.commissioner.pk)


def test_the_number_of_a_hidden_comment_is_not_given_again() -> None:
    comment = CommentFactory()
    cast = cast_of(comment.plan)
    comments.hide(comment=comment, reason="spam", by=cast.lead)

    another = comments.make(
        about=comment.outcome, stakeholder=comment.stakeholder, text="Again", by=cast.contributor
    )

    assert another.reference == "CM-2"
