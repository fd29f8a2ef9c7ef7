"""Where each finding of readiness can be mended: the page of its item, or of a chapter."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from scp.plans.models import Plan
from scp.plans.views.items import ItemKind, kind_of
from scp.publication.readiness import CHAPTER_OF_PLAN_FINDING, Finding

# The list of a chapter's items, as its address has it; its title; the letters of its items.
CHAPTERS: tuple[tuple[str, Promise, str], ...] = (
    ("sections", gettext_lazy("Vision and narrative"), "S"),
    ("evidence-library", gettext_lazy("Evidence"), "EV"),
    ("needs", gettext_lazy("Needs"), "N"),
    ("outcomes", gettext_lazy("Outcomes"), "O"),
    ("indicators", gettext_lazy("Indicators and targets"), "I"),
    ("theory", gettext_lazy("Theory of change"), "TN"),
    ("portfolios", gettext_lazy("Portfolios"), "PF"),
    ("pieces", gettext_lazy("Pieces of the place jigsaw"), "P"),
)

# Where what is about the whole plan is mended, if not in the list of a chapter.
PAGES = {"no_equality_assessment": "draft-assessments"}


@dataclass(frozen=True)
class Gap:
    """A finding with the page where it can be mended, and the one where it is overridden."""

    finding: Finding
    url: str
    override_url: str


def with_pages(plan: Plan, findings: Sequence[Finding]) -> tuple[Gap, ...]:
    overrides = reverse("draft-overrides", args=[plan.slug])
    return tuple(
        Gap(
            finding,
            mend_url(plan.slug, finding),
            f"{overrides}?{urlencode({'gap': gap_key(finding)})}",
        )
        for finding in findings
    )


def gap_key(finding: Finding) -> str:
    """A gap as an address names it: the finding's code, and after a colon the item."""
    return f"{finding.code}:{finding.reference}"


def page_url(kind: ItemKind, slug: str, reference: str) -> str:
    return reverse(f"draft-{kind.noun}", args=[slug, reference])


def _item_url(slug: str, reference: str) -> str:
    """Without a query: what has no page of its own is looked up when the link is followed."""
    kind = kind_of(reference)
    if kind and kind.has_page:
        return page_url(kind, slug, reference)
    return reverse("draft-item", args=[slug, reference])


def mend_url(slug: str, finding: Finding) -> str:
    """Where a finding can be mended."""
    if finding.reference:
        return _item_url(slug, finding.reference)
    if page := PAGES.get(finding.code):
        return reverse(page, args=[slug])
    letters = CHAPTER_OF_PLAN_FINDING.get(finding.code, "S")
    plural = next(plural for plural, _title, of in CHAPTERS if of == letters)
    return reverse(f"draft-{plural}", args=[slug])
