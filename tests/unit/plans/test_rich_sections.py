"""A section is one text in two forms, and names only what is in its plan."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from scp.core.models import AuditEvent
from scp.core.richtext import CITED, DIGITS, from_markdown, to_markdown
from scp.plans import queries
from scp.plans.actions import sections
from scp.plans.forms import SectionForm
from scp.plans.models import Plan, Section
from tests.factories.outcomes import EvidenceFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, SectionFactory, cast_of
from tests.factories.procurement import PieceFactory
from tests.unit.plans.test_item_forms import posted

pytestmark = pytest.mark.django_db

BODY = "## Why\n\nDebt **rose** [EV-001 p. 3], see [O1]."


@pytest.fixture
def trafford() -> Plan:
    plan: Plan = PlanFactory()
    return plan


@pytest.fixture
def cast() -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


def stored(section: Section) -> Section:
    row: Section = Section._base_manager.get(pk=section.pk)
    return row


class TestActions:
    def test_both_forms_are_written_together(self, cast: Cast) -> None:
        with scope(plan=cast.plan):
            section = sections.add(
                plan=cast.plan, kind="context", title="Why", body=BODY, by=cast.lead
            )
            assert stored(section).document == from_markdown(BODY)

            sections.revise(section=section, seen_version=1, body="- a", by=cast.lead)

        assert (stored(section).body, stored(section).document) == ("- a", from_markdown("- a"))

    def test_what_is_revised_without_its_text_keeps_it(self, cast: Cast) -> None:
        with scope(plan=cast.plan):
            section = sections.add(
                plan=cast.plan, kind="context", title="Why", body=BODY, by=cast.lead
            )
            sections.revise(section=section, seen_version=1, title="Why now", by=cast.lead)

        assert stored(section).document == from_markdown(BODY)

    def test_the_trail_tells_the_text_once(self, cast: Cast) -> None:
        with scope(plan=cast.plan):
            sections.add(plan=cast.plan, kind="context", title="Why", body=BODY, by=cast.lead)

        values = AuditEvent.objects.get(action="section.added").data["values"]
        assert values["body"] == BODY
        assert "document" not in values


class TestOlderRows:
    def test_their_text_is_read_from_the_markdown(self) -> None:
        section = SectionFactory(body=BODY)

        assert stored(section).document is None
        assert section.text == from_markdown(BODY)

    def test_the_migration_gives_them_documents_and_changes_no_word(self) -> None:
        # The plan's author typed it in a way of their own, and it stays so.
        section = SectionFactory(body="* a\n* b")
        written = SectionFactory(body="x", document=from_markdown("already there"))
        gone = SectionFactory(body="y", removed_at=timezone.now())
        name = "scp.plans.migrations.0005_documents_of_sections"

        importlib.import_module(name).write_documents(apps, None)

        assert stored(section).body == "* a\n* b"
        assert stored(section).document == from_markdown("- a\n- b")
        assert stored(section).version == section.version
        assert stored(written).document == from_markdown("already there")
        assert stored(gone).document == from_markdown("y")


class TestForm:
    def filled(self, plan: Plan, body: str) -> SectionForm:
        answers = {"kind": "scope", "title": "T", "position": "0", "body": body}
        return SectionForm(posted(answers), plan=plan)

    def test_references_to_what_is_in_the_plan_are_taken(self, trafford: Plan) -> None:
        EvidenceFactory(plan=trafford)
        OutcomeFactory(plan=trafford)

        with scope(plan=trafford):
            form = self.filled(trafford, BODY.replace("EV-001", "EV-1"))
            assert form.is_valid(), form.errors
            assert form.values()["body"] == BODY

    def test_those_that_are_not_are_named(self, trafford: Plan) -> None:
        EvidenceFactory(plan=trafford)
        OutcomeFactory(plan=PlanFactory())
        NeedFactory(plan=trafford, removed_at=timezone.now())

        with scope(plan=trafford):
            form = self.filled(trafford, "[EV-001] [O1] [contradicts EV-009] [N1] [O1]")
            assert form.errors["body"] == [
                "Not in this plan: O1, EV-009, N1. Correct or remove this reference."
            ]
            assert "[contradicts EV-009]" in form["body"].value()


class TestReferable:
    def test_the_kinds_that_a_text_can_name_are_numbered_as_the_models_say(self) -> None:
        kinds = queries.referable_kinds()

        assert kinds.keys() == DIGITS.keys()
        assert {letters: kind.REFERENCE_DIGITS for letters, kind in kinds.items()} == DIGITS
        assert kinds[CITED].__name__ == "Evidence"
        for letters, kind in kinds.items():
            reference = kind.reference_of(7)
            said = f"[{reference}]"
            assert to_markdown(from_markdown(said)) == said, letters

    def test_items_by_their_references(self, trafford: Plan) -> None:
        need, piece = NeedFactory(plan=trafford), PieceFactory(plan=trafford)

        with scope(plan=trafford):
            assert queries.named(["P1", "N1", "N2", "EV-001"]) == {"N1": need, "P1": piece}
            assert queries.named([]) == {}

    def test_one_query_for_each_kind_that_is_named(
        self, trafford: Plan, django_assert_num_queries: Any
    ) -> None:
        for _ in range(3):
            NeedFactory(plan=trafford)

        with scope(plan=trafford), django_assert_num_queries(2):
            assert len(queries.named(["N1", "N2", "N3", "O1"])) == 3

    def test_words_of_the_title_or_the_reference_find_an_item(self, trafford: Plan) -> None:
        debt = EvidenceFactory(plan=trafford, title="Debt in Partington")
        rent = EvidenceFactory(plan=trafford, title="Rents after EV-001")
        need = NeedFactory(plan=trafford, statement="Help with debt")
        EvidenceFactory(title="Debt elsewhere")

        with scope(plan=trafford):
            assert queries.referable("DEBT", cited=True, most=5) == [debt]
            assert queries.referable("debt", cited=False, most=5) == [need]
            assert queries.referable("ev-2", cited=True, most=5) == [rent]
            assert queries.referable("ev-001", cited=True, most=5) == [debt, rent]
            assert queries.referable("", cited=True, most=1) == [debt]


class TestFinding:
    def found(self, cast: Cast, **query: str) -> Any:
        client = Client()
        client.force_login(cast.commissioner)
        return client.get(reverse("draft-references", args=[cast.plan.slug]), query)

    def test_what_the_editor_offers(self, cast: Cast) -> None:
        EvidenceFactory(plan=cast.plan, title="Debt")
        OutcomeFactory(plan=cast.plan, statement="Debt falls")

        assert self.found(cast, q="debt", cited="1").json() == {
            "items": [{"reference": "EV-001", "title": "Debt"}],
            "more": False,
        }
        assert self.found(cast, q="debt").json()["items"] == [
            {"reference": "O1", "title": "Debt falls"}
        ]

    def test_no_more_than_one_can_look_through(self, cast: Cast) -> None:
        for _ in range(21):
            NeedFactory(plan=cast.plan)

        answer = self.found(cast).json()

        assert (len(answer["items"]), answer["more"]) == (20, True)

    @pytest.mark.parametrize("words", ["\0", "%", "_", "'; --", "x" * 10_000, "🦆"])
    def test_no_words_are_an_error(self, cast: Cast, words: str) -> None:
        NeedFactory(plan=cast.plan, statement="Help with debt")

        answer = self.found(cast, q=words)

        assert (answer.status_code, answer.json()["items"]) == (200, [])


class TestPage:
    def test_a_chapter_shows_where_its_references_lead(self, cast: Cast) -> None:
        EvidenceFactory(plan=cast.plan, title="Census 2021")
        SectionFactory(plan=cast.plan, body="Debt [EV-001 p. 3] and [contradicts EV-009], [O7].")
        client = Client()
        client.force_login(cast.lead)

        page = client.get("/draft/trafford/sections/S1/").content.decode()

        assert 'href="/draft/trafford/at/EV-001/" title="Census 2021"' in page
        assert "[contradicted by EV-009 (not in the plan)]" in page
        assert "O7 (not in the plan)" in page
