"""The calendar of a plan: the days on which something is due or decided, from its document."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scp.core.days import latest_notice
from scp.publication.content import Decision, PlanContent


@dataclass(frozen=True)
class Event:
    """What is on a day. `reference` names the item it is about, "" the plan itself; `code` says
    what of it, so that the two tell an event from every other of the plan."""

    day: dt.date
    code: str
    label: str
    about: str
    reference: str = ""


def events(content: PlanContent, notice_days: int) -> tuple[Event, ...]:
    """Everything with a day, the earliest first; what is done already is left out.

    `notice_days`: how many clear days before a key decision its notice is given.
    """
    found = [
        *(event for one in content.decisions for event in _of_decision(one, notice_days)),
        *_of_equality(content),
        *_of_measures(content),
        *_of_gaps(content),
        *_of_period(content),
    ]
    return tuple(sorted(found, key=lambda event: (event.day, event.reference, event.code)))


def _of_decision(decision: Decision, notice_days: int) -> Iterator[Event]:
    about, reference = decision.title, decision.reference
    if decision.corrects:
        return  # of the days of what it corrects
    if decision.decided_on:
        yield Event(decision.decided_on, "decided", _("Decided"), about, reference)
    elif decision.due_on:
        yield Event(decision.due_on, "due", _("Decision due"), about, reference)
        if decision.is_key and not decision.notice_on and decision.notice_route == "notice":
            last = latest_notice(decision.due_on, notice_days)
            label = _("Last day to give notice of a key decision")
            yield Event(last, "notice_due", label, about, reference)
    if decision.notice_on:
        yield Event(decision.notice_on, "notice", _("Notice given"), about, reference)
    if decision.call_in_until:
        label = _("Last day of call-in")
        yield Event(decision.call_in_until, "call_in", label, about, reference)


def _of_equality(content: PlanContent) -> Iterator[Event]:
    for one in content.equality_assessments:
        if one.review_on:
            label = _("Equality impact assessment looked at again")
            yield Event(one.review_on, "review", label, one.proposal, one.reference)
    for step in content.mitigations:
        label = _("What lessens an impact is done")
        yield Event(step.due_on, "mitigation", label, step.action, step.reference)


def _of_measures(content: PlanContent) -> Iterator[Event]:
    for indicator in content.indicators:
        reference = indicator.reference
        if indicator.next_release_on:
            label = _("New values are published")
            yield Event(indicator.next_release_on, "release", label, indicator.title, reference)
        for target in indicator.targets:
            code, label = f"target-{target.due_on}", _("Target due")
            yield Event(target.due_on, code, label, indicator.title, reference)
        for step in indicator.next_actions:
            if step.done_on is None:
                label = _("Next action due")
                yield Event(step.due_on, "action", label, step.action, step.reference)


def _of_gaps(content: PlanContent) -> Iterator[Event]:
    for outcome in content.outcomes:
        if outcome.no_measure_yet:
            day, label = outcome.no_measure_yet.due_on, _("A suitable measure is found")
            yield Event(day, "measure", label, outcome.statement, outcome.reference)
    for gap in content.evidence_gaps:
        if gap.due_on and gap.closed_on is None:
            label = _("Evidence gap answered")
            yield Event(gap.due_on, "gap", label, gap.statement, gap.reference)


def _of_period(content: PlanContent) -> Iterator[Event]:
    plan = content.plan
    yield Event(plan.period_start, "begins", _("The plan begins"), plan.title)
    yield Event(plan.period_end, "ends", _("The plan ends"), plan.title)
