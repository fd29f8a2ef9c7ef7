"""What a plan means for people with each protected characteristic."""

import datetime as dt

from scp.publication.content.base import Frozen


class EqualityMitigation(Frozen):
    """What is done so that an impact is less, by which post or body, and by when."""

    reference: str
    uri: str
    action: str
    owner: str
    due_on: dt.date


class EqualityImpact(Frozen):
    """What the assessment found for one group. `justification` is why a high negative impact is
    accepted that nothing lessens."""

    reference: str
    group: str
    group_label: str
    impact: str
    impact_label: str
    effect: str = ""
    justification: str = ""
    evidence: tuple[str, ...] = ()
    mitigations: tuple[EqualityMitigation, ...] = ()


class EqualityAssessment(Frozen):
    """A signed equality impact assessment (Equality Act 2010 s149). `basis_sha256` names the
    outcomes and pieces that it is of; `changed_since` are those that were added, changed or removed
    after it was signed. Empty: it is of this version of the plan."""

    reference: str
    uri: str
    proposal: str
    affected: str = ""
    data_used: str = ""
    consultation: str = ""
    impacts: tuple[EqualityImpact, ...] = ()
    conclusion: str
    conclusion_label: str
    conclusion_reason: str
    review_on: dt.date | None = None
    signed_as: str
    signed_on: dt.date
    basis_sha256: str
    changed_since: tuple[str, ...] = ()
