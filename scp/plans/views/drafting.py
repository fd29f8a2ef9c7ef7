"""What a browser does while somebody types: keeps their text, and says that they are there.

Both are answered to scripts (static/src/drafting.js). Without scripts a form works as ever; what an
earlier visit kept is offered all the same.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from scp.accounts.models import User
from scp.accounts.permissions import Permission
from scp.core.errors import InvalidInput
from scp.core.forms import storable
from scp.plans.access import Access
from scp.plans.actions import autosaves, leases
from scp.plans.forms import ItemForm
from scp.plans.models import Autosave, PlanItem
from scp.plans.queries import autosave_get_optional, others_editing
from scp.plans.views.base import plan_view, posted_version

NOT_TYPED = {"csrfmiddlewaretoken", "version"}
USE = "unsaved"


@dataclass(frozen=True)
class Drafting:
    """What the page of a form needs to keep what is typed into it, and to offer what was kept."""

    form: str
    slug: str
    reference: str = ""
    kept: Autosave | None = None
    taken_up: bool = False
    others: str = ""

    @property
    def keep_url(self) -> str:
        return reverse("draft-autosave", args=[self.slug, self.form])

    @property
    def discard_url(self) -> str:
        return reverse("draft-autosave-discard", args=[self.slug, self.form])

    @property
    def lease_url(self) -> str:
        return reverse("draft-lease", args=[self.slug, self.reference])


def drafting_of(
    request: HttpRequest,
    access: Access,
    form: ItemForm,
    *,
    noun: str,
    item: PlanItem | None,
    parent: PlanItem | None,
) -> Drafting:
    """Shows what was kept in the form, if its writer has chosen to use it."""
    name = form_name(noun, item=item, parent=parent)
    reference = item.reference if item else ""
    others = ""
    if item:
        people = others_editing(plan=access.plan, reference=reference, user=access.user)
        others = presence_in_words(people)
    if form.is_bound:
        return Drafting(name, access.plan.slug, reference, others=others)
    kept = autosave_get_optional(plan=access.plan, form=name, user=access.user)
    use = kept is not None and request.GET.get(USE) == "use"
    if kept and use:
        form.take_up(kept.answers, kept.seen_version)
    return Drafting(name, access.plan.slug, reference, kept, use, others)


def form_name(noun: str, *, item: PlanItem | None, parent: PlanItem | None = None) -> str:
    """ "need/N3", "need/add", "target/I2/add"."""
    if item:
        return f"{noun}/{item.reference}"
    return f"{noun}/{parent.reference}/add" if parent else f"{noun}/add"


def presence_in_words(people: list[User]) -> str:
    """ "Amina Khan is editing this now."; empty if nobody is. Only members read it."""
    if not people:
        return ""
    names = get_text_list([str(person) for person in people], _("and"))
    return ngettext(
        "{names} is editing this now.", "{names} are editing this now.", len(people)
    ).format(names=names)


@require_POST
@plan_view(Permission.EDIT)
def autosave(request: HttpRequest, access: Access, form: str) -> HttpResponse:
    """Keep what is typed into a form. 204: kept. 413: too much of it. 429: a moment too soon."""
    answers = {
        name: [storable(value.replace("\r\n", "\n")) for value in values]
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
    }
    if not autosaves.FORM.fullmatch(form):
        raise Http404
    try:
        autosaves.keep(
            plan=access.plan,
            form=form,
            answers=answers,
            seen_version=posted_version(request),
            by=access.user,
        )
    except autosaves.TooOften as refusal:
        return HttpResponse(str(refusal), status=429, headers={"Retry-After": "1"})
    except InvalidInput as refusal:
        return HttpResponse(str(refusal), status=413)
    return HttpResponse(status=204)


@require_POST
@plan_view(Permission.EDIT)
def discard_autosave(request: HttpRequest, access: Access, form: str) -> HttpResponse:
    if not autosaves.FORM.fullmatch(form):
        raise Http404
    autosaves.discard(plan=access.plan, form=form, by=access.user)
    back = request.POST.get("next", "")
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if here else reverse("draft", args=[access.plan.slug]))


@require_POST
@plan_view(Permission.EDIT)
def lease(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Say that the person is at work on an item, or has closed it; the answer says who else is."""
    if not leases.REFERENCE.fullmatch(reference):
        raise Http404
    arguments: dict[str, Any] = {"plan": access.plan, "reference": reference, "by": access.user}
    if "closed" in request.POST:
        leases.release(**arguments)
        return HttpResponse(status=204)
    leases.hold(**arguments)
    people = others_editing(plan=access.plan, reference=reference, user=access.user)
    return JsonResponse({"words": presence_in_words(people)})
