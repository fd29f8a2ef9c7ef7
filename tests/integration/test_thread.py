"""The thread on its pages and in the API: one list, whoever asks."""

import html
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from outcomes.actions import needs
from outcomes.models import Evidence, Need, Outcome
from procurement.models import Piece
from scp.api.v1 import frozen
from scp.plans.models import Plan
from scp.publication.actions import editions
from scp.publication.queries import edition_content_get
from scp.publication.thread import Threads, broken
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
)
from tests.factories.plans import MembershipFactory, PlanFactory, VisionFactory
from tests.factories.procurement import (
    ContributionFactory,
    PieceFactory,
    TheoryArrowFactory,
    TheoryNodeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What the process keeps is of a database that is gone."""
    frozen.forget()


@pytest.fixture
def lead() -> Any:
    return MembershipFactory(plan=PlanFactory(slug="trafford"), role="lead").user


@pytest.fixture
def plan(lead: Any) -> Any:
    """Published once: evidence, need, outcome, indicator and piece hang together."""
    plan = Plan.drafts.get(slug="trafford")
    VisionFactory(plan=plan)
    source = EvidenceFactory(plan=plan, title="Census <b>2021</b>")
    need = NeedFactory(plan=plan, statement="Help in time", evidence=[source])
    indicator = IndicatorFactory(plan=plan)
    outcome = OutcomeFactory(plan=plan, needs=[need], indicators=[indicator])
    ContributionFactory(piece=PieceFactory(plan=plan, title="Family hubs"), outcome=outcome)
    editions.publish(plan=plan, reason="First", by=lead)
    return plan


@pytest.fixture
def edition(plan: Any) -> Any:
    return plan.editions.get()


class TestDraft:
    def test_any_item_can_be_picked_and_is_walked_both_ways(
        self, client: Client, lead: Any, plan: Any
    ) -> None:
        client.force_login(lead)
        page = client.get(reverse("draft-thread", args=["trafford"]), {"item": "n1"})

        text = page.content.decode()
        assert page.status_code == 200
        assert '<option value="N1" selected>' in text, "typed in small letters it is the same item"
        down, up = text.split("What stands on it")
        assert "is supported by" in down
        assert "Census &lt;b&gt;2021" in down
        assert "answers the need" in up
        assert "Family hubs" in up

    def test_an_item_that_is_not_there_is_said_and_the_list_stays(
        self, client: Client, lead: Any, plan: Any
    ) -> None:
        client.force_login(lead)
        page = client.get(reverse("draft-thread", args=["trafford"]), {"item": "O77<script>"})

        assert page.status_code == 404
        assert "no item called O77&lt;SCRIPT&gt;" in page.content.decode()
        assert '<option value="N1">' in page.content.decode()

    def test_a_broken_link_leads_to_where_it_is_mended(
        self, client: Client, lead: Any, plan: Any
    ) -> None:
        EvidenceFactory(plan=plan, title="Read by nobody")
        client.force_login(lead)
        text = client.get(reverse("draft-thread", args=["trafford"])).content.decode()

        assert "Nothing in the plan cites this source." in text
        assert f'href="{reverse("draft-item", args=["trafford", "EV-002"])}"' in text


class TestEdition:
    def test_it_shows_what_was_published_and_not_the_draft(
        self, client: Client, plan: Any, edition: Any
    ) -> None:
        with scope(plan=plan):
            Evidence.objects.update(title="Changed since")
        address = reverse("edition-thread", args=["trafford", 1])

        text = client.get(address, {"item": "EV-001"}).content.decode()

        assert "Census &lt;b&gt;2021" in text
        assert "Changed since" not in text
        assert f'href="{edition.get_absolute_url()}#EV-001"' in text

    def test_a_second_look_asks_for_no_document(
        self, client: Client, edition: Any, django_assert_max_num_queries: Any
    ) -> None:
        address = reverse("edition-thread", args=["trafford", 1])
        client.get(address)

        with django_assert_max_num_queries(1):
            assert client.get(address, {"item": "O1"}).status_code == 200

    def test_an_edition_that_is_not_there_is_not_found(self, client: Client, plan: Any) -> None:
        assert client.get(reverse("edition-thread", args=["trafford", 9])).status_code == 404


def test_page_command_and_api_list_the_same_broken_links(
    client: Client, lead: Any, plan: Any, edition: Any
) -> None:
    """Nothing was written since the edition, so the draft and the edition are the same plan."""
    out = StringIO()
    call_command("thread", "trafford", "--json", stdout=out)
    told = {(one["reference"], one["sentence"]) for one in json.loads(out.getvalue())["broken"]}

    answer = client.get("/api/v1/plans/trafford/editions/1/thread").json()
    client.force_login(lead)
    page = html.unescape(client.get(reverse("draft-thread", args=["trafford"])).content.decode())
    listed = {(one["reference"], one["sentence"]) for one in answer["items"]}

    assert len(told) == answer["count"] > 2
    assert listed == told
    shown = page.partition('class="scp-gaps"')[2]
    assert [sentence for _reference, sentence in told if sentence not in shown] == []
    assert shown.count('class="scp-gaps__item ') == len(told)


class TestApi:
    def test_broken_links_are_those_of_the_page(self, client: Client, edition: Any) -> None:
        expected = [
            {"code": f.code, "reference": f.reference, "sentence": f.sentence}
            for f in broken(edition_content_get(edition))
        ]

        answer = client.get("/api/v1/plans/trafford/editions/1/thread").json()

        assert answer["items"] == expected
        assert answer["count"] == len(expected) > 0

    def test_broken_links_are_paged(self, client: Client, edition: Any) -> None:
        address: str | None = "/api/v1/plans/trafford/editions/1/thread?limit=1"
        pages = []
        while address:
            pages.append(client.get(address).json())
            address = pages[-1]["next"]
        found = [item for page in pages for item in page["items"]]

        assert len(pages) == pages[0]["count"] == len(found) > 1
        assert len({(f["code"], f["reference"]) for f in found}) == len(pages)

    def test_one_item_has_every_link_once_with_both_ends(
        self, client: Client, edition: Any
    ) -> None:
        item = client.get("/api/v1/plans/trafford/editions/1/thread/P1").json()["item"]

        assert [(one["from"], one["reference"]) for one in item["stands_on"]] == [
            ("P1", "O1"),
            ("O1", "N1"),
            ("N1", "EV-001"),
        ]
        assert item["stands_on"][2]["relation"] == "is supported by"
        assert item["stood_on_by"] == []
        assert Threads(edition_content_get(edition)).knots["P1"].title == item["title"]

    def test_steps_and_arrows_of_the_theory_are_part_of_it(
        self, client: Client, plan: Any, lead: Any
    ) -> None:
        with scope(plan=plan):
            step = TheoryNodeFactory(plan=plan, kind="output", piece=Piece.objects.get())
            target = TheoryNodeFactory(plan=plan, kind="outcome", outcome=Outcome.objects.get())
            cited = Evidence.objects.get()
            arrow = TheoryArrowFactory(plan=plan, source=step, target=target)
            arrow.evidence.set([cited])
        editions.publish(plan=plan, reason="With a theory", by=lead)

        base = "/api/v1/plans/trafford/editions/2/thread"
        up = client.get(f"{base}/EV-001").json()["item"]["stood_on_by"]
        down = client.get(f"{base}/{arrow.reference}").json()["item"]

        assert ("arrow", arrow.reference) in {(one["kind"], one["reference"]) for one in up}
        assert {"TN1", "TN2", "P1", "O1", "N1", "EV-001"} == {
            one["reference"] for one in down["stands_on"]
        }
        address = reverse("edition-thread", args=["trafford", 2])
        page = client.get(address, {"item": "TN2"}).content.decode()
        assert "stands for the outcome" in page
        assert "Arrow of the theory of change" in page

    def test_what_the_edition_has_not_is_not_found(self, client: Client, edition: Any) -> None:
        answer = client.get("/api/v1/plans/trafford/editions/1/thread/P9")

        assert (answer.status_code, answer.headers["content-type"]) == (
            404,
            "application/problem+json",
        )


class TestWhatAProcessKeeps:
    def test_a_write_is_seen_at_once_and_nothing_else_is_read_again(
        self, client: Client, lead: Any, plan: Any, django_assert_max_num_queries: Any
    ) -> None:
        """Walking a draft that nobody writes to costs what signing in does, and four queries."""
        client.force_login(lead)
        address = reverse("draft-thread", args=["trafford"]) + "?item=N1"
        first = client.get(address).content.decode()
        with django_assert_max_num_queries(4):
            assert client.get(address).status_code == 200
        with scope(plan=plan):
            need = Need.objects.get(number=1)
            needs.revise(need=need, seen_version=need.version, by=lead, statement="Help at once")

        after = client.get(address).content.decode()
        assert "Help in time" in first
        assert "Help in time" not in after
        assert "Help at once" in after
