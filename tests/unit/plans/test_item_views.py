"""The pages that every kind of item has, for every kind: list, add, edit, conflict, remove."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from procurement.views.kinds import TheoryKind
from scp.core.models import AuditEvent
from scp.plans.models import Plan, PlanItem
from scp.plans.views.base import PAGE_SIZE
from scp.plans.views.items import ItemKind
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.unit.plans.kinds import CASES, Answers, KindCase

pytestmark = pytest.mark.django_db

ALL = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
LINKS = {"supported_by", "contradicted_by", "needs", "indicators", "evidence", "outcome"}
# The theory of change is one page (tests/unit/publication/test_theory_page.py).
LISTED = pytest.mark.parametrize(
    "case",
    [case for case in CASES if not case.kind.parent and not isinstance(case.kind, TheoryKind)],
    ids=lambda case: case.name,
)


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.fixture
def commissioner(cast: Cast) -> Client:
    return signed_in(cast.commissioner)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def add_url(case: KindCase, plan: Plan) -> str:
    arguments = [plan.slug]
    if case.kind.parent:
        parent_case = next(one for one in CASES if one.kind.noun == case.kind.parent.noun)
        arguments.append(parent_case.item(plan).reference)
    return reverse(f"draft-{case.kind.noun}-add", args=arguments)


def url(kind: ItemKind, what: str, item: PlanItem) -> str:
    return reverse(f"draft-{kind.noun}-{what}", args=[item.plan.slug, item.reference])


def rows(case: KindCase) -> list[Any]:
    return list(case.kind.model._base_manager.order_by("number"))


def text_of(page: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.content.decode()))


def text_of_html(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def listed(page: Any) -> list[str]:
    return re.findall(r'<span class="scp-reference">([^<]+)</span>', page.content.decode())


def sent_back(case: KindCase, item: PlanItem, plan: Plan, **answers: Any) -> Answers:
    """The answers of a person who opened the item's form at its present version."""
    return {**case.answers(plan), "version": str(item.version), **answers}


