"""Search in a draft: words, phrases, spelling, references; and whatever else people type."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from scp.core import searching
from scp.plans.models import Plan, PlanItem, Section
from scp.publication.search import TEXTS, marked
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
)
from tests.factories.plans import MembershipFactory, PlanFactory, SectionFactory
from tests.factories.procurement import PieceFactory

pytestmark = pytest.mark.django_db
FOUND = 'class="scp-hit"'


@pytest.fixture
def plan() -> Any:
    return PlanFactory(slug="trafford")


@pytest.fixture
def reader(plan: Any, client: Client) -> Client:
    client.force_login(MembershipFactory(plan=plan, role="viewer").user)
    return client


def ask(reader: Client, text: str, **more: Any) -> Any:
    return reader.get(reverse("draft-search", args=["trafford"]), {"q": text, **more})


def found(answer: Any) -> list[str]:
    """References, in the order of the page."""
    text = answer.content.decode()
    return [part.split("<", 1)[0] for part in text.split('class="scp-reference">')[1:]]


class TestWords:
    def test_every_kind_of_item_is_found_by_its_words(self, reader: Client, plan: Any) -> None:
        EvidenceFactory(plan=plan, title="Damp homes survey")
        NeedFactory(plan=plan, statement="Homes are damp")
        OutcomeFactory(plan=plan, statement="Every home is dry", summary="No damp home is let")
        IndicatorFactory(plan=plan, title="Share of damp homes")
        PieceFactory(plan=plan, title="Damp and mould service")
        SectionFactory(plan=plan, title="Context", body="Where homes are damp")
        NeedFactory(plan=plan, statement="Buses are late")

        assert set(found(ask(reader, "damp"))) == {"EV-001", "N1", "O1", "I1", "P1", "S1"}

    def test_a_word_in_the_name_counts_more_than_one_in_the_text(
        self, reader: Client, plan: Any
    ) -> None:
        OutcomeFactory(plan=plan, statement="Streets are safe", summary="Cycling helps")
        OutcomeFactory(plan=plan, statement="Cycling is safe", summary="Streets help")

        assert found(ask(reader, "cycling")) == ["O2", "O1"]

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("waiting", ["N1"]),
            ("CHILDREN", ["N1"]),
            ("cafés", ["N2"]),
            ("cafe", ["N2"]),
            ('"youth clubs"', ["N3"]),
            ('"clubs youth"', []),
            ("clubs -youth", ["N4"]),
            ("late or cafe", ["N2"]),
        ],
    )
    def test_as_people_write_it(
        self, reader: Client, plan: Any, typed: str, expected: list[str]
    ) -> None:
        for statement in (
            "Children wait too long",
            "Cafés close early",
            "Youth clubs are gone",
            "Clubs for older people are gone",
        ):
            NeedFactory(plan=plan, statement=statement, who="Everybody")

        answer = ask(reader, typed)

        exact = "look like them" not in answer.content.decode()
        assert (found(answer) if exact else []) == expected

    def test_where_nothing_has_the_words_names_that_look_like_them_are_shown(
        self, reader: Client, plan: Any
    ) -> None:
        PieceFactory(plan=plan, title="Vaccination at the door")
        PieceFactory(plan=plan, title="Safe crossings")

        answer = ask(reader, "vacination")

        assert found(answer) == ["P1"]
        assert "These look like them" in answer.content.decode()

    def test_where_nothing_looks_like_it_the_page_says_what_to_try(
        self, reader: Client, plan: Any
    ) -> None:
        answer = ask(reader, "xylophone")

        assert found(answer) == []
        assert "Nothing was found for “xylophone”" in answer.content.decode()
        assert answer.status_code == 200

    def test_the_words_are_marked_and_the_text_is_escaped(self, reader: Client, plan: Any) -> None:
        OutcomeFactory(plan=plan, statement="Dry homes", summary="<script>damp</script> & damp")

        text = ask(reader, "damp").content.decode()

        assert "<mark>damp</mark>" in text
        assert "<script>damp" not in text


class TestScope:
    def test_other_plans_and_removed_items_are_not_found(self, reader: Client, plan: Any) -> None:
        NeedFactory(plan=PlanFactory(), statement="Homes are damp")
        gone = NeedFactory(plan=plan, statement="Homes are damp")
        with scope(plan=plan):
            type(gone).with_removed.update(removed_at=gone.created_at)

        assert found(ask(reader, "damp")) == []

    def test_a_stranger_finds_nothing_out(self, client: Client, plan: Any) -> None:
        client.force_login(MembershipFactory().user)

        assert ask(client, "damp").status_code == 404


class TestReferences:
    @pytest.mark.parametrize("typed", ["EV-001", "ev1", "EV-1", " ev-001 "])
    def test_a_reference_leads_to_its_item(self, reader: Client, plan: Any, typed: str) -> None:
        EvidenceFactory(plan=plan)

        answer = ask(reader, typed)

        assert answer.status_code == 302
        assert answer.headers["Location"] == reverse("draft-item", args=["trafford", "EV-001"])

    def test_a_reference_that_is_none_is_searched_as_a_word(
        self, reader: Client, plan: Any
    ) -> None:
        NeedFactory(plan=plan, statement="The M60 is loud")

        assert found(ask(reader, "M60")) == ["N1"]
        assert ask(reader, "N99").status_code == 200


class TestWhateverIsTyped:
    @pytest.mark.parametrize(
        "text",
        ["\x00", "a\x00b", "'", '"', "&|!()<->:*", "-", "or", "\\", "%", "💥", "a" * 200, " "],
    )
    def test_nothing_is_an_error(self, reader: Client, plan: Any, text: str) -> None:
        assert ask(reader, text).status_code == 200

    def test_too_much_is_refused_with_the_limit(self, reader: Client, plan: Any) -> None:
        answer = ask(reader, "a" * 10_000)

        assert answer.status_code == 400
        assert "at most 200 characters. You used 10000." in answer.content.decode()

    def test_marks_in_a_text_are_not_taken_for_ours(self) -> None:
        assert marked("a \x02<b>\x03 c & d") == "a <mark>&lt;b&gt;</mark> c &amp; d"
        assert marked("\x02never closed") == "\x02never closed"


def test_the_queries_do_not_grow_and_the_list_is_paged(
    reader: Client, plan: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(45):
        NeedFactory(plan=plan, statement=f"Damp home {number}")
    PieceFactory(plan=plan, title="Damp service")
    seen: set[str] = set()
    for page in (1, 2, 3):
        with django_assert_max_num_queries(14):
            answer = ask(reader, "damp", page=page)
        assert len(found(answer)) == (20 if page < 3 else 6)
        seen |= set(found(answer))

    assert len(seen) == 46


@pytest.mark.parametrize("model", TEXTS, ids=lambda model: model.__name__)
def test_the_index_serves_the_query(model: type[PlanItem], plan: Any) -> None:
    """PostgreSQL would pass over an index whose expression differs from that of the query."""
    from django.db import connection

    rows = model._base_manager.alias(searched=searching.document_of(model)).filter(
        searched=searching.words("damp")
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan_of_query = rows.explain()

    assert f"{model._meta.model_name}_texts" in plan_of_query


def test_a_kind_without_an_index_cannot_be_searched() -> None:
    with pytest.raises(LookupError, match="Plan has no index"):
        searching.document_of(Plan)
    assert searching.document_of(Section)
