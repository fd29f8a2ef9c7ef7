"""Where the references of a text lead, and the list that the editor chooses them from."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from scp.accounts.permissions import Permission
from scp.core.forms import storable
from scp.core.richtext import Chip, Document, references
from scp.plans.access import Access
from scp.plans.models import Plan
from scp.plans.queries import named, referable
from scp.plans.views.base import plan_view

MOST = 20
LONGEST = 100


@plan_view(Permission.EDIT)
@require_GET
def find(request: HttpRequest, access: Access) -> HttpResponse:
    """For the editor: items by words of their titles or by reference (`q`), evidence to cite
    (`cited=1`) or other items to refer to."""
    words = storable(request.GET.get("q", ""))[:LONGEST].strip()
    found = referable(words, cited=request.GET.get("cited") == "1", most=MOST + 1)
    items = [{"reference": item.reference, "title": item.title_text} for item in found[:MOST]]
    return JsonResponse({"items": items, "more": len(found) > MOST})


def chips_of(plan: Plan, document: Document) -> dict[str, Chip]:
    """Where the references of a text lead in the draft."""
    return {
        reference: Chip(reverse("draft-item", args=[plan.slug, reference]), item.title_text)
        for reference, item in named(references(document)).items()
    }
