"""Which places an import is about, and that it gives one value for each."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from outcomes.imports.dataset import Point
from outcomes.models import Indicator
from scp.core.tables import Faults, Row, Words, said, shown
from scp.places.models import Place
from scp.plans.models import Plan

ENGLAND = "E92000001"


def check_area(
    row: Row, code_in: str, name_in: str, areas: Mapping[str, str], faults: Faults
) -> None:
    """That the code is a place's and, where the row has a name, that it is that place's."""
    code, name = row[code_in], row.cells.get(name_in, "")
    if code not in areas:
        expected: Words = _("the GSS code of a place that has been loaded")
        faults.add(row.number, code_in, shown(code), expected)
    elif name and name != areas[code]:
        expected = said(_("{area}, which {code} stands for"), area=areas[code], code=code)
        faults.add(row.number, name_in, shown(name), expected)


def no_value_twice(points: Iterable[Point], column: str, faults: Faults) -> None:
    first: dict[tuple[str, str, str], int] = {}
    for point in points:
        place = (point.area, point.breakdown, point.period)
        if place in first:
            rows = sorted((point.row, first[place]))
            expected = said(
                _("one value for {area}; row {row} has it"), area=point.area, row=rows[0]
            )
            found = said(_("{cell} again"), cell=shown(point.period))
            faults.add(rows[1], column, found, expected)
        first.setdefault(place, point.row)


def places_of(plan: Plan) -> frozenset[str]:
    """GSS codes of the places that a plan covers, of all that they lie in, of England and of those
    that its indicators are compared with: whose values a plan has a use for."""
    codes = {ENGLAND}
    found = list(plan.places.all())
    while found:
        codes.update(place.code for place in found)
        found = list(Place.objects.filter(children__in=found).exclude(code__in=codes).distinct())
    compared = Indicator._base_manager.filter(plan=plan, comparator_area__isnull=False)
    return frozenset(codes.union(compared.values_list("comparator_area__code", flat=True)))
