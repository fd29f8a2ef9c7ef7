"""What stands in the way of a plan's next step, whoever asks.

Pure functions of a `Standing`. Each obstacle has a code, says whether it blocks or only warns
(where the law leaves room), and a sentence for the reader with the place where it is mended.
`check_…` raises with the sentences that block; `can_…` is its boolean twin. A new rule is another
function in the tables at the end of this file.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement import equality
from scp.core.days import after_working_days, clear_days
from scp.core.errors import PolicyRefused
from scp.core.jinja import date
from scp.plans.choices import (
    APPROVING,
    CallIn,
    CallInAct,
    NoticeRoute,
    SignOffKind,
    Status,
)
from scp.plans.models import CallInStep, Decision, DecisionRules, Plan, SignOff
from scp.plans.queries import decision_rules
from scp.publication.content import EqualityAssessment, PlanContent, version_of
from scp.publication.queries import latest_edition_get_optional
from scp.publication.readiness import blocking

Place = Literal[
    "decisions",
    "decision",
    "record",
    "sign-off",
    "status",
    "readiness",
    "assessments",
    "publish",
    "",
]


@dataclass(frozen=True)
class Obstacle:
    """One thing that is missing. `place` says on which page it is mended ("" where time mends it),
    `reference` of which decision."""

    code: str
    blocks: bool
    sentence: str
    place: Place
    reference: str = ""


@dataclass(frozen=True)
class Standing:
    """All that the rules look at: the plan's state, its decisions and sign-offs, and the day."""

    status: str
    today: dt.date
    version: str
    """The SHA-256 of the plan's content as it is now."""
    rules: DecisionRules
    decisions: tuple[Decision, ...] = ()
    steps: tuple[CallInStep, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    edition_at: dt.datetime | None = None
    """When the latest edition was published."""
    revised_from: dt.datetime | None = None
    """When the revision of a published plan began: what was decided before is of the plan as it was
    then. None in a first version."""
    blocking: int = 0
    """How many findings of readiness block a plan that is for decision."""
    assessment: EqualityAssessment | None = None
    """The equality impact assessment that was signed last."""
    assessed_on: tuple[dt.date, ...] = ()
    """The days on which an assessment of the plan as it stands was signed."""

    @property
    def planned(self) -> tuple[Decision, ...]:
        """Decisions that are still to be taken."""
        return tuple(d for d in self.decisions if not d.is_recorded)

    @property
    def taken(self) -> Decision | None:
        """The decision that stands for this version: the one recorded last, itself corrected or
        not."""
        recorded = [
            d
            for d in self.decisions
            if d.recorded_at and not (self.revised_from and d.recorded_at < self.revised_from)
        ]
        return max(recorded, key=lambda d: (d.recorded_at, d.number), default=None)

    def acts(self, decision: Decision) -> set[str]:
        """What became of a decision in call-in. A correction is of the same decision."""
        by_key = {d.pk: d for d in self.decisions}
        keys: set[int] = set()
        now: Decision | None = decision
        while now is not None and now.pk not in keys:
            keys.add(now.pk)
            now = by_key.get(now.corrects_id or 0)
        return {step.act for step in self.steps if step.decision_id in keys}

    def latest(self, kind: str) -> SignOff | None:
        return next((s for s in reversed(self.sign_offs) if s.kind == kind), None)


@dataclass(frozen=True)
class Draft:
    """What the rules ask of a draft: made of its content, and of nothing else."""

    version: str
    blocking: int
    assessment: EqualityAssessment | None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.assessment.model_dump_json()) * 4 + 1_000 if self.assessment else 1_000


def draft_of(content: PlanContent) -> Draft:
    return Draft(
        version=version_of(content),
        blocking=len(blocking(content, "decision")),
        assessment=next(iter(content.equality_assessments), None),
    )


def standing_of(plan: Plan, draft: Draft, today: dt.date) -> Standing:
    """Where a plan, in whose scope this is called, stands on a day."""
    edition = latest_edition_get_optional(plan)
    signed = draft.assessment
    current = signed is not None and not signed.changed_since
    return Standing(
        status=plan.status,
        today=today,
        version=draft.version,
        rules=decision_rules(plan.lead_organisation, today),
        decisions=tuple(Decision.objects.all()),
        steps=tuple(CallInStep.objects.all()),
        sign_offs=tuple(SignOff.objects.order_by("pk")),
        edition_at=edition.published_at if edition else None,
        revised_from=plan.revised_from,
        blocking=draft.blocking,
        assessment=signed,
        assessed_on=equality.days_signed(plan, signed.basis_sha256) if signed and current else (),
    )


