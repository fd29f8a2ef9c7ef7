"""The history of an item, what has been removed, and the way back to an earlier state."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from scp.accounts.permissions import Permission
from scp.core.errors import InvalidInput, StaleVersion
from scp.plans import history, items
from scp.plans.access import Access
from scp.plans.forms import RestorationForm
from scp.plans.history import reading
from scp.plans.views.base import form_status, page_of, plan_view, posted_version

if TYPE_CHECKING:
    from scp.plans.views.items import ItemKind

# An act may tell of twenty fields, some of them long.
ACTS_A_PAGE = 10


def history_view(kind: "ItemKind") -> Callable[..., HttpResponse]:
    @plan_view(Permission.VIEW_DRAFT)
    def view(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
        item = _item_get(kind, access, reference)
        keys = reading.keys(item)
        page = page_of(request, keys, ACTS_A_PAGE)
        acts = reading.acts(item, list(page), labels_of(kind))
        context = {
            **_context(access, kind, item),
            "page": page,
            "acts": acts,
            "current": reading.last_of(keys),
        }
        return render(request, "draft/history.html", context)

    return view


def removed_view(kind: "ItemKind", kinds: "list[ItemKind]") -> Callable[..., HttpResponse]:
    @plan_view(Permission.VIEW_DRAFT)
    def view(request: HttpRequest, access: Access) -> HttpResponse:
        rows = kind.model.with_removed.filter(removed_at__isnull=False)
        page = page_of(request, rows.order_by("-removed_at", "-number"))
        for item in page:
            item.plan = access.plan
        context = {"access": access, "kind": kind, "kinds": kinds, "page": page, "may": Permission}
        return render(request, "draft/removed.html", context)

    return view


def restore_view(kind: "ItemKind") -> Callable[..., HttpResponse]:
    @plan_view(Permission.EDIT)
    def view(request: HttpRequest, access: Access, reference: str, state: int) -> HttpResponse:
        item = _item_get(kind, access, reference)
        then = reading.state_get_optional(item, state)
        if then is None:
            raise Http404
        form = RestorationForm(request.POST or None)
        sent = request.method == "POST" and (form.is_valid() or not form.is_bound)
        if sent and _restored(request, access, kind, item, then, form):
            return redirect(kind.page_url(item))
        now = reading.last_state_get(item)
        context = {
            **_context(access, kind, item),
            "form": form,
            "then": then,
            "changes": reading.differences_of(now, then, labels_of(kind)),
            "put_back": item.removed_at is not None and then.pgh_id == now.pgh_id,
        }
        return render(request, "draft/restore.html", context, status=form_status(form))

    return view


def _restored(
    request: HttpRequest,
    access: Access,
    kind: "ItemKind",
    item: Any,
    state: Any,
    form: RestorationForm,
) -> bool:
    """Whether the item is what it was again. If it was changed meanwhile the reader is told, and
    sees what restoring would now change."""
    was_removed = item.removed_at is not None
    try:
        with history.because(form.reason):
            left_out = items.restore(
                item,
                verb=f"{kind.noun}.restored",
                state=state,
                seen_version=posted_version(request),
                by=access.user,
                check=kind.check_restored,
            )
    except StaleVersion as stale:
        item.refresh_from_db(from_queryset=kind.model._base_manager.filter(pk=item.pk))
        item.plan = access.plan
        messages.error(request, str(stale))
        return False
    except InvalidInput as refusal:
        form.add_error(None, str(refusal))
        return False
    words = _("{item} put back.") if was_removed else _("{item} restored.")
    messages.success(request, words.format(item=item.reference))
    if left_out:
        gone = _("Left out, because it is not in the plan any more: {things}.")
        messages.warning(request, gone.format(things="; ".join(left_out)))
    return True


def _item_get(kind: "ItemKind", access: Access, reference: str) -> Any:
    """An item, also one that was removed: its history goes on."""
    item = get_object_or_404(kind.model.with_removed.with_reference(reference))
    item.plan = access.plan
    return item


def labels_of(kind: "ItemKind") -> dict[str, str]:
    """What the history of an item calls its fields: as its form does, where that asks for them."""
    labels = {name: str(label) for name, label in kind.told.items()}
    if kind.parent:
        labels[kind.parent.noun] = capfirst(str(kind.parent.label))
    asked = kind.form.base_fields.items()
    return labels | {name: str(field.label) for name, field in asked if field.label is not None}


def _context(access: Access, kind: "ItemKind", item: Any) -> dict[str, Any]:
    removed = item.removed_at is not None
    back = kind.removed_url(access.plan.slug) if removed else kind.page_url(item)
    return {"access": access, "kind": kind, "item": item, "may": Permission, "back": back}
