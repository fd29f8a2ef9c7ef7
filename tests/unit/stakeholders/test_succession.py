"""What was said about an item that was merged or split, and where its reference leads."""

from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from outcomes.models import ItemSuccession, Need, OutcomeNeed
from outcomes.queries import predecessors, successors
from stakeholders.queries import comments_on
from tests.factories.outcomes import EvidenceFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.stakeholders import CommentFactory
from tests.factories.why import NeedSuccessionFactory
from tests.unit.plans.test_item_views import signed_in, text_of

pytestmark = pytest.mark.django_db
N1 = "/draft/trafford/needs/N1/"


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


def gone(cast: Cast, **fields: object) -> Need:
    need: Need = NeedFactory(plan=cast.plan, removed_at=timezone.now(), **fields)
    return need


def follows(later: Need, earlier: Need, kind: str = "merged") -> None:
    NeedSuccessionFactory(plan=later.plan, earlier_need=earlier, later_need=later, kind=kind)


class TestTracing:
    def test_through_any_number_of_merges_and_splits(self, cast: Cast) -> None:
        first, second = gone(cast), gone(cast)
        left, right = NeedFactory(plan=cast.plan), NeedFactory(plan=cast.plan)
        follows(second, first)
        follows(left, second, "split")
        follows(right, second, "split")

        with scope(plan=cast.plan):
            assert successors(first) == successors(second) == [left, right]
            found = predecessors(left)
            assert {p.reference: p.kind for p in found.values()} == {"N1": "merged", "N2": "split"}
            assert predecessors(first) == {}

    def test_one_that_was_put_back_speaks_for_itself(self, cast: Cast) -> None:
        back, later = NeedFactory(plan=cast.plan), NeedFactory(plan=cast.plan)
        follows(later, back)

        with scope(plan=cast.plan):
            assert predecessors(later) == {}

    def test_two_that_were_merged_both_ways_end(self, cast: Cast) -> None:
        one, other = gone(cast), NeedFactory(plan=cast.plan)
        follows(other, one)
        follows(one, other)

        with scope(plan=cast.plan):
            assert [p.reference for p in predecessors(other).values()] == ["N1"]
            assert successors(one) == [other]

    def test_one_question_however_long_the_chain(
        self, cast: Cast, django_assert_num_queries: object
    ) -> None:
        chain = [gone(cast) for _ in range(5)] + [NeedFactory(plan=cast.plan)]
        for earlier, later in pairwise(chain):
            follows(later, earlier)

        with scope(plan=cast.plan), django_assert_num_queries(1):  # type: ignore[operator]
            assert len(predecessors(chain[-1])) == 5


class TestComments:
    def test_what_was_said_about_the_earlier_is_shown_with_the_later(self, cast: Cast) -> None:
        earlier, later = gone(cast), NeedFactory(plan=cast.plan)
        follows(later, earlier)
        CommentFactory(about=earlier, text="Said before")
        CommentFactory(about=later, text="Said since")
        CommentFactory(about=NeedFactory(plan=cast.plan), text="Said elsewhere")

        text = text_of(signed_in(cast.viewer).get("/draft/trafford/needs/N2/"))

        assert "Said before" in text
        assert "said about N1, since merged into N2" in text
        assert "Said since" in text
        assert text.count("said about") == 1
        assert "Said elsewhere" not in text

    def test_of_a_split_it_is_said_with_each_part(self, cast: Cast) -> None:
        earlier = gone(cast)
        for _ in range(2):
            follows(NeedFactory(plan=cast.plan), earlier, "split")
        CommentFactory(about=earlier, text="Said before")

        for number in (2, 3):
            text = text_of(signed_in(cast.viewer).get(f"/draft/trafford/needs/N{number}/"))
            assert "Said before" in text
            assert f"said about N1, of which N{number} is a part since" in text

    def test_a_hidden_one_stays_hidden(self, cast: Cast) -> None:
        earlier, later = gone(cast), NeedFactory(plan=cast.plan)
        CommentFactory(about=earlier, hidden_at=timezone.now(), hidden_reason="spam")

        with scope(plan=cast.plan):
            assert not comments_on(later, [earlier.pk]).exists()


