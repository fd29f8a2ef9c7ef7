"""What anyone may see: published plans, their editions, and the files made from them."""

import hashlib
from collections.abc import Sequence

from csp.constants import NONE
from csp.decorators import csp_replace
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from scp.core.words import Part, differences
from scp.plans.models import Plan
from scp.plans.views.base import page_of
from scp.publication.charts import version
from scp.publication.content import Change
from scp.publication.diff import diff
from scp.publication.models import Edition, Rendering, RenderingKind
from scp.publication.pages import chart_svg_get_optional, edition_page_get
from scp.publication.queries import (
    edition_content_get,
    editions_of,
    forms_of,
    holding_get_optional,
    latest_edition_get_optional,
)
from scp.publication.views.base import edition_view

FOR_EVER = {"public": True, "max_age": 31_536_000, "immutable": True}
AN_HOUR = {"public": True, "max_age": 3_600}
# A picture opened by itself is a document: it may do nothing at all.
PICTURE_POLICY = {
    f"{kind}-src": [NONE]
    for kind in ("default", "script", "style", "img", "font", "connect", "manifest")
} | {
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "sandbox": True,
}
CHANGES_A_PAGE = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Published plans, and for a signed-in person the plans they take part in."""
    mine = None
    if request.user.is_authenticated:
        mine = page_of(request, _led(Plan.drafts.for_member(request.user)), parameter="mine")
    context = {
        "page": page_of(request, _led(Plan.objects.all())),
        "mine": mine,
    }
    return render(request, "public/home.html", context)


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """A published plan: its latest edition first, and every edition it has had."""
    found = get_object_or_404(Plan.objects.select_related("lead_organisation"), slug=slug)
    editions = Edition.objects.filter(plan=found).select_related("withdrawal")
    context = {"plan": found, "page": page_of(request, editions), "places": found.places.all()}
    return render(request, "public/plan.html", context)


@require_safe
@edition_view
def edition(request: HttpRequest, found: Edition) -> HttpResponse:
    """An edition as a page, made from its stored bytes and nothing else."""
    context = {
        "edition": found,
        "page": edition_page_get(found),
        "forms": forms_of(found),
        "latest": latest_edition_get_optional(found.plan),
    }
    return render(request, "public/edition.html", context)


@require_safe
@edition_view
def changes(request: HttpRequest, found: Edition) -> HttpResponse:
    """What changed since the edition before, object by object and word by word; with `since`, since
    any other that stands. With `edition` it leads to that edition's page, for the page's form."""
    others = [one for one in editions_of(found.plan) if not one.withdrawn]
    wanted, since = _picked(request, "edition", others), _picked(request, "since", others)
    if wanted and wanted.number != found.number:
        query = f"?since={since.number}" if since else ""
        return redirect(reverse("edition-changes", args=[found.plan.slug, wanted.number]) + query)
    content = edition_content_get(found)
    different = content.published.changes
    if since and since.number != content.published.previous_number:
        different = diff(content, edition_content_get(since))
    page = page_of(request, different, CHANGES_A_PAGE)
    context = {
        "edition": found,
        "content": content,
        "page": page,
        "words": [_word_by_word(change) for change in page],
        "others": others,
        "since": since.number if since else content.published.previous_number,
        "since_label": since.label if since else content.published.previous_called,
        "query": f"since={since.number}" if since else "",
    }
    return render(request, "public/changes.html", context)


def _picked(request: HttpRequest, parameter: str, editions: Sequence[Edition]) -> Edition | None:
    """The edition that the address names. Raises Http404 for one that is not there to be read."""
    asked = request.GET.get(parameter)
    if asked is None:
        return None
    found = next((one for one in editions if str(one.number) == asked), None)
    if found is None:
        raise Http404
    return found


def _word_by_word(change: Change) -> list[Part]:
    """A text as it was and is, in one; nothing where it is easier to read one after the other."""
    if not change.before or not change.after:
        return []
    parts = differences(change.before, change.after)
    same = sum(len(part.text) for part in parts if part.kind == "same")
    return parts if same * 2 > len(change.before) else []


@require_safe
@edition_view
@cache_control(**FOR_EVER)
def edition_file(request: HttpRequest, found: Edition, file: RenderingKind) -> HttpResponseBase:
    """A form of the edition that is a file, once the worker has made it."""
    rendering = Rendering.objects.filter(edition=found, kind=file).first()
    if rendering is None:
        raise Http404(_("This file of the edition is still being made."))
    return FileResponse(
        default_storage.open(rendering.file_name),
        content_type=file.media_type,
        as_attachment=file != RenderingKind.PDF,
        filename=found.file_name(file.suffix),
    )


@require_safe
@edition_view  # type: ignore[arg-type]
@csp_replace(PICTURE_POLICY)  # type: ignore[arg-type]
def edition_chart(request: HttpRequest, found: Edition, chart: str) -> HttpResponseBase:
    """One picture of an edition, the same bytes as in its PDF.

    At the address that the page names it may be kept for ever; asked for without the way of
    drawing, or with that of another release, for an hour.
    """
    picture = chart_svg_get_optional(found, chart)
    if picture is None:
        raise Http404
    response = HttpResponse(picture, content_type="image/svg+xml")
    named = request.GET.get("drawn") == version()
    patch_cache_control(response, **(FOR_EVER if named else AN_HOUR))
    etag = f'"{hashlib.sha256(picture).hexdigest()}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
def resolve(request: HttpRequest, slug: str, reference: str = "") -> HttpResponse:
    """The stable address of a plan or an item: leads to the newest edition that has it.

    An address is for life: an item that was removed is still found where it stood last, and one
    that was merged or split where what stands for it is.
    """
    found = get_object_or_404(Plan.objects, slug=slug)
    if not reference:
        return redirect("plan", slug)
    holding = holding_get_optional(found, reference)
    if holding is None:
        raise Http404
    return redirect(f"{holding.edition.get_absolute_url()}#{holding.reference}")


def _led(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans with who leads them and who succeeds a lead that has closed."""
    return plans.select_related("lead_organisation").prefetch_related(
        "lead_organisation__successors"
    )
