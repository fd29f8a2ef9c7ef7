"""A published set of indicators, brought in by two steps: the first stores nothing in the plan and
keeps the files, so that the second brings in just what was shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from outcomes.actions import observations
from outcomes.forms import ImportForm, answers_in, held_name
from outcomes.imports import FORMATS, places_of
from outcomes.imports.loaded import Loaded, Question, Unanswered
from scp.accounts.permissions import Permission
from scp.core import audit
from scp.core.errors import InvalidInput
from scp.core.tables import TableError
from scp.plans import items
from scp.plans.access import Access
from scp.plans.actions import uploads
from scp.plans.uploads import SHA256, Uploads
from scp.plans.views.base import plan_view

# What the button that confirms does not send again.
NOT_SENT_ON = ("csrfmiddlewaretoken", "seen")


@dataclass
class _Step:
    """What one request came to, for the page: `loaded` is what would change (or, with `stored`,
    what was), `seen` the hash by which a person confirms just that."""

    form: ImportForm
    loaded: Loaded | None = None
    seen: str = ""
    stored: bool = False
    faults: tuple[str, ...] = field(default=())


@plan_view(Permission.EDIT)
def import_indicators(request: HttpRequest, access: Access) -> HttpResponse:
    """Check a published set of indicators with their values, and show what it would change. What
    the publisher does not say of an indicator is asked before anything is loaded."""
    if request.method != "POST":
        return _page(request, access, _Step(ImportForm()))
    step = _tried(request, access)
    return _page(request, access, step, 422 if step.form.errors else 200)


@require_POST
@plan_view(Permission.EDIT)
def confirm_import(request: HttpRequest, access: Access) -> HttpResponse:
    """Bring in what was checked, all of it or none, if it would still change just what was shown:
    else it is shown once more."""
    shown = request.POST.get("seen", "")
    step = _tried(request, access, shown if SHA256.fullmatch(shown) else "")
    if step.stored and step.loaded:
        for given in step.form.given.values():
            uploads.discard(plan=access.plan, sha256=given.sha256, by=access.user)
        messages.success(request, _in_words(step.loaded))
        return redirect("draft-indicators", access.plan.slug)
    if step.loaded:
        messages.error(request, _("Somebody changed the plan meanwhile. Check once more."))
    return _page(request, access, step, 422 if step.form.errors else 409)


def _tried(request: HttpRequest, access: Access, shown: str = "") -> _Step:
    """Bring in what was sent, see what it changes, and take all of it back unless that is what was
    `shown` before."""
    form = ImportForm(request.POST, request.FILES, kept=Uploads(access.plan, access.user))
    if not form.is_valid():
        return _Step(form)
    try:
        loaded, seen = _load(request, access, form, shown)
    except TableError as error:
        form.add_error(None, _("The files have faults. Nothing was loaded."))
        return _Step(form, faults=tuple(str(error).splitlines()))
    except Unanswered as error:
        messages.warning(request, _("Nothing was loaded yet: answer the questions."))
        return _Step(_asked_again(request, access, form, error.questions))
    except InvalidInput as error:
        form.add_error(None, str(error))
        return _Step(form)
    if seen == shown:
        return _Step(form, loaded, stored=True)
    return _Step(_asked_again(request, access, form, loaded.questions), loaded, seen)


def _load(request: HttpRequest, access: Access, form: ImportForm, shown: str) -> tuple[Loaded, str]:
    said, answers = form.cleaned_data, answers_in(request.POST)
    chosen = FORMATS[said["format"]]
    dataset = chosen.read(*(form.given[name].opened() for name in chosen.files))
    version = said["source_version"] or dataset.version_by_hash
    what = {
        **dataset.hashes,
        "format": said["format"],
        "version": version,
        "published_on": said["published_on"].isoformat(),
        "answers": repr(sorted((code, sorted(each.items())) for code, each in answers.items())),
    }
    with transaction.atomic():
        # Nobody writes to the plan between the hash of its trail and what is compared with it.
        items.queue(access.plan)
        tip = audit.tip(access.plan.audit_chain)
        loaded = observations.load(
            plan=access.plan,
            dataset=dataset,
            source_version=version,
            published_on=said["published_on"],
            by=access.user,
            areas=None if chosen.every_place else places_of(access.plan),
            answers=answers,
        )
        seen = loaded.digest(of=what, tip=tip)
        transaction.set_rollback(seen != shown)
    return loaded, seen


def _asked_again(
    request: HttpRequest, access: Access, form: ImportForm, questions: Sequence[Question]
) -> ImportForm:
    """The form as it was sent, with the questions, and with its files kept for the next step."""
    sent: QueryDict = request.POST.copy()
    for name, given in form.given.items():
        uploads.keep(plan=access.plan, data=given.data, by=access.user)
        sent[held_name(name)] = given.held
    again = ImportForm(sent, questions=questions, kept=form.kept)
    again.is_valid()
    return again


def _in_words(loaded: Loaded) -> str:
    added, revised = loaded.observations_added, loaded.observations_revised
    return " ".join(
        [
            ngettext("{count} value is added.", "{count} values are added.", added).format(
                count=added
            ),
            ngettext("{count} value is revised.", "{count} values are revised.", revised).format(
                count=revised
            ),
        ]
    )


def _page(request: HttpRequest, access: Access, step: _Step, status: int = 200) -> HttpResponse:
    sent = {name: value for name, value in step.form.data.items() if name not in NOT_SENT_ON}
    context = {"access": access, "step": step, "form": step.form, "sent": sent}
    return render(request, "draft/import.html", context, status=status)