class TestReferences:
    def test_the_earlier_reference_leads_to_the_later_with_a_word(self, cast: Cast) -> None:
        earlier, later = gone(cast), NeedFactory(plan=cast.plan)
        follows(later, earlier)

        page = signed_in(cast.viewer).get(N1, follow=True)

        assert page.redirect_chain == [("/draft/trafford/needs/N2/", 302)]
        assert "N1 is no longer in the plan: N2 stands for it." in page.content.decode()
        assert "Stands for N1, which was merged into it" in text_of(page)
        history = reverse("draft-need-history", args=["trafford", "N1"])
        assert f'href="{history}"' in page.content.decode()
        assert page.client.get(history).status_code == 200

    def test_so_does_the_address_for_any_item(self, cast: Cast) -> None:
        follows(NeedFactory(plan=cast.plan), gone(cast))  # N1 is the later one here

        page = signed_in(cast.viewer).get("/draft/trafford/at/N2/", follow=True)

        assert page.redirect_chain[-1] == (N1, 302)

    def test_of_several_parts_the_reader_chooses(self, cast: Cast) -> None:
        earlier = gone(cast, statement="Money and time")
        for statement in ("Money", "Time"):
            follows(NeedFactory(plan=cast.plan, statement=statement), earlier, "split")

        page = signed_in(cast.viewer).get(N1)

        assert page.status_code == 200
        html = page.content.decode()
        assert "N1 is no longer in the plan. These stand for it:" in text_of(page)
        assert 'href="/draft/trafford/needs/N2/"' in html
        assert 'href="/draft/trafford/needs/N3/"' in html

    def test_one_that_was_only_removed_is_not_found(self, cast: Cast) -> None:
        gone(cast)

        assert signed_in(cast.viewer).get(N1).status_code == 404

    def test_nor_one_whose_successors_are_gone_too(self, cast: Cast) -> None:
        follows(gone(cast), gone(cast))

        assert signed_in(cast.viewer).get("/draft/trafford/needs/N2/").status_code == 404

    def test_outsiders_learn_nothing(self, cast: Cast) -> None:
        follows(NeedFactory(plan=cast.plan), gone(cast))

        assert signed_in(cast.outsider).get("/draft/trafford/needs/N2/").status_code == 404


class TestPages:
    def test_a_commissioner_merges_two_needs(self, cast: Cast) -> None:
        into = NeedFactory(plan=cast.plan)
        NeedFactory(plan=cast.plan, evidence=[EvidenceFactory(plan=cast.plan, title="Census")])
        client = signed_in(cast.commissioner)

        asked = client.get("/draft/trafford/needs/N2/merge/")
        assert "EV-001 Census (Supports)" in text_of(asked)
        assert f'<option value="{into.pk}"' in asked.content.decode()

        done = client.post(
            "/draft/trafford/needs/N2/merge/", {"into": into.pk, "version": "1"}, follow=True
        )
        assert done.redirect_chain == [(N1, 302)]
        assert "N2 is merged into N1" in text_of(done)
        assert "Census" in text_of(done)

    def test_a_commissioner_splits_an_outcome(self, cast: Cast) -> None:
        need = NeedFactory(plan=cast.plan)
        outcome = OutcomeFactory(plan=cast.plan, needs=[need])
        key = str(OutcomeNeed._base_manager.get(outcome=outcome).pk)
        client = signed_in(cast.commissioner)

        asked = client.get("/draft/trafford/outcomes/O1/split/")
        assert asked.content.decode().count(f'value="{key}" checked') == 2

        done = client.post(
            "/draft/trafford/outcomes/O1/split/",
            {
                "version": "1",
                "part1_statement": "Work pays",
                "part1_needs": [key],
                "part2_statement": "Homes are warm",
                "part3_needs": [key],
            },
            follow=True,
        )
        assert "O1 is split into O2, O3." in text_of(done)
        assert "N1" in text_of(done)
        assert ItemSuccession._base_manager.filter(kind="split").count() == 2

    def test_what_goes_nowhere_comes_back_with_what_was_typed(self, cast: Cast) -> None:
        OutcomeFactory(plan=cast.plan, needs=[NeedFactory(plan=cast.plan)])

        page = signed_in(cast.commissioner).post(
            "/draft/trafford/outcomes/O1/split/",
            {"version": "1", "part1_statement": "Work pays", "part2_statement": "Homes"},
        )

        assert page.status_code == 422
        assert "goes with no part. Say with which." in text_of(page)
        assert "Work pays" in page.content.decode()

    @pytest.mark.parametrize("doing", ["merge", "split"])
    def test_somebody_faster_is_told_and_the_present_words_are_shown(
        self, cast: Cast, doing: str
    ) -> None:
        NeedFactory(plan=cast.plan, version=2, statement="Newer words")
        into = NeedFactory(plan=cast.plan)
        answers = {
            "merge": {"into": into.pk},
            "split": {"part1_statement": "One", "part2_statement": "Two"},
        }
        client = signed_in(cast.commissioner)

        page = client.post(f"{N1}{doing}/", answers[doing] | {"version": "1"})

        assert page.status_code == 409
        assert "was changed by someone else after you opened it." in text_of(page)
        assert "Newer words" in text_of(page)
        assert 'name="version" value="2"' in page.content.decode()
        assert client.post(f"{N1}{doing}/", answers[doing] | {"version": "2"}).status_code == 302

    def test_nothing_of_another_plan_is_offered_or_taken(self, cast: Cast) -> None:
        NeedFactory(plan=cast.plan)
        foreign = NeedFactory()

        page = signed_in(cast.commissioner).post(
            f"{N1}merge/", {"into": foreign.pk, "version": "1"}
        )

        assert page.status_code == 422
        assert not ItemSuccession._base_manager.exists()

    def test_the_page_of_an_item_leads_to_both(self, cast: Cast) -> None:
        NeedFactory(plan=cast.plan)

        html = signed_in(cast.commissioner).get(N1).content.decode()
        assert f'href="{N1}merge/"' in html
        assert f'href="{N1}split/"' in html
        assert f'href="{N1}merge/"' not in signed_in(cast.viewer).get(N1).content.decode()
