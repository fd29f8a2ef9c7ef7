"""Pages that every kind of plan item has: list, add, edit (with the conflict page), remove.

A room describes its kind in an `ItemKind`; what an item's own page shows is the room's matter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused, StaleVersion
from scp.plans import history
from scp.plans.access import Access
from scp.plans.actions import autosaves
from scp.plans.forms import ItemForm, RemovalForm
from scp.plans.models import PlanItem
from scp.plans.views.base import (
    Conflicts,
    form_status,
    page_of,
    plan_view,
    posted_version,
    written,
)
from scp.plans.views.drafting import drafting_of, form_name
from scp.plans.views.history import history_view, removed_view, restore_view


@dataclass(frozen=True, kw_only=True)
class ItemKind:
    """How one kind of plan item is listed and edited.

    `noun` is the word in addresses, url names and action arguments ("need"); `parent` is the kind
    this one hangs on (a target on its indicator), which is then named when one is added. Without
    `has_list` the room lists the kind in a view of its own, under the same name.
    """

    model: type[PlanItem]
    form: type[ItemForm]
    noun: str
    plural: str
    label: Promise
    heading: Promise
    introduction: Promise | str = ""
    add: Callable[..., PlanItem]
    revise: Callable[..., PlanItem]
    remove: Callable[..., PlanItem]
    parent: "ItemKind | None" = None
    has_page: bool = True
    has_list: bool = True
    list_template: str = "draft/list.html"
    read_with: tuple[str, ...] = ()
    """What its list shows of other rows, by the fields that point to them."""
    contradicted: Callable[[Sequence[Any]], Mapping[Any, list[str]]] | None = None
    """For the items on one page of its list, by key: the references of the sources that contradict
    what they claim, which is said wherever a claim is."""
    told: Mapping[str, Promise] = field(default_factory=dict)
    """What its history calls the fields that its form does not ask for."""
    check_restored: Callable[[Any], object] | None = None
    """What the kind's actions ask of a row and the database does not: it raises if a row that was
    made again what it was may not be so today."""

    def page_url(self, item: PlanItem) -> str:
        """Where an item is seen: its own page, its parent's, or the list."""
        if self.has_page:
            return reverse(f"draft-{self.noun}", args=[item.plan.slug, item.reference])
        if self.parent is None:
            return self.list_url(item.plan.slug)
        return self.parent.page_url(getattr(item, self.parent.noun))

    def list_url(self, slug: str) -> str:
        return reverse(f"draft-{self.plural}", args=[slug])

    def removed_url(self, slug: str) -> str:
        return reverse(f"draft-{self.plural}-removed", args=[slug])

    def get(self, access: Access, reference: str) -> Any:
        """The item of this kind that a reference names, or 404."""
        item = get_object_or_404(self.model.objects.with_reference(reference))
        # The plan is known: its address must not cost a query an item.
        item.plan = access.plan
        return item

    def removed_get_optional(self, access: Access, reference: str) -> Any:
        """The item that a reference named until somebody removed it."""
        rows = self.model.with_removed.with_reference(reference).filter(removed_at__isnull=False)
        item = rows.first()
        if item:
            item.plan = access.plan
        return item


# Every kind that has pages, in the order in which their routes are made.
_kinds: list[ItemKind] = []


def item_urls(kind: ItemKind) -> list[URLPattern]:
    """The routes of one kind: listing (unless it hangs on a parent), adding, editing, removing, its
    history and the way back."""
    base = f"draft/<slug:slug>/{kind.plural}"
    _kinds.append(kind)
    urls = [
        *_history_urls(kind, base),
        path(f"{base}/<str:reference>/edit/", edit_view(kind), name=f"draft-{kind.noun}-edit"),
        path(
            f"{base}/<str:reference>/remove/", remove_view(kind), name=f"draft-{kind.noun}-remove"
        ),
    ]
    if kind.parent:
        under = f"draft/<slug:slug>/{kind.parent.plural}/<str:parent>/{kind.plural}/add/"
        return [*urls, path(under, add_view(kind), name=f"draft-{kind.noun}-add")]
    urls = [path(f"{base}/add/", add_view(kind), name=f"draft-{kind.noun}-add"), *urls]
    if kind.has_list:
        urls = [path(f"{base}/", list_view(kind), name=f"draft-{kind.plural}"), *urls]
    return urls


