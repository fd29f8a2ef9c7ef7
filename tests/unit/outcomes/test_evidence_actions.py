"""Ratings, kept copies and gaps: what the domain allows, and what it leaves in the audit trail."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from outcomes import copies
from outcomes.actions import evidence as sources
from outcomes.actions import files, gaps, ratings
from outcomes.copies import examine
from outcomes.models import Evidence, EvidenceFile, EvidenceGap, EvidenceRating
from scp.accounts.models import User
from scp.core.errors import InvalidInput, PolicyRefused, StaleVersion
from scp.core.models import AuditEvent
from scp.plans.models import Plan
from tests.factories.accounts import OfficerFactory
from tests.factories.files import pdf
from tests.factories.outcomes import EvidenceFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import PlanFactory
from tests.factories.why import EvidenceGapFactory, copy_of, kept_copy
from tests.unit.concurrency import at_once

pytestmark = pytest.mark.django_db
MARCH = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def mira(db: None) -> User:
    person: User = OfficerFactory(name="Mira Shah")
    return person


@pytest.fixture
def evidence(db: None) -> Evidence:
    source: Evidence = EvidenceFactory(plan=PlanFactory(slug="trafford"), type="evaluation")
    return source


def give(evidence: Evidence, by: User, **values: Any) -> EvidenceRating:
    given = {"scale": "nesta", "level": "3", "assessor": "Insight", "rationale": "A control group"}
    with scope(plan=evidence.plan):
        return ratings.give(evidence=evidence, by=by, **{**given, "assessed_on": MARCH, **values})


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


class TestRatings:
    def test_a_rating_keeps_its_scale_and_who_when_and_why(
        self, evidence: Evidence, mira: User
    ) -> None:
        rating = give(evidence, mira)

        assert str(rating) == (
            "R1 Nesta Standards of Evidence: 3, Causality shown with control or comparison"
        )
        assert last_event().data["values"] == {
            "number": 1,
            "evidence": "EV-001",
            "scale": "nesta",
            "level": "3",
            "assessor": "Insight",
            "assessed_on": "2026-03-02",
            "rationale": "A control group",
        }

    def test_ratings_on_other_scales_stay_as_they_are(self, evidence: Evidence, mira: User) -> None:
        first = give(evidence, mira)
        give(evidence, mira, scale="maryland_sms", level="5")
        give(evidence, mira, scale="grade", level="low")

        with scope(plan=evidence.plan):
            found = {(row.scale, row.level) for row in evidence.ratings.all()}
        assert found == {("nesta", "3"), ("maryland_sms", "5"), ("grade", "low")}
        first.refresh_from_db(from_queryset=EvidenceRating._base_manager.all())
        assert first.version == 1

    def test_an_assessor_rates_a_source_once_a_day_on_a_scale(
        self, evidence: Evidence, mira: User
    ) -> None:
        give(evidence, mira)

        with pytest.raises(InvalidInput) as refused:
            give(evidence, mira, level="1")

        assert str(refused.value) == (
            "Insight already rated EV-001 on “Nesta Standards of Evidence” that day (R1). "
            "Change that rating."
        )

    @pytest.mark.parametrize(
        "other",
        [{"assessor": "Public Health"}, {"assessed_on": dt.date(2026, 3, 3)}, {"scale": "grade"}],
        ids=["who", "when", "scale"],
    )
    def test_somebody_else_another_day_or_scale_is_another_rating(
        self, evidence: Evidence, mira: User, other: dict[str, Any]
    ) -> None:
        give(evidence, mira)

        second = give(evidence, mira, level="low" if "scale" in other else "1", **other)

        assert second.reference == "R2"

    def test_a_removed_rating_makes_room(self, evidence: Evidence, mira: User) -> None:
        first = give(evidence, mira)
        with scope(plan=evidence.plan):
            ratings.remove(rating=first, seen_version=1, by=mira)

        assert give(evidence, mira).reference == "R2"

    def test_a_rating_cannot_be_changed_into_another_that_is_there(
        self, evidence: Evidence, mira: User
    ) -> None:
        give(evidence, mira)
        second = give(evidence, mira, assessor="Public Health")

        with scope(plan=evidence.plan), pytest.raises(InvalidInput, match="already rated"):
            ratings.revise(rating=second, seen_version=1, by=mira, assessor="Insight")

    def test_its_level_and_reason_can_be_changed(self, evidence: Evidence, mira: User) -> None:
        rating = give(evidence, mira)

        with scope(plan=evidence.plan):
            ratings.revise(
                rating=rating,
                seen_version=1,
                by=mira,
                scale="nesta",
                level="4",
                assessor="Insight",
                assessed_on=MARCH,
            )

        assert last_event().data["changed"] == {"level": ["3", "4"]}

    def test_a_source_that_was_removed_meanwhile_is_not_rated(
        self, evidence: Evidence, mira: User
    ) -> None:
        Evidence._base_manager.filter(pk=evidence.pk).update(removed_at=timezone.now())

        with pytest.raises(InvalidInput, match="EV-001 has been removed from the plan"):
            give(evidence, mira)


def keep(evidence: Evidence, by: User, **facts: Any) -> EvidenceFile:
    with scope(plan=evidence.plan):
        return files.keep(evidence=evidence, copy=copy_of(**facts), by=by)


class TestKeepingCopies:
    def test_a_copy_is_kept_with_what_its_bytes_are(self, evidence: Evidence, mira: User) -> None:
        data = pdf()

        file = keep(evidence, mira, data=data, name="Evaluation.pdf")

        assert file.evidence == evidence
        assert (file.name, file.media_type, file.size) == (
            "Evaluation.pdf",
            "application/pdf",
            len(data),
        )
        with copies.opened(file.sha256) as stored:
            assert stored.read() == data
        event = last_event()
        assert (event.action, event.subject) == ("file.kept", "trafford/F1")
        assert event.data["values"]["sha256"] == file.sha256

    def test_a_source_keeps_the_same_file_once(self, evidence: Evidence, mira: User) -> None:
        keep(evidence, mira)

        with pytest.raises(InvalidInput) as refused:
            keep(evidence, mira, name="another-name.pdf")

        assert str(refused.value) == "EV-001 already keeps this file: F1, report.pdf."
        assert EvidenceFile._base_manager.count() == 1

    def test_two_sources_share_the_bytes_of_one(self, evidence: Evidence, mira: User) -> None:
        other = EvidenceFactory(plan=evidence.plan)

        one, two = keep(evidence, mira), keep(other, mira)

        assert one.stored_name == two.stored_name
        assert (one.reference, two.reference) == ("F1", "F2")

    def test_when_the_plan_has_ended_nothing_is_stored(
        self, evidence: Evidence, mira: User
    ) -> None:
        Plan.drafts.filter(pk=evidence.plan.pk).update(status="withdrawn")
        evidence.plan.status = "withdrawn"

        with pytest.raises(PolicyRefused):
            keep(evidence, mira)

        assert not copies.is_stored(copy_of().sha256)

    def test_what_is_refused_after_it_was_stored_is_thrown_away(
        self, evidence: Evidence, mira: User
    ) -> None:
        Evidence._base_manager.filter(pk=evidence.pk).update(removed_at=timezone.now())

        with pytest.raises(InvalidInput, match="removed from the plan"):
            keep(evidence, mira)

        assert not copies.is_stored(copy_of().sha256)

    def test_but_not_if_another_source_keeps_it(self, evidence: Evidence, mira: User) -> None:
        kept = keep(EvidenceFactory(), mira)
        Evidence._base_manager.filter(pk=evidence.pk).update(removed_at=timezone.now())

        with pytest.raises(InvalidInput):
            keep(evidence, mira)

        assert copies.is_stored(kept.sha256)

    def test_bytes_that_went_while_the_row_was_being_made_are_stored_again(
        self, evidence: Evidence, mira: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody removed the last copy with these bytes between our storing them and our row."""
        hold = copies.hold

        def hold_after_they_went(sha256: str) -> None:
            default_storage.delete(f"evidence/{sha256[:2]}/{sha256}")
            hold(sha256)

        monkeypatch.setattr(copies, "hold", hold_after_they_went)

        file = keep(evidence, mira)

        assert copies.is_whole(file.sha256)


