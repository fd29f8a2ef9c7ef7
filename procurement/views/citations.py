"""Citing evidence from the page of a claim: a need, an outcome, an indicator or a contribution."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes.models import Citation
from outcomes.views.kinds import INDICATORS, NEEDS, OUTCOMES
from procurement.actions import citations
from procurement.forms import CitationForm, CiteForm, EvidenceToCiteForm
from procurement.queries import citation_get_optional
from procurement.views.kinds import CONTRIBUTIONS
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused, StaleVersion
from scp.core.forms import storable
from scp.plans import history
from scp.plans.access import Access
from scp.plans.forms import RemovalForm
from scp.plans.models import PlanItem
from scp.plans.views.base import Conflicts, form_status, plan_view, posted_version, written
from scp.plans.views.items import ItemKind

CLAIMS: dict[str, ItemKind] = {
    kind.plural: kind for kind in (NEEDS, OUTCOMES, INDICATORS, CONTRIBUTIONS)
}
LONGEST = 100


@plan_view(Permission.EDIT)
def cite(request: HttpRequest, access: Access, plural: str, reference: str) -> HttpResponse:
    """Cite a source of the library; the page has its own search, which needs no script."""
    kind = CLAIMS[plural]
    claim = kind.get(access, reference)
    words = storable(request.GET.get("q", ""))[:LONGEST].strip()
    form = CiteForm(request.POST or None, words=words)
    if request.method == "POST" and form.is_valid():
        try:
            citation = citations.cite(claim=claim, by=access.user, **form.cleaned_data)
        except PolicyRefused:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _cited(request, kind, claim, citation)
    return _cite_page(request, access, kind, claim, form, words=words)


@plan_view(Permission.EDIT)
def cite_new(request: HttpRequest, access: Access, plural: str, reference: str) -> HttpResponse:
    """Add a source to the library and cite it, in one form."""
    kind = CLAIMS[plural]
    claim = kind.get(access, reference)
    form = EvidenceToCiteForm(request.POST or None, plan=access.plan)
    if request.method == "POST" and form.is_valid():
        try:
            citation = citations.cite_new(claim=claim, by=access.user, **form.values())
        except PolicyRefused:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _cited(request, kind, claim, citation)
    context = {**_context(access, kind, claim), "form": form}
    return render(request, "draft/cite_new.html", context, status=form_status(form))


@plan_view(Permission.EDIT)
def edit(
    request: HttpRequest, access: Access, plural: str, reference: str, citation: int
) -> HttpResponse:
    """Say better how a source bears on a claim, with the conflict page if the claim changed."""
    kind = CLAIMS[plural]
    claim = kind.get(access, reference)
    cited = citation_get_optional(claim, citation)
    if cited is None:
        return _removed_meanwhile(request, access, kind, claim)
    form = CitationForm(request.POST or None, citation=cited, version=claim.version)
    conflicts: Conflicts = []
    if request.method == "POST" and form.is_valid():
        with history.because(form.reason):
            form, conflicts = written(
                form,
                lambda: citations.revise(
                    citation=cited, seen_version=form.seen_version, by=access.user, **form.changes
                ),
                lambda row, answers: _form_over(row, answers, cited),
            )
        if not conflicts and not form.errors:
            words = _("What {claim} says of {evidence} is saved.")
            return _done(request, kind, claim, cited, words)
    context = {**_context(access, kind, claim), "citation": cited, "form": form}
    context["conflicts"] = conflicts
    return render(request, "draft/citation_edit.html", context, status=form_status(form, conflicts))


@plan_view(Permission.EDIT)
def remove(
    request: HttpRequest, access: Access, plural: str, reference: str, citation: int
) -> HttpResponse:
    """Cite a source no longer."""
    kind = CLAIMS[plural]
    claim = kind.get(access, reference)
    cited = citation_get_optional(claim, citation)
    if cited is None:
        raise Http404
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and (form.is_valid() or not form.is_bound):
        try:
            with history.because(form.reason):
                citations.remove(
                    citation=cited, seen_version=posted_version(request), by=access.user
                )
        except StaleVersion as stale:
            messages.error(request, str(stale))
            return redirect(kind.page_url(claim))
        return _done(request, kind, claim, cited, _("{claim} cites {evidence} no longer."))
    context = {**_context(access, kind, claim), "citation": cited, "form": form}
    return render(request, "draft/citation_remove.html", context, status=form_status(form))


def _form_over(claim: Any, answers: Any, citation: Citation) -> CitationForm:
    """The form over what the citation says now; over what it said, if it is gone."""
    now = citation_get_optional(claim, citation.pk) or citation
    return CitationForm(answers, citation=now, version=claim.version)


def _removed_meanwhile(
    request: HttpRequest, access: Access, kind: ItemKind, claim: PlanItem
) -> HttpResponse:
    """Somebody removed the citation that this person was editing. What they typed is shown again,
    for the source that they choose."""
    if request.method != "POST":
        raise Http404
    form = CiteForm(request.POST, words="")
    form.add_error(
        None,
        _(
            "This citation was removed by someone else while you were editing it. Your text is "
            "below. Choose the source and save it to cite it again."
        ),
    )
    return _cite_page(request, access, kind, claim, form, words="", status=409)


def _cite_page(
    request: HttpRequest,
    access: Access,
    kind: ItemKind,
    claim: PlanItem,
    form: CiteForm,
    *,
    words: str,
    status: int | None = None,
) -> HttpResponse:
    address = reverse("draft-cite", args=[access.plan.slug, kind.plural, claim.reference])
    context = {**_context(access, kind, claim), "form": form, "words": words, "address": address}
    return render(request, "draft/cite.html", context, status=status or form_status(form))


def _context(access: Access, kind: ItemKind, claim: PlanItem) -> dict[str, Any]:
    return {"access": access, "kind": kind, "item": claim, "back": kind.page_url(claim)}


def _cited(
    request: HttpRequest, kind: ItemKind, claim: PlanItem, citation: Citation
) -> HttpResponse:
    return _done(request, kind, claim, citation, _("{claim} cites {evidence}."))


def _done(
    request: HttpRequest, kind: ItemKind, claim: PlanItem, citation: Citation, words: str
) -> HttpResponse:
    said = words.format(claim=claim.reference, evidence=citation.evidence.reference)
    messages.success(request, said)
    return redirect(f"{kind.page_url(claim)}#{_anchor(kind, claim)}")


def _anchor(kind: ItemKind, claim: PlanItem) -> str:
    """Where the evidence stands on the claim's page; a contribution stands on its piece's."""
    return "evidence" if kind.has_page else claim.reference
