"""Which place of a plan a page shows figures of, where the plan covers more than one."""

from dataclasses import dataclass

from django.http import HttpRequest

from scp.plans.models import Plan
from scp.publication.content import PlaceFacts


@dataclass(frozen=True)
class Places:
    """The places of a plan, and the one that the reader chose: the first, unless they say."""

    all: tuple[PlaceFacts, ...]
    chosen: PlaceFacts | None

    @property
    def codes(self) -> list[str]:
        return [place.code for place in self.all]


def places_of(request: HttpRequest, plan: Plan) -> Places:
    """`?place=` names one by its GSS code. One that is not the plan's counts as none."""
    found = tuple(PlaceFacts(code=row.code, name=row.name) for row in plan.places.all())
    asked = request.GET.get("place", "")
    chosen = next((place for place in found if place.code == asked), None)
    return Places(found, chosen or next(iter(found), None))
