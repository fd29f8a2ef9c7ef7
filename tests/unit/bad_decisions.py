"""Bad rows of what a plan's governance writes; tests/unit/test_constraints.py runs them."""

from tests.factories.governance import (
    CallInStepFactory,
    DecisionFactory,
    DecisionRulesFactory,
    RecordedDecisionFactory,
    SignOffFactory,
)
from tests.unit.bad_rows import DAY, Make, again

BAD: dict[str, Make] = {
    "decision_reference_for_life": again(DecisionFactory, "plan", "number"),
    "decision_route_listed": lambda: DecisionFactory(route="coin"),
    "decision_notice_listed": lambda: DecisionFactory(notice_route="rumour"),
    "decision_outcome_listed": lambda: RecordedDecisionFactory(outcome="shrug"),
    "decision_call_in_listed": lambda: DecisionFactory(call_in="maybe"),
    "decision_exempt_paragraph_listed": lambda: DecisionFactory(exempt_paragraph=8),
    "decision_recorded_whole": lambda: RecordedDecisionFactory(reasons=""),
    "decision_exception_by_whom_and_when": lambda: DecisionFactory(exception_on=DAY),
    "decision_call_in_ends_where_it_applies": lambda: RecordedDecisionFactory(call_in="none"),
    "decision_corrected_with_a_reason": lambda: RecordedDecisionFactory(
        corrects=(first := RecordedDecisionFactory()), plan=first.plan
    ),
    "call_in_step_once": again(CallInStepFactory, "decision", "act"),
    "call_in_act_listed": lambda: CallInStepFactory(act="shouted"),
    "call_in_step_has_reasons": lambda: CallInStepFactory(reasons=""),
    "decision_rules_once_a_day": again(DecisionRulesFactory, "organisation", "valid_from"),
    "decision_exception_is_shorter": lambda: DecisionRulesFactory(exception_clear_days=29),
    "sign_off_kind_listed": lambda: SignOffFactory(kind="king"),
    "sign_off_hash_is_sha256": lambda: SignOffFactory(content_sha256="D" * 64),
}
