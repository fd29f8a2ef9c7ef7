"""The draft as a whole: the task list, the preview, publishing, the state of its documents."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from outcomes import owners
from outcomes.models import EvidenceFile
from outcomes.views.kinds import EVIDENCE
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused
from scp.core.kept import Kept
from scp.jobs.actions import jobs
from scp.plans.access import Access
from scp.plans.models import Plan
from scp.plans.views.base import page_of, plan_view
from scp.plans.views.items import kind_of, letters_of
from scp.publication import pages
from scp.publication.actions import editions
from scp.publication.actions.editions import NotReady
from scp.publication.assembly import assemble, outline
from scp.publication.completeness import NextThing, next_things, whole
from scp.publication.content import PlanContent, Profile
from scp.publication.diff import diff
from scp.publication.forms import DocumentForm, PublishForm
from scp.publication.labels import kinds_open
from scp.publication.models import Edition
from scp.publication.queries import (
    document_job_get_optional,
    edition_content_get,
    editions_of,
    published_get,
)
from scp.publication.readiness import CHAPTER_OF_PLAN_FINDING, LABELS, Finding, gaps
from scp.publication.views.mending import CHAPTERS, Gap, mend_url, page_url, with_pages
from stakeholders.models import Comment

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
    whole: int
    """How many of them lack nothing."""
    findings: tuple[Gap, ...]

    @property
    def status(self) -> str:
        if any(gap.finding.severity == "blocks" for gap in self.findings):
            return "blocked"
        if self.findings:
            return "gaps"
        return "empty" if self.count == 0 else "complete"

    @property
    def shown(self) -> tuple[Gap, ...]:
        return self.findings[:FINDINGS_SHOWN]


@dataclass(frozen=True)
class Next:
    """One of the things most worth doing, with the page where it is done."""

    thing: NextThing
    url: str


@dataclass(frozen=True)
class Standing:
    """How a draft stands, as the page of the plan says it to everybody who may see the draft."""

    profile: Profile
    tasks: tuple[Task, ...]
    next: tuple[Next, ...]
    waiting: int
    comments: int

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return STANDING_BYTES + GAP_BYTES * sum(len(task.findings) for task in self.tasks)


# What a plan without findings takes, and each finding with its sentence and address.
STANDINGS_BYTES_AT_MOST, STANDING_BYTES, GAP_BYTES = 10_000_000, 10_000, 1_000
kept_standings: Kept[Standing] = Kept(STANDINGS_BYTES_AT_MOST)

# Where PlanContent has another word for a chapter's items than their address.
CONTENT_NAMES = {"evidence-library": "evidence", "theory": "theory_nodes"}


@plan_view(Permission.VIEW_DRAFT)
def plan_page(request: HttpRequest, access: Access) -> HttpResponse:
    """The plan as a task list by chapter, with what is missing."""
    plan = access.plan
    standing = pages.of_draft(kept_standings, plan, lambda: _standing(plan), lambda one: one.size)
    published = published_get(plan)
    context = {
        "access": access,
        "may": Permission,
        "tasks": standing.tasks,
        "profile": LABELS[standing.profile],
        "next": standing.next,
        "waiting": standing.waiting,
        "comment_count": standing.comments,
        "unowned": owners.without_active_owner_count(),
        "edition": published.latest,
        "failed": [found for found in published.documents if found.job.has_failed],
        "unfinished": [found for found in published.documents if found.job.is_unfinished],
    }
    return render(request, "draft/plan.html", context)


@plan_view(Permission.VIEW_DRAFT)
def preview(request: HttpRequest, access: Access) -> HttpResponse:
    """The draft as its edition page would be, from the same templates."""
    context = {"access": access, "page": pages.page(assemble(access.plan), sha256="")}
    return render(request, "draft/preview.html", context)


@plan_view(Permission.PUBLISH)
def publish(request: HttpRequest, access: Access) -> HttpResponse:
    """The readiness list first, then what changed, then a reason, then the edition."""
    published = editions_of(access.plan)
    previous = next((edition for edition in published if not edition.withdrawn), None)
    form = PublishForm(
        request.POST or None,
        kinds=kinds_open(access.plan, previous),
        labels=[(edition.major, edition.minor) for edition in published],
        current=previous,
    )
    if request.method == "POST" and form.is_valid():
        try:
            edition = editions.publish(plan=access.plan, by=access.user, **form.cleaned_data)
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
                _("{edition} is published. Its files are being made.").format(
                    edition=edition.full_name
                ),
            )
            return redirect("draft", access.plan.slug)
    content = assemble(access.plan)
    found = _gaps(access, content)
    changes = diff(content, edition_content_get(previous)) if previous else ()
    context = {
        "access": access,
        "form": form,
        "gaps": page_of(request, found, A_PAGE, "gaps"),
        "may": Permission,
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
    job = document_job_get_optional(edition, form.cleaned_data["kind"])
    if job is None:
        raise Http404
    jobs.retry(job=job, by=access.user)
    messages.success(request, _("The document is being made again."))
    return redirect("draft", access.plan.slug)


@plan_view(Permission.VIEW_DRAFT)
def item(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """The page of whatever a reference names: its own, or the one that it is seen on."""
    kind = kind_of(reference)
    if kind and kind.has_page:
        return redirect(page_url(kind, access.plan.slug, reference))
    if kind:
        return redirect(kind.page_url(kind.get(access, reference)))
    if other := ELSEWHERE.get(letters_of(reference)):
        return redirect(other(access, reference))
    raise Http404


def _evidence_of_copy(access: Access, reference: str) -> str:
    found = EvidenceFile.objects.select_related("evidence").with_reference(reference)
    file = get_object_or_404(found)
    file.evidence.plan = access.plan
    return EVIDENCE.page_url(file.evidence)


def _item_of_comment(access: Access, reference: str) -> str:
    about = get_object_or_404(Comment.objects.with_reference(reference)).about
    return reverse("draft-item", args=[access.plan.slug, about.reference])


# Items that have references and are of no kind that lists and edits like the others.
ELSEWHERE: dict[str, Callable[[Access, str], str]] = {
    "F": _evidence_of_copy,
    "CM": _item_of_comment,
}


def _gaps(access: Access, content: PlanContent) -> tuple[Gap, ...]:
    return with_pages(access.plan, gaps(content))


def _standing(plan: Plan) -> Standing:
    content = outline(plan)
    found = gaps(content)
    return Standing(
        profile=content.profile,
        tasks=_tasks(plan, content, found),
        next=tuple(Next(thing, mend_url(plan.slug, thing.first)) for thing in next_things(found)),
        waiting=sum(comment.response is None for comment in content.comments),
        comments=len(content.comments),
    )


def _tasks(plan: Plan, content: PlanContent, findings: Sequence[Finding]) -> tuple[Task, ...]:
    by_chapter: dict[str, list[Gap]] = defaultdict(list)
    for gap in with_pages(plan, findings):
        letters = CHAPTER_OF_PLAN_FINDING.get(gap.finding.code) or letters_of(gap.finding.reference)
        by_chapter[letters].append(gap)
    return tuple(
        Task(
            title=title,
            url=reverse(f"draft-{plural}", args=[plan.slug]),
            count=len(references),
            whole=whole(references, content, findings),
            findings=tuple(by_chapter[letters]),
        )
        for plural, title, letters in CHAPTERS
        for references in [_references(content, plural)]
    )


def _references(content: PlanContent, plural: str) -> list[str]:
    return [item.reference for item in getattr(content, CONTENT_NAMES.get(plural, plural))]