def before(standing: Standing, target: str) -> tuple[Obstacle, ...]:
    """What stands between the plan and its next state `target`, what blocks first."""
    checks = CHECKS.get((standing.status, target), ())
    found = [obstacle for check in checks for obstacle in check(standing)]
    return tuple(sorted(found, key=lambda obstacle: not obstacle.blocks))


def check_can_move_on(standing: Standing, target: str) -> None:
    _refuse(before(standing, target))


def can_move_on(standing: Standing, target: str) -> bool:
    return not any(obstacle.blocks for obstacle in before(standing, target))


def before_recording(standing: Standing, decision: Decision, day: dt.date) -> tuple[Obstacle, ...]:
    """What stands in the way of recording that a decision was taken on a day."""
    found = [obstacle for check in OF_A_DECISION for obstacle in check(standing, decision, day)]
    return tuple(sorted(found, key=lambda obstacle: not obstacle.blocks))


def check_can_be_recorded(standing: Standing, decision: Decision, day: dt.date) -> None:
    _refuse(before_recording(standing, decision, day))


def can_be_recorded(standing: Standing, decision: Decision, day: dt.date) -> bool:
    return not any(obstacle.blocks for obstacle in before_recording(standing, decision, day))


def call_in_ends(published_on: dt.date, rules: DecisionRules) -> dt.date:
    """The last day of call-in: so many working days after the decision was published."""
    return after_working_days(published_on, rules.call_in_working_days)


def _refuse(obstacles: tuple[Obstacle, ...]) -> None:
    sentences = [obstacle.sentence for obstacle in obstacles if obstacle.blocks]
    if sentences:
        raise PolicyRefused(" ".join(sentences))


# --- of a decision -------------------------------------------------------------------------------


def _put_to_decision(standing: Standing, decision: Decision, day: dt.date) -> Iterator[Obstacle]:
    """A plan is decided on when it was sent for decision: while a consultation on it is open or is
    still being analysed it is not (C.2, 8)."""
    if standing.status == Status.IN_CONSULTATION:
        words = _("The consultation is still open. Nothing is decided on what it covers.")
    elif standing.status != Status.FOR_DECISION:
        words = _("The plan has not been sent for decision.")
    else:
        return
    yield Obstacle("not_for_decision", True, words, "status")


def _day_has_come(standing: Standing, decision: Decision, day: dt.date) -> Iterator[Obstacle]:
    if day > standing.today:
        words = _("{reference} is due on {date}. It can be recorded from then on.")
        sentence = words.format(reference=decision.reference, date=date(day))
        yield Obstacle("not_taken_yet", True, sentence, "decision", decision.reference)


def _noticed(standing: Standing, decision: Decision, day: dt.date) -> Iterator[Obstacle]:
    """A key decision has its notice or a recorded exception (C.2, 9; SI 2012/2089, 9 to 11)."""
    if decision.is_key:
        for sentence in _NOTICES[NoticeRoute(decision.notice_route)](standing, decision, day):
            yield Obstacle("notice", True, sentence, "decision", decision.reference)


def _in_full_time(standing: Standing, decision: Decision, day: dt.date) -> Iterator[str]:
    needed = standing.rules.notice_clear_days
    if decision.notice_on is None:
        words = ngettext(
            "Notice of a key decision is given {days} clear day before. Say when it was given, or "
            "record an exception.",
            "Notice of a key decision is given {days} clear days before. Say when it was given, or "
            "record an exception.",
            needed,
        )
        yield words.format(days=needed)
    elif (left := clear_days(decision.notice_on, day)) < needed:
        words = _(
            "Notice was given on {notice}. That leaves {left} clear days before {day}, and a key "
            "decision needs {days}. Decide later, or record an exception."
        )
        yield words.format(notice=date(decision.notice_on), left=left, day=date(day), days=needed)


