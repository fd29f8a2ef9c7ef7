"""As what a plan is published: drafts, decisions and corrections, and what each is called."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django_scopes import scope

from outcomes.actions import outcomes
from outcomes.models import Outcome
from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import InvalidInput, PolicyRefused
from scp.core.models import AuditEvent
from scp.plans.choices import Status
from scp.plans.models import Plan
from scp.publication.actions import editions
from scp.publication.actions.editions import NothingChanged
from scp.publication.choices import EditionKind
from scp.publication.content import EditionFacts
from scp.publication.labels import kinds_open, next_label
from scp.publication.models import Edition
from scp.publication.queries import edition_content_get
from tests.factories import content as make
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
)
from tests.factories.plans import PlanFactory, VisionFactory, cast_of
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db

DRAFT, ADOPTED, CORRECTION = EditionKind


@pytest.fixture
def trafford() -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    VisionFactory(plan=plan)
    need = NeedFactory(plan=plan, evidence=[EvidenceFactory(plan=plan)])
    OutcomeFactory(plan=plan, needs=[need], indicators=[IndicatorFactory(plan=plan)])
    return plan


@pytest.fixture
def mira() -> User:
    officer: User = OfficerFactory(name="Mira Shah")
    return officer


def decided(plan: Plan, status: str = Status.ADOPTED) -> None:
    Plan.drafts.filter(pk=plan.pk).update(status=status)
    plan.refresh_from_db()


def publish(plan: Plan, by: User, kind: str = DRAFT, **more: Any) -> Edition:
    edition = editions.publish(plan=plan, by=by, kind=kind, **{"reason": "Agreed"} | more)
    plan.refresh_from_db()
    return edition


def reword(plan: Plan, by: User, statement: str) -> None:
    with scope(plan=plan):
        outcome = Outcome.objects.select_related("plan").get()
        outcomes.revise(outcome=outcome, seen_version=outcome.version, statement=statement, by=by)


def corrected(plan: Plan, by: User, words: str) -> Edition:
    reword(plan, by, words)
    return publish(plan, by, CORRECTION, change_note=f"It said something else than: {words}")


class TestLabels:
    def test_of_drafts_a_decision_its_corrections_and_the_next_decision(
        self, trafford: Plan, mira: User
    ) -> None:
        publish(trafford, mira)
        reword(trafford, mira, "Families can pay their bills")
        publish(trafford, mira)
        decided(trafford)
        publish(trafford, mira, ADOPTED)
        corrected(trafford, mira, "Families can pay their bills on time")
        corrected(trafford, mira, "Households can pay their bills on time")
        reword(trafford, mira, "Nobody goes cold")
        publish(trafford, mira, ADOPTED)
        corrected(trafford, mira, "Nobody is cold at home")

        stored = Edition.objects.order_by("number")
        assert [edition.label for edition in stored] == [
            *("0.1", "0.2", "1.0", "1.1", "1.2", "2.0", "2.1")
        ]
        assert [edition.number for edition in stored] == [1, 2, 3, 4, 5, 6, 7]
        assert [edition.supersedes_id for edition in stored][1:] == [
            edition.pk for edition in stored
        ][:-1]

    @pytest.mark.parametrize(
        ("kind", "taken", "label"),
        [
            (DRAFT, [], (0, 1)),
            (DRAFT, [(0, 1), (0, 9)], (0, 10)),
            (DRAFT, [(0, 3), (1, 0), (1, 7)], (0, 4)),
            (ADOPTED, [], (1, 0)),
            (ADOPTED, [(0, 3), (1, 0), (1, 7)], (2, 0)),
            (CORRECTION, [(0, 3), (1, 0), (2, 0), (2, 1)], (2, 2)),
            (CORRECTION, [(2, 0), (3, 0), (3, 5)], (2, 1)),
        ],
    )
    def test_follow_from_those_that_were_given(
        self, kind: str, taken: list[tuple[int, int]], label: tuple[int, int]
    ) -> None:
        assert next_label(kind, taken, Edition(kind=ADOPTED, major=2, minor=0)) == label

    def test_are_in_the_document_with_the_kind_in_words(self, trafford: Plan, mira: User) -> None:
        decided(trafford)
        publish(trafford, mira, ADOPTED)
        facts = edition_content_get(corrected(trafford, mira, "Nobody goes cold")).published

        assert (facts.kind, facts.label, facts.number) == ("correction", "1.1", 2)
        assert facts.full_name == "Corrected edition 1.1"
        assert facts.change_note == "It said something else than: Nobody goes cold"
        assert (facts.previous_number, facts.previous_called) == (1, "1.0")

    def test_of_an_edition_from_before_there_were_any_are_those_of_a_draft(self) -> None:
        facts = EditionFacts(
            number=3,
            uri="https://plans.example.org/plans/trafford/editions/3/",
            published_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
            reason="Agreed",
            previous_number=2,
        )

        assert (facts.called, facts.previous_called) == ("0.3", "0.2")
        assert facts.full_name == "Consultation draft 0.3"


class TestKinds:
    @pytest.mark.parametrize("status", Status)
    def test_follow_from_the_state_of_the_plan(self, status: Status) -> None:
        open_now = kinds_open(Plan(status=status), None)

        if status in (Status.SUPERSEDED, Status.WITHDRAWN):
            assert open_now == ()
        elif status in (Status.ADOPTED, Status.PUBLISHED):
            assert open_now == (ADOPTED,)
        else:
            assert open_now == (DRAFT,)

    @pytest.mark.parametrize(
        ("current", "kinds"),
        [
            (DRAFT, (ADOPTED,)),
            (ADOPTED, (CORRECTION, ADOPTED)),
            (CORRECTION, (CORRECTION, ADOPTED)),
        ],
    )
    def test_only_what_was_adopted_can_be_corrected(
        self, current: str, kinds: tuple[str, ...]
    ) -> None:
        assert kinds_open(Plan(status=Status.PUBLISHED), Edition(kind=current)) == kinds

    @pytest.mark.parametrize("kind", [ADOPTED, CORRECTION])
    def test_a_draft_is_not_published_as_adopted(
        self, trafford: Plan, mira: User, kind: str
    ) -> None:
        publish(trafford, mira)
        reword(trafford, mira, "Nobody goes cold")

        with pytest.raises(PolicyRefused, match="It can be published as: consultation draft"):
            publish(trafford, mira, kind, change_note="x" if kind == CORRECTION else "")

        assert Edition.objects.count() == 1

    def test_an_adopted_plan_is_no_draft_any_more(self, trafford: Plan, mira: User) -> None:
        decided(trafford)

        with pytest.raises(PolicyRefused, match="A plan that is adopted cannot"):
            publish(trafford, mira, DRAFT)

    def test_a_plan_whose_adopted_edition_is_published_is_a_published_plan(
        self, trafford: Plan, mira: User
    ) -> None:
        decided(trafford)

        publish(trafford, mira, ADOPTED)

        assert trafford.status == Status.PUBLISHED
        moved = AuditEvent.objects.get(action="plan.moved_on")
        assert moved.data == {"from": "adopted", "to": "published"}
        assert list(audit.verify("plan:trafford")) == []

    def test_a_draft_may_be_adopted_as_it_stands(self, trafford: Plan, mira: User) -> None:
        publish(trafford, mira)
        decided(trafford)

        adopted = publish(trafford, mira, ADOPTED)

        facts = edition_content_get(adopted).published
        assert (facts.changes, facts.previous_label) == ((), "0.1")
        for kind, note in ((ADOPTED, ""), (CORRECTION, "Nothing, in fact")):
            with pytest.raises(NothingChanged, match=r"since edition 1\.0"):
                publish(trafford, mira, kind, change_note=note)

    @pytest.mark.parametrize("note", ["", " \n", "N" * 1001])
    def test_a_correction_says_what_was_wrong(self, trafford: Plan, mira: User, note: str) -> None:
        decided(trafford)
        publish(trafford, mira, ADOPTED)
        reword(trafford, mira, "Nobody goes cold")

        with pytest.raises(InvalidInput, match="Say what was wrong"):
            publish(trafford, mira, CORRECTION, change_note=note)

    def test_nothing_else_has_a_change_note(self, trafford: Plan, mira: User) -> None:
        with pytest.raises(InvalidInput, match="Only a correction"):
            publish(trafford, mira, change_note="A misprint")


class TestOneIsCurrent:
    """The database sees to it: each supersedes one of its plan, and none is superseded twice."""

    def test_an_edition_is_superseded_once(self) -> None:
        plan = PlanFactory()
        first = edition_of(plan, make.small(edition=make.edition(1)))
        edition_of(plan, make.small(edition=make.edition(2)))

        with pytest.raises(IntegrityError, match="supersedes_id"), transaction.atomic():
            edition_of(plan, make.small(edition=make.edition(3)), supersedes=first)

    def test_by_one_of_its_own_plan(self) -> None:
        of_another = edition_of(PlanFactory(), make.small())
        plan = PlanFactory()
        edition_of(plan, make.small(plan=make.plan(title="Another")))

        with (
            pytest.raises(IntegrityError, match="edition_supersedes_one_of_its_plan"),
            transaction.atomic(),
        ):
            edition_of(plan, make.small(edition=make.edition(2)), supersedes=of_another)


class TestThePage:
    def page(self, plan: Plan) -> tuple[Client, str]:
        client = Client()
        client.force_login(cast_of(plan).lead)
        return client, f"/draft/{plan.slug}/publish/"

    def test_does_not_ask_what_is_not_in_question(self, trafford: Plan) -> None:
        client, address = self.page(trafford)

        text = client.get(address).content.decode()

        assert "Publish Consultation draft 0.1" in text
        assert "before anything is decided" in text
        assert 'name="kind"' not in text
        assert 'name="change_note"' not in text
        assert client.post(address, {"reason": "To be read"}).status_code == 302
        assert Edition.objects.get().label == "0.1"

    def test_asks_which_of_two_with_a_hint_for_each(self, trafford: Plan, mira: User) -> None:
        decided(trafford)
        publish(trafford, mira, ADOPTED)
        reword(trafford, mira, "Nobody goes cold")
        client, address = self.page(trafford)

        text = client.get(address).content.decode()
        for said in (
            *("Corrected edition 1.1", "The adopted plan with a mistake put right."),
            *("Adopted edition 2.0", "The plan as the council has decided on it."),
        ):
            assert said in text

        nothing = client.post(address, {"reason": "A misprint"})
        assert nothing.status_code == 422
        without = client.post(address, {"reason": "A misprint", "kind": "correction"})
        assert "Say what was wrong and what it says now." in without.content.decode()
        both = client.post(address, {"reason": "New", "kind": "adopted", "change_note": "x"})
        assert "Only a correction has a change note. Leave it empty." in both.content.decode()
        draft = client.post(address, {"reason": "New", "kind": "consultation_draft"})
        assert draft.status_code == 422
        assert Edition.objects.count() == 1

        answers = {"reason": "A misprint", "kind": "correction", "change_note": "O1 was cut off"}
        assert client.post(address, answers).status_code == 302
        page = Client().get("/plans/trafford/editions/2/").content.decode()
        assert "Corrected edition 1.1" in page
        assert "O1 was cut off" in page
        assert "O1 was cut off" in Client().get("/plans/trafford/").content.decode()


def test_the_rows_before_there_were_kinds_are_drafts_in_their_order() -> None:
    """The one statement that ever wrote to a stored edition (migration 0004), run again."""
    from importlib import import_module

    migration = import_module("scp.publication.migrations.0004_kinds_of_editions")
    plan, other = PlanFactory(), PlanFactory()
    for number in (1, 2, 4):
        edition_of(plan, make.small(edition=make.edition(number)))
    edition_of(other, make.small(plan=make.plan(title="Another")))
    names = list(Edition.objects.order_by("pk").values_list("sha256", flat=True))

    with connection.cursor() as cursor:
        cursor.execute(migration.FILL)

    stored = Edition.objects.filter(plan=plan).order_by("number")
    assert [edition.label for edition in stored] == ["0.1", "0.2", "0.4"]
    assert [row and row.number for row in (e.supersedes for e in stored)] == [None, 1, 2]
    assert list(Edition.objects.order_by("pk").values_list("sha256", flat=True)) == names
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Edition.objects.update(reason="Another")
