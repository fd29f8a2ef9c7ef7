"""What is missing in what the plan means for people with each protected characteristic."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from procurement.choices import EiaImpact
from scp.publication.content import PlanContent


def no_equality_assessment(content: PlanContent) -> Iterator[tuple[str, str]]:
    """No equality impact assessment that was signed (C.2, 10)."""
    if not content.equality_assessments:
        yield "", _("No equality impact assessment of this plan has been signed.")


def equality_assessment_out_of_date(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A signed assessment of the plan as it was before outcomes or pieces changed (C.2, 10)."""
    for assessment in content.equality_assessments:
        if assessment.changed_since:
            words = _("What it assessed has changed since it was signed: {items}.")
            yield assessment.reference, words.format(items=", ".join(assessment.changed_since))


def high_negative_unjustified(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A high negative impact that nothing lessens and nobody justifies (C.2, 10)."""
    for assessment in content.equality_assessments:
        for impact in assessment.impacts:
            high = impact.impact == EiaImpact.NEGATIVE_HIGH
            if high and not impact.mitigations and not impact.justification.strip():
                words = _("{group}: nothing lessens this high negative impact, nor justifies it.")
                yield assessment.reference, words.format(group=impact.group_label)