class TestRemovingCopies:
    def remove(self, file: EvidenceFile, by: User, **facts: Any) -> None:
        given = {"seen_version": 1, "reason": "It names a person", **facts}
        with scope(plan=file.plan):
            files.remove(file=file, by=by, **given)

    def test_the_reason_is_in_the_audit_trail_and_the_bytes_go_after_the_commit(
        self, evidence: Evidence, mira: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        file = keep(evidence, mira)

        with django_capture_on_commit_callbacks() as later:
            self.remove(file, mira)
            assert copies.is_stored(file.sha256), "until the removal is sure"
        for call in later:
            call()

        assert not copies.is_stored(file.sha256)
        event = last_event()
        assert (event.action, event.data["reason"]) == ("file.removed", "It names a person")
        row = EvidenceFile._base_manager.get(pk=file.pk)
        assert row.removed_at is not None
        assert row.sha256 == file.sha256, "what was kept stays on record"

    def test_bytes_that_another_plan_keeps_stay(
        self, evidence: Evidence, mira: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        theirs = keep(EvidenceFactory(), mira)

        with django_capture_on_commit_callbacks(execute=True):
            self.remove(keep(evidence, mira), mira)

        assert copies.is_whole(theirs.sha256)

    def test_it_is_removed_once(self, evidence: Evidence, mira: User) -> None:
        file = keep(evidence, mira)
        self.remove(file, mira)

        with pytest.raises(StaleVersion):
            self.remove(file, mira, seen_version=2)

    def test_it_can_be_kept_again(
        self, evidence: Evidence, mira: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            self.remove(keep(evidence, mira), mira)

        again = keep(evidence, mira)

        assert again.reference == "F2"
        assert copies.is_whole(again.sha256)


@pytest.mark.django_db(transaction=True)
def test_who_keeps_a_copy_while_another_removes_the_same_has_its_bytes() -> None:
    """Ten times over: whichever of the two comes first, the row that is left has its bytes."""
    mira = OfficerFactory()
    data = pdf()
    for turn in range(10):
        theirs = kept_copy(EvidenceFactory(), data=data)
        ours = EvidenceFactory(plan=PlanFactory(slug=f"ours-{turn}"))

        def remove(file: EvidenceFile = theirs) -> None:
            with scope(plan=file.plan):
                files.remove(file=file, seen_version=1, reason="Out of date", by=mira)

        def keep_it(evidence: Evidence = ours) -> EvidenceFile:
            copy = examine(io.BytesIO(data), name="report.pdf")
            with scope(plan=evidence.plan):
                return files.keep(evidence=evidence, copy=copy, by=mira)

        removed, kept = at_once(remove, keep_it)

        assert removed is None
        assert isinstance(kept, EvidenceFile), kept
        assert copies.is_stored(kept.sha256)
        assert copies.is_whole(kept.sha256)
        with scopes_disabled():
            EvidenceFile._base_manager.update(removed_at=timezone.now())
        copies.discard_if_unused(kept.sha256)


class TestGaps:
    @pytest.fixture
    def trafford(self, evidence: Evidence) -> Plan:
        return evidence.plan

    def record(self, plan: Plan, by: User, **values: Any) -> EvidenceGap:
        with scope(plan=plan):
            return gaps.record(plan=plan, by=by, statement="Nobody asked the men", **values)

    def test_a_gap_may_be_about_a_need_an_outcome_or_the_plan(
        self, trafford: Plan, mira: User
    ) -> None:
        need, outcome = NeedFactory(plan=trafford), OutcomeFactory(plan=trafford)

        found = [
            self.record(trafford, mira),
            self.record(trafford, mira, need=need),
            self.record(trafford, mira, outcome=outcome),
        ]

        assert [gap.reference for gap in found] == ["G1", "G2", "G3"]
        assert last_event().data["values"]["outcome"] == outcome.reference

    def test_not_about_what_another_plan_has(self, trafford: Plan, mira: User) -> None:
        with pytest.raises(InvalidInput, match="belongs to another plan"):
            self.record(trafford, mira, need=NeedFactory())

    def test_closing_says_what_was_found(self, trafford: Plan, mira: User) -> None:
        gap = self.record(trafford, mira, owner="Head of Insight")

        with scope(plan=trafford):
            gaps.close(gap=gap, seen_version=1, answer="There are 212", closed_on=MARCH, by=mira)

        event = last_event()
        assert event.action == "gap.closed"
        assert event.data["changed"] == {
            "answer": ["", "There are 212"],
            "closed_on": [None, "2026-03-02"],
        }
        gap.refresh_from_db(from_queryset=EvidenceGap._base_manager.all())
        assert gap.owner == "Head of Insight"

    def test_an_answer_can_be_bettered(self, trafford: Plan, mira: User) -> None:
        gap = EvidenceGapFactory(plan=trafford, closed_on=MARCH, answer="There are 21")

        with scope(plan=trafford):
            gaps.close(gap=gap, seen_version=1, answer="There are 212", closed_on=MARCH, by=mira)

        assert last_event().data["changed"] == {"answer": ["There are 21", "There are 212"]}

    def test_an_answer_that_did_not_hold_goes_and_is_on_record(
        self, trafford: Plan, mira: User
    ) -> None:
        gap = EvidenceGapFactory(plan=trafford, closed_on=MARCH, answer="There are none")

        with scope(plan=trafford):
            gaps.reopen(gap=gap, seen_version=1, by=mira)

        gap.refresh_from_db(from_queryset=EvidenceGap._base_manager.all())
        assert (gap.closed_on, gap.answer) == (None, "")
        assert last_event().data["changed"]["answer"] == ["There are none", ""]

    def test_only_what_is_closed_is_opened_again(self, trafford: Plan, mira: User) -> None:
        gap = EvidenceGapFactory(plan=trafford)

        with scope(plan=trafford), pytest.raises(PolicyRefused, match="G1 is open already"):
            gaps.reopen(gap=gap, seen_version=1, by=mira)

    def test_whoever_closes_second_is_told(self, trafford: Plan, mira: User) -> None:
        gap = EvidenceGapFactory(plan=trafford)

        with scope(plan=trafford), pytest.raises(StaleVersion):
            gaps.close(gap=gap, seen_version=2, answer="A", closed_on=MARCH, by=mira)


def test_the_rest_of_what_is_said_of_a_source_is_kept_as_it_was_said(mira: User) -> None:
    plan = PlanFactory()
    said: dict[str, Any] = {
        "title": "Carers' survey",
        "type": "survey",
        "publisher": "NHS England",
        "doi": "10.1136/bmj.n71",
        "geography": "Trafford",
        "population": "412 carers",
        "period": "2024",
        "key_figure": "Carers with a break a month",
        "key_value": 38.5,
        "key_lower": 36.1,
        "key_upper": 40.9,
        "key_unit": "%",
        "method": "Post",
        "limitations": "Few men answered",
        "status": "superseded",
    }

    with scope(plan=plan):
        recorded = sources.record(plan=plan, by=mira, **said)

    stored = Evidence._base_manager.get(pk=recorded.pk)
    assert {name: getattr(stored, name) for name in said if not name.startswith("key_")} == {
        name: value for name, value in said.items() if not name.startswith("key_")
    }
    assert [float(getattr(stored, f"key_{n}")) for n in ("value", "lower", "upper")] == [
        38.5,
        36.1,
        40.9,
    ]