def kind_of(reference: str) -> ItemKind | None:
    """The kind of what a reference names, by its letters; None if no kind has them."""
    letters = letters_of(reference)
    return next((k for k in _kinds if letters_of(k.model.REFERENCE_PREFIX) == letters), None)


def letters_of(reference: str) -> str:
    """ "EV" of EV-014."""
    return reference.rstrip("0123456789").rstrip("-")


def _history_urls(kind: ItemKind, base: str) -> list[URLPattern]:
    past = f"{base}/<str:reference>/history/"
    return [
        path(f"{base}/removed/", removed_view(kind, _kinds), name=f"draft-{kind.plural}-removed"),
        path(past, history_view(kind), name=f"draft-{kind.noun}-history"),
        path(f"{past}<int:state>/restore/", restore_view(kind), name=f"draft-{kind.noun}-restore"),
    ]


def list_view(kind: ItemKind) -> Callable[..., HttpResponse]:
    @plan_view(Permission.VIEW_DRAFT)
    def view(request: HttpRequest, access: Access) -> HttpResponse:
        rows: QuerySet[Any] = kind.model.objects.all()
        if kind.read_with:
            rows = rows.select_related(*kind.read_with)
        page = page_of(request, rows)
        shown = list(page)
        for item in shown:
            item.plan = access.plan
        context = {
            "access": access,
            "kind": kind,
            "page": page,
            "may": Permission,
            "contradicted": kind.contradicted(shown) if kind.contradicted else {},
        }
        return render(request, kind.list_template, context)

    return view


def add_view(kind: ItemKind) -> Callable[..., HttpResponse]:
    @plan_view(Permission.EDIT)
    def view(request: HttpRequest, access: Access, parent: str = "") -> HttpResponse:
        context: dict[str, Any] = {"plan": access.plan}
        if kind.parent:
            context = {kind.parent.noun: kind.parent.get(access, parent)}
        form = kind.form(request.POST or None, plan=access.plan, **_parent_of(kind, context))
        if request.method == "POST" and form.is_valid():
            try:
                item = kind.add(**context, **form.values(), by=access.user)
            except PolicyRefused:
                raise
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                _forget_typed(access, kind, parent=context.get(_parent_noun(kind)))
                messages.success(request, _("{item} added.").format(item=item))
                return redirect(kind.page_url(item))
        return _form_page(request, access, kind, form, parent=context.get(_parent_noun(kind)))

    return view