def _general_exception(standing: Standing, decision: Decision, day: dt.date) -> Iterator[str]:
    needed = standing.rules.exception_clear_days
    if decision.exception_on is None or not decision.exception_reason:
        yield _("For a general exception, say when the scrutiny chair was informed, and why.")
    elif (left := clear_days(decision.exception_on, day)) < needed:
        words = _(
            "The scrutiny chair was informed on {informed}. That leaves {left} clear days before "
            "{day}, and a general exception needs {days}. Ask them to agree to special urgency."
        )
        yield words.format(
            informed=date(decision.exception_on), left=left, day=date(day), days=needed
        )


def _special_urgency(standing: Standing, decision: Decision, day: dt.date) -> Iterator[str]:
    if decision.exception_on is None or not decision.exception_reason:
        yield _("For special urgency, say who agreed to it, when, and why it cannot wait.")
    elif decision.exception_on > day:
        yield _("Special urgency is agreed to before the decision, not after it.")


_NOTICES: dict[NoticeRoute, Callable[[Standing, Decision, dt.date], Iterator[str]]] = {
    NoticeRoute.NOTICE: _in_full_time,
    NoticeRoute.GENERAL_EXCEPTION: _general_exception,
    NoticeRoute.SPECIAL_URGENCY: _special_urgency,
}


def _key_by_its_sum(standing: Standing, decision: Decision, day: dt.date) -> Iterator[Obstacle]:
    """From its sum on, the constitution calls a decision a key one; significance may say no."""
    level = standing.rules.key_decision_pounds
    if not decision.is_key and level and decision.amount and decision.amount >= level:
        words = _("From £{level:,.0f} on a decision is usually a key one. Check that this is none.")
        sentence = words.format(level=level)
        yield Obstacle("key_by_sum", False, sentence, "decision", decision.reference)


def _assessed(standing: Standing, decision: Decision, day: dt.date) -> Iterator[Obstacle]:
    """What the plan means for people with each protected characteristic is known before it is
    decided on, and for this version of it (C.2, 10; Equality Act 2010 s149). A record of it is not
    compulsory everywhere: a constitution may leave it at advice."""
    if not any(signed <= day for signed in standing.assessed_on):
        blocks = standing.rules.equality_first
        yield Obstacle("not_assessed", blocks, _unassessed(standing, day), "assessments")


def _unassessed(standing: Standing, day: dt.date) -> str:
    signed = standing.assessment
    if signed is None:
        return _("No equality impact assessment has been signed.")
    if standing.assessed_on:
        words = _("{assessment} was signed on {signed}, after the decision of {day}.")
        first = min(standing.assessed_on)
        return words.format(assessment=signed.reference, signed=date(first), day=date(day))
    words = _("Since {assessment} was signed this has changed: {changed}. Sign another one.")
    return words.format(assessment=signed.reference, changed=", ".join(signed.changed_since))


def _signed_off(standing: Standing, decision: Decision, day: dt.date) -> Iterator[Obstacle]:
    return signed_off(standing)


def signed_off(standing: Standing) -> Iterator[Obstacle]:
    """What is not signed off, or was for another version. The law asks for the advice of these
    officers and not for this signature, so it warns."""
    for kind in SignOffKind:
        if kind == SignOffKind.DECISION_MAKER:
            continue  # their decision is their signature
        found = standing.latest(kind)
        if found is None:
            words = _("Not signed off: {kind}.")
        elif found.content_sha256 != standing.version:
            words = _("The plan has changed since it was signed off: {kind}.")
        elif found.conditions:
            words = _("Signed off with conditions: {kind}.")
        else:
            continue
        yield Obstacle("sign_off", False, words.format(kind=kind.label), "sign-off")


# --- of the plan ---------------------------------------------------------------------------------


def _decision_in_sight(standing: Standing) -> Iterator[Obstacle]:
    if not standing.planned:
        words = _("Nobody has said yet who decides on the plan, and when.")
        yield Obstacle("no_decision_planned", False, words, "decisions")


def _nothing_blocks(standing: Standing) -> Iterator[Obstacle]:
    """Decision makers are not asked to overlook what a plan stands on (C.2, 1, 2 and 5)."""
    if standing.blocking:
        words = ngettext(
            "{count} thing is missing without which nobody is asked to decide on the plan.",
            "{count} things are missing without which nobody is asked to decide on the plan.",
            standing.blocking,
        )
        sentence = words.format(count=standing.blocking)
        yield Obstacle("not_ready", True, sentence, "readiness")


