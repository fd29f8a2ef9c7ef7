"""From the form of an outcome to a piece and back: what is delivered is moved, nothing is lost."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.forms import OutcomeForm
from outcomes.models import Outcome
from outcomes.views.kinds import OUTCOMES
from procurement.actions import pieces
from procurement.forms import PieceForm
from procurement.models import Piece
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError, PolicyRefused
from scp.core.forms import UNSTORABLE, CleanForm
from scp.plans.access import Access
from scp.plans.forms import LONG_TEXT
from scp.plans.views.base import form_status, plan_view

PREFIX = "piece"
# What the person does with the outcome's answers, not one of them.
NOT_ANSWERS = ("csrfmiddlewaretoken", "as_it_is", "statement")
TITLE = 200


class WordsForm(CleanForm):
    """What was typed as an outcome, however long."""

    statement = forms.CharField(
        label=gettext_lazy("The outcome"), max_length=LONG_TEXT, required=False
    )

    def clean(self) -> None:
        """The other answers are sent along unseen: nobody can mend them here."""
        if any(UNSTORABLE.search(value) for _name, value in _answers(self.data, as_sent=True)):
            raise forms.ValidationError(
                _(
                    "What you typed has a character that cannot be stored. It is replaced by "
                    "“\ufffd”."
                )
            )


@plan_view(Permission.EDIT)
def outcome_to_piece(request: HttpRequest, access: Access) -> HttpResponse:
    """What was typed as an outcome, as a new piece. Afterwards the outcome's form is back, with all
    its other answers, for what the piece is to change."""
    item, words = _outcome_get_optional(access, request.GET), WordsForm(request.POST)
    statement = " ".join(str(words["statement"].value() or "").split())
    answering = f"{PREFIX}-title" in request.POST
    form = PieceForm(
        request.POST if answering else None,
        plan=access.plan,
        prefix=PREFIX,
        initial={"title": statement[:TITLE], "summary": statement[TITLE:] and statement},
    )
    for errors in words.errors.values():
        form.add_error(None, errors)
    if answering and form.is_valid():
        try:
            piece = pieces.add(plan=access.plan, by=access.user, **form.values())
        except PolicyRefused:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("{item} added.").format(item=piece))
            return _back_to_the_outcome(request, access, item, piece)
    context = {
        "access": access,
        "form": form,
        "statement": statement,
        "answers": _answers(request.POST),
        "action": request.get_full_path(),
        "back": OUTCOMES.list_url(access.plan.slug),
    }
    return render(request, "draft/outcome_to_piece.html", context, status=form_status(form))


def _answers(posted: Any, *, as_sent: bool = False) -> list[tuple[str, str]]:
    """The answers about the outcome, to be sent along, without what cannot be stored."""
    return [
        (name, value if as_sent else UNSTORABLE.sub("\ufffd", value))
        for name, values in posted.lists()
        if name not in NOT_ANSWERS and not name.startswith(f"{PREFIX}-")
        for value in values
    ]


def _back_to_the_outcome(
    request: HttpRequest, access: Access, item: Outcome | None, piece: Piece
) -> HttpResponse:
    """The outcome's form as it was filled in, asking for other words."""
    answers = request.POST.copy()
    answers["statement"] = ""
    form = OutcomeForm(answers, plan=access.plan, item=item)
    form.full_clean()
    words = _("Say what is different for people or the place when {piece} has worked.")
    form.errors["statement"] = form.error_class([words.format(piece=piece.reference)])
    slug = access.plan.slug
    if item:
        action = reverse("draft-outcome-edit", args=[slug, item.reference])
    else:
        action = reverse("draft-outcome-add", args=[slug])
    context = {
        "access": access,
        "kind": OUTCOMES,
        "form": form,
        "item": item,
        "back": OUTCOMES.page_url(item) if item else OUTCOMES.list_url(slug),
        "action": action,
        "conflicts": [],
    }
    return render(request, "draft/form.html", context)


def _outcome_get_optional(access: Access, asked: Mapping[str, str]) -> Outcome | None:
    if "outcome" not in asked:
        return None
    item: Outcome = get_object_or_404(Outcome.objects.with_reference(asked["outcome"]))
    item.plan = access.plan
    return item
