"""How a plan goes through the council's governance: by the actions, and in the browser."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from scp.accounts.models import User
from scp.core.errors import InvalidInput, PermissionRefused, PolicyRefused
from scp.core.models import AuditEvent
from scp.plans.actions import decisions, sections
from scp.plans.choices import Status
from scp.plans.models import CallInStep, Decision, Plan, SignOff
from scp.plans.queries import decision_rules
from scp.publication.actions import governance
from scp.publication.assembly import assemble
from scp.publication.content import version_of
from tests.factories.accounts import UserFactory
from tests.factories.governance import (
    CallInStepFactory,
    DecisionFactory,
    DecisionRulesFactory,
    RecordedDecisionFactory,
    SignOffFactory,
)
from tests.factories.outcomes import NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, MembershipFactory, PlanFactory, SectionFactory, cast_of
from tests.factories.procurement import signed_assessment
from tests.factories.stakeholders import CommentFactory

pytestmark = pytest.mark.django_db
DECIDED = dt.date(2026, 5, 1)
RECORD: dict[str, Any] = {
    "seen_version": 1,
    "decided_on": DECIDED,
    "outcome": "approved",
    "decided": "To adopt the plan.",
    "reasons": "The needs are evidenced.",
    "published_on": DECIDED,
    "call_in": "applies",
}


@pytest.fixture
def cast() -> Cast:
    """Of a plan that was sent for decision."""
    return cast_of(PlanFactory(slug="trafford", status=Status.FOR_DECISION))


@pytest.fixture
def assessed(cast: Cast) -> None:
    """What the plan means for people was assessed and signed before it is decided on."""
    with scope(plan=cast.plan):
        signed_assessment(cast.plan, cast.lead, at=dt.datetime(2026, 4, 20, 9, 0, tzinfo=dt.UTC))


@pytest.fixture
def officer(cast: Cast) -> User:
    """The monitoring officer: signs for what is legal and records decisions."""
    person: User = UserFactory()
    MembershipFactory(plan=cast.plan, user=person, role="legal")
    return person


def version(plan: Plan) -> str:
    with scope(plan=plan):
        return version_of(assemble(plan))


def page(cast: Cast, person: User, name: str, *arguments: str, **answers: Any) -> Any:
    client = Client()
    client.force_login(person)
    address = reverse(name, args=["trafford", *arguments])
    return client.post(address, answers, follow=True) if answers else client.get(address)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestTheVersionOfAPlan:
    def test_it_is_another_one_when_the_plan_says_something_else(self, cast: Cast) -> None:
        before = version(cast.plan)
        section = SectionFactory(plan=cast.plan)
        after = version(cast.plan)
        assert after != before
        with scope(plan=cast.plan):
            sections.revise(section=section, seen_version=1, body="Not the same", by=cast.lead)
        assert version(cast.plan) not in (before, after)

    def test_it_stays_whatever_is_said_and_done_about_the_plan(self, cast: Cast) -> None:
        need = NeedFactory(plan=cast.plan)
        before = version(cast.plan)
        CommentFactory(about=need)
        SignOffFactory(plan=cast.plan)
        RecordedDecisionFactory(plan=cast.plan)
        with scope(plan=cast.plan):
            signed_assessment(cast.plan, cast.lead)
        Plan.drafts.filter(pk=cast.plan.pk).update(status=Status.CALLED_IN)
        assert version(Plan.drafts.get(pk=cast.plan.pk)) == before


@pytest.mark.usefixtures("assessed")
class TestRecording:
    def record(self, cast: Cast, **values: Any) -> Decision:
        decision = DecisionFactory(plan=cast.plan)
        with scope(plan=cast.plan):
            return governance.record(decision=decision, by=cast.lead, **{**RECORD, **values})

    def test_a_record_says_which_version_was_decided_on(self, cast: Cast) -> None:
        decision = self.record(cast)
        assert decision.content_sha256 == version(cast.plan)
        assert decision.recorded_at is not None
        event = AuditEvent.objects.get(action="decision.recorded")
        assert event.data["changed"]["outcome"] == ["", "approved"]

    def test_call_in_ends_as_the_default_rules_say(self, cast: Cast) -> None:
        assert self.record(cast).call_in_until == dt.date(2026, 5, 11)

    def test_call_in_ends_as_the_lead_organisation_says(self, cast: Cast) -> None:
        DecisionRulesFactory(organisation=cast.plan.lead_organisation, call_in_working_days=3)
        assert self.record(cast).call_in_until == dt.date(2026, 5, 7)

    def test_call_in_ends_when_somebody_says_so(self, cast: Cast) -> None:
        given = dt.date(2026, 5, 14)
        assert self.record(cast, call_in_until=given).call_in_until == given

    @pytest.mark.parametrize(
        ("answers", "refusal"),
        [
            ({"published_on": None}, "when the decision was published"),
            ({"published_on": DECIDED - dt.timedelta(days=1)}, "not before"),
            ({"call_in_until": DECIDED - dt.timedelta(days=1)}, "not before"),
            ({"call_in": "urgent"}, "why the decision is exempt"),
        ],
    )
    def test_answers_that_do_not_fit_together_are_refused(
        self, cast: Cast, answers: dict[str, Any], refusal: str
    ) -> None:
        with pytest.raises(InvalidInput, match=refusal):
            self.record(cast, **answers)
        assert not AuditEvent.objects.filter(action__startswith="decision").exists()

    def test_an_urgent_decision_has_no_call_in(self, cast: Cast) -> None:
        decision = self.record(cast, call_in="urgent", urgency_reason="A home closes tomorrow")
        assert decision.call_in_until is None

    def test_what_is_recorded_is_not_changed_by_anybody(self, cast: Cast) -> None:
        decision = self.record(cast)
        with scope(plan=cast.plan):
            for change in (
                lambda: decisions.revise(
                    decision=decision, seen_version=2, title="Another", by=cast.lead
                ),
                lambda: decisions.remove(decision=decision, seen_version=2, by=cast.lead),
                lambda: governance.record(
                    decision=decision, by=cast.lead, **{**RECORD, "seen_version": 2}
                ),
            ):
                with pytest.raises(PolicyRefused, match="cannot be changed"):
                    change()
        rows = Decision._base_manager.filter(pk=decision.pk)
        for write in (lambda: rows.update(reasons="Others"), rows.delete):
            with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
                write()

    @pytest.mark.parametrize("factory", [SignOffFactory, CallInStepFactory])
    def test_the_database_keeps_what_was_signed_and_called_in(self, factory: Any) -> None:
        row = factory()
        rows = type(row)._base_manager.filter(pk=row.pk)
        field = "words" if isinstance(row, SignOff) else "reasons"
        for write in (lambda: rows.update(**{field: "Others"}), rows.delete):
            with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
                write()


class TestEquality:
    """The rule asks for an assessment of the plan as it stands, signed by the day."""

    def record(self, cast: Cast) -> Decision:
        decision = DecisionFactory(plan=cast.plan)
        with scope(plan=cast.plan):
            return governance.record(decision=decision, by=cast.lead, **RECORD)

    def test_nothing_is_decided_without_one(self, cast: Cast) -> None:
        with pytest.raises(PolicyRefused, match="No equality impact assessment has been signed"):
            self.record(cast)

    def test_nor_on_what_changed_after_it_was_signed(self, cast: Cast, assessed: None) -> None:
        OutcomeFactory(plan=cast.plan)
        with pytest.raises(PolicyRefused, match="this has changed: O1"):
            self.record(cast)

    def test_nor_before_the_day_on_which_it_was_signed(self, cast: Cast) -> None:
        with scope(plan=cast.plan):
            evening = dt.datetime(2026, 5, 1, 23, 30, tzinfo=dt.UTC)  # 2 May in London
            signed_assessment(cast.plan, cast.lead, at=evening)
        with pytest.raises(PolicyRefused, match="after the decision of 1 May 2026"):
            self.record(cast)

    def test_unless_the_constitution_leaves_it_at_advice(self, cast: Cast) -> None:
        DecisionRulesFactory(organisation=cast.plan.lead_organisation, equality_first=False)
        assert self.record(cast).is_recorded


class TestCorrecting:
    def test_a_correction_refers_to_what_it_corrects_and_keeps_its_facts(self, cast: Cast) -> None:
        first = RecordedDecisionFactory(plan=cast.plan)
        with scope(plan=cast.plan):
            second = governance.correct(
                decision=first,
                correction_reason="A figure was left out",
                decided="To adopt the plan, and to spend £1m.",
                reasons=first.reasons,
                by=cast.lead,
            )
        assert (second.corrects, second.reference) == (first, "D2")
        assert second.decided.endswith("£1m.")
        assert (second.decided_on, second.call_in_until) == (first.decided_on, first.call_in_until)

    def test_it_is_of_a_record_and_of_the_latest(self, cast: Cast) -> None:
        planned = DecisionFactory(plan=cast.plan)
        first = RecordedDecisionFactory(plan=cast.plan)
        RecordedDecisionFactory(plan=cast.plan, corrects=first, correction_reason="A figure")
        with scope(plan=cast.plan):
            for decision, refusal in ((planned, "not recorded yet"), (first, "Correct that one")):
                with pytest.raises(PolicyRefused, match=refusal):
                    governance.correct(decision=decision, correction_reason="So", by=cast.lead)


class TestSigningOff:
    def sign(self, cast: Cast, person: User, kind: str, seen: str = "") -> SignOff:
        with scope(plan=cast.plan):
            return governance.sign_off(
                plan=cast.plan,
                kind=kind,
                post="Monitoring officer",
                seen_version=seen or version(cast.plan),
                by=person,
            )

    def test_who_has_the_role_signs_the_version_they_saw(self, cast: Cast, officer: User) -> None:
        signed = self.sign(cast, officer, "legal")
        assert signed.content_sha256 == version(cast.plan)
        assert AuditEvent.objects.get(action="plan.signed_off").data["kind"] == "legal"

    def test_nobody_signs_for_others(self, cast: Cast, officer: User) -> None:
        for person, kind in ((officer, "finance"), (cast.lead, "legal")):
            with pytest.raises(PermissionRefused):
                self.sign(cast, person, kind)
        assert not SignOff._base_manager.exists()

    def test_a_plan_that_changed_meanwhile_is_looked_at_again(
        self, cast: Cast, officer: User
    ) -> None:
        seen = version(cast.plan)
        SectionFactory(plan=cast.plan)
        with pytest.raises(InvalidInput, match="changed after you opened"):
            self.sign(cast, officer, "legal", seen)


class TestCallIn:
    def move(self, cast: Cast, status: str, reason: str = "", **more: Any) -> None:
        with scope(plan=cast.plan):
            governance.move_on(plan=cast.plan, status=status, reason=reason, by=cast.lead, **more)

    def test_from_the_call_in_over_the_referral_to_another_decision(self, cast: Cast) -> None:
        today = timezone.localdate()
        first = RecordedDecisionFactory(plan=cast.plan, call_in_until=today)
        with pytest.raises(PolicyRefused, match="can be called in until"):
            self.move(cast, Status.ADOPTED)
        with pytest.raises(InvalidInput, match="Give the reasons"):
            self.move(cast, Status.CALLED_IN)
        self.move(cast, Status.CALLED_IN, "Two wards", on_behalf_of="Scrutiny committee")
        self.move(cast, Status.FOR_DECISION, "Ask the two wards")
        acts = CallInStep._base_manager.filter(decision=first).values_list("act", flat=True)
        assert list(acts) == ["called_in", "referred_back"]
        with pytest.raises(PolicyRefused, match="was referred back"):
            self.move(cast, Status.ADOPTED)

    def test_a_decision_that_is_upheld_is_carried_out(self, cast: Cast) -> None:
        RecordedDecisionFactory(plan=cast.plan, call_in_until=timezone.localdate())
        self.move(cast, Status.CALLED_IN, "Two wards")
        self.move(cast, Status.ADOPTED, "The wards were asked")
        assert Plan.drafts.get(pk=cast.plan.pk).status == Status.ADOPTED


class TestRevising:
    """A published plan is taken up again: its editions stay, and it takes another decision."""

    def test_what_was_decided_on_the_last_version_does_not_adopt_the_next(self, cast: Cast) -> None:
        RecordedDecisionFactory(plan=cast.plan, call_in_until=dt.date(2026, 5, 11))
        Plan.drafts.filter(pk=cast.plan.pk).update(status=Status.PUBLISHED)
        plan = Plan.drafts.get(pk=cast.plan.pk)
        with scope(plan=plan):
            governance.move_on(plan=plan, status=Status.IN_COPRODUCTION, by=cast.lead)
            Plan.drafts.filter(pk=plan.pk).update(status=Status.FOR_DECISION)
            plan.refresh_from_db()
            with pytest.raises(PolicyRefused, match="No decision is recorded"):
                governance.move_on(plan=plan, status=Status.ADOPTED, by=cast.lead)
        assert plan.revised_from is not None


class TestRules:
    def test_the_row_in_force_on_the_day_counts(self, cast: Cast) -> None:
        body = cast.plan.lead_organisation
        DecisionRulesFactory(organisation=body, valid_from=dt.date(2024, 1, 1))
        DecisionRulesFactory(
            organisation=body, valid_from=dt.date(2026, 1, 1), call_in_working_days=4
        )
        DecisionRulesFactory(valid_from=dt.date(2026, 1, 1), call_in_working_days=1)
        found = [
            decision_rules(body, day).call_in_working_days
            for day in (dt.date(2023, 12, 31), dt.date(2025, 12, 31), dt.date(2026, 1, 1))
        ]
        assert found == [5, 3, 4]


class TestPages:
    def test_the_page_says_what_is_missing_and_offers_what_this_person_may_do(
        self, cast: Cast
    ) -> None:
        DecisionFactory(plan=cast.plan, is_key=True)
        seen = {
            who: page(cast, getattr(cast, who), "draft-decision", "D1")
            for who in ("lead", "viewer")
        }
        for response in seen.values():
            assert "Notice of a key decision is given 28 clear days before" in text_of(response)
        record = reverse("draft-decision-record", args=["trafford", "D1"])
        assert record in text_of(seen["lead"])
        assert record not in text_of(seen["viewer"])

    def test_the_lead_moves_the_plan_on(self, cast: Cast) -> None:
        Plan.drafts.filter(pk=cast.plan.pk).update(status=Status.DRAFT)
        answer = page(cast, cast.lead, "draft-status", status="in_coproduction")
        assert "The plan is now: In co-production." in text_of(answer)

    def test_a_step_that_is_barred_says_why(self, cast: Cast) -> None:
        answer = page(cast, cast.lead, "draft-status", status="adopted")
        assert answer.status_code == 422
        assert "No decision is recorded." in text_of(answer)
        assert Plan.drafts.get(pk=cast.plan.pk).status == Status.FOR_DECISION

    def test_only_what_can_follow_is_offered_and_only_to_who_may(
        self, cast: Cast, officer: User
    ) -> None:
        Plan.drafts.filter(pk=cast.plan.pk).update(status=Status.ANALYSING)
        lead, other = (page(cast, who, "draft-status") for who in (cast.lead, officer))
        assert 'value="for_decision"' in text_of(lead)
        assert 'value="adopted"' not in text_of(lead)
        assert "The next step is taken by others." in text_of(other)

    def test_nothing_follows_the_end(self, cast: Cast) -> None:
        Plan.drafts.filter(pk=cast.plan.pk).update(status=Status.WITHDRAWN)
        assert "Nothing follows this state" in text_of(page(cast, cast.lead, "draft-status"))
        assert "Nothing follows this state" in text_of(page(cast, cast.lead, "draft-governance"))

    def test_the_officer_signs_and_the_sign_off_lapses_with_the_next_change(
        self, cast: Cast, officer: User
    ) -> None:
        answers = {"post": "Monitoring officer", "conditions": "Publish the assessment"}
        signed = page(cast, officer, "draft-sign-off", seen_version=version(cast.plan), **answers)
        assert "Signed off: Legal (monitoring officer)." in text_of(signed)
        assert "Publish the assessment" in text_of(signed)
        assert "Lapsed" not in text_of(signed)
        with scope(plan=cast.plan):
            section = SectionFactory(plan=cast.plan)
            sections.revise(section=section, seen_version=1, body="Not the same", by=cast.lead)
        assert "Lapsed: the plan has changed" in text_of(page(cast, officer, "draft-governance"))

    def test_who_looked_again_signs_what_they_see_now(self, cast: Cast, officer: User) -> None:
        stale = page(cast, officer, "draft-sign-off", post="Officer", seen_version="a" * 64)
        assert stale.status_code == 422
        assert f'value="{version(cast.plan)}"' in text_of(stale)

    @pytest.mark.usefixtures("assessed")
    def test_a_decision_is_recorded_and_corrected(self, cast: Cast, officer: User) -> None:
        DecisionFactory(plan=cast.plan)
        written = {
            "outcome": "approved_amended",
            "decided": "To adopt the plan.",
            "reasons": "The needs are evidenced.",
            "options_rejected": "Do nothing: needs would grow\n\nWait a year: the grant ends",
            "call_in": "none",
            "version": "1",
            **{"decided_on-day": "1", "decided_on-month": "5", "decided_on-year": "2026"},
        }
        answer = page(cast, officer, "draft-decision-record", "D1", **written)
        assert "D1 is recorded." in text_of(answer)
        assert "Do nothing: needs would grow; Wait a year: the grant ends" in text_of(answer)
        form = text_of(page(cast, officer, "draft-decision-record", "D1"))
        assert "Correct the record of D1" in form
        correction = {"correction_reason": "A word", "decided": "To adopt.", "reasons": "So."}
        answer = page(cast, officer, "draft-decision-record", "D1", **correction)
        assert "See the correction D2" in text_of(answer)
