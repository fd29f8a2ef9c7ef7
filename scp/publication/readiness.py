"""What stands between a plan and its next edition: pure functions of PlanContent.

Each finding has a code, a severity, the item it is about and a sentence that says what to do.
"blocks" means that publishing is refused; "warns" is printed in the document as a gap, plainly.
The invariants are those of docs/domain.md; `docs/readiness.md` lists the codes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scp.publication.content import Indicator, Outcome, PlanContent

Severity = Literal["blocks", "warns"]


@dataclass(frozen=True)
class Finding:
    """One gap. `reference` is the item's, or empty where the finding is about the whole plan."""

    code: str
    severity: Severity
    reference: str
    sentence: str


@dataclass(frozen=True)
class Check:
    """A rule: what its code is, how grave a breach is, and the function that finds breaches."""

    code: str
    severity: Severity
    find: Callable[[PlanContent], Iterator[tuple[str, str]]]


def gaps(content: PlanContent) -> tuple[Finding, ...]:
    """Every finding, the blocking ones first, each kind in the order of the plan."""
    findings = [
        Finding(check.code, check.severity, reference, sentence)
        for check in CHECKS
        for reference, sentence in check.find(content)
    ]
    return tuple(sorted(findings, key=lambda finding: finding.severity != "blocks"))


def blocking(content: PlanContent) -> tuple[Finding, ...]:
    return tuple(finding for finding in gaps(content) if finding.severity == "blocks")


def _no_vision(content: PlanContent) -> Iterator[tuple[str, str]]:
    """No vision section with text."""
    if not any(section.kind == "vision" and section.body.strip() for section in content.sections):
        yield "", _("The plan has no vision. Add a vision section.")


def _no_outcome(content: PlanContent) -> Iterator[tuple[str, str]]:
    """No outcome at all."""
    if not content.outcomes:
        yield "", _("The plan has no outcome. Propose at least one.")


def _outcome_without_need(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome that no need underwrites."""
    for outcome in content.outcomes:
        if not outcome.needs:
            yield (
                outcome.reference,
                _("No need underwrites this outcome. Say which need it answers."),
            )


def _need_without_evidence(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A need that no evidence supports (C.2, 2)."""
    for need in content.needs:
        if not any(citation.relation == "supports" for citation in need.citations):
            yield need.reference, _("No evidence supports this need. Cite at least one source.")


def _outcome_without_citizen_voice(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome none of whose needs is voiced by citizens (C.2, 1)."""
    voiced = {need.reference for need in content.needs if need.voiced_by_citizens}
    for outcome in content.outcomes:
        if outcome.needs and not voiced.intersection(outcome.needs):
            yield outcome.reference, _("No need under this outcome is voiced by citizens.")


def _outcome_without_measure(content: PlanContent) -> Iterator[tuple[str, str]]:
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


def _no_suitable_measure_yet(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome that says no suitable measure exists yet (C.2, 3)."""
    for outcome in content.outcomes:
        if not outcome.indicators and outcome.no_measure_yet is not None:
            yield (
                outcome.reference,
                _("No suitable measure yet. {owner} will propose one by {date}.").format(
                    owner=outcome.no_measure_yet.owner,
                    date=f"{outcome.no_measure_yet.due_on:%-d %B %Y}",
                ),
            )


def _need_without_outcome(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A need that no outcome answers."""
    answered = {reference for outcome in content.outcomes for reference in outcome.needs}
    for need in content.needs:
        if need.reference not in answered:
            yield need.reference, _("No outcome answers this need yet.")


def _nothing_commissioned(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome to which no piece contributes (C.2, 5)."""
    for outcome in content.outcomes:
        if not content.pieces_by_outcome.get(outcome.reference):
            yield outcome.reference, _("Nothing is commissioned for this outcome yet.")


def _piece_without_contribution(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A piece that contributes to nothing (C.2, 5)."""
    for piece in content.pieces:
        if not piece.contributions:
            yield piece.reference, _("This piece claims no contribution to any outcome.")


def _theme_without_outcome(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A theme (social, economic, environmental) without an outcome."""
    names = {
        "social": _("social"),
        "economic": _("economic"),
        "environmental": _("environmental"),
    }
    used = {outcome.theme for outcome in content.outcomes}
    for theme, name in names.items():
        if content.outcomes and theme not in used:
            yield "", _("No outcome has the {theme} theme.").format(theme=name)


def _evidence_without_date(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A source without a date (C.2, 2)."""
    for evidence in content.evidence:
        if evidence.published_on is None:
            yield evidence.reference, _("This source has no date.")


def _linked_indicators(content: PlanContent) -> Iterator[tuple[Outcome, Indicator]]:
    by_reference = {indicator.reference: indicator for indicator in content.indicators}
    for outcome in content.outcomes:
        for reference in outcome.indicators:
            if reference in by_reference:
                yield outcome, by_reference[reference]


def _indicator_incomplete(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator without values, baseline or target (C.2, 3)."""
    seen: set[str] = set()
    for _outcome, indicator in _linked_indicators(content):
        if indicator.reference in seen:
            continue
        seen.add(indicator.reference)
        if not indicator.observations:
            yield indicator.reference, _("This indicator has no values yet.")
        if indicator.baseline is None:
            yield indicator.reference, _("This indicator has no baseline.")
        if not indicator.targets:
            yield (
                indicator.reference,
                _("This indicator has no target, so it is not judged against one."),
            )


def _comments_unanswered(content: PlanContent) -> Iterator[tuple[str, str]]:
    """Comments without a response (C.2, 8)."""
    for about, comments in content.comments_by_item.items():
        waiting = sum(comment.response is None for comment in comments)
        if waiting:
            yield (
                about,
                ngettext(
                    "{count} comment has had no response yet.",
                    "{count} comments have had no response yet.",
                    waiting,
                ).format(count=waiting),
            )


CHECKS: tuple[Check, ...] = (
    Check("no_vision", "blocks", _no_vision),
    Check("no_outcome", "blocks", _no_outcome),
    Check("outcome_without_need", "blocks", _outcome_without_need),
    Check("need_without_evidence", "blocks", _need_without_evidence),
    Check("outcome_without_measure", "blocks", _outcome_without_measure),
    Check("outcome_without_citizen_voice", "warns", _outcome_without_citizen_voice),
    Check("no_suitable_measure_yet", "warns", _no_suitable_measure_yet),
    Check("indicator_incomplete", "warns", _indicator_incomplete),
    Check("nothing_commissioned", "warns", _nothing_commissioned),
    Check("need_without_outcome", "warns", _need_without_outcome),
    Check("piece_without_contribution", "warns", _piece_without_contribution),
    Check("theme_without_outcome", "warns", _theme_without_outcome),
    Check("evidence_without_date", "warns", _evidence_without_date),
    Check("comments_unanswered", "warns", _comments_unanswered),
)
