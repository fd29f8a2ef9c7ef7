"""How complete a plan is, and what is most worth doing next: pure functions of its findings.

Nothing is weighed or estimated. An item is whole when no finding names it or a part of it, and a
chapter is as complete as many of its items are whole: a count of a count, never a percentage.
`docs/readiness.md` says so to readers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scp.publication.content import PlanContent
from scp.publication.readiness import Finding, Severity

# Findings that ask nothing more of anybody: a named person has accepted what is missing. So has
# somebody of whatever was overridden.
SETTLED = frozenset({"citizen_voice_exception"})
# How many things worth doing are named: more than a few is a list that nobody begins.
NEXT = 3


@dataclass(frozen=True)
class NextThing:
    """One thing worth doing: to go to this item (or, where the reference is empty, to the plan) and
    mend what these findings say."""

    reference: str
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        return "blocks" if self._blocking else "warns"

    @property
    def first(self) -> Finding:
        """The gravest finding."""
        return self.findings[0]

    @property
    def more(self) -> int:
        """How many findings go besides the first when the item is mended."""
        return len(self.findings) - 1

    @property
    def _blocking(self) -> int:
        return sum(finding.severity == "blocks" for finding in self.findings)

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is sooner: what frees publishing most, then what takes most from the list."""
        return -self._blocking, -len(self.findings)


def next_things(findings: Iterable[Finding], *, most: int = NEXT) -> tuple[NextThing, ...]:
    """What is most worth doing, the gravest first; equals stand in the order of the findings.

    Everything about one item is one thing, because one visit mends it. What is about the whole plan
    is a thing for each code: a vision is not written where a theme is chosen.
    """
    together: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in _open(findings):
        together[finding.reference, "" if finding.reference else finding.code].append(finding)
    things = [
        NextThing(reference, tuple(sorted(found, key=_gravity)))
        for (reference, _), found in together.items()
    ]
    return tuple(sorted(things, key=lambda thing: thing.rank)[:most])


def whole(references: Iterable[str], content: PlanContent, findings: Iterable[Finding]) -> int:
    """How many of these items lack nothing: no open finding names them or a part of them."""
    parts = _wholes(content)
    lacking = {parts.get(finding.reference, finding.reference) for finding in _open(findings)}
    return sum(reference not in lacking for reference in references)


def _gravity(finding: Finding) -> bool:
    return finding.severity != "blocks"


def _open(findings: Iterable[Finding]) -> Iterable[Finding]:
    return (
        finding
        for finding in findings
        if finding.code not in SETTLED and finding.severity != "overridden"
    )


def _wholes(content: PlanContent) -> Mapping[str, str]:
    """By the reference of a part, that of the item it belongs to: a measure is its piece's, an
    arrow of the theory of change is that of the step which it leaves."""
    return {
        measure.reference: piece.reference for piece in content.pieces for measure in piece.measures
    } | {arrow.reference: arrow.source for arrow in content.theory_arrows}
