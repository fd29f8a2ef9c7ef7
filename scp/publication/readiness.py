"""What stands between a plan and its next edition: pure functions of PlanContent.

Each finding has a code, a severity, the item it is about and a sentence that says what to do.
"blocks" means that publishing is refused; "warns" is printed in the document as a gap, plainly.
The invariants are those of docs/domain.md; `docs/readiness.md` lists the codes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scp.core.jinja import date
from scp.publication import theory
from scp.publication.content import Citation, Contribution, Indicator, Outcome, PlanContent

Severity = Literal["blocks", "warns"]
# What is found in the theory of change.
OF_THE_THEORY = frozenset(
    {"outcome_without_path", "piece_stops_at_outputs", "arrow_without_evidence"}
)
# States in which a piece is at work, so that its measures should have results.
RUNNING = frozenset({"live", "extension", "ending"})


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
    """An outcome none of whose needs is voiced by citizens, without an exception (C.2, 1)."""
    voiced = {need.reference for need in content.needs if need.voiced_by_citizens}
    for outcome in content.outcomes:
        unvoiced = outcome.needs and not voiced.intersection(outcome.needs)
        if unvoiced and outcome.no_voice is None:
            yield (
                outcome.reference,
                _(
                    "No need under this outcome is voiced by citizens. Ask them, or record who "
                    "accepted that."
                ),
            )


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
                    date=date(outcome.no_measure_yet.due_on),
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


def _measuring(content: PlanContent) -> Iterator[Indicator]:
    """The indicators that outcomes use, each once."""
    yield from {i.reference: i for _outcome, i in _linked_indicators(content)}.values()


def _indicator_without_values(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator without values (C.2, 3)."""
    for indicator in _measuring(content):
        if not indicator.observations:
            yield indicator.reference, _("This indicator has no values yet.")


def _indicator_without_baseline(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator without a baseline (C.2, 3)."""
    for indicator in _measuring(content):
        if indicator.baseline is None:
            yield indicator.reference, _("This indicator has no baseline.")


def _indicator_without_target(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator without a target (C.2, 3)."""
    for indicator in _measuring(content):
        if not indicator.targets:
            yield (
                indicator.reference,
                _("This indicator has no target, so it is not judged against one."),
            )


def _indicator_without_owner(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A linked indicator that nobody answers for."""
    for indicator in _measuring(content):
        if not indicator.owner:
            yield indicator.reference, _("Nobody answers for this indicator. Name its owner.")


class Claim(NamedTuple):
    """What may cite evidence, with what it cites. A contribution has its piece's reference, and the
    outcome that it is to."""

    reference: str
    citations: tuple[Citation, ...]
    outcome: str = ""


def _claims(content: PlanContent) -> Iterator[Claim]:
    """Everything that may cite evidence."""
    citing: tuple[Any, ...] = (
        *content.sections,
        *content.needs,
        *content.outcomes,
        *content.indicators,
    )
    for item in citing:
        yield Claim(item.reference, item.citations)
    for piece in content.pieces:
        for claim in piece.contributions:
            cited = claim.citations or _supporting(claim)
            yield Claim(piece.reference, cited, claim.outcome)


def _supporting(claim: Contribution) -> tuple[Citation, ...]:
    """Editions of schema 1.0 say only what supports a contribution."""
    return tuple(Citation(evidence=reference) for reference in claim.evidence)


def _claim_only_contradicted(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A claim whose only evidence contradicts it."""
    for claim in _claims(content):
        relations = {citation.relation for citation in claim.citations}
        if "contradicts" in relations and "supports" not in relations:
            found = (c.evidence for c in claim.citations if c.relation == "contradicts")
            against = ", ".join(dict.fromkeys(found))
            yield claim.reference, _against(claim).format(outcome=claim.outcome, evidence=against)


def _against(claim: Claim) -> str:
    if claim.outcome:
        return _(
            "The only evidence for its contribution to {outcome} contradicts that: {evidence}."
        )
    return _("The only evidence cited contradicts this: {evidence}.")


def _evidence_uncited(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A source that nothing in the plan cites."""
    cited = {c.evidence for claim in _claims(content) for c in claim.citations}
    cited.update(e for arrow in content.theory_arrows for e in arrow.evidence)
    for assessment in content.equality_assessments:
        cited.update(e for impact in assessment.impacts for e in impact.evidence)
    for evidence in content.evidence:
        if evidence.reference not in cited:
            yield evidence.reference, _("Nothing in the plan cites this source.")


def _outcome_without_path(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome to which no path leads from what is delivered, where there is a theory of
    change."""
    for reference, shown in theory.unexplained(content):
        yield (
            reference,
            _("The theory of change has no path from anything that is delivered to this outcome.")
            if shown
            else _("The theory of change does not show this outcome. Add a step for it."),
        )


def _piece_stops_at_outputs(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A piece that the theory of change shows, and whose path leads to no outcome."""
    for reference in theory.stopping(content):
        yield (
            reference,
            _(
                "In the theory of change the path of this piece stops at what is delivered. Say "
                "which outcome it leads to."
            ),
        )


def _arrow_without_evidence(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An arrow of the theory of change that cites no evidence."""
    for reference in theory.assumed_only(content):
        yield (
            reference,
            _("This arrow of the theory of change cites no evidence: it is an assumption."),
        )


def _measure_without_result(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A measure of a live piece that has no result yet."""
    for piece in content.pieces:
        for measure in piece.measures:
            if piece.state in RUNNING and not measure.results:
                yield measure.reference, _("This measure has no result yet.")


def _citizen_voice_exception(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome accepted without a citizen's voice, by whom and why (C.2, 1)."""
    for outcome in content.outcomes:
        if (exception := outcome.no_voice) is not None:
            sentence = _(
                "Accepted without a need that citizens voice, by {who} on {date}: {reason}"
            )
            yield (
                outcome.reference,
                sentence.format(
                    who=exception.accepted_by,
                    date=date(exception.accepted_on),
                    reason=exception.reason,
                ),
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
    Check("citizen_voice_exception", "warns", _citizen_voice_exception),
    Check("claim_only_contradicted", "warns", _claim_only_contradicted),
    Check("indicator_without_values", "warns", _indicator_without_values),
    Check("indicator_without_baseline", "warns", _indicator_without_baseline),
    Check("indicator_without_target", "warns", _indicator_without_target),
    Check("indicator_without_owner", "warns", _indicator_without_owner),
    Check("nothing_commissioned", "warns", _nothing_commissioned),
    Check("need_without_outcome", "warns", _need_without_outcome),
    Check("piece_without_contribution", "warns", _piece_without_contribution),
    Check("outcome_without_path", "warns", _outcome_without_path),
    Check("piece_stops_at_outputs", "warns", _piece_stops_at_outputs),
    Check("arrow_without_evidence", "warns", _arrow_without_evidence),
    Check("theme_without_outcome", "warns", _theme_without_outcome),
    Check("measure_without_result", "warns", _measure_without_result),
    Check("evidence_without_date", "warns", _evidence_without_date),
    Check("evidence_uncited", "warns", _evidence_uncited),
    Check("comments_unanswered", "warns", _comments_unanswered),
)
