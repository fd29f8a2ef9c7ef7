"""How a plan goes through the council's governance: its states, its decisions and who signs them.

Here and not in the room of plans, because what the rules ask (`scp.publication.policies`) is about
the whole plan: its content, its editions, its readiness.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import InvalidInput, PermissionRefused, PolicyRefused
from scp.plans import items
from scp.plans import policies as of_plans
from scp.plans.actions import plans
from scp.plans.choices import CallIn, CallInAct, Status
from scp.plans.models import CallInStep, Decision, Membership, Plan, SignOff
from scp.publication import policies
from scp.publication.assembly import assemble
from scp.publication.policies import Standing, standing_of

# Steps that are an act of call-in, with the act.
CALL_IN_ACTS: dict[tuple[str, str], CallInAct] = {
    (Status.FOR_DECISION, Status.CALLED_IN): CallInAct.CALLED_IN,
    (Status.CALLED_IN, Status.ADOPTED): CallInAct.UPHELD,
    (Status.CALLED_IN, Status.FOR_DECISION): CallInAct.REFERRED_BACK,
}
# What a correction takes over from the decision that it corrects.
FACTS = (
    *("title", "route", "decision_maker", "due_on", "is_key", "amount", "notice_route"),
    *("notice_on", "exception_by", "exception_on", "exception_reason", "exempt_paragraph"),
    *("decided_on", "outcome", "published_on", "call_in", "call_in_until", "urgency_reason"),
    *("content_sha256",),
)
# What it may say otherwise.
WORDS = (
    *("decided", "reasons", "options_rejected", "interests", "consultation", "equality"),
    *("finance", "legal", "documents"),
)


@transaction.atomic
def move_on(
    *,
    plan: Plan,
    status: str,
    by: User,
    reason: str = "",
    on_behalf_of: str = "",
    at: dt.datetime | None = None,
) -> Plan:
    """Take the plan to another state of its life cycle, if nothing stands in the way.

    A call-in and its end need reasons, which are published with the decision. Raises PolicyRefused
    with what stands in the way, InvalidInput without the reasons.
    """
    items.queue(plan)
    of_plans.TRANSITIONS.check(plan.status, status)
    standing = _standing(plan, at)
    policies.check_can_move_on(standing, status)
    act = CALL_IN_ACTS.get((plan.status, status))
    if act and standing.taken:
        if not reason:
            raise InvalidInput(_("Give the reasons. They are published with the decision."))
        CallInStep.objects.create(
            decision=standing.taken,
            act=act,
            on_behalf_of=on_behalf_of,
            reasons=reason,
            made_at=at or timezone.now(),
            made_by=by,
        )
    return plans.move_on(plan=plan, status=status, by=by, reason=reason, at=at)


@transaction.atomic
def record(
    *,
    decision: Decision,
    seen_version: int,
    decided_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    **values: Any,
) -> Decision:
    """Write down what was decided, for ever, with the version of the plan that was decided on.

    Without a `call_in_until` the working days of the lead organisation's rules are counted from the
    day of publication. Raises PolicyRefused with what stands in the way, InvalidInput where
    something is missing, StaleVersion.
    """
    of_plans.check_can_change(decision)
    items.queue(decision.plan)
    decision.plan.refresh_from_db(fields=["status"])
    standing = _standing(decision.plan, at)
    policies.check_can_be_recorded(standing, decision, decided_on)
    values["call_in_until"] = _call_in_until(standing, decided_on, values)
    values |= {
        "decided_on": decided_on,
        "recorded_at": at or timezone.now(),
        "content_sha256": standing.version,
    }
    return items.revise(
        decision, verb="decision.recorded", seen_version=seen_version, by=by, at=at, values=values
    )


@transaction.atomic
def correct(
    *,
    decision: Decision,
    correction_reason: str,
    by: User,
    at: dt.datetime | None = None,
    **words: Any,
) -> Decision:
    """Put right how a decision was written down, by another record that refers to it. What was
    decided, by whom and when, stays: that takes another decision."""
    if not decision.is_recorded:
        raise PolicyRefused(
            _("{decision} is not recorded yet. Change it.").format(decision=decision.reference)
        )
    if later := Decision.objects.filter(corrects=decision).first():
        words_of_refusal = _("{decision} is corrected by {later} already. Correct that one.")
        raise PolicyRefused(
            words_of_refusal.format(decision=decision.reference, later=later.reference)
        )
    if not correction_reason:
        raise InvalidInput(_("Say what was wrong with the record."))
    unchanged = {name: getattr(decision, name) for name in (*FACTS, *WORDS)}
    row = Decision(
        plan=decision.plan,
        **{**unchanged, **words},
        recorded_at=at or timezone.now(),
        corrects=decision,
        correction_reason=correction_reason,
    )
    return items.add(row, verb="decision.corrected", by=by, at=at)


@transaction.atomic
def sign_off(
    *,
    plan: Plan,
    kind: str,
    post: str,
    seen_version: str,
    by: User,
    words: str = "",
    conditions: str = "",
    at: dt.datetime | None = None,
) -> SignOff:
    """Sign a version of the plan off: by a member who has the role of that name in it.

    `seen_version` is the version they looked at. Raises PermissionRefused for anybody else,
    InvalidInput when the plan has changed since they looked.
    """
    of_plans.check_can_be_edited(plan)
    if not Membership.objects.filter(plan=plan, user=by, role=kind).exists():
        raise PermissionRefused(_("Only who has this role in the plan signs it off."))
    items.queue(plan)
    version = policies.version_of(assemble(plan, as_at=at))
    if version != seen_version:
        raise InvalidInput(
            _("The plan was changed after you opened this page. Look at it again, then sign.")
        )
    signed = SignOff.objects.create(
        plan=plan,
        kind=kind,
        post=post,
        words=words,
        conditions=conditions,
        content_sha256=version,
        signed_at=at or timezone.now(),
        signed_by=by,
    )
    audit.record(
        action="plan.signed_off",
        subject=plan.slug,
        by=by,
        at=at,
        data={"kind": kind, "post": post, "version": version, "conditions": conditions},
        chain=plan.audit_chain,
    )
    return signed


def _standing(plan: Plan, at: dt.datetime | None) -> Standing:
    return standing_of(plan, policies.draft_of(assemble(plan, as_at=at)), timezone.localdate(at))


def _call_in_until(
    standing: Standing, decided_on: dt.date, values: dict[str, Any]
) -> dt.date | None:
    """The last day of call-in. Raises InvalidInput where the answers do not fit together."""
    published_on, given = values.get("published_on"), values.get("call_in_until")
    if published_on and published_on < decided_on:
        raise InvalidInput(_("A decision is published after it is taken, not before."))
    if values["call_in"] == CallIn.URGENT and not values.get("urgency_reason"):
        raise InvalidInput(_("Say why the decision is exempt from call-in."))
    if values["call_in"] != CallIn.APPLIES:
        return None
    if given and published_on and given < published_on:
        raise InvalidInput(_("Call-in ends after the decision is published, not before."))
    if given:
        return given
    if not published_on:
        raise InvalidInput(_("Say when the decision was published, or when call-in ends."))
    return policies.call_in_ends(published_on, standing.rules)
