"""An edition that is withdrawn: nobody reads it, everybody reads when and why, and it is kept."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scp.accounts.models import User
from scp.api.v1 import frozen
from scp.core import audit
from scp.core.errors import InvalidInput, PolicyRefused
from scp.core.models import AuditEvent
from scp.plans.choices import Status
from scp.plans.models import Plan
from scp.publication.actions import editions
from scp.publication.labels import next_label
from scp.publication.models import Edition, Rendering, Withdrawal
from scp.publication.queries import (
    edition_bytes_get,
    holding_get_optional,
    labels_taken,
    latest_edition_get_optional,
)
from tests.factories import content as make
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db
WHY = "Table 4 named a family"
AT = dt.datetime(2026, 11, 27, 14, 30, tzinfo=dt.UTC)
API = "/api/v1/plans/trafford/editions"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Tests roll back, so the same keys come again for other rows."""
    frozen.forget()
    yield
    frozen.forget()


@pytest.fixture
def plan() -> Plan:
    found: Plan = PlanFactory(slug="trafford")
    return found


@pytest.fixture
def cast(plan: Plan) -> Cast:
    return cast_of(plan)


@pytest.fixture
def lead(cast: Cast) -> User:
    return cast.lead


@pytest.fixture
def first(plan: Plan) -> Edition:
    edition = edition_of(plan, make.small())
    name = default_storage.save("renderings/withdrawal.pdf", ContentFile(b"%PDF-1.7"))
    Rendering.objects.create(
        edition=edition,
        kind="pdf",
        file_name=name,
        sha256="0" * 64,
        size=8,
        pages=1,
        made_at=timezone.now(),
    )
    return edition


@pytest.fixture
def second(plan: Plan, first: Edition) -> Edition:
    return edition_of(plan, make.small(edition=make.edition(2)))


def withdraw(edition: Edition, by: User, reason: str = WHY) -> Withdrawal:
    return editions.withdraw(edition=edition, reason=reason, by=by, at=AT)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestTheAct:
    def test_is_recorded_with_its_reason(self, first: Edition, lead: User) -> None:
        withdraw(first, lead, f"  {WHY}\n")

        event = AuditEvent.objects.get(action="edition.withdrawn")
        assert (event.subject, event.at) == ("trafford/editions/1", AT)
        assert event.data == {"label": "0.1", "sha256": first.sha256, "reason": WHY}
        assert list(audit.verify("plan:trafford")) == []

    def test_leaves_the_edition_as_it_was(self, first: Edition, lead: User) -> None:
        before = edition_bytes_get(first).body

        withdraw(first, lead)

        assert edition_bytes_get(Edition.objects.get()).body == before

    @pytest.mark.parametrize("reason", ["", " \n", "R" * 1001])
    def test_needs_a_reason(self, first: Edition, lead: User, reason: str) -> None:
        with pytest.raises(InvalidInput, match="Say why"):
            withdraw(first, lead, reason)

        assert not Withdrawal.objects.exists()

    def test_is_done_once(self, first: Edition, lead: User) -> None:
        withdraw(first, lead)

        with pytest.raises(PolicyRefused, match=r"Edition 0\.1 is withdrawn already"):
            withdraw(first, lead, "Another reason")

        assert Withdrawal.objects.get().reason == WHY

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE publication_withdrawal SET reason = 'None'",
            "DELETE FROM publication_withdrawal",
            "TRUNCATE publication_withdrawal",
        ],
    )
    def test_is_not_taken_back(self, first: Edition, lead: User, statement: str) -> None:
        withdraw(first, lead)

        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with (
                pytest.raises(IntegrityError, match="A withdrawal is immutable"),
                transaction.atomic(),
            ):
                cursor.execute(statement)


class TestWhatStandsThen:
    def test_readers_are_led_to_the_last_that_stands(
        self, plan: Plan, first: Edition, second: Edition, lead: User
    ) -> None:
        withdraw(second, lead)
        assert latest_edition_get_optional(plan) == first
        holding = holding_get_optional(plan, "O1")
        assert holding is not None
        assert holding.edition == first

        withdraw(first, lead)
        assert latest_edition_get_optional(plan) is None
        assert holding_get_optional(plan, "O1") is None

    def test_its_label_is_not_given_again(self, plan: Plan, second: Edition, lead: User) -> None:
        withdraw(second, lead)

        current = latest_edition_get_optional(plan)
        assert next_label("consultation_draft", labels_taken(plan), current) == (0, 3)

    def test_the_next_continues_the_chain(self, plan: Plan, second: Edition, lead: User) -> None:
        withdraw(second, lead)

        third = edition_of(plan, make.small(edition=make.edition(3)))

        assert third.supersedes == second


PAGES = {
    "edition": (),
    "edition-changes": (),
    "edition-thread": (),
    "edition-file": ("pdf",),
    "edition-chart": ("jigsaw-1",),
}


