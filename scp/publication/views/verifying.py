"""Where anybody finds out which edition a copy is of, whether it is whole and whether it is
current."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from scp.plans.views.base import form_status
from scp.publication.forms import VerifyForm
from scp.publication.models import RenderingKind
from scp.publication.recognition import Recognised, Whole, of_file, of_hash

FORMS = {"json": gettext_lazy("JSON"), **dict(RenderingKind.choices)}
# For each outcome: what it is called, whether it is good news, and what it means.
WHOLE = {
    Whole.WHOLE: (
        gettext_lazy("Whole"),
        "green",
        gettext_lazy("This file is, byte for byte, what was published."),
    ),
    Whole.HASH: (
        gettext_lazy("Known"),
        "green",
        gettext_lazy(
            "This is the SHA-256 of what was published. To know whether your copy is whole, choose "
            "the file instead."
        ),
    ),
    Whole.LAID_OUT_ANEW: (
        gettext_lazy("The same data"),
        "blue",
        gettext_lazy(
            "The file is written in another way than what was published, and says exactly the same."
        ),
    ),
    Whole.DATA_WHOLE: (
        gettext_lazy("Not as published"),
        "red",
        gettext_lazy(
            "The data that the file carries inside is whole, but the file was changed or saved "
            "anew after it was published. Its pages may say something else. Do not rely on them."
        ),
    ),
    Whole.ALTERED: (
        gettext_lazy("Not as published"),
        "red",
        gettext_lazy(
            "The file says that it is of this edition, but it was changed or saved anew after it "
            "was published. Do not rely on it."
        ),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for a file or a hash, and says what it is. A hash may also be in the address."""
    sent = request.POST if request.method == "POST" else request.GET
    is_asked = request.method == "POST" or "hash" in sent
    form = VerifyForm(sent if is_asked else None, request.FILES or None)
    asked, found = False, None
    if is_asked and form.is_valid():
        asked, found = True, _recognised(form)
    context = {
        "form": form,
        "asked": asked,
        "found": found,
        "whole": WHOLE[found.whole] if found else None,
        "form_name": FORMS.get(found.form, _("a file")) if found else "",
    }
    return render(request, "public/verify.html", context, status=form_status(form))


def _recognised(form: VerifyForm) -> Recognised | None:
    file = form.cleaned_data["file"]
    return of_file(file) if file else of_hash(form.cleaned_data["hash"])
