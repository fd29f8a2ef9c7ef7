"""Which series of values belongs to which described indicator.

The values carry no measure, so a name may stand for two or three series ("Children cautioned or
sentenced": a count and a rate). Those follow one another in the file. They are parted where an
area comes back, and each is matched by its first value, its last and England's last. What fits
nothing, or two things, is a fault.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from outcomes.imports.places import ENGLAND
from scp.core.tables import Faults, Row, Words, said, shown

# The descriptions give values to three decimals.
ROUNDING = Decimal("0.0005")

Key = tuple[str, str, str]


def key_of(row: Row) -> Key:
    return row["slug"], row["indicator"], row["breakdown"]


def match(
    described: Sequence[Row], values: Sequence[Row], faults: Faults, value_faults: Faults
) -> Iterator[tuple[Row, list[Row]]]:
    """Each description with its values, in the order of the descriptions."""
    by_key: dict[Key, list[Row]] = {}
    for row in values:
        by_key.setdefault(key_of(row), []).append(row)
    for key, group in groupby(described, key_of):
        rows = list(group)
        if key not in by_key:
            found = said(_("{cell} without values"), cell=shown(key[1]))
            expected = said(_("values in {file}"), file=value_faults.file)
            faults.add(rows[0].number, "indicator", found, expected)
            continue
        found_values = by_key.pop(key)
        if len(rows) == 1:
            if _no_duplicates(found_values, value_faults):
                _check_fit(rows[0], found_values, faults, value_faults.file)
                yield rows[0], found_values
        elif _no_neighbours_alike(found_values, value_faults):
            yield from _match_several(rows, found_values, faults, value_faults)
    for (_slug, title, _breakdown), rows in by_key.items():
        expected = said(_("a name in {file}"), file=faults.file)
        value_faults.add(rows[0].number, "indicator", shown(title), expected)


def _match_several(
    described: Sequence[Row], values: Sequence[Row], faults: Faults, value_faults: Faults
) -> Iterator[tuple[Row, list[Row]]]:
    blocks = list(_blocks(values))
    if len(blocks) != len(described):
        words = ngettext_lazy(
            "{count} series called {name}", "{count} series called {name}", len(blocks)
        )
        value_faults.add(
            blocks[-1][0].number,
            "indicator",
            said(words, count=len(blocks), name=shown(described[0]["indicator"])),
            said(_("{count}, as many as {file} describes"), count=len(described), file=faults.file),
        )
        return
    for row in described:
        fitting = [block for block in blocks if not list(_misfits(row, block))]
        rivals = [other for block in fitting for other in described if not _misfit(other, block)]
        if len(fitting) != 1 or len(rivals) != 1:
            words = ngettext_lazy(
                "{count} series in {file} that fits {name}",
                "{count} series in {file} that fit {name}",
                len(fitting),
            )
            name, file = shown(row["indicator"]), value_faults.file
            faults.add(
                row.number,
                "first_value",
                said(words, count=len(fitting), file=file, name=name),
                _("exactly one with this first and latest value and England's latest"),
            )
            continue
        yield row, fitting[0]


def _blocks(values: Sequence[Row]) -> Iterator[list[Row]]:
    """Parts of the values in which each area is one run and has each period once."""
    block: list[Row] = []
    seen: set[tuple[str, str]] = set()
    for row in values:
        area = row["gss"]
        came_back = block and block[-1]["gss"] != area and any(r["gss"] == area for r in block)
        if came_back or (area, row["period"]) in seen:
            yield block
            block, seen = [], set()
        block.append(row)
        seen.add((area, row["period"]))
    yield block


def _no_duplicates(values: Sequence[Row], faults: Faults) -> bool:
    first: dict[tuple[str, str], int] = {}
    before = len(faults.errors)
    for row in values:
        place = (row["gss"], row["period"])
        if place in first:
            _add_duplicate(row, first[place], faults)
        first.setdefault(place, row.number)
    return len(faults.errors) == before


def _no_neighbours_alike(values: Sequence[Row], faults: Faults) -> bool:
    """Where several series share a name a period may come back, but never in the next row."""
    before = len(faults.errors)
    for earlier, row in pairwise(values):
        if (earlier["gss"], earlier["period"]) == (row["gss"], row["period"]):
            _add_duplicate(row, earlier.number, faults)
    return len(faults.errors) == before


def _add_duplicate(row: Row, first: int, faults: Faults) -> None:
    expected = said(_("one value for {area}; row {row} has it"), area=row["area"], row=first)
    faults.add(row.number, "period", said(_("{cell} again"), cell=shown(row["period"])), expected)


def _misfit(row: Row, values: Sequence[Row]) -> bool:
    return next(_misfits(row, values), None) is not None


def _check_fit(row: Row, values: Sequence[Row], faults: Faults, file: str) -> None:
    for column, found, expected in _misfits(row, values):
        words = said(_("{expected}, as in {file}"), expected=expected, file=file)
        faults.add(row.number, column, found, words)


def _misfits(row: Row, values: Sequence[Row]) -> Iterator[tuple[str, Words, Words]]:
    """(column, found, expected) wherever a description and its values disagree."""
    own = [value for value in values if value["gss"] == row["gss"]]
    if not own:
        yield "gss", shown(row["gss"]), _("an area that has values")
        return
    for end, value in (("first", own[0]), ("latest", own[-1])):
        if row[f"{end}_period"] != value["period"]:
            yield f"{end}_period", shown(row[f"{end}_period"]), shown(value["period"])
        if not _equal(row.decimal(f"{end}_value"), value.decimal("value")):
            yield f"{end}_value", shown(row[f"{end}_value"]), shown(value["value"])
    latest = own[-1]
    if row["compared_to_england"] != latest["compared_to_england"]:
        expected = shown(latest["compared_to_england"])
        yield "compared_to_england", shown(row["compared_to_england"]), expected
    national = [v for v in values if v["gss"] == ENGLAND and v["period"] == latest["period"]]
    england = national[0].decimal("value") if national else None
    if not _equal(row.decimal("england_latest"), england):
        yield "england_latest", shown(row["england_latest"]), shown(str(england or ""))


def _equal(given: Decimal | None, exact: Decimal | None) -> bool:
    if given is None or exact is None:
        return given is exact
    return abs(given - exact) <= ROUNDING