def edit_view(kind: ItemKind) -> Callable[..., HttpResponse]:
    @plan_view(Permission.EDIT)
    def view(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
        if request.method == "POST" and (gone := kind.removed_get_optional(access, reference)):
            return _removed_meanwhile(request, access, kind, gone)
        item = kind.get(access, reference)
        form = kind.form(request.POST or None, plan=access.plan, item=item)
        conflicts: Conflicts = []
        if request.method == "POST" and form.is_valid():
            with history.because(form.reason):
                form, conflicts = written(
                    form,
                    lambda: kind.revise(
                        **{kind.noun: item},
                        seen_version=form.seen_version,
                        by=access.user,
                        **form.values(),
                    ),
                    lambda row, answers: kind.form(answers, plan=access.plan, item=row),
                )
            if not conflicts and not form.errors:
                _forget_typed(access, kind, item=item)
                messages.success(request, _("{item} saved.").format(item=item.reference))
                return redirect(kind.page_url(item))
        return _form_page(request, access, kind, form, item=item, conflicts=conflicts)

    return view


def remove_view(kind: ItemKind) -> Callable[..., HttpResponse]:
    @plan_view(Permission.EDIT)
    def view(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
        item = kind.get(access, reference)
        form = RemovalForm(request.POST or None)
        if request.method == "POST" and (form.is_valid() or not form.is_bound):
            try:
                with history.because(form.reason):
                    kind.remove(
                        **{kind.noun: item}, seen_version=posted_version(request), by=access.user
                    )
            except StaleVersion as stale:
                messages.error(request, str(stale))
                return redirect(kind.page_url(item))
            messages.success(request, _("{item} removed.").format(item=item.reference))
            return redirect(_after_removal(kind, access, item))
        context = {
            "access": access,
            "kind": kind,
            "item": item,
            "form": form,
            "back": kind.page_url(item),
        }
        return render(request, "draft/remove.html", context, status=form_status(form))

    return view


def _removed_meanwhile(
    request: HttpRequest, access: Access, kind: ItemKind, gone: PlanItem
) -> HttpResponse:
    """Somebody removed what this person was editing. Their text is shown again, to be added as a
    new item if they still want it: nothing that was typed is lost."""
    arguments, back, under = [access.plan.slug], "", {}
    if kind.parent:
        parent = getattr(gone, kind.parent.noun)
        if parent.removed_at is not None:
            raise Http404
        arguments.append(parent.reference)
        back, under = kind.parent.page_url(parent), {"parent": parent}
    form = kind.form(request.POST, plan=access.plan, **under)
    form.add_error(
        None,
        _(
            "{reference} was removed by someone else while you were editing it. Your text is "
            "below. Save it to add it as a new one."
        ).format(reference=gone.reference),
    )
    context = {
        "access": access,
        "kind": kind,
        "form": form,
        "item": None,
        "back": back or kind.list_url(access.plan.slug),
        "action": reverse(f"draft-{kind.noun}-add", args=arguments),
        "conflicts": [],
        "drafting": drafting_of(
            request, access, form, noun=kind.noun, item=None, parent=under.get("parent")
        ),
    }
    return render(request, "draft/form.html", context, status=409)


def _form_page(
    request: HttpRequest,
    access: Access,
    kind: ItemKind,
    form: ItemForm,
    *,
    item: PlanItem | None = None,
    parent: PlanItem | None = None,
    conflicts: Conflicts | None = None,
) -> HttpResponse:
    if item:
        back = kind.page_url(item)
    elif kind.parent and parent:
        back = kind.parent.page_url(parent)
    else:
        back = kind.list_url(access.plan.slug)
    drafting = drafting_of(request, access, form, noun=kind.noun, item=item, parent=parent)
    return render(
        request,
        "draft/form.html",
        {
            "access": access,
            "kind": kind,
            "form": form,
            "item": item,
            "back": back,
            "action": "",
            "conflicts": conflicts or [],
            "drafting": drafting,
        },
        status=form_status(form, conflicts),
    )


def _forget_typed(
    access: Access, kind: ItemKind, *, item: PlanItem | None = None, parent: PlanItem | None = None
) -> None:
    """What was typed is saved: it is not offered again."""
    name = form_name(kind.noun, item=item, parent=parent)
    autosaves.discard(plan=access.plan, form=name, by=access.user)


def _after_removal(kind: ItemKind, access: Access, item: PlanItem) -> str:
    """Where its kind is seen without it: an item that is gone has no page."""
    if kind.parent is None:
        return kind.list_url(access.plan.slug)
    return kind.parent.page_url(getattr(item, kind.parent.noun))


def _parent_noun(kind: ItemKind) -> str:
    return kind.parent.noun if kind.parent else ""


def _parent_of(kind: ItemKind, context: dict[str, Any]) -> dict[str, Any]:
    return {"parent": context[kind.parent.noun]} if kind.parent else {}
