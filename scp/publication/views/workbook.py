"""The plan as a workbook: downloaded, and brought back in two steps, of which the first stores
nothing in the plan."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from scp.accounts.permissions import Permission
from scp.core.errors import InvalidInput
from scp.plans.access import Access
from scp.plans.actions import uploads
from scp.plans.uploads import Uploads
from scp.plans.views.base import plan_view
from scp.publication import workbook
from scp.publication.actions import workbooks
from scp.publication.forms import ConfirmWorkbookForm, WorkbookForm
from scp.publication.workbook import Change, WorkbookError, seen
from scp.publication.workbook.sheets import SHEETS

# Rows of the workbook that are shown before somebody confirms; the counts are of all.
SHOWN = 100
KINDS: dict[str, tuple[Promise, str]] = {
    "added": (gettext_lazy("Added"), "green"),
    "changed": (gettext_lazy("Changed"), "blue"),
    "removed": (gettext_lazy("Removed"), "red"),
    "revised": (gettext_lazy("Revised"), "purple"),
}


@dataclass(frozen=True)
class Trial:
    """What a workbook would change, as the page shows it before anybody confirms."""

    sha256: str
    changes: tuple[Change, ...]

    @property
    def digest(self) -> str:
        return seen.digest_of(self.changes)

    @property
    def shown(self) -> tuple[Change, ...]:
        return self.changes[:SHOWN]

    @property
    def counts(self) -> list[dict[str, Any]]:
        """How many rows of each sheet would be added, changed and so on."""
        counted = Counter((change.sheet.name, str(change.kind)) for change in self.changes)
        lines = []
        for sheet in SHEETS:
            parts = [
                f"{label}: {counted[sheet.name, kind]}"
                for kind, (label, _colour) in KINDS.items()
                if counted[sheet.name, kind]
            ]
            if parts:
                lines.append({"key": sheet.title, "value": "; ".join(parts)})
        return lines


@plan_view(Permission.VIEW_DRAFT)
@require_safe
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """Where a plan's workbook is downloaded, and what can be done with it."""
    context = {"access": access, "may": Permission, "sheets": SHEETS}
    return render(request, "draft/workbook.html", context)


@plan_view(Permission.VIEW_DRAFT)
@require_safe
def download(request: HttpRequest, access: Access, kind: str) -> HttpResponse:
    """The whole draft as a workbook."""
    if kind not in workbook.MEDIA_TYPES:
        raise Http404
    book = workbook.book_of(access.plan)
    data = workbook.write(book, plan=access.plan, format=kind)
    name = f"{access.plan.slug}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return HttpResponse(
        data,
        content_type=workbook.MEDIA_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@plan_view(Permission.EDIT)
def upload(request: HttpRequest, access: Access) -> HttpResponse:
    """Check a workbook, and show what it would change. Nothing is stored in the plan."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    trial: Trial | None = None
    faults: WorkbookError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            trial = _tried(access, form.cleaned_data["file"].read())
        except WorkbookError as error:
            faults = error
            form.add_error(None, _("The workbook has faults. Nothing was stored."))
        except InvalidInput as error:
            form.add_error(None, str(error))
    return _checked(request, access, form, trial, faults)


@require_POST
@plan_view(Permission.EDIT)
def confirm(request: HttpRequest, access: Access) -> HttpResponse:
    """Bring in the workbook that was checked, if it would still change just what was shown."""
    form = ConfirmWorkbookForm(request.POST)
    data = None
    if form.is_valid():
        kept = Uploads(access.plan, access.user)
        data = kept.get_optional(form.cleaned_data["sha256"])
    if data is None:
        messages.error(request, _("The workbook is no longer here. Choose it again."))
        return redirect("draft-workbook-import", access.plan.slug)
    shown, sha256 = form.cleaned_data["digest"], form.cleaned_data["sha256"]
    try:
        with transaction.atomic():
            changes = workbooks.load(plan=access.plan, book=workbook.read(data), by=access.user)
            is_as_shown = seen.digest_of(changes) == shown
            transaction.set_rollback(not is_as_shown)
    except WorkbookError as error:
        return _checked(request, access, WorkbookForm(), None, error, status=409)
    if not is_as_shown:
        messages.error(request, _("Somebody changed the plan meanwhile. Check once more."))
        return _checked(request, access, WorkbookForm(), Trial(sha256, changes), None, status=409)
    uploads.discard(plan=access.plan, sha256=sha256, by=access.user)
    count = len(changes)
    words = ngettext("{count} change is stored.", "{count} changes are stored.", count)
    messages.success(request, words.format(count=count))
    return redirect("draft-workbook", access.plan.slug)


def _tried(access: Access, data: bytes) -> Trial:
    """Bring a workbook in, see what it changes, and take all of it back."""
    book = workbook.read(data)
    with transaction.atomic():
        changes = workbooks.load(plan=access.plan, book=book, by=access.user)
        transaction.set_rollback(True)
    return Trial(uploads.keep(plan=access.plan, data=data, by=access.user), changes)


def _checked(
    request: HttpRequest,
    access: Access,
    form: WorkbookForm,
    trial: Trial | None,
    faults: WorkbookError | None,
    status: int = 0,
) -> HttpResponse:
    context: dict[str, Any] = {
        "access": access,
        "form": form,
        "trial": trial,
        "faults": faults,
        "kinds": KINDS,
        "limit": workbook.MAX_BYTES // 1_000_000,
    }
    status = status or (422 if form.errors else 200)
    return render(request, "draft/workbook_import.html", context, status=status)