class TestThePages:
    @pytest.mark.parametrize("name", PAGES)
    def test_whatever_is_asked_for_there_is_the_tombstone(
        self, second: Edition, lead: User, name: str
    ) -> None:
        address = reverse(name, args=["trafford", 1, *PAGES[name]])
        shown: Any = Client().get(address)
        for close in shown._resource_closers:  # all of close() would end the connection
            close()
        assert shown.status_code == 200

        withdraw(Edition.objects.get(number=1), lead)

        answer = Client().get(address)
        text = answer.content.decode()
        assert answer.status_code == 410
        assert answer.headers["Cache-Control"] == "no-cache"
        for said in (
            WHY,
            "27 November 2026",
            second.full_name,
            "Withdrawn: Consultation draft 0.1",
        ):
            assert said in text
        assert "Every child starts school ready to learn" not in text

    def test_where_nothing_stands_that_is_said(self, first: Edition, lead: User) -> None:
        withdraw(first, lead)

        text = Client().get("/plans/trafford/editions/1/").content.decode()

        assert "No other edition stands in its place." in text
        assert first.sha256 in text

    def test_the_list_of_editions_keeps_its_place(self, second: Edition, lead: User) -> None:
        withdraw(second, lead)

        text = Client().get("/plans/trafford/").content.decode()

        assert "Withdrawn</strong>" in text
        assert WHY in text
        assert "Consultation draft 0.2" in text

    def test_a_plan_that_is_withdrawn_shows_no_other(
        self, plan: Plan, second: Edition, lead: User
    ) -> None:
        withdraw(second, lead)
        Plan.drafts.filter(pk=plan.pk).update(status=Status.WITHDRAWN)

        answer = Client().get("/plans/trafford/editions/2/")

        assert answer.status_code == 410
        assert "No other edition stands in its place." in answer.content.decode()
        assert Client().get("/plans/trafford/editions/1/").status_code == 404


class TestTheApi:
    def asked(self, path: str) -> Any:
        return Client().get(f"{API}{path}")

    @pytest.mark.parametrize("path", ["/1", "/1/outcomes", "/1/thread", "/1/judgements"])
    def test_what_was_published_is_gone(self, second: Edition, lead: User, path: str) -> None:
        withdraw(Edition.objects.get(number=1), lead)

        answer = self.asked(path)

        assert answer.status_code == 410
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Cache-Control"] == "no-store"
        body = answer.json()
        assert body["detail"] == f"This edition was withdrawn. {WHY}"
        assert body["reason"] == WHY
        assert dt.datetime.fromisoformat(body["withdrawn_at"]) == AT
        assert body["sha256"] == Edition.objects.get(number=1).sha256
        assert body["replaced_by"]["label"] == "0.2"
        assert body["replaced_by"]["uri"].endswith("/plans/trafford/editions/2/")

    def test_the_last_that_stands_is_the_latest(self, second: Edition, lead: User) -> None:
        withdraw(second, lead)

        assert self.asked("/latest")["Location"].endswith("/editions/1")
        assert self.asked("/2").json()["replaced_by"]["number"] == 1
        plan = Client().get("/api/v1/plans/trafford").json()["item"]
        assert plan["latest_edition"]["number"] == 1
        assert plan["latest_edition"]["withdrawn"] is None

    def test_the_list_says_which_are_withdrawn(self, second: Edition, lead: User) -> None:
        assert self.asked("").json()["items"][1]["links"]["pdf"] is not None
        withdraw(Edition.objects.get(number=1), lead)

        rows = self.asked("").json()["items"]

        assert [row["withdrawn"] and row["withdrawn"]["reason"] for row in rows] == [None, WHY]
        assert rows[1]["links"]["pdf"] is None

    def test_where_nothing_stands_there_is_no_plan(self, first: Edition, lead: User) -> None:
        withdraw(first, lead)

        assert self.asked("/1").json()["replaced_by"] is None
        assert self.asked("/latest").status_code == 404
        assert Client().get("/api/v1/plans").json()["items"] == []


class TestTheForm:
    ADDRESS = "/draft/trafford/editions/2/withdraw/"

    def test_says_what_it_means_and_what_stands_then(self, second: Edition, lead: User) -> None:
        text = signed_in(lead).get(self.ADDRESS).content.decode()

        assert "This cannot be taken back" in text
        assert "Readers are then led to: Consultation draft 0.1." in text
        assert 'href="/draft/trafford/editions/1/withdraw/"' in text

    def test_withdraws_for_a_reason(self, second: Edition, lead: User) -> None:
        client = signed_in(lead)
        assert client.post(self.ADDRESS, {"reason": " "}).status_code == 422

        answer = client.post(self.ADDRESS, {"reason": WHY}, follow=True)

        assert "Consultation draft 0.2 is withdrawn." in answer.content.decode()
        assert Withdrawal.objects.get().withdrawn_by == lead
        assert client.get(self.ADDRESS).status_code == 404

    def test_the_only_edition_leaves_none(self, first: Edition, lead: User) -> None:
        text = signed_in(lead).get("/draft/trafford/editions/1/withdraw/").content.decode()

        assert "readers are then led to none" in text

    @pytest.mark.parametrize("role", ["commissioner", "contributor", "viewer"])
    def test_is_not_for_others(self, second: Edition, cast: Cast, role: str) -> None:
        client = signed_in(getattr(cast, role))

        assert client.get(self.ADDRESS).status_code == 403
        assert "Withdraw this edition" not in client.get("/draft/trafford/").content.decode()