@ALL
class TestAdding:
    def test_the_form_is_shown_with_its_hints(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        page = commissioner.get(add_url(case, cast.plan))

        assert page.status_code == 200
        html = page.content.decode()
        offered = {name for name in case.kind.form.base_fields if f'name="{name}' in html}
        # A list of nothing to tick is not drawn.
        assert case.kind.form.base_fields.keys() - offered <= LINKS | {"version"}
        assert "version" not in offered

    def test_what_was_answered_is_stored_and_the_page_leads_to_it(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        page = commissioner.post(add_url(case, cast.plan), case.answers(cast.plan), follow=True)

        assert page.status_code == 200, text_of(page)
        item = rows(case)[-1]
        assert item.plan == cast.plan
        assert page.redirect_chain[-1][0] == case.kind.page_url(item)
        assert f"{item} added." in text_of(page)
        assert AuditEvent.objects.earliest("pk").actor_id == str(cast.commissioner.pk)

    def test_what_is_missing_is_said_at_the_top_and_beside_the_field(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        answers = {**case.answers(cast.plan), case.required: ""}
        before = len(rows(case))

        page = commissioner.post(add_url(case, cast.plan), answers)

        assert page.status_code == 422
        html = page.content.decode()
        link = re.search(r'govuk-error-summary.*?<a href="#([^"]+)"[^>]*>([^<]+)<', html, re.S)
        assert link, "there is an error summary"
        field_id, message = link[1], link[2].strip()
        assert re.search(rf'<(input|textarea|select)[^>]* id="{field_id}"', html)
        assert case.required in field_id
        beside = re.search(
            rf'<p id="{field_id}-error" class="govuk-error-message">(.*?)</p>', html, re.S
        )
        assert beside, "the field has its error"
        assert message in beside[1]
        assert len(rows(case)) == before

    @pytest.mark.parametrize("who", ["viewer", "contributor"])
    def test_who_may_not_edit_is_told_so(self, case: KindCase, cast: Cast, who: str) -> None:
        person = signed_in(getattr(cast, who))
        target, answers = add_url(case, cast.plan), case.answers(cast.plan)
        before = len(rows(case))

        assert person.get(target).status_code == 403
        assert person.post(target, answers).status_code == 403
        assert len(rows(case)) == before

    def test_for_the_outsider_there_is_nothing_and_the_stranger_signs_in(
        self, case: KindCase, cast: Cast
    ) -> None:
        target = add_url(case, cast.plan)

        assert signed_in(cast.outsider).get(target).status_code == 404
        sent_to = Client().get(target)
        assert sent_to.status_code == 302
        assert sent_to["Location"] == f"{reverse('account_login')}?next={target}"


@ALL
class TestEditing:
    def test_the_form_shows_what_is_stored(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        item = case.item(cast.plan, **{case.words: "Fish & <chips>"})

        page = commissioner.get(url(case.kind, "edit", item))

        assert page.status_code == 200
        assert "Fish &amp; &lt;chips&gt;" in page.content.decode()
        assert "<chips>" not in page.content.decode()
        assert '<input type="hidden" name="version" value="1"' in page.content.decode()

    def test_what_was_changed_is_stored(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        item = case.item(cast.plan)
        answers = sent_back(case, item, cast.plan, **{case.words: "In other words"})

        page = commissioner.post(url(case.kind, "edit", item), answers, follow=True)

        assert page.status_code == 200, text_of(page)
        assert f"{item.reference} saved." in text_of(page)
        stored = case.kind.model._base_manager.get(pk=item.pk)
        assert (getattr(stored, case.words), stored.version) == ("In other words", 2)

    def test_whoever_saves_second_sees_both_texts_and_may_then_save(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        item = case.item(cast.plan, **{case.words: "As both opened it"})
        his = sent_back(case, item, cast.plan, **{case.words: "His <b>words</b>"})
        hers = {**his, case.words: "Her words"}
        edit = url(case.kind, "edit", item)
        assert signed_in(cast.lead).post(edit, hers).status_code == 302

        conflict = commissioner.post(edit, his)

        assert conflict.status_code == 409
        assert "Someone else saved this after you opened it" in text_of(conflict)
        assert "Her words" in text_of(conflict)
        assert conflict.content.decode().count('<section class="scp-conflict"') == 1
        assert "His &lt;b&gt;words&lt;/b&gt;" in conflict.content.decode()
        word_by_word = re.search(r'<div class="scp-words">(.*?)</div>', conflict.content.decode())
        assert word_by_word
        assert re.findall(r"<(del|ins)>", word_by_word[1]) == ["del", "ins"]
        assert [text_of_html(part) for part in re.split("<ins>", word_by_word[1])] == [
            "was Her words",
            "now His <b>words</b>",
        ]
        stored = case.kind.model._base_manager.get(pk=item.pk)
        assert getattr(stored, case.words) == "Her words"
        shown = re.search(r'name="version" value="([^"]*)"', conflict.content.decode())
        assert shown
        again = {**his, "version": shown[1]}
        assert commissioner.post(edit, again).status_code == 302
        stored = case.kind.model._base_manager.get(pk=item.pk)
        assert (getattr(stored, case.words), stored.version) == ("His <b>words</b>", 3)

    def test_who_typed_the_same_as_somebody_faster_is_not_left_in_doubt(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        item = case.item(cast.plan)
        answers = sent_back(case, item, cast.plan, **{case.words: "The same words"})
        edit = url(case.kind, "edit", item)
        assert signed_in(cast.lead).post(edit, answers).status_code == 302

        page = commissioner.post(edit, answers)

        assert page.status_code in (302, 409), "a form shown again without a word is no answer"

    @pytest.mark.parametrize("version", ["", "0", "-1", "one", "9" * 30, "\x00"])
    def test_a_version_that_is_none_is_refused_without_a_fall(
        self, case: KindCase, cast: Cast, commissioner: Client, version: str
    ) -> None:
        item = case.item(cast.plan)
        answers = sent_back(case, item, cast.plan, version=version)

        page = commissioner.post(url(case.kind, "edit", item), answers)

        assert page.status_code == 422
        assert case.kind.model._base_manager.get(pk=item.pk).version == 1

    def test_a_removed_item_and_anothers_are_not_found(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        removed = case.item(cast.plan, removed_at=timezone.now())
        theirs = case.item(PlanFactory(), number=77)
        theirs.plan = cast.plan

        for item in (removed, theirs):
            for what in ("edit", "remove"):
                assert commissioner.get(url(case.kind, what, item)).status_code == 404
            assert commissioner.post(url(case.kind, "remove", item)).status_code == 404
        assert commissioner.post(url(case.kind, "edit", theirs)).status_code == 404

    def test_what_is_typed_into_an_item_that_is_removed_meanwhile_is_not_lost(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        item = case.item(cast.plan)
        answers = sent_back(case, item, cast.plan)
        case.kind.model._base_manager.filter(pk=item.pk).update(removed_at=timezone.now())

        page = commissioner.post(url(case.kind, "edit", item), answers)

        assert page.status_code == 409
        text = text_of(page)
        assert f"{item.reference} was removed by someone else" in text
        found = re.search(r'<form method="post" action="([^"]+)"', page.content.decode())
        assert found, "the form leads to where a new one is added"
        before = len(rows(case))
        assert commissioner.post(found[1], answers).status_code == 302
        assert len(rows(case)) == before + 1

    def test_a_reference_of_another_kind_is_not_found(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        case.item(cast.plan)
        name = f"draft-{case.kind.noun}-edit"

        for reference in ("1", "X1", "nonsense", "%00", "O" * 200):
            page = commissioner.get(reverse(name, args=["trafford", reference]))
            assert page.status_code == 404, reference

    def test_the_viewer_may_neither_edit_nor_remove(self, case: KindCase, cast: Cast) -> None:
        item, viewer = case.item(cast.plan), signed_in(cast.viewer)

        for what in ("edit", "remove"):
            assert viewer.post(url(case.kind, what, item)).status_code == 403
        assert case.kind.model._base_manager.get(pk=item.pk).version == 1


@ALL
class TestRemoving:
    def test_it_is_asked_for_once_more_and_then_done(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        item = case.item(cast.plan)
        remove = url(case.kind, "remove", item)

        asked = commissioner.get(remove)
        assert asked.status_code == 200
        assert rows(case)[-1].removed_at is None
        done = commissioner.post(remove, {"version": "1"}, follow=True)

        assert done.status_code == 200
        assert f"{item.reference} removed." in text_of(done)
        assert rows(case)[-1].removed_at is not None
        assert commissioner.get(url(case.kind, "edit", item)).status_code == 404

    @pytest.mark.parametrize("version", ["", "0", "2", "one", "٣", "9" * 30])
    def test_what_was_changed_since_stays_and_the_reader_is_told(
        self, case: KindCase, cast: Cast, commissioner: Client, version: str
    ) -> None:
        item = case.item(cast.plan)

        page = commissioner.post(url(case.kind, "remove", item), {"version": version}, follow=True)

        assert page.status_code == 200
        assert "was changed by someone else after you opened it" in text_of(page)
        assert case.kind.model._base_manager.get(pk=item.pk).removed_at is None


@LISTED
class TestListing:
    def test_an_empty_list_says_so(self, case: KindCase, cast: Cast, commissioner: Client) -> None:
        page = commissioner.get(case.kind.list_url("trafford"))

        assert page.status_code == 200
        assert "There is nothing here yet." in text_of(page)

    def test_a_long_list_comes_in_pages(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        first = case.item(cast.plan)
        for _ in range(PAGE_SIZE):
            case.item(cast.plan)
        listing = case.kind.list_url("trafford")

        one, two = commissioner.get(listing), commissioner.get(listing, {"page": "2"})

        assert len(listed(one)) == PAGE_SIZE
        assert len(listed(two)) == 1
        assert len(set(listed(one) + listed(two))) == PAGE_SIZE + 1
        assert first.reference in text_of(one)
        assert "page=2" in one.content.decode()

    @pytest.mark.parametrize("page", ["0", "-1", "3", "last", "9" * 30, ""])
    def test_a_page_that_is_not_there_gives_one_that_is(
        self, case: KindCase, cast: Cast, commissioner: Client, page: str
    ) -> None:
        item = case.item(cast.plan)

        answer = commissioner.get(case.kind.list_url("trafford"), {"page": page})

        assert answer.status_code == 200
        assert item.reference in text_of(answer)

    def test_a_page_costs_the_same_number_of_queries_however_many_items_it_has(
        self, case: KindCase, cast: Cast, commissioner: Client, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(10):
            case.item(cast.plan)

        with django_assert_max_num_queries(7):
            commissioner.get(case.kind.list_url("trafford"))

    def test_who_may_not_edit_sees_no_button_to_add(self, case: KindCase, cast: Cast) -> None:
        listing = case.kind.list_url("trafford")
        add = reverse(f"draft-{case.kind.noun}-add", args=["trafford"])

        assert add in signed_in(cast.commissioner).get(listing).content.decode()
        assert add not in signed_in(cast.viewer).get(listing).content.decode()

    def test_another_plans_items_and_removed_ones_are_not_in_it(
        self, case: KindCase, cast: Cast, commissioner: Client
    ) -> None:
        case.item(PlanFactory(), number=4321)
        case.item(cast.plan, number=1234, removed_at=timezone.now())

        page = text_of(commissioner.get(case.kind.list_url("trafford")))

        assert "4321" not in page
        assert "1234" not in page


@ALL
def test_a_plan_that_has_ended_answers_with_the_reason(case: KindCase) -> None:
    cast = cast_of(PlanFactory(slug="trafford", status="withdrawn"))
    item, lead = case.item(cast.plan), signed_in(cast.lead)

    added = lead.post(add_url(case, cast.plan), case.answers(cast.plan))
    saved = lead.post(url(case.kind, "edit", item), sent_back(case, item, cast.plan))
    removed = lead.post(url(case.kind, "remove", item), {"version": "1"})

    for page in (added, saved, removed):
        assert page.status_code == 409
        assert "This plan is withdrawn and can no longer be changed." in text_of(page)
    assert not AuditEvent.objects.exists()
