from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from outcomes.actions import observations
from outcomes.forms import ImportForm, answers_in
from outcomes.imports import FORMATS, places_of
from outcomes.imports.loaded import Loaded, Unanswered
from scp.accounts.permissions import Permission
from scp.core.errors import InvalidInput
from scp.core.tables import TableError
from scp.plans.access import Access
from scp.plans.views.base import plan_view


@plan_view(Permission.EDIT)
def import_indicators(request: HttpRequest, access: Access) -> HttpResponse:
    """Load a published set of indicators with their values: all of it or none. What the publisher
    does not say of an indicator is asked before anything is loaded."""
    form = ImportForm(request.POST or None, request.FILES or None)
    loaded: Loaded | None = None
    faults: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            loaded = _load(access, form, answers_in(request.POST))
            form = ImportForm(request.POST, request.FILES, questions=loaded.questions)
            form.is_valid()
        except TableError as error:
            faults = tuple(str(error).splitlines())
            form.add_error(None, _("The files have faults. Nothing was loaded."))
        except Unanswered as error:
            form = ImportForm(request.POST, request.FILES, questions=error.questions)
            messages.warning(
                request,
                _("Nothing was loaded yet: answer the questions and choose the files again."),
            )
        except InvalidInput as error:
            form.add_error(None, str(error))
    context = {"access": access, "form": form, "loaded": loaded, "faults": faults}
    return render(request, "draft/import.html", context, status=422 if form.errors else 200)


def _load(access: Access, form: ImportForm, answers: Mapping[str, Mapping[str, str]]) -> Loaded:
    given = form.cleaned_data
    chosen = FORMATS[given["format"]]
    dataset = chosen.read(*(given[name] for name in chosen.files))
    with transaction.atomic():
        loaded = observations.load(
            plan=access.plan,
            dataset=dataset,
            source_version=given["source_version"] or dataset.version_by_hash,
            published_on=given["published_on"],
            by=access.user,
            areas=None if chosen.every_place else places_of(access.plan),
            answers=answers,
        )
        transaction.set_rollback(given["check_only"])
    return loaded
