"""What stands between a plan and its next edition: pure functions of PlanContent.

Each finding has a code, a severity, the item it is about and a sentence that says what to do.
"blocks" means that publishing is refused; "warns" is printed in the document as a gap, plainly.
Which of the two it is depends on the stage of the plan: see `profiles`. The invariants are those
of docs/domain.md; `docs/readiness.md` lists the codes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from scp.publication.content import PlanContent, Profile
from scp.publication.readiness import evidence, how, measured, said, why
from scp.publication.readiness.profiles import (
    ALWAYS_BLOCKS,
    ALWAYS_WARNS,
    BLOCKS_FROM_CONSULTATION,
    BLOCKS_FROM_DECISION,
    LABELS,
    PROFILES,
    WARNS_FROM_CONSULTATION,
    Asked,
    Strictness,
    profile_of,
)

__all__ = [
    "CHAPTER_OF_PLAN_FINDING",
    "CHECKS",
    "LABELS",
    "OF_THE_THEORY",
    "PROFILES",
    "Asked",
    "Check",
    "Finding",
    "Profile",
    "Severity",
    "blocking",
    "findings",
    "gaps",
    "profile_of",
]

Severity = Literal["blocks", "warns"]
# What is found in the theory of change.
OF_THE_THEORY = frozenset(
    {"outcome_without_path", "piece_stops_at_outputs", "arrow_without_evidence"}
)


@dataclass(frozen=True)
class Finding:
    """One gap. `reference` is the item's, or empty where the finding is about the whole plan."""

    code: str
    severity: Severity
    reference: str
    sentence: str


# Findings about the whole plan belong to the chapter where they are mended, named by the letters of
# its items; those of the narrative, unless they are here.
CHAPTER_OF_PLAN_FINDING = {
    "no_vision": "S",
    "no_outcome": "O",
    "theme_without_outcome": "O",
    "measure_without_result": "P",
    **dict.fromkeys(OF_THE_THEORY, "TN"),
}


@dataclass(frozen=True)
class Check:
    """A rule: its code, the function that finds breaches (by reference, with a sentence), and how
    grave a breach is at each stage."""

    code: str
    find: Callable[[PlanContent], Iterator[tuple[str, str]]]
    strictness: Strictness

    def findings(self, content: PlanContent, profile: Profile) -> Iterator[Finding]:
        asked = self.strictness.in_profile(profile)
        if asked != "not asked":
            for reference, sentence in self.find(content):
                yield Finding(self.code, asked, reference, sentence)


def findings(content: PlanContent, profile: Profile) -> tuple[Finding, ...]:
    """What is found at one stage, the blocking first, each kind in the order of the plan."""
    found = [finding for check in CHECKS for finding in check.findings(content, profile)]
    return tuple(sorted(found, key=lambda finding: finding.severity != "blocks"))


def gaps(content: PlanContent) -> tuple[Finding, ...]:
    """What is found at the document's own stage."""
    return findings(content, content.profile)


def blocking(content: PlanContent, profile: Profile | None = None) -> tuple[Finding, ...]:
    """What refuses publishing at a stage; the document's own, if none is named."""
    found = findings(content, profile or content.profile)
    return tuple(finding for finding in found if finding.severity == "blocks")


CHECKS: tuple[Check, ...] = (
    Check("no_vision", why.no_vision, ALWAYS_BLOCKS),
    Check("no_outcome", why.no_outcome, ALWAYS_BLOCKS),
    Check("outcome_without_need", why.outcome_without_need, BLOCKS_FROM_CONSULTATION),
    Check("need_without_evidence", why.need_without_evidence, BLOCKS_FROM_CONSULTATION),
    Check("outcome_without_measure", measured.outcome_without_measure, BLOCKS_FROM_CONSULTATION),
    Check("outcome_without_citizen_voice", why.outcome_without_citizen_voice, BLOCKS_FROM_DECISION),
    Check("no_suitable_measure_yet", measured.no_suitable_measure_yet, ALWAYS_WARNS),
    Check("citizen_voice_exception", why.citizen_voice_exception, ALWAYS_WARNS),
    Check("claim_only_contradicted", evidence.claim_only_contradicted, ALWAYS_WARNS),
    Check("indicator_without_values", measured.indicator_without_values, ALWAYS_WARNS),
    Check(
        "indicator_without_baseline", measured.indicator_without_baseline, WARNS_FROM_CONSULTATION
    ),
    Check("indicator_without_target", measured.indicator_without_target, WARNS_FROM_CONSULTATION),
    Check("indicator_without_owner", measured.indicator_without_owner, ALWAYS_WARNS),
    Check("nothing_commissioned", how.nothing_commissioned, ALWAYS_WARNS),
    Check("need_without_outcome", why.need_without_outcome, ALWAYS_WARNS),
    Check("piece_without_contribution", how.piece_without_contribution, BLOCKS_FROM_DECISION),
    Check("outcome_without_path", how.outcome_without_path, ALWAYS_WARNS),
    Check("piece_stops_at_outputs", how.piece_stops_at_outputs, WARNS_FROM_CONSULTATION),
    Check("arrow_without_evidence", how.arrow_without_evidence, WARNS_FROM_CONSULTATION),
    Check("theme_without_outcome", why.theme_without_outcome, WARNS_FROM_CONSULTATION),
    Check("measure_without_result", how.measure_without_result, ALWAYS_WARNS),
    Check("evidence_without_date", evidence.evidence_without_date, BLOCKS_FROM_DECISION),
    Check("evidence_uncited", evidence.evidence_uncited, WARNS_FROM_CONSULTATION),
    Check("comments_unanswered", said.comments_unanswered, ALWAYS_WARNS),
)
