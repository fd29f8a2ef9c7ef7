"""What stands in the way of a plan's next step: each rule, one day before and one day after."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from scp.core.errors import PolicyRefused
from scp.plans.choices import SignOffKind, Status
from scp.plans.models import CallInStep, Decision, DecisionRules, SignOff
from scp.plans.policies import TRANSITIONS
from scp.publication import policies
from scp.publication.content import EqualityAssessment
from scp.publication.policies import Standing

VERSION, OTHER = "a" * 64, "b" * 64
RULES = DecisionRules(
    notice_clear_days=28, exception_clear_days=5, call_in_working_days=5, source="test"
)
TODAY = dt.date(2026, 6, 1)
ASSESSMENT = EqualityAssessment(
    reference="EA1",
    uri="https://plans.example/id/trafford/EA1",
    proposal="The whole plan",
    conclusion="no_change",
    conclusion_label="No change",
    conclusion_reason="Nobody is worse off.",
    signed_as="Equality lead",
    signed_on=dt.date(2026, 4, 20),
    basis_sha256="e" * 64,
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def key_decision(**fields: Any) -> Decision:
    values = {"pk": 1, "number": 1, "is_key": True, "due_on": TODAY, "title": "Adopt the plan"}
    return Decision(**{**values, **fields})


def taken(**fields: Any) -> Decision:
    values: dict[str, Any] = {
        "decided_on": day("2026-05-18"),
        "recorded_at": dt.datetime(2026, 5, 18, 12, 0, tzinfo=dt.UTC),
        "outcome": "approved",
        "call_in": "applies",
        "call_in_until": day("2026-05-26"),
        "content_sha256": VERSION,
    }
    return key_decision(**{**values, **fields})


def standing(*decisions: Decision, **fields: Any) -> Standing:
    values: dict[str, Any] = {"status": Status.FOR_DECISION, "today": TODAY, "version": VERSION}
    values |= {"assessment": ASSESSMENT, "assessed_on": (day("2026-04-20"),)}
    return Standing(**{**values, "rules": RULES, "decisions": decisions, **fields})


def codes(obstacles: tuple[policies.Obstacle, ...], *, blocks: bool) -> list[str]:
    return [obstacle.code for obstacle in obstacles if obstacle.blocks is blocks]


def refused(decision: Decision, on: dt.date = TODAY, **fields: Any) -> list[str]:
    return codes(policies.before_recording(standing(decision, **fields), decision, on), blocks=True)


class TestNotice:
    @pytest.mark.parametrize(
        ("notice", "found"),
        [("2026-05-03", []), ("2026-05-04", ["notice"]), (None, ["notice"])],
    )
    def test_a_key_decision_needs_28_clear_days(self, notice: str | None, found: list[str]) -> None:
        decision = key_decision(notice_on=notice and day(notice))
        assert refused(decision) == found

    def test_another_decision_needs_none(self) -> None:
        assert refused(key_decision(is_key=False)) == []

    @pytest.mark.parametrize(
        ("informed", "reason", "found"),
        [
            ("2026-05-26", "The grant ends", []),
            ("2026-05-27", "The grant ends", ["notice"]),
            ("2026-05-26", "", ["notice"]),
            (None, "The grant ends", ["notice"]),
        ],
    )
    def test_a_general_exception_needs_five_and_a_reason(
        self, informed: str | None, reason: str, found: list[str]
    ) -> None:
        decision = key_decision(
            notice_route="general_exception",
            exception_by="Chair of scrutiny",
            exception_on=informed and day(informed),
            exception_reason=reason,
        )
        assert refused(decision) == found

    @pytest.mark.parametrize(
        ("agreed", "found"),
        [("2026-06-01", []), ("2026-06-02", ["notice"]), (None, ["notice"])],
    )
    def test_special_urgency_is_agreed_to_by_the_day(
        self, agreed: str | None, found: list[str]
    ) -> None:
        decision = key_decision(
            notice_route="special_urgency",
            exception_by="Chair of scrutiny",
            exception_on=agreed and day(agreed),
            exception_reason="A home closes tomorrow",
        )
        assert refused(decision) == found

    def test_the_days_are_those_of_the_lead_organisation(self) -> None:
        shorter = DecisionRules(notice_clear_days=20, exception_clear_days=5)
        decision = key_decision(notice_on=day("2026-05-11"))
        assert refused(decision, rules=shorter) == []
        assert refused(decision) == ["notice"]

    @pytest.mark.parametrize(("amount", "found"), [(249_999, False), (250_000, True)])
    def test_from_its_sum_on_a_decision_may_be_a_key_one(self, amount: int, found: bool) -> None:
        rules = DecisionRules(
            notice_clear_days=28, exception_clear_days=5, key_decision_pounds=250_000
        )
        decision = key_decision(is_key=False, amount=amount)
        now = policies.before_recording(standing(decision, rules=rules), decision, TODAY)
        assert ("key_by_sum" in codes(now, blocks=False)) is found
        assert policies.can_be_recorded(standing(decision, rules=rules), decision, TODAY)


class TestRecording:
    @pytest.mark.parametrize("status", [s for s in Status if s != Status.FOR_DECISION])
    def test_a_plan_is_decided_on_when_it_was_sent_for_decision(self, status: Status) -> None:
        assert refused(key_decision(is_key=False), status=status) == ["not_for_decision"]

    def test_nothing_is_decided_while_the_consultation_is_open(self) -> None:
        decision = key_decision(is_key=False)
        with pytest.raises(PolicyRefused, match="consultation is still open"):
            policies.check_can_be_recorded(
                standing(decision, status=Status.IN_CONSULTATION), decision, TODAY
            )

    def test_a_decision_is_not_recorded_before_its_day(self) -> None:
        decision = key_decision(is_key=False)
        assert refused(decision, on=TODAY + dt.timedelta(days=1)) == ["not_taken_yet"]

    def test_what_is_not_signed_off_warns_and_stops_nobody(self) -> None:
        signed = [
            SignOff(kind="finance", content_sha256=OTHER),
            SignOff(kind="legal", content_sha256=VERSION, conditions="Publish the assessment"),
            SignOff(kind="equality", content_sha256=OTHER),
            SignOff(kind="equality", content_sha256=VERSION),
        ]
        decision = key_decision(is_key=False)
        now = standing(decision, sign_offs=tuple(signed))
        sentences = [o.sentence for o in policies.before_recording(now, decision, TODAY)]
        assert sentences == [
            "The plan has changed since it was signed off: Finance (section 151 officer).",
            "Signed off with conditions: Legal (monitoring officer).",
            "Not signed off: Data protection.",
            "Not signed off: Portfolio holder.",
        ]
        assert policies.can_be_recorded(now, decision, TODAY)


class TestAssessment:
    """What the plan means for people is known before it is decided on, for this version of it."""

    def refusal(self, **fields: Any) -> str:
        decision = key_decision(is_key=False)
        now = standing(decision, **fields)
        found = policies.before_recording(now, decision, TODAY)
        return next((one.sentence for one in found if one.code == "not_assessed"), "")

    @pytest.mark.parametrize(
        ("signed", "refused"), [("2026-05-31", False), ("2026-06-01", False), ("2026-06-02", True)]
    )
    def test_it_is_signed_on_the_day_of_the_decision_or_before(
        self, signed: str, refused: bool
    ) -> None:
        words = "EA1 was signed on 2 June 2026, after the decision of 1 June 2026."
        assert self.refusal(assessed_on=(day(signed),)) == (words if refused else "")

    def test_signed_again_afterwards_it_was_still_signed_in_time(self) -> None:
        assert self.refusal(assessed_on=(day("2026-05-01"), day("2026-06-05"))) == ""

    def test_what_changed_since_is_named(self) -> None:
        changed = ASSESSMENT.model_copy(update={"changed_since": ("O2", "P1")})
        assert "this has changed: O2, P1." in self.refusal(assessment=changed, assessed_on=())

    def test_without_one_nothing_is_decided(self) -> None:
        words = "No equality impact assessment has been signed."
        assert self.refusal(assessment=None, assessed_on=()) == words
        decision = key_decision(is_key=False)
        assert refused(decision, assessment=None, assessed_on=()) == ["not_assessed"]

    def test_a_constitution_may_leave_it_at_advice(self) -> None:
        advised = DecisionRules(notice_clear_days=28, exception_clear_days=5, equality_first=False)
        decision = key_decision(is_key=False)
        now = standing(decision, rules=advised, assessed_on=())
        found = policies.before_recording(now, decision, TODAY)
        assert codes(found, blocks=False)[0] == "not_assessed"
        assert policies.can_be_recorded(now, decision, TODAY)

    def test_before_the_plan_is_sent_for_decision_there_is_still_time(self) -> None:
        now = standing(key_decision(), status=Status.ANALYSING, assessed_on=())
        found = policies.before(now, Status.FOR_DECISION)
        assert "not_assessed" in codes(found, blocks=False)


class TestAdoption:
    def adopting(self, *decisions: Decision, **fields: Any) -> list[str]:
        now = standing(*decisions, **fields)
        return codes(policies.before(now, Status.ADOPTED), blocks=True)

    def test_it_takes_a_decision_that_approves(self) -> None:
        assert self.adopting() == ["not_approved"]
        assert self.adopting(taken(outcome="deferred")) == ["not_approved"]
        assert self.adopting(taken()) == []
        assert self.adopting(taken(outcome="approved_amended")) == []

    @pytest.mark.parametrize(
        ("until", "found"),
        [("2026-05-31", []), ("2026-06-01", ["call_in_open"]), (None, ["call_in_open"])],
    )
    def test_nothing_is_carried_out_before_call_in_ends(
        self, until: str | None, found: list[str]
    ) -> None:
        assert self.adopting(taken(call_in_until=until and day(until))) == found

    @pytest.mark.parametrize("call_in", ["urgent", "none"])
    def test_an_exempt_decision_is_carried_out_at_once(self, call_in: str) -> None:
        assert self.adopting(taken(call_in=call_in, call_in_until=None)) == []

    def test_what_was_referred_back_needs_another_decision(self) -> None:
        step = CallInStep(decision_id=1, act="referred_back")
        assert self.adopting(taken(), steps=(step,)) == ["not_approved"]
        later = taken(pk=2, number=2, recorded_at=dt.datetime(2026, 5, 28, 12, 0, tzinfo=dt.UTC))
        assert self.adopting(taken(), later, steps=(step,)) == []

    def test_a_decision_on_the_version_before_is_none_on_its_revision(self) -> None:
        noon = dt.datetime(2026, 5, 18, 12, 0, tzinfo=dt.UTC)
        assert self.adopting(taken(), revised_from=noon) == []
        assert self.adopting(taken(), revised_from=noon + dt.timedelta(hours=1)) == ["not_approved"]

    def test_a_correction_does_not_undo_that(self) -> None:
        step = CallInStep(decision_id=1, act="referred_back")
        later = taken(
            pk=2,
            number=2,
            corrects_id=1,
            recorded_at=dt.datetime(2026, 5, 28, 12, 0, tzinfo=dt.UTC),
        )
        assert self.adopting(taken(), later, steps=(step,)) == ["not_approved"]

    def test_a_plan_that_changed_since_warns(self) -> None:
        now = standing(taken(content_sha256=OTHER))
        assert "changed_since_decision" in codes(policies.before(now, Status.ADOPTED), blocks=False)
        assert policies.can_move_on(now, Status.ADOPTED)


class TestCallIn:
    def calling(self, *decisions: Decision, **fields: Any) -> list[str]:
        now = standing(*decisions, **fields)
        return codes(policies.before(now, Status.CALLED_IN), blocks=True)

    @pytest.mark.parametrize(
        ("until", "found"), [("2026-06-01", []), ("2026-05-31", ["no_call_in"])]
    )
    def test_a_decision_is_called_in_until_its_last_day(self, until: str, found: list[str]) -> None:
        assert self.calling(taken(call_in_until=day(until))) == found

    def test_there_must_be_one_and_it_must_not_be_exempt(self) -> None:
        assert self.calling() == ["no_call_in"]
        assert self.calling(taken(call_in="urgent", call_in_until=None)) == ["no_call_in"]

    def test_once_is_enough(self) -> None:
        step = CallInStep(decision_id=1, act="called_in")
        decision = taken(call_in_until=day("2026-06-05"))
        assert self.calling(decision, steps=(step,)) == ["no_call_in"]

    def test_its_last_day_is_counted_in_working_days(self) -> None:
        assert policies.call_in_ends(day("2026-05-01"), RULES) == day("2026-05-11")


class TestOtherSteps:
    def test_to_be_published_is_to_have_an_edition_since_the_decision(self) -> None:
        def codes_with(edition_at: dt.datetime | None) -> list[str]:
            now = standing(taken(), status=Status.ADOPTED, edition_at=edition_at)
            return codes(policies.before(now, Status.PUBLISHED), blocks=True)

        assert codes_with(None) == ["no_edition"]
        assert codes_with(dt.datetime(2026, 5, 18, 11, 0, tzinfo=dt.UTC)) == ["no_edition"]
        assert codes_with(dt.datetime(2026, 5, 18, 13, 0, tzinfo=dt.UTC)) == []

    def test_sent_for_decision_without_one_in_sight_warns(self) -> None:
        now = standing(status=Status.ANALYSING, blocking=2)
        found = policies.before(now, Status.FOR_DECISION)
        assert codes(found, blocks=True) == ["not_ready"]
        assert codes(found, blocks=False)[0] == "no_decision_planned"
        planned = standing(key_decision(), status=Status.ANALYSING)
        assert "no_decision_planned" not in codes(
            policies.before(planned, Status.FOR_DECISION), blocks=False
        )

    def test_every_rule_is_of_a_way_of_the_table(self) -> None:
        ways = {(t.source, t.target) for t in TRANSITIONS.transitions}
        assert policies.CHECKS.keys() <= ways

    @pytest.mark.parametrize(("source", "target"), policies.CHECKS)
    @pytest.mark.parametrize("make", [standing, lambda **f: standing(taken(), **f)])
    def test_asking_and_being_refused_agree(
        self, source: str, target: str, make: Callable[..., Standing]
    ) -> None:
        now = make(status=source)
        if policies.can_move_on(now, target):
            policies.check_can_move_on(now, target)
        else:
            with pytest.raises(PolicyRefused):
                policies.check_can_move_on(now, target)


def test_every_kind_of_sign_off_has_the_code_of_a_role_that_may_sign() -> None:
    from scp.accounts.permissions import ROLES, Permission

    signing = {code for code, role in ROLES.items() if Permission.SIGN_OFF in role.permissions}
    assert signing == set(SignOffKind.values)
