"""That somebody who may do so lets a plan be published in spite of what blocks it."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from hypothesis import given, settings

from outcomes.actions import outcomes
from outcomes.models import Outcome
from scp.core.errors import InvalidInput
from scp.core.models import AuditEvent
from scp.plans.models import Override, Plan
from scp.publication import content as doc
from scp.publication.actions import editions, overrides
from scp.publication.actions.editions import NotReady
from scp.publication.assembly import assemble, outline
from scp.publication.diff import diff
from scp.publication.queries import edition_content_get
from scp.publication.readiness import (
    CHECKS,
    PROFILES,
    blocking,
    findings,
    gaps,
    grave,
    grave_get_optional,
    holding,
    read_as,
)
from scp.publication.tabular import tables
from tests.factories.outcomes import EvidenceFactory, IndicatorFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, OverrideFactory, PlanFactory, VisionFactory, cast_of
from tests.unit.plans.test_item_views import signed_in
from tests.unit.publication.documents import complete, documents
from tests.unit.publication.test_rendering import read

pytestmark = pytest.mark.django_db

WHY = "The survey of needs ends in March"
POST = "Director of Strategy"
UNVOICED = {"needs": (complete().needs[0].model_copy(update={"citations": ()}),)}


def accepted(content: doc.PlanContent, **facts: Any) -> doc.Override:
    """An override of the first gap that blocks, as it stands."""
    gap = grave(content)[0]
    values = {
        "code": gap.code,
        "about": gap.reference,
        "title": content.needs[0].statement if gap.reference else "",
        "sentence": gap.sentence,
        "accepted_by": POST,
        "accepted_on": "2026-10-01",
        "reason": WHY,
    }
    return doc.Override.model_validate(values | facts)


class TestInADocument:
    def test_what_is_overridden_blocks_no_more_and_is_found_all_the_same(self) -> None:
        before = complete(**UNVOICED)
        override = accepted(before)
        after = complete(**UNVOICED, overrides=(override,))

        assert [f.code for f in blocking(before)] == ["need_without_evidence"]
        assert blocking(after) == ()
        found = next(f for f in gaps(after) if f.code == "need_without_evidence")
        assert (found.severity, found.override) == ("overridden", override)
        assert len(gaps(after)) == len(gaps(before))

    def test_it_is_said_of_a_gap_at_every_stage_that_asks_for_it(self) -> None:
        content = complete(**UNVOICED, overrides=(accepted(complete(**UNVOICED)),))

        for profile in PROFILES:
            found = [f for f in findings(content, profile) if f.code == "need_without_evidence"]
            assert [f.severity for f in found] == ["overridden"], profile
            assert blocking(content, profile) == ()

    def test_what_only_warns_is_never_overridden(self) -> None:
        warned = complete(pieces=())
        gap = next(f for f in gaps(warned) if f.code == "nothing_commissioned")
        given = accepted(complete(**UNVOICED), code=gap.code, about=gap.reference)

        found = gaps(warned.model_copy(update={"overrides": (given,)}))

        assert next(f for f in found if f.code == gap.code).severity == "warns"

    @pytest.mark.parametrize(
        "facts",
        [
            {"code": "outcome_without_need"},
            {"about": "N2"},
            {"sentence": "Half of the evidence is missing."},
            {"title": "A need that said something else"},
        ],
        ids=lambda facts: next(iter(facts)),
    )
    def test_an_override_counts_for_the_gap_as_it_was_read_and_for_no_other(
        self, facts: dict[str, str]
    ) -> None:
        content = complete(**UNVOICED)

        assert holding(content, [accepted(content)]) == (accepted(content),)
        assert holding(content, [accepted(content, **facts)]) == ()

    @given(documents)
    @settings(max_examples=40, deadline=None)
    def test_a_check_that_can_block_says_one_thing_of_an_item(
        self, content: doc.PlanContent
    ) -> None:
        """So that it is known what is overridden."""
        for check in CHECKS:
            if any(check.strictness.in_profile(profile) == "blocks" for profile in PROFILES):
                references = [reference for reference, _sentence in check.find(content)]
                assert len(references) == len(set(references)), check.code

    def test_it_is_printed_with_who_when_and_why(self) -> None:
        bare = complete(**UNVOICED)
        text = read(complete(**UNVOICED, overrides=(accepted(bare),)))

        assert "Gaps that were overridden" in text
        assert f"Overridden by {POST} on 1 October 2026, because: {WHY}" in text
        assert "Stands in the way of publishing." not in text
        assert "Gaps that were overridden" not in read(bare)

    def test_it_is_a_row_of_the_tables(self) -> None:
        content = complete(**UNVOICED, overrides=(accepted(complete(**UNVOICED)),))

        table = next(table for table in tables(content) if table.name == "overrides")

        row = dict(zip((column.name for column in table.columns), table.rows[0], strict=True))
        assert (row["code"], row["about"]) == ("need_without_evidence", "N1")
        assert (row["accepted_by"], row["reason"]) == (POST, WHY)

    def test_it_is_a_change_to_give_one_to_give_it_anew_and_to_need_it_no_more(self) -> None:
        without = complete(**UNVOICED)
        one = accepted(without)
        with_one = complete(**UNVOICED, overrides=(one,))
        anew = complete(**UNVOICED, overrides=(accepted(without, reason="It ends in April"),))

        told = {
            "given": diff(with_one, without),
            "anew": diff(anew, with_one),
            "ended": diff(without, anew),
            "same": diff(with_one, with_one),
        }

        kinds = {name: [(c.kind, c.reference) for c in changes] for name, changes in told.items()}
        assert kinds == {
            "given": [("added", "N1")],
            "anew": [("changed", "N1")],
            "ended": [("removed", "N1")],
            "same": [],
        }
        assert WHY in told["anew"][0].before
        assert "April" in told["anew"][0].after


@pytest.fixture
def plan() -> Any:
    """In consultation: an outcome that no need underwrites, and nothing else that blocks."""
    plan = PlanFactory(slug="trafford", status="in_consultation")
    VisionFactory(plan=plan)
    NeedFactory(plan=plan, evidence=[EvidenceFactory(plan=plan)])
    OutcomeFactory(plan=plan, indicators=[IndicatorFactory(plan=plan)], statement="Warm homes")
    return plan


@pytest.fixture
def cast(plan: Plan) -> Cast:
    return cast_of(plan)


GAP = {"code": "outcome_without_need", "reference": "O1"}


def as_read(plan: Plan) -> str:
    content = outline(plan)
    gap = grave_get_optional(content, **GAP)
    assert gap
    return read_as(content, gap)


def give(plan: Plan, cast: Cast, **values: Any) -> Override:
    asked: dict[str, Any] = {**GAP, "reason": WHY, "given_as": POST, "by": cast.lead, **values}
    seen = asked.pop("seen", None) or as_read(plan)
    return overrides.give(plan=plan, seen=seen, **asked)


def rewritten(plan: Plan, cast: Cast, statement: str) -> None:
    with scope(plan=plan):
        outcome = Outcome.objects.get()
        outcomes.revise(
            outcome=outcome, seen_version=outcome.version, by=cast.lead, statement=statement
        )


class TestPublishing:
    def test_a_plan_with_an_overridden_gap_is_published_and_says_so(
        self, plan: Plan, cast: Cast
    ) -> None:
        with pytest.raises(NotReady):
            editions.publish(plan=plan, reason="Agreed", by=cast.lead)

        give(plan, cast)
        edition = editions.publish(plan=plan, reason="Agreed", by=cast.lead)

        (override,) = edition_content_get(edition).overrides
        assert (override.code, override.about) == ("outcome_without_need", "O1")
        assert (override.title, override.reason) == ("Warm homes", WHY)
        assert override.accepted_by == POST
        assert cast.lead.email not in override.model_dump_json()
        event = AuditEvent.objects.get(action="override.given")
        assert (event.subject, event.actor_id) == ("trafford/O1", str(cast.lead.pk))
        assert event.data["reason"] == WHY

    def test_it_lapses_when_the_item_says_something_else(self, plan: Plan, cast: Cast) -> None:
        give(plan, cast)
        rewritten(plan, cast, "Homes that people can afford")

        assert assemble(plan).overrides == ()
        with pytest.raises(NotReady, match="O1: No need underwrites this outcome"):
            editions.publish(plan=plan, reason="Agreed", by=cast.lead)

    def test_one_that_lapsed_makes_room_for_another(self, plan: Plan, cast: Cast) -> None:
        first = give(plan, cast)
        rewritten(plan, cast, "Homes that people can afford")
        second = give(plan, cast, reason="Asked again")

        first.refresh_from_db()
        assert first.ended_by == cast.lead
        assert [one.reason for one in assemble(plan).overrides] == ["Asked again"]
        assert second.ended_at is None

    def test_it_is_taken_back_and_the_edition_keeps_it(self, plan: Plan, cast: Cast) -> None:
        override = give(plan, cast)
        edition = editions.publish(plan=plan, reason="Agreed", by=cast.lead)
        overrides.take_back(override=override, by=cast.lead)

        assert [f.code for f in blocking(assemble(plan))] == ["outcome_without_need"]
        assert len(edition_content_get(edition).overrides) == 1
        with pytest.raises(InvalidInput, match="taken back already"):
            overrides.take_back(override=override, by=cast.lead)

    def test_a_plan_of_which_nothing_is_said_can_be_published_by_overriding_that(self) -> None:
        plan = PlanFactory(slug="trafford")
        cast = cast_of(plan)
        for code in ("no_vision", "no_outcome"):
            content = outline(plan)
            gap = grave_get_optional(content, code, "")
            assert gap
            give(plan, cast, code=code, reference="", seen=read_as(content, gap))

        edition = editions.publish(plan=plan, reason="Agreed", by=cast.lead)

        assert read(edition_content_get(edition)).count(f"Overridden by {POST}") == 2


class TestRefusals:
    def test_what_does_not_block(self, plan: Plan, cast: Cast) -> None:
        with pytest.raises(InvalidInput, match="nothing to override"):
            give(plan, cast, code="need_without_outcome", reference="N1")

    def test_what_is_overridden_already(self, plan: Plan, cast: Cast) -> None:
        seen = as_read(plan)
        give(plan, cast)

        with pytest.raises(InvalidInput, match="nothing to override"):
            give(plan, cast, seen=seen)

    def test_what_changed_while_it_was_read(self, plan: Plan, cast: Cast) -> None:
        seen = as_read(plan)
        rewritten(plan, cast, "Homes that people can afford")

        with pytest.raises(InvalidInput, match="changed while you read it"):
            give(plan, cast, seen=seen)
        assert not Override._base_manager.exists()


ADDRESS = "/draft/trafford/overrides/"


def hidden(page: str, name: str) -> str:
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


class TestPage:
    @pytest.fixture
    def lead(self, cast: Cast) -> Client:
        return signed_in(cast.lead)

    def test_from_the_list_of_what_is_missing_to_an_override(
        self, plan: Plan, lead: Client
    ) -> None:
        missing = lead.get(reverse("draft-readiness", args=["trafford"])).content.decode()
        link = f"{ADDRESS}?gap=outcome_without_need%3AO1"
        assert f'href="{link}"' in missing
        form = lead.get(link).content.decode()
        assert "O1 Warm homes" in form
        sent = {name: hidden(form, name) for name in ("gap", "seen")}

        answer = lead.post(link, {**sent, "given_as": POST, "reason": WHY}, follow=True)

        text = answer.content.decode()
        assert answer.redirect_chain == [("/draft/trafford/readiness/", 302)]
        assert "Overridden, and printed in the document" in text
        assert f"because: {WHY}" in text
        assert "Blocks publishing" not in text

    def test_what_is_missing_in_the_form_is_asked_for(self, plan: Plan, lead: Client) -> None:
        sent = {"gap": "outcome_without_need:O1", "seen": as_read(plan)}

        answer = lead.post(ADDRESS, {**sent, "given_as": "", "reason": ""})

        text = answer.content.decode()
        assert answer.status_code == 422
        assert 'href="#id_given_as"' in text
        assert 'href="#id_reason"' in text
        assert hidden(text, "gap") == "outcome_without_need:O1"

    def test_a_gap_that_changed_is_shown_anew(self, plan: Plan, cast: Cast, lead: Client) -> None:
        sent = {"gap": "outcome_without_need:O1", "seen": as_read(plan)}
        rewritten(plan, cast, "Homes that people can afford")

        answer = lead.post(ADDRESS, {**sent, "given_as": POST, "reason": WHY})

        text = answer.content.decode()
        assert answer.status_code == 422
        assert "changed while you read it" in text
        assert "O1 Homes that people can afford" in text
        assert hidden(text, "seen") == as_read(plan) != sent["seen"]
        assert WHY in text, "what they typed is kept"

    def test_it_is_taken_back_on_the_page(self, plan: Plan, cast: Cast, lead: Client) -> None:
        give(plan, cast)
        page = lead.get(ADDRESS).content.decode()
        assert "Counts" in page
        assert cast.lead.name in page

        answer = lead.post(ADDRESS, {"take_back": hidden(page, "take_back")}, follow=True)
        again = lead.post(ADDRESS, {"take_back": "outcome_without_need:O1"}, follow=True)

        assert "The gap blocks again." in answer.content.decode()
        assert "taken back already" in again.content.decode()
        assert Override._base_manager.get().ended_by == cast.lead

    def test_one_that_counts_no_more_says_so(self, plan: Plan, cast: Cast, lead: Client) -> None:
        give(plan, cast)
        rewritten(plan, cast, "Homes that people can afford")

        assert "Does not count now" in lead.get(ADDRESS).content.decode()

    def test_others_read_it_and_may_not_do_it(self, plan: Plan, cast: Cast) -> None:
        OverrideFactory(plan=plan, given_by=cast.lead)
        commissioner = signed_in(cast.commissioner)
        link = f"{ADDRESS}?gap=outcome_without_need:O1"

        page = commissioner.get(link).content.decode()

        assert "Director of Strategy" in page
        assert "<textarea" not in page
        assert "take_back" not in page
        sent = {"gap": "outcome_without_need:O1", "seen": as_read(plan)}
        refused = commissioner.post(ADDRESS, {**sent, "given_as": POST, "reason": WHY})
        assert refused.status_code == 403
        missing = commissioner.get(reverse("draft-readiness", args=["trafford"])).content.decode()
        assert "?gap=" not in missing

    @pytest.mark.parametrize(
        "gap", ["nonsense", "no_vision:", "outcome_without_need:O9", "x\x00:y"]
    )
    def test_a_gap_that_is_none_is_said_to_be_none(
        self, plan: Plan, lead: Client, gap: str
    ) -> None:
        assert "There is nothing to override" in lead.get(ADDRESS, {"gap": gap}).content.decode()
        sent = {"gap": gap, "seen": "x\x00", "given_as": POST, "reason": WHY}
        assert lead.post(ADDRESS, sent).status_code == 422

    def test_what_blocks_only_later_is_overridden_from_that_stage(
        self, plan: Plan, lead: Client
    ) -> None:
        """So that the plan can be sent for decision with it."""
        Plan.drafts.filter(pk=plan.pk).update(status="in_coproduction")
        address = reverse("draft-readiness", args=["trafford"])
        assert "?gap=" not in lead.get(address).content.decode()
        assert "?gap=" in lead.get(address, {"profile": "decision"}).content.decode()
        sent = {"gap": "outcome_without_need:O1", "seen": as_read(plan)}

        lead.post(ADDRESS, {**sent, "given_as": POST, "reason": WHY})

        assert [one.code for one in assemble(plan).overrides] == ["outcome_without_need"]
        assert (
            "Blocks publishing" not in lead.get(address, {"profile": "decision"}).content.decode()
        )


class TestCommand:
    def test_it_counts_what_is_overridden_apart_and_does_not_fail(
        self, plan: Plan, cast: Cast
    ) -> None:
        give(plan, cast)
        out, words = StringIO(), StringIO()
        call_command("readiness", "trafford", "--json", stdout=out)
        call_command("readiness", "trafford", stdout=words)

        answer = json.loads(out.getvalue())
        assert answer["blocked"] is False
        assert (answer["counts"]["blocks"], answer["counts"]["overridden"]) == (0, 1)
        found = next(f for f in answer["findings"] if f["severity"] == "overridden")
        assert found["override"]["reason"] == WHY
        assert "0 block, 1 are overridden" in words.getvalue()
        assert WHY in words.getvalue()
