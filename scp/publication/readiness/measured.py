"""What is missing in how outcomes are measured."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from scp.core.jinja import date
from scp.publication.content import Indicator, Outcome, PlanContent


def outcome_without_measure(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome with neither an indicator nor an owned, dated 'no measure yet' (C.2, 3)."""
    for outcome in content.outcomes:
        if not outcome.indicators and outcome.no_measure_yet is None:
            yield (
                outcome.reference,
                _(
                    "This outcome has no indicator. Link one, or say that there is no suitable "
                    "measure yet, who will find one and by when."
                ),
            )


def no_suitable_measure_yet(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome that says no suitable measure exists yet (C.2, 3)."""
    for outcome in content.outcomes:
        if not outcome.indicators and outcome.no_measure_yet is not None:
            yield (
                outcome.reference,
                _("No suitable measure yet. {owner} will propose one by {date}.").format(
                    owner=outcome.no_measure_yet.owner,
                    date=date(outcome.no_measure_yet.due_on),
                ),
            )


def _linked_indicators(content: PlanContent) -> Iterator[tuple[Outcome, Indicator]]:
    by_reference = {indicator.reference: indicator for indicator in content.indicators}
    for outcome in content.outcomes:
        for reference in outcome.indicators:
            if reference in by_reference:
                yield outcome, by_reference[reference]


def _measuring(content: PlanContent) -> Iterator[Indicator]:
    """The indicators that outcomes use, each once."""
    yield from {i.reference: i for _outcome, i in _linked_indicators(content)}.values()


def indicator_without_values(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator without values (C.2, 3)."""
    for indicator in _measuring(content):
        if not indicator.observations:
            yield indicator.reference, _("This indicator has no values yet.")


def indicator_without_baseline(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator without a baseline (C.2, 3)."""
    for indicator in _measuring(content):
        if indicator.baseline is None:
            yield indicator.reference, _("This indicator has no baseline.")


def indicator_without_target(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator without a target (C.2, 3)."""
    for indicator in _measuring(content):
        if not indicator.targets:
            yield (
                indicator.reference,
                _("This indicator has no target, so it is not judged against one."),
            )


def target_outside_period(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator whose targets are all due outside the plan's years (C.2, 3)."""
    start, end = content.plan.period_start, content.plan.period_end
    for indicator in _measuring(content):
        due = [target.due_on for target in indicator.targets]
        if due and not any(start <= day <= end for day in due):
            words = _("None of its targets is due between {start} and {end}, the plan’s years.")
            yield indicator.reference, words.format(start=date(start), end=date(end))


def indicator_without_owner(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator that nobody answers for."""
    for indicator in _measuring(content):
        if not indicator.owner:
            yield indicator.reference, _("Nobody answers for this indicator. Name its owner.")
