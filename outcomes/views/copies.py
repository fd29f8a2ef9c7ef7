"""Copies of sources: kept, downloaded and removed. Never shown in the page's own frame."""

import io

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from outcomes import copies
from outcomes.actions import files
from outcomes.forms import CopyForm, RemoveCopyForm
from outcomes.models import EvidenceFile
from outcomes.views.kinds import EVIDENCE
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused, StaleVersion
from scp.plans.access import Access
from scp.plans.views.base import plan_view

log = structlog.get_logger(__name__)
# Should a browser open the file after all, nothing in it may load or run.
FILE_POLICY = (
    "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
)


@plan_view(Permission.EDIT)
def keep(request: HttpRequest, access: Access, parent: str) -> HttpResponse:
    """Keep a copy of a source."""
    evidence = EVIDENCE.get(access, parent)
    form = CopyForm(request.POST, request.FILES) if request.method == "POST" else CopyForm()
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            copy = copies.examine(given.file, name=given.name)
            file = files.keep(evidence=evidence, copy=copy, by=access.user)
        except PolicyRefused:
            raise
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("{name} is kept.").format(name=file.name))
            return redirect(EVIDENCE.page_url(evidence))
    context = {
        "access": access,
        "item": evidence,
        "form": form,
        "back": EVIDENCE.page_url(evidence),
        "limit": settings.EVIDENCE_FILE_LIMIT // 1_000_000,
    }
    return render(request, "draft/copy_keep.html", context, status=422 if form.errors else 200)


@plan_view(Permission.VIEW_DRAFT)
@require_safe
def download(request: HttpRequest, access: Access, reference: str) -> HttpResponseBase:
    """The kept bytes, to be saved and not shown."""
    file = _file_get(access, reference)
    if not copies.is_stored(file.sha256):
        log.error("copy_is_lost", reference=reference, sha256=file.sha256)
        raise Http404(_("The bytes of this copy are not in file storage."))
    with copies.opened(file.sha256) as stored:
        response = FileResponse(
            io.BytesIO(stored.read()),
            as_attachment=True,
            filename=file.name,
            content_type=file.media_type,
            headers={"Content-Security-Policy": FILE_POLICY},
        )
    return response


@plan_view(Permission.EDIT)
def remove(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Stop keeping a copy, for a reason."""
    file = _file_get(access, reference)
    back = EVIDENCE.page_url(file.evidence)
    form = RemoveCopyForm(request.POST or None, initial={"version": file.version})
    if request.method == "POST" and form.is_valid():
        try:
            files.remove(
                file=file,
                seen_version=form.seen_version,
                reason=form.cleaned_data["reason"],
                by=access.user,
            )
        except StaleVersion as stale:
            messages.error(request, str(stale))
        else:
            messages.success(request, _("{item} removed.").format(item=file.reference))
        return redirect(back)
    context = {"access": access, "item": file, "form": form, "back": back}
    return render(request, "draft/copy_remove.html", context, status=422 if form.errors else 200)


def _file_get(access: Access, reference: str) -> EvidenceFile:
    """A copy that is kept, of a source that is in the plan; or 404."""
    rows = EvidenceFile.objects.with_reference(reference).select_related("evidence")
    file: EvidenceFile = get_object_or_404(rows.filter(evidence__removed_at__isnull=True))
    file.plan = file.evidence.plan = access.plan
    return file
