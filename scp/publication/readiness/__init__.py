"""What stands between a plan and its next edition: pure functions of PlanContent.

Each finding has a code, a severity, the item it is about and a sentence that says what to do.
"blocks" means that publishing is refused, unless somebody who may do so overrides the finding:
then it is "overridden". That, like what "warns", is printed in the document as a gap, plainly.
Which of the two it is depends on the stage of the plan: see `profiles`. The invariants are those
of docs/domain.md; `docs/readiness.md` lists the codes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from django.conf import settings
from django.utils import translation

from scp.publication.content import Override, PlanContent, Profile
from scp.publication.diff import title_of
from scp.publication.readiness import equality, evidence, how, measured, said, why
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
    "GRAVITY",
    "LABELS",
    "OF_THE_THEORY",
    "PROFILES",
    "Asked",
    "Check",
    "Finding",
    "Profile",
    "Severity",
    "blocking",
    "called",
    "findings",
    "gaps",
    "grave",
    "grave_get_optional",
    "holding",
    "profile_of",
    "read_as",
]

Severity = Literal["blocks", "overridden", "warns"]
GRAVITY: tuple[Severity, ...] = get_args(Severity)
# What is found in the theory of change.
OF_THE_THEORY = frozenset(
    {"outcome_without_path", "piece_stops_at_outputs", "arrow_without_evidence"}
)


@dataclass(frozen=True)
class Finding:
    """One gap. `reference` is the item's, or empty where the finding is about the whole plan.
    `override` says who accepted it, of what is overridden."""

    code: str
    severity: Severity
    reference: str
    sentence: str
    override: Override | None = None


# Findings about the whole plan belong to the chapter where they are mended, named by the letters of
# its items; those of the narrative, unless they are here.
CHAPTER_OF_PLAN_FINDING = {
    "no_vision": "S",
    "no_outcome": "O",
    "theme_without_outcome": "O",
    "measure_without_result": "P",
    "no_equality_assessment": "P",
    **dict.fromkeys(OF_THE_THEORY, "TN"),
}


@dataclass(frozen=True)
class Check:
    """A rule: its code, the function that finds breaches (by reference, with a sentence), and how
    grave a breach is at each stage. One that blocks says one thing of an item, so that it is known
    what is overridden."""

    code: str
    find: Callable[[PlanContent], Iterator[tuple[str, str]]]
    strictness: Strictness

    @property
    def can_block(self) -> bool:
        """Whether it does at any stage: none is milder than the one before."""
        return self.strictness.adopted == "blocks"

    def findings(self, content: PlanContent, profile: Profile) -> Iterator[Finding]:
        asked = self.strictness.in_profile(profile)
        if asked == "not asked":
            return
        for reference, sentence in self.find(content):
            override = content.override_of(self.code, reference) if self.can_block else None
            severity: Severity = "overridden" if override else asked
            yield Finding(self.code, severity, reference, sentence, override)


def findings(content: PlanContent, profile: Profile) -> tuple[Finding, ...]:
    """What is found at one stage, the blocking first, each kind in the order of the plan."""
    found = [finding for check in CHECKS for finding in check.findings(content, profile)]
    return tuple(sorted(found, key=lambda finding: GRAVITY.index(finding.severity)))


def gaps(content: PlanContent) -> tuple[Finding, ...]:
    """What is found at the document's own stage."""
    return findings(content, content.profile)


def blocking(content: PlanContent, profile: Profile | None = None) -> tuple[Finding, ...]:
    """What refuses publishing at a stage; the document's own, if none is named."""
    found = findings(content, profile or content.profile)
    return tuple(finding for finding in found if finding.severity == "blocks")


def grave(content: PlanContent) -> tuple[Finding, ...]:
    """What blocks a document at its stage or would at a later one, overridden or not: a plan is
    looked at by the next stage before it is moved on. In the language in which editions are
    frozen, because what is accepted is what is printed."""
    with translation.override(settings.LANGUAGE_CODE):
        found = findings(content, "adopted")
    return tuple(finding for finding in found if finding.severity != "warns")


def grave_get_optional(content: PlanContent, code: str, reference: str) -> Finding | None:
    """One of those, by its code and the item that it is of."""
    found = (f for f in grave(content) if (f.code, f.reference) == (code, reference))
    return next(found, None)


def called(content: PlanContent, finding: Finding) -> str:
    """What the item is called that a finding is about; "" for the whole plan."""
    item = content.by_reference.get(finding.reference)
    return title_of(item) if item else ""


def read_as(content: PlanContent, finding: Finding) -> str:
    """The digest of a gap as a person reads it: what is missing, and of what."""
    words = f"{called(content, finding)}\0{finding.sentence}"
    return hashlib.sha256(words.encode()).hexdigest()


def holding(content: PlanContent, given: Iterable[Override]) -> tuple[Override, ...]:
    """Those of the overrides that count for a draft: of what blocks it at some stage, as the gap
    and its item were worded when they were given. The rest has lapsed."""
    by_gap = {(one.code, one.about): one for one in given}
    if not by_gap:
        return ()
    found = ((by_gap.get((f.code, f.reference)), f) for f in grave(content))
    return tuple(
        one
        for one, finding in found
        if one and (one.title, one.sentence) == (called(content, finding), finding.sentence)
    )


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
    Check("target_outside_period", measured.target_outside_period, WARNS_FROM_CONSULTATION),
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
    Check("document_without_locator", evidence.document_without_locator, WARNS_FROM_CONSULTATION),
    Check("evidence_uncited", evidence.evidence_uncited, WARNS_FROM_CONSULTATION),
    # What blocks is the decision itself: see docs/invariants.md.
    Check("no_equality_assessment", equality.no_equality_assessment, WARNS_FROM_CONSULTATION),
    Check(
        "equality_assessment_out_of_date",
        equality.equality_assessment_out_of_date,
        WARNS_FROM_CONSULTATION,
    ),
    Check("high_negative_unjustified", equality.high_negative_unjustified, BLOCKS_FROM_DECISION),
    Check("comments_unanswered", said.comments_unanswered, ALWAYS_WARNS),
)
