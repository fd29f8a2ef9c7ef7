"""The draft as a whole: the task list, the preview, publishing, the state of its documents."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from outcomes import owners
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused
from scp.jobs.actions import jobs
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view
from scp.publication import pages
from scp.publication.actions import editions
from scp.publication.actions.editions import NotReady
from scp.publication.assembly import assemble, outline
from scp.publication.content import PlanContent
from scp.publication.diff import diff
from scp.publication.forms import DocumentForm, PublishForm
from scp.publication.models import Edition
from scp.publication.queries import (
    document_job_get_optional,
    edition_content_get,
    latest_edition_get_optional,
    open_documents,
)
from scp.publication.readiness import Finding, gaps

# The page of an item in the draft, by the letters its reference begins with.
ITEM_PAGES = {
    "S": "draft-section",
    "N": "draft-need",
    "EV": "draft-evidence",
    "O": "draft-outcome",
    "I": "draft-indicator",
    "PF": "draft-portfolio",
    "P": "draft-piece",
    "M": "draft-measure",
}
# How many findings of one chapter the task list shows; the rest are on the readiness page.
FINDINGS_SHOWN = 3
# Findings or changes on one page of a list.
A_PAGE = 50


@dataclass(frozen=True)
class Task:
    """One chapter in the plan's task list: what it holds and what is missing in it."""

    title: Promise
    url: str
    count: int
    findings: tuple["Gap", ...]

    @property
    def status(self) -> str:
        if any(gap.finding.severity == "blocks" for gap in self.findings):
            return "blocked"
        if self.findings:
            return "gaps"
        return "empty" if self.count == 0 else "complete"

    @property
    def shown(self) -> tuple["Gap", ...]:
        return self.findings[:FINDINGS_SHOWN]


@dataclass(frozen=True)
class Gap:
    """A finding with the page where it can be mended."""

    finding: Finding
    url: str


CHAPTERS: tuple[tuple[str, Promise, str], ...] = (
    ("sections", gettext_lazy("Vision and narrative"), "S"),
    ("evidence-library", gettext_lazy("Evidence"), "EV"),
    ("needs", gettext_lazy("Needs"), "N"),
    ("outcomes", gettext_lazy("Outcomes"), "O"),
    ("indicators", gettext_lazy("Indicators and targets"), "I"),
    ("portfolios", gettext_lazy("Portfolios"), "PF"),
    ("pieces", gettext_lazy("Pieces of the place jigsaw"), "P"),
)
# Findings about the whole plan belong to the chapter where they are mended.
CHAPTER_OF_PLAN_FINDING = {
    "no_vision": "S",
    "no_outcome": "O",
    "theme_without_outcome": "O",
    "measure_without_result": "P",
}


@plan_view(Permission.VIEW_DRAFT)
def plan_page(request: HttpRequest, access: Access) -> HttpResponse:
    """The plan as a task list by chapter, with what is missing."""
    content = outline(access.plan)
    edition = latest_edition_get_optional(access.plan)
    documents = open_documents(access.plan) if edition else []
    context = {
        "access": access,
        "may": Permission,
        "tasks": _tasks(access, content),
        "waiting": sum(comment.response is None for comment in content.comments),
        "comment_count": len(content.comments),
        "unowned": owners.without_active_owner_count(),
        "edition": edition,
        "failed": [found for found in documents if found.job.has_failed],
        "unfinished": [found for found in documents if found.job.is_unfinished],
    }
    return render(request, "draft/plan.html", context)


@plan_view(Permission.VIEW_DRAFT)
def preview(request: HttpRequest, access: Access) -> HttpResponse:
    """The draft as its edition page would be, from the same templates."""
    context = {"access": access, "page": pages.page(assemble(access.plan), sha256="")}
    return render(request, "draft/preview.html", context)


@plan_view(Permission.VIEW_DRAFT)
def readiness(request: HttpRequest, access: Access) -> HttpResponse:
    """Everything that is missing, the blocking findings first."""
    found = page_of(request, _gaps(access, outline(access.plan)), A_PAGE)
    context = {"access": access, "may": Permission, "page": found}
    return render(request, "draft/readiness.html", context)


@plan_view(Permission.PUBLISH)
def publish(request: HttpRequest, access: Access) -> HttpResponse:
    """The readiness list first, then what changed, then a reason, then the edition."""
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = editions.publish(
                plan=access.plan, reason=form.cleaned_data["reason"], by=access.user
            )
        except NotReady as error:
            form.add_error(None, _("The plan is not ready. Mend what blocks it first."))
            messages.error(request, str(error))
        except PolicyRefused:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Edition {number} is published. Its PDF is being made.").format(
                    number=edition.number
                ),
            )
            return redirect("draft", access.plan.slug)
    content = assemble(access.plan)
    previous = latest_edition_get_optional(access.plan)
    found = _gaps(access, content)
    changes = diff(content, edition_content_get(previous)) if previous else ()
    context = {
        "access": access,
        "form": form,
        "gaps": page_of(request, found, A_PAGE, "gaps"),
        "blocked": [gap for gap in found if gap.finding.severity == "blocks"],
        "previous": previous,
        "changes": page_of(request, changes, A_PAGE, "changes"),
    }
    return render(request, "draft/publish.html", context, status=422 if form.errors else 200)


@require_POST
@plan_view(Permission.EDIT)
def retry_document(request: HttpRequest, access: Access) -> HttpResponse:
    """Try again to make the document of one edition."""
    form = DocumentForm(request.POST)
    if not form.is_valid():
        raise Http404
    edition = get_object_or_404(Edition, plan=access.plan, number=form.cleaned_data["edition"])
    job = document_job_get_optional(edition)
    if job is None:
        raise Http404
    jobs.retry(job=job, by=access.user)
    messages.success(request, _("The document is being made again."))
    return redirect("draft", access.plan.slug)


@plan_view(Permission.VIEW_DRAFT)
def item(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """The page of whatever a reference names."""
    url = _item_url(access.plan.slug, reference)
    if url is None:
        raise Http404
    return redirect(url)


def _item_url(slug: str, reference: str) -> str | None:
    name = ITEM_PAGES.get(_letters(reference))
    return reverse(name, args=[slug, reference]) if name else None


def _letters(reference: str) -> str:
    return reference.rstrip("0123456789").rstrip("-")


def _gaps(access: Access, content: PlanContent) -> tuple[Gap, ...]:
    slug = access.plan.slug
    chapters = {
        letters: reverse(f"draft-{plural}", args=[slug]) for plural, _t, letters in CHAPTERS
    }
    return tuple(
        Gap(
            finding,
            _item_url(slug, finding.reference)
            or chapters[CHAPTER_OF_PLAN_FINDING.get(finding.code, "S")],
        )
        for finding in gaps(content)
    )


def _tasks(access: Access, content: PlanContent) -> list[Task]:
    by_chapter: dict[str, list[Gap]] = defaultdict(list)
    for gap in _gaps(access, content):
        letters = CHAPTER_OF_PLAN_FINDING.get(gap.finding.code) or _letters(gap.finding.reference)
        by_chapter[letters].append(gap)
    counts: Mapping[str, Any] = {
        "S": content.sections,
        "EV": content.evidence,
        "N": content.needs,
        "O": content.outcomes,
        "I": content.indicators,
        "PF": content.portfolios,
        "P": content.pieces,
    }
    return [
        Task(
            title=title,
            url=reverse(f"draft-{plural}", args=[access.plan.slug]),
            count=len(counts[letters]),
            findings=tuple(by_chapter[letters]),
        )
        for plural, title, letters in CHAPTERS
    ]
