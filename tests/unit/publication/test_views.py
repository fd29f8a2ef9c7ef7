"""Addresses that are for life, and documents that could not be made."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scp.jobs import claims
from scp.jobs.models import Job
from scp.plans.models import Plan
from scp.publication.actions.editions import enqueue_form
from scp.publication.models import Edition, RenderingKind
from scp.publication.queries import document_job_get_optional
from tests.factories import content as make
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def trafford() -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


def edition_with(plan: Plan, number: int, /, **facts: Any) -> Edition:
    stored: Edition = edition_of(plan, make.small(edition=make.edition(number), **facts))
    return stored


def went_to(reference: str) -> str:
    response = Client().get(f"/id/trafford/{reference}")
    return response.headers["Location"] if response.status_code == 302 else ""


class TestTheAddressOfAnItem:
    def test_leads_to_the_latest_edition(self, trafford: Plan) -> None:
        edition_with(trafford, 1)
        edition_with(trafford, 2)

        assert went_to("O1") == "/plans/trafford/editions/2/#O1"

    def test_outlives_the_item(self, trafford: Plan) -> None:
        outcomes = make.small().outcomes
        edition_with(trafford, 1)
        edition_with(trafford, 2)
        edition_with(trafford, 3, outcomes=outcomes[1:])
        edition_with(trafford, 4, outcomes=outcomes[2:])

        assert went_to("O1") == "/plans/trafford/editions/2/#O1"
        assert went_to("O2") == "/plans/trafford/editions/3/#O2"
        assert went_to("O3") == "/plans/trafford/editions/4/#O3"

    def test_of_a_merged_item_leads_to_what_stands_for_it(self, trafford: Plan) -> None:
        needs = make.small().needs
        edition_with(trafford, 1)
        merged = needs[1].model_copy(update={"replaces": ("N1",)})
        edition_with(trafford, 2, needs=(merged, *needs[2:]), outcomes=(), comments=())

        assert went_to("N1") == "/plans/trafford/editions/2/#N2"
        assert went_to("N2") == "/plans/trafford/editions/2/#N2"

    def test_of_a_split_item_leads_to_the_first_of_its_parts(self, trafford: Plan) -> None:
        needs = make.small().needs
        edition_with(trafford, 1)
        parts = tuple(need.model_copy(update={"replaces": ("N1",)}) for need in needs[1:3])
        edition_with(trafford, 2, needs=parts)

        assert went_to("N1") == "/plans/trafford/editions/2/#N2"

    @pytest.mark.parametrize("reference", ["G1", "TN2", "TA3", "M2"])
    def test_is_had_by_gaps_steps_arrows_and_measures_too(
        self, trafford: Plan, reference: str
    ) -> None:
        found = edition_with(trafford, 1)

        assert went_to(reference) == f"/plans/trafford/editions/1/#{reference}"
        page = Client().get(found.get_absolute_url()).content.decode()
        assert f' id="{reference}"' in page

    def test_is_not_that_of_a_text_which_ends_like_it(self, trafford: Plan) -> None:
        edition_with(trafford, 1)
        edition_with(trafford, 2, plan=make.plan(summary="See /id/trafford/O99"))

        assert went_to("O99") == ""

    @pytest.mark.parametrize("reference", ["O99", "O", "o1", "O1%22", "ÖÖ", "1" * 300, "%00"])
    def test_of_what_no_edition_had_is_not_found(self, trafford: Plan, reference: str) -> None:
        edition_with(trafford, 1)

        assert Client().get(f"/id/trafford/{reference}").status_code == 404

    def test_costs_the_same_with_many_editions(self, trafford: Plan) -> None:
        edition_with(trafford, 1)
        counts = []
        for number in range(2, 6):
            edition_with(trafford, number, outcomes=make.small().outcomes[1:])
            with CaptureQueriesContext(connection) as captured:
                assert went_to("O1") == "/plans/trafford/editions/1/#O1"
            counts.append(len(captured))
        assert len(set(counts)) == 1


class TestADocumentThatCouldNotBeMade:
    @pytest.fixture
    def cast(self, trafford: Plan) -> Cast:
        """Three editions: the PDF of the first and second failed, the third's is being made."""
        cast = cast_of(trafford)
        for number in (1, 2, 3):
            edition_with(trafford, number)
        for edition in Edition.objects.order_by("number"):
            enqueue_form(edition=edition, kind=RenderingKind.PDF, by=cast.lead)
            if edition.number < 3:
                claim = claims.take(self.job(edition.number).pk)
                assert claim is not None
                claim.fail("layout_failed", f"Table {edition.number} has no end.")
        return cast

    def job(self, number: int) -> Job:
        job = document_job_get_optional(Edition.objects.get(number=number))
        assert job is not None
        return job

    def client(self, cast: Cast, role: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, role))
        return client

    def test_is_named_with_its_edition_and_its_own_button(self, cast: Cast) -> None:
        text = self.client(cast, "lead").get("/draft/trafford/").content.decode()

        failed = text.partition('id="document-failed"')[2].partition('id="document-waiting"')
        assert failed[0].index("Table 2 has no end.") < failed[0].index("Table 1 has no end.")
        assert re.findall(r'name="edition" value="(\d+)"', text) == ["2", "1"]
        assert "Being made: PDF of edition 0.3." in failed[2]

    def test_shows_a_viewer_no_button(self, cast: Cast) -> None:
        text = self.client(cast, "viewer").get("/draft/trafford/").content.decode()

        assert "Table 1 has no end." in text
        assert 'name="edition"' not in text

    @pytest.mark.parametrize("number", [1, 2])
    def test_is_made_again_for_the_edition_that_was_asked(self, cast: Cast, number: int) -> None:
        address = reverse("draft-document-retry", args=["trafford"])
        client = self.client(cast, "commissioner")

        assert client.post(address, {"edition": number, "kind": "pdf"}).status_code == 302

        assert self.job(number).state == "waiting"
        assert self.job(3 - number).state == "failed"
        text = client.get("/draft/trafford/").content.decode()
        assert f"Being made: PDF of edition 0.{number}." in text

    @pytest.mark.parametrize(
        ("edition", "kind"),
        [
            *((edition, "pdf") for edition in ("", "0", "4", "one", "9" * 30, "9" * 5000)),
            *(("1", kind) for kind in ("", "docx", "xlsx")),
        ],
    )
    def test_is_not_found_for_an_edition_that_is_none(
        self, cast: Cast, edition: str, kind: str
    ) -> None:
        address = reverse("draft-document-retry", args=["trafford"])

        response = self.client(cast, "lead").post(address, {"edition": edition, "kind": kind})

        assert response.status_code == 404
        assert Job.objects.filter(state="failed").count() == 2

    def test_is_said_to_readers(self, cast: Cast) -> None:
        pages = {n: Client().get(f"/plans/trafford/editions/{n}/").content.decode() for n in (1, 3)}

        assert "PDF: could not be made" in pages[1]
        assert "PDF: being made" in pages[3]
        assert "has no end" not in pages[1], "why is for those who make the plan"
