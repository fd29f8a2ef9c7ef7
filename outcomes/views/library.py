"""The libraries of organisations: what other plans may adopt, and what this one publishes."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from outcomes.actions import library
from outcomes.forms import PublishToLibraryForm, VersionForm
from outcomes.lending import MODELS, code_of, differences, values_of
from outcomes.models import Indicator, LibraryEntry, LibraryVersion, Outcome
from outcomes.views.kinds import INDICATORS, OUTCOMES
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused
from scp.plans.access import Access
from scp.plans.views.base import page_of, plan_view
from scp.plans.views.items import ItemKind

KINDS: dict[str, ItemKind] = {"outcome": OUTCOMES, "indicator": INDICATORS}
VERSIONS_A_PAGE = 10


@plan_view(Permission.VIEW_DRAFT)
def entries(request: HttpRequest, access: Access) -> HttpResponse:
    """Everything that organisations here have published for others to adopt."""
    latest = LibraryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    here = {
        f"has_{noun}": Exists(kind.model.objects.filter(library_version__entry=OuterRef("pk")))
        for noun, kind in KINDS.items()
    }
    rows = (
        LibraryEntry.objects.filter(versions__isnull=False)
        .distinct()
        .select_related("organisation")
        .annotate(
            latest=latest.values("number")[:1],
            statement=latest.values(said=KT("values__statement"))[:1],
            title=latest.values(said=KT("values__title"))[:1],
            **here,
        )
        .order_by("organisation__name", "kind", "code")
    )
    context = {"access": access, "page": page_of(request, rows)}
    return render(request, "draft/library.html", context)


@plan_view(Permission.VIEW_DRAFT)
def entry(request: HttpRequest, access: Access, entry: int) -> HttpResponse:
    """One entry: its versions, what each changed, and how this plan uses it."""
    return _entry_page(request, access, _entry_get(entry))


def _entry_page(
    request: HttpRequest, access: Access, row: LibraryEntry, status: int = 200
) -> HttpResponse:
    page = page_of(request, row.versions.all(), VERSIONS_A_PAGE)
    # One more, so that the last on the page can be compared with the one before it.
    shown = list(row.versions.all()[page.start_index() - 1 : page.end_index() + 1])
    item, latest = _item_get_optional(access, row), row.versions.latest("number")
    context = {
        "access": access,
        "may": Permission,
        "entry": row,
        "page": page,
        "changes": {
            version.pk: differences(row.kind, before.values, version.values)
            for version, before in pairwise(shown)
        },
        "item": item,
        "item_url": KINDS[row.kind].page_url(item) if item else "",
        "latest": latest,
        "newer": latest if item and latest != item.library_version else None,
    }
    if context["newer"]:
        here = item.library_version.values
        context["differences"] = differences(row.kind, here, latest.values)
    return render(request, "draft/library_entry.html", context, status=status)


@require_POST
@plan_view(Permission.EDIT)
def adopt(request: HttpRequest, access: Access, entry: int) -> HttpResponse:
    row = _entry_get(entry)
    return _with_version(
        request,
        access,
        row,
        lambda version, _seen: library.adopt(plan=access.plan, version=version, by=access.user),
        _("{item} is in the plan. Say which needs it answers and who answers for it."),
    )


@require_POST
@plan_view(Permission.EDIT)
def take_over(request: HttpRequest, access: Access, entry: int) -> HttpResponse:
    row = _entry_get(entry)

    def write(version: LibraryVersion, seen: int) -> Outcome | Indicator:
        item = _item_get_optional(access, row)
        if item is None:
            raise Http404
        return library.take_over(item=item, version=version, seen_version=seen, by=access.user)

    return _with_version(request, access, row, write, _("{item} says what the version says now."))


@require_POST
@plan_view(Permission.EDIT)
def release(request: HttpRequest, access: Access, entry: int) -> HttpResponse:
    """Keep what the plan adopted as its own copy from here on."""
    row = _entry_get(entry)

    def write(_version: LibraryVersion, seen: int) -> Outcome | Indicator:
        item = _item_get_optional(access, row)
        if item is None:
            raise Http404
        return library.release(item=item, seen_version=seen, by=access.user)

    words = _("{item} is this plan’s own from here on. Change it like any other.")
    return _with_version(request, access, row, write, words)


def publish_view(kind: ItemKind) -> Callable[..., HttpResponse]:
    @plan_view(Permission.PUBLISH)
    def view(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
        """Publish an item of this plan in the library of its lead organisation."""
        item = kind.get(access, reference)
        form = PublishToLibraryForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                version = library.publish(item=item, note=form.cleaned_data["note"], by=access.user)
            except PolicyRefused:
                raise
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                words = _("Version {number} is in the library.")
                messages.success(request, words.format(number=version.number))
                return redirect("draft-library-entry", access.plan.slug, version.entry_id)
        status = 422 if form.is_bound and form.errors else 200
        context = {**_to_publish(access, item), "form": form, "back": kind.page_url(item)}
        return render(request, "draft/library_publish.html", context, status=status)

    return view


def _to_publish(access: Access, item: Outcome | Indicator) -> dict[str, Any]:
    """What would be published, and what it would change of the last version."""
    last = LibraryVersion.objects.filter(
        entry__organisation=access.plan.lead_organisation,
        entry__kind=item._meta.model_name,
        entry__code=code_of(item),
    ).first()
    changes = differences(str(item._meta.model_name), last.values if last else {}, values_of(item))
    return {"access": access, "item": item, "last": last, "changes": changes}


def _with_version(
    request: HttpRequest,
    access: Access,
    row: LibraryEntry,
    write: Callable[[LibraryVersion, int], Outcome | Indicator],
    words: str,
) -> HttpResponse:
    """Do with the version that was chosen what the page is for; back at the entry if refused."""
    form = VersionForm(request.POST, entry=row)
    if not form.is_valid():
        messages.error(request, _("Choose one of the versions of this entry."))
        return _entry_page(request, access, row, 422)
    try:
        item = write(form.cleaned_data["number"], form.cleaned_data["version"] or 0)
    except PolicyRefused:
        raise
    except DomainError as error:
        messages.error(request, str(error))
        return _entry_page(request, access, row, 409)
    messages.success(request, words.format(item=item.reference))
    return redirect(KINDS[row.kind].page_url(item))


def _entry_get(key: int) -> LibraryEntry:
    rows = LibraryEntry.objects.select_related("organisation").filter(versions__isnull=False)
    found: LibraryEntry = get_object_or_404(rows.distinct(), pk=key)
    return found


def _item_get_optional(access: Access, row: LibraryEntry) -> Any:
    """The item of this plan that refers to an entry."""
    rows = MODELS[row.kind].objects.filter(library_version__entry=row)
    item = rows.select_related("library_version").first()
    if item:
        item.plan = access.plan
    return item