def _assessed_in_time(standing: Standing) -> Iterator[Obstacle]:
    """There is still time to assess: it warns."""
    if not standing.assessed_on:
        sentence = _unassessed(standing, standing.today)
        yield Obstacle("not_assessed", False, sentence, "assessments")


def _signed(standing: Standing) -> Iterator[Obstacle]:
    return signed_off(standing)


def _approved(standing: Standing) -> Iterator[Obstacle]:
    """A plan is adopted by a decision that approves it and stands."""
    taken, planned = standing.taken, standing.planned
    if taken is None:
        words = _("No decision is recorded.")
    elif taken.outcome not in APPROVING:
        words = _("{reference} did not approve the plan. It needs another decision.").format(
            reference=taken.reference
        )
    elif CallInAct.REFERRED_BACK in standing.acts(taken):
        words = _("{reference} was referred back. The plan needs another decision.").format(
            reference=taken.reference
        )
    else:
        return
    if planned:
        yield Obstacle("not_approved", True, words, "record", planned[0].reference)
    else:
        yield Obstacle("not_approved", True, words, "decisions")


def _call_in_over(standing: Standing) -> Iterator[Obstacle]:
    """Nothing is carried out before the call-in ends (C.2, 9)."""
    taken = standing.taken
    if taken is None or taken.call_in != CallIn.APPLIES:
        return
    if taken.call_in_until is None:
        words = _("It is not known when call-in ends: {reference} is not published.")
        sentence = words.format(reference=taken.reference)
        yield Obstacle("call_in_open", True, sentence, "")
    elif taken.call_in_until >= standing.today:
        words = _("{reference} can be called in until {date}. The plan is adopted after that.")
        sentence = words.format(reference=taken.reference, date=date(taken.call_in_until))
        yield Obstacle("call_in_open", True, sentence, "")


def _can_be_called_in(standing: Standing) -> Iterator[Obstacle]:
    taken = standing.taken
    if taken is None:
        words = _("No decision is recorded that could be called in.")
    elif taken.call_in != CallIn.APPLIES:
        words = _("{reference}: {call_in}.").format(
            reference=taken.reference, call_in=taken.get_call_in_display()
        )
    elif CallInAct.CALLED_IN in standing.acts(taken):
        words = _("{reference} was called in already.").format(reference=taken.reference)
    elif taken.call_in_until is not None and taken.call_in_until < standing.today:
        words = _("{reference} could be called in until {date}.").format(
            reference=taken.reference, date=date(taken.call_in_until)
        )
    else:
        return
    yield Obstacle("no_call_in", True, words, "")


def _as_decided(standing: Standing) -> Iterator[Obstacle]:
    taken = standing.taken
    if taken is not None and taken.content_sha256 != standing.version:
        words = _("The plan has changed since {reference}, which decided on another version.")
        sentence = words.format(reference=taken.reference)
        yield Obstacle("changed_since_decision", False, sentence, "decisions")


def _edition_of_it(standing: Standing) -> Iterator[Obstacle]:
    """What is called published has an edition with the decision in it."""
    taken = standing.taken
    since = taken.recorded_at if taken else None
    if standing.edition_at is None or (since and standing.edition_at < since):
        words = _("No edition has been published since the decision. Publish one first.")
        yield Obstacle("no_edition", True, words, "publish")


# By the states between which it is looked at. Steps that are not named are free.
CHECKS: dict[tuple[str, str], tuple[Callable[[Standing], Iterator[Obstacle]], ...]] = {
    (Status.ANALYSING, Status.FOR_DECISION): (
        *(_decision_in_sight, _nothing_blocks, _assessed_in_time, _signed),
    ),
    (Status.FOR_DECISION, Status.CALLED_IN): (_can_be_called_in,),
    (Status.FOR_DECISION, Status.ADOPTED): (_approved, _call_in_over, _as_decided, _signed),
    (Status.CALLED_IN, Status.ADOPTED): (_approved, _as_decided),
    (Status.ADOPTED, Status.PUBLISHED): (_edition_of_it, _as_decided),
}
OF_A_DECISION: tuple[Callable[[Standing, Decision, dt.date], Iterator[Obstacle]], ...] = (
    _put_to_decision,
    _day_has_come,
    _noticed,
    _key_by_its_sum,
    _assessed,
    _signed_off,
)
