"""Publishing: what is refused, what is stored, and that it is all or nothing."""

import datetime as dt
import gzip
from typing import Any

import brotli
import pytest
from django.db import transaction
from django_scopes import scope

from outcomes.actions import outcomes
from outcomes.models import Outcome
from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import InvalidInput, PolicyRefused
from scp.core.models import AuditEvent
from scp.jobs.choices import State
from scp.jobs.models import Job
from scp.plans.models import Plan, Section
from scp.publication.actions import editions
from scp.publication.actions.editions import NothingChanged, NotReady
from scp.publication.content import from_bytes, sha256
from scp.publication.models import Edition, RenderingKind
from scp.publication.queries import edition_bytes_get, edition_content_get
from scp.publication.readiness import gaps
from scp.publication.tasks import RENDER
from stakeholders.models import Stakeholder
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
)
from tests.factories.plans import PlanFactory, SectionFactory, VisionFactory
from tests.factories.stakeholders import StakeholderFactory
from tests.unit.concurrency import at_once

pytestmark = pytest.mark.django_db

MAY = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)
JUNE = dt.datetime(2026, 6, 1, 9, 30, tzinfo=dt.UTC)


def ready_plan(**fields: Any) -> Plan:
    plan: Plan = PlanFactory(slug="trafford", **fields)
    VisionFactory(plan=plan)
    need = NeedFactory(plan=plan, evidence=[EvidenceFactory(plan=plan)])
    OutcomeFactory(plan=plan, needs=[need], indicators=[IndicatorFactory(plan=plan)])
    return plan


@pytest.fixture
def trafford(db: None) -> Plan:
    return ready_plan()


@pytest.fixture
def mira(db: None) -> User:
    officer: User = OfficerFactory(name="Mira Shah")
    return officer


def publish(plan: Plan, by: User, **more: Any) -> Edition:
    return editions.publish(plan=plan, by=by, **{"reason": "Agreed by Cabinet"} | more)


def reword(plan: Plan, by: User, statement: str) -> None:
    with scope(plan=plan):
        outcome = Outcome.objects.select_related("plan").get()
        outcomes.revise(outcome=outcome, seen_version=outcome.version, statement=statement, by=by)


class TestTheFirst:
    def test_it_is_numbered_hashed_and_stored_as_it_was_assembled(
        self, trafford: Plan, mira: User
    ) -> None:
        edition = publish(trafford, mira, reason="  Agreed by Cabinet  ", at=MAY)

        raw = edition_bytes_get(edition).body
        content = from_bytes(raw)
        assert (edition.number, edition.published_at, edition.published_by) == (1, MAY, mira)
        assert edition.sha256 == sha256(raw)
        assert content.as_at == content.published.published_at == MAY
        assert content.published.reason == edition.reason == "Agreed by Cabinet"
        assert content.published.uri.endswith("/plans/trafford/editions/1/")
        assert content.published.previous_number is None
        assert content.published.changes == ()
        assert content.schema_version == edition.schema_version

    def test_every_encoding_is_of_the_same_bytes(self, trafford: Plan, mira: User) -> None:
        edition = publish(trafford, mira)

        plain = edition_bytes_get(edition).body
        assert gzip.decompress(edition_bytes_get(edition, "gzip").body) == plain
        assert brotli.decompress(edition_bytes_get(edition, "br").body) == plain

    def test_the_trail_says_who_published_which_bytes_and_why(
        self, trafford: Plan, mira: User
    ) -> None:
        edition = publish(trafford, mira, at=MAY)

        event = AuditEvent.objects.get(action="edition.published")
        assert (event.subject, event.at) == ("trafford/editions/1", MAY)
        assert event.data == {
            "number": 1,
            "kind": "consultation_draft",
            "label": "0.1",
            "sha256": edition.sha256,
            "reason": "Agreed by Cabinet",
            "change_note": "",
        }
        assert list(audit.verify("plan:trafford")) == []

    def test_from_now_on_the_public_may_see_the_plan(self, trafford: Plan, mira: User) -> None:
        assert not Plan.objects.exists()

        publish(trafford, mira, at=MAY)

        assert Plan.objects.get().first_published_at == MAY

    def test_its_document_is_asked_for_once(self, trafford: Plan, mira: User) -> None:
        edition = publish(trafford, mira)
        for kind in RenderingKind:
            editions.enqueue_form(edition=edition, kind=kind, by=mira)

        jobs = list(Job.objects.all())
        assert {job.payload["kind"] for job in jobs} == {"pdf", "xlsx", "csv"}
        assert len(jobs) == 3
        for job in jobs:
            assert (job.kind, job.queue, job.state) == (RENDER, "documents", State.WAITING)
            assert job.payload["edition_id"] == edition.pk
            assert (job.subject, job.requested_by) == ("trafford", "Mira Shah")


