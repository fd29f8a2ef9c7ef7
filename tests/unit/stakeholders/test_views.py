"""You said, we did, on the pages: comment, respond, hide."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stakeholders.models import Comment, Disposition
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, SectionFactory, cast_of
from tests.factories.procurement import ContributionFactory, PieceFactory
from tests.factories.stakeholders import CommentFactory, DispositionFactory, StakeholderFactory
from tests.unit.plans.test_item_views import signed_in, text_of

pytestmark = pytest.mark.django_db
ITEMS = {
    "outcomes/O1": OutcomeFactory,
    "needs/N1": NeedFactory,
    "pieces/P1": PieceFactory,
    "sections/S1": SectionFactory,
}


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.mark.parametrize("place", ITEMS)
class TestCommenting:
    def test_the_contributor_comments_and_sees_it_on_the_page(self, cast: Cast, place: str) -> None:
        ITEMS[place](plan=cast.plan)
        StakeholderFactory(plan=cast.plan, name="Parents Forum", user=cast.contributor)

        page = signed_in(cast.contributor).post(
            f"/draft/trafford/{place}/comment/", {"text": "<b>What</b> of Partington?"}, follow=True
        )

        assert page.redirect_chain == [(f"/draft/trafford/{place}/#CM-1", 302)]
        assert "&lt;b&gt;What&lt;/b&gt; of Partington?" in page.content.decode()
        assert "<b>What</b>" not in page.content.decode()
        assert "Parents Forum" in text_of(page)
        assert 'id="CM-1"' in page.content.decode()

    def test_who_speaks_for_nobody_is_not_heard_and_told_so(self, cast: Cast, place: str) -> None:
        ITEMS[place](plan=cast.plan)

        page = signed_in(cast.contributor).post(
            f"/draft/trafford/{place}/comment/", {"text": "What of Partington?"}
        )

        assert page.status_code == 200
        assert not Comment._base_manager.exists()

    def test_an_empty_comment_comes_back_with_what_is_wrong(self, cast: Cast, place: str) -> None:
        ITEMS[place](plan=cast.plan)
        StakeholderFactory(plan=cast.plan, user=cast.contributor)

        page = signed_in(cast.contributor).post(f"/draft/trafford/{place}/comment/", {"text": "  "})

        assert page.status_code == 422
        assert 'href="#id_text"' in page.content.decode()

    @pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("outsider", 404)])
    def test_who_may_not_comment(self, cast: Cast, place: str, who: str, status: int) -> None:
        ITEMS[place](plan=cast.plan)

        page = signed_in(getattr(cast, who)).post(
            f"/draft/trafford/{place}/comment/", {"text": "What?"}
        )

        assert page.status_code == status
        assert not Comment._base_manager.exists()

    def test_a_hidden_comment_is_not_on_the_page(self, cast: Cast, place: str) -> None:
        item: Any = ITEMS[place](plan=cast.plan)
        CommentFactory(about=item, text="Kept words")
        CommentFactory(
            about=item, text="Hidden words", hidden_at=timezone.now(), hidden_reason="abuse"
        )

        page = text_of(signed_in(cast.viewer).get(f"/draft/trafford/{place}/"))

        assert "Kept words" in page
        assert "Hidden words" not in page


class TestItemPages:
    def test_an_outcome_shows_its_strongest_piece_first_and_no_removed_one(
        self, cast: Cast
    ) -> None:
        outcome = OutcomeFactory(plan=cast.plan)
        for title, strength in [("Weak piece", 1), ("Strong piece", 3)]:
            piece = PieceFactory(plan=cast.plan, title=title)
            ContributionFactory(piece=piece, outcome=outcome, strength=strength)
        gone = PieceFactory(plan=cast.plan, title="Gone piece", removed_at=timezone.now())
        ContributionFactory(piece=gone, outcome=outcome)

        page = text_of(signed_in(cast.viewer).get("/draft/trafford/outcomes/O1/"))

        assert page.index("Strong piece") < page.index("Weak piece")
        assert "Gone piece" not in page

    def test_a_page_costs_the_same_however_much_was_said(
        self, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        outcome = OutcomeFactory(
            plan=cast.plan, needs=[NeedFactory(plan=cast.plan) for _ in range(3)]
        )
        for _ in range(12):
            DispositionFactory(comment=CommentFactory(about=outcome))
            ContributionFactory(piece=PieceFactory(plan=cast.plan), outcome=outcome)
        client = signed_in(cast.contributor)

        with django_assert_max_num_queries(13):
            client.get("/draft/trafford/outcomes/O1/")

    @pytest.mark.parametrize("place", ITEMS)
    def test_a_removed_item_has_no_page(self, cast: Cast, place: str) -> None:
        ITEMS[place](plan=cast.plan, removed_at=timezone.now())
        client = signed_in(cast.lead)

        assert client.get(f"/draft/trafford/{place}/").status_code == 404
        assert client.post(f"/draft/trafford/{place}/comment/", {"text": "?"}).status_code == 404


class TestResponding:
    RESPOND = "/draft/trafford/comments/CM-1/respond/"
    ANSWER = {"decision": "partly", "response": "In part, by 2027."}

    def comment(self, cast: Cast, **fields: Any) -> Comment:
        made: Comment = CommentFactory(about=OutcomeFactory(plan=cast.plan), **fields)
        return made

    def test_the_commissioner_responds_and_it_stands_under_the_comment(self, cast: Cast) -> None:
        self.comment(cast)

        page = signed_in(cast.commissioner).post(self.RESPOND, self.ANSWER)

        assert (page.status_code, page["Location"]) == (302, "/draft/trafford/comments/")
        shown = text_of(signed_in(cast.viewer).get("/draft/trafford/outcomes/O1/"))
        assert "In part, by 2027." in shown
        assert "Accepted in part" in shown

    def test_of_two_who_respond_the_second_sees_the_first_and_may_replace_it(
        self, cast: Cast
    ) -> None:
        self.comment(cast)
        first = {"decision": "rejected", "response": "Another body does."}
        signed_in(cast.lead).post(self.RESPOND, first)
        client = signed_in(cast.commissioner)

        conflict = client.post(self.RESPOND, self.ANSWER)

        assert conflict.status_code == 409
        assert "Another body does." in text_of(conflict)
        assert "In part, by 2027." in conflict.content.decode()
        assert client.post(self.RESPOND, {**self.ANSWER, "version": "1"}).status_code == 302
        assert Disposition._base_manager.get().response == "In part, by 2027."

    def test_what_is_missing_is_said(self, cast: Cast) -> None:
        self.comment(cast)

        page = signed_in(cast.lead).post(self.RESPOND, {"decision": "partly", "response": ""})

        assert page.status_code == 422
        assert not Disposition._base_manager.exists()

    @pytest.mark.parametrize("what", ["respond", "hide"])
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("lead", 200),
            ("commissioner", 200),
            ("contributor", 403),
            ("viewer", 403),
            ("outsider", 404),
        ],
    )
    def test_who_may(self, cast: Cast, what: str, who: str, status: int) -> None:
        self.comment(cast)

        page = signed_in(getattr(cast, who)).get(f"/draft/trafford/comments/CM-1/{what}/")

        assert page.status_code == status

    @pytest.mark.parametrize("what", ["respond", "hide"])
    def test_a_hidden_comment_and_anothers_are_not_there(self, cast: Cast, what: str) -> None:
        self.comment(cast, hidden_at=timezone.now(), hidden_reason="spam")
        CommentFactory(number=77)
        client = signed_in(cast.lead)

        for reference in ("CM-1", "CM-77", "CM-", "1"):
            page = client.get(f"/draft/trafford/comments/{reference}/{what}/")
            assert page.status_code == 404, reference

    def test_a_comment_is_hidden_for_a_reason(self, cast: Cast) -> None:
        self.comment(cast)
        client = signed_in(cast.commissioner)
        hide = "/draft/trafford/comments/CM-1/hide/"

        assert client.post(hide, {"reason": "dull"}).status_code == 422
        assert client.post(hide, {"reason": "personal_data"}).status_code == 302
        assert Comment._base_manager.get().hidden_reason == "personal_data"


class TestListing:
    def test_it_shows_the_newest_first_in_pages_and_what_waits_alone(self, cast: Cast) -> None:
        outcome = OutcomeFactory(plan=cast.plan)
        for number in range(27):
            comment = CommentFactory(about=outcome, text=f"Words {number:02}")
            if number % 2:
                DispositionFactory(comment=comment)
        client = signed_in(cast.viewer)

        first = text_of(client.get("/draft/trafford/comments/"))
        second = text_of(client.get("/draft/trafford/comments/", {"page": "2"}))
        waiting = text_of(client.get("/draft/trafford/comments/", {"show": "waiting"}))

        assert first.index("Words 26") < first.index("Words 25")
        assert "Words 01" not in first
        assert "Words 01" in second
        assert "Words 26" in waiting
        assert "Words 25" not in waiting


class TestHiding:
    def test_a_hidden_comment_is_listed_for_those_who_respond_and_can_come_back(
        self, cast: Cast
    ) -> None:
        comment = CommentFactory(
            about=OutcomeFactory(plan=cast.plan),
            text="A name",
            hidden_at=timezone.now(),
            hidden_reason="personal_data",
        )
        commissioner = signed_in(cast.commissioner)

        listed = text_of(commissioner.get("/draft/trafford/comments/?show=hidden"))
        assert "A name" in listed
        assert "Personal data" in listed
        commissioner.post(f"/draft/trafford/comments/{comment.reference}/show/")

        assert "A name" in text_of(commissioner.get("/draft/trafford/comments/"))

    def test_others_do_not_find_what_is_hidden(self, cast: Cast) -> None:
        CommentFactory(
            about=OutcomeFactory(plan=cast.plan),
            text="A name",
            hidden_at=timezone.now(),
            hidden_reason="personal_data",
        )
        page = signed_in(cast.viewer).get("/draft/trafford/comments/?show=hidden")
        assert "A name" not in text_of(page)

    def test_what_is_not_hidden_cannot_be_shown_again(self, cast: Cast) -> None:
        CommentFactory(about=OutcomeFactory(plan=cast.plan))
        page = signed_in(cast.lead).post("/draft/trafford/comments/CM-1/show/")
        assert page.status_code == 404


def test_a_body_that_turns_out_to_be_a_person_no_longer_stands_for_it(cast: Cast) -> None:
    stake = StakeholderFactory(
        plan=cast.plan, name="Somebody", kind="resident", organisation=cast.plan.lead_organisation
    )
    answers = {"name": "Somebody", "kind": "resident", "is_person": "on", "email": "", "version": 1}

    page = signed_in(cast.lead).post(
        f"/draft/trafford/stakeholders/{stake.reference}/edit/", answers
    )

    assert page.status_code == 302
    stake.refresh_from_db(from_queryset=type(stake)._base_manager.all())
    assert (stake.is_person, stake.organisation) == (True, None)


def test_the_organisation_that_was_chosen_is_listed(cast: Cast) -> None:
    body = OrganisationFactory(name="Citizens Advice", kind="vcse")
    answers = {"name": "Debt advice", "kind": "vcse", "organisation": str(body.pk), "email": ""}

    page = signed_in(cast.lead).post("/draft/trafford/stakeholders/add/", answers, follow=True)

    assert ", Citizens Advice</div>" in page.content.decode()


def test_the_list_names_the_organisation_of_each(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    cast = cast_of(PlanFactory(slug="salford"))
    for number in range(3):
        body = OrganisationFactory(name=f"Citizens Advice {number}", kind="vcse")
        StakeholderFactory(plan=cast.plan, name=f"Debt advice {number}", organisation=body)
    StakeholderFactory(plan=cast.plan, name="Friends of the park")
    client.force_login(cast.viewer)

    with django_assert_max_num_queries(6):
        page = client.get("/draft/salford/stakeholders/").content.decode()

    for number in range(3):
        assert f", Citizens Advice {number}</div>" in page
    assert page.count("Citizens Advice") == 3