class TestTheNext:
    def test_it_carries_its_number_the_hash_before_and_what_changed(
        self, trafford: Plan, mira: User
    ) -> None:
        first = publish(trafford, mira, at=MAY)
        reword(trafford, mira, "Families can pay their bills")

        second = publish(trafford, mira, at=JUNE)

        facts = edition_content_get(second).published
        assert (facts.number, facts.previous_number) == (2, 1)
        assert facts.previous_sha256 == first.sha256 != second.sha256
        assert [(c.reference, c.field, c.after) for c in facts.changes] == [
            ("O1", "statement", "Families can pay their bills")
        ]
        assert Plan.objects.get().first_published_at == MAY
        assert Job.objects.count() == 2 * len(RenderingKind)

    def test_the_edition_before_stays_as_it_was(self, trafford: Plan, mira: User) -> None:
        first = publish(trafford, mira)
        raw = edition_bytes_get(first).body
        reword(trafford, mira, "Other words")
        publish(trafford, mira)

        assert edition_bytes_get(Edition.objects.get(number=1)).body == raw

    def test_where_nothing_changed_there_is_none(self, trafford: Plan, mira: User) -> None:
        publish(trafford, mira, at=MAY)

        with pytest.raises(NothingChanged, match=r"Nothing has changed since edition 0\.1"):
            publish(trafford, mira, at=JUNE)

        assert Edition.objects.count() == 1
        assert Job.objects.count() == len(RenderingKind)

    def test_another_order_of_the_sections_is_a_reason_for_one(
        self, trafford: Plan, mira: User
    ) -> None:
        context = SectionFactory(plan=trafford, position=9)
        publish(trafford, mira)
        Section._base_manager.exclude(pk=context.pk).update(position=20)
        second = publish(trafford, mira)

        content = edition_content_get(second)
        (change,) = content.published.changes
        assert (change.kind, change.collection, change.field) == ("changed", "sections", "order")
        assert change.after == "; ".join(section.reference for section in content.sections)
        assert change.after.startswith(context.reference)

    def test_a_new_stakeholder_is_a_reason_for_one(self, trafford: Plan, mira: User) -> None:
        publish(trafford, mira)
        forum: Stakeholder = StakeholderFactory(plan=trafford, name="Parents Forum")

        edition = publish(trafford, mira)

        (change,) = edition_content_get(edition).published.changes
        assert (change.kind, change.title) == ("added", forum.name)

    def test_each_plan_has_its_own_numbers(self, trafford: Plan, mira: User) -> None:
        publish(trafford, mira)
        salford = PlanFactory(slug="salford")
        VisionFactory(plan=salford)
        need = NeedFactory(plan=salford, evidence=[EvidenceFactory(plan=salford)])
        OutcomeFactory(plan=salford, needs=[need], indicators=[IndicatorFactory(plan=salford)])

        assert publish(salford, mira).number == 1


class TestRefusals:
    def nothing_was_stored(self) -> bool:
        return not (
            Edition.objects.exists()
            or Job.objects.exists()
            or AuditEvent.objects.exists()
            or Plan.objects.exists()
        )

    def test_what_blocks_is_named_with_its_remedy(self, mira: User) -> None:
        plan = PlanFactory(status="in_consultation")
        OutcomeFactory(plan=plan)

        with pytest.raises(NotReady) as refused:
            publish(plan, mira)

        assert {f.code for f in refused.value.findings} == {
            "no_vision",
            "outcome_without_need",
            "outcome_without_measure",
        }
        assert "The plan has no vision. Add a vision section." in str(refused.value)
        assert "O1: No need underwrites this outcome." in str(refused.value)
        assert self.nothing_was_stored()

    def test_a_draft_for_co_production_may_have_gaps_and_prints_them(self, mira: User) -> None:
        plan = PlanFactory(status="in_coproduction")
        VisionFactory(plan=plan)
        OutcomeFactory(plan=plan)

        content = edition_content_get(publish(plan, mira))

        assert content.profile == "coproduction"
        assert ("outcome_without_need", "warns") in {(f.code, f.severity) for f in gaps(content)}

    @pytest.mark.parametrize("reason", ["", " ", "\n\t", "R" * 1001])
    def test_an_edition_says_why_it_is_published(
        self, trafford: Plan, mira: User, reason: str
    ) -> None:
        with pytest.raises(InvalidInput, match="Say why"):
            publish(trafford, mira, reason=reason)

        assert self.nothing_was_stored()

    @pytest.mark.parametrize("status", ["superseded", "withdrawn"])
    def test_a_plan_that_has_ended_has_no_more_editions(self, mira: User, status: str) -> None:
        plan = ready_plan(status=status)

        with pytest.raises(PolicyRefused, match=f"This plan is {status}"):
            publish(plan, mira)

        assert self.nothing_was_stored()

    def test_a_warning_does_not_stop_it(self, mira: User) -> None:
        plan = ready_plan()
        NeedFactory(plan=plan, evidence=[EvidenceFactory(plan=plan, published_on=None)])

        assert publish(plan, mira).number == 1


@pytest.mark.django_db(transaction=True)
class TestAllOrNothing:
    def test_what_is_rolled_back_was_never_published(self) -> None:
        trafford, mira = ready_plan(), OfficerFactory()

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _publish_and_fall(trafford, mira)

        assert TestRefusals().nothing_was_stored()

    def test_if_the_work_cannot_be_asked_for_nothing_is_published(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        trafford, mira = ready_plan(), OfficerFactory()
        monkeypatch.setattr(editions, "RENDER", "nobody.does.this")

        with pytest.raises(LookupError):
            publish(trafford, mira)

        assert not Edition.objects.exists()
        assert not AuditEvent.objects.exists()

    def test_two_who_publish_the_same_at_once_make_one_edition(self) -> None:
        trafford, mira = ready_plan(), OfficerFactory()

        results = at_once(*[lambda: publish(trafford, mira).number] * 2)

        assert 1 in results
        assert [type(result) for result in results if result != 1] == [NothingChanged]
        assert Edition.objects.count() == 1
        assert Job.objects.count() == len(RenderingKind)

    def test_one_who_publishes_while_another_edits_makes_a_whole_edition(self) -> None:
        trafford, mira = ready_plan(), OfficerFactory()
        publish(trafford, mira)
        reword(trafford, mira, "First rewording")

        results = at_once(
            lambda: publish(trafford, mira).number,
            lambda: reword(trafford, mira, "Second rewording"),
        )

        assert results == [2, None]
        edition = Edition.objects.get(number=2)
        content = edition_content_get(edition)
        statement = content.outcomes[0].statement
        assert statement in ("First rewording", "Second rewording")
        assert content.published.changes[-1].after == statement
        assert list(audit.verify()) == []


def _publish_and_fall(plan: Plan, by: User) -> None:
    publish(plan, by)
    assert Edition.objects.exists()
    assert Job.objects.exists()
    raise ZeroDivisionError
