"""Reading the published indicator set of the Trafford Data Lab.

Two files: one describes the indicators (a row for each indicator, breakdown and measure), the
other has the values of the borough and of England. data/trafford/notes.md has where they come from.

An indicator's code is `trafford:` and the publisher's slug; where the publisher uses one slug for
several rows, what tells them apart follows ("trafford:mortality_rate:male").
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, groupby, pairwise
from pathlib import Path
from typing import IO, Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from outcomes.choices import Comparison, Frequency, Polarity, ValueType
from outcomes.imports import cautions
from outcomes.imports.dataset import (
    PLACES,
    Break,
    Dataset,
    Point,
    Series,
    exponent,
    number_of,
)
from outcomes.imports.matching import match
from outcomes.imports.places import check_area
from outcomes.imports.sources import is_web_address, plain
from outcomes.imports.units import Unit, is_listed, unit_of
from scp.core.periods import PeriodKind, parse
from scp.core.tables import Column, Faults, Row, read_csv, said, shown
from scp.places.models import Place

Source = Path | str | IO[bytes]

DESCRIPTIONS = (
    Column("theme", max_length=60),
    Column("slug", required=True, max_length=80),
    Column("indicator", required=True),
    Column("breakdown", max_length=100),
    Column("measure", max_length=60),
    Column("unit", max_length=60),
    Column("gss", required=True, max_length=9),
    Column("first_period", required=True, max_length=60),
    Column("first_value", required=True, number=True),
    Column("latest_period", required=True, max_length=60),
    Column("latest_value", required=True, number=True),
    Column("england_latest", number=True),
    Column("peer_average", number=True),
    Column("peer_n", number=True, max_length=10),
    Column("compared_to_england", max_length=30),
    Column("fingertips_ids", max_length=200),
    Column("source", required=True, max_length=2000),
    Column("source_url", max_length=500),
    Column("comparator"),
    Column("polarity_assigned", required=True, max_length=10),
)
VALUES = (
    Column("slug", required=True, max_length=80),
    Column("indicator", required=True),
    Column("breakdown", max_length=100),
    Column("area", required=True, max_length=120),
    Column("gss", required=True, max_length=9),
    Column("period", required=True, max_length=60),
    Column("value", required=True, number=True, max_length=60),
    Column("compared_to_england", max_length=30),
)
SLUG = re.compile(r"[a-z0-9_-]+")
POLARITIES = {
    "high": Polarity.HIGHER_BETTER,
    "low": Polarity.LOWER_BETTER,
    "none": Polarity.NONE,
}
# Fingertips' words, some with the confidence limits they were judged at. "NA" is how the
# publisher's tool writes that there is no word; it is not the judgement "Not compared".
NO_WORD = frozenset({"", "NA"})
AT_LIMITS = " 99.8"
with override(None):
    # The publisher's words are English whatever language the product speaks.
    WORDS = {str(choice.label).split(" (")[0]: choice for choice in Comparison}


def read(
    descriptions: Source, values: Source, *, areas: Mapping[str, str] | None = None
) -> Dataset:
    """Both files as one Dataset. `areas` (code to name; by default the places in the database)
    are those that values may be about. Raises TableError; nothing is stored."""
    if areas is None:
        areas = dict(Place.objects.values_list("code", "name"))
    described, valued = (
        read_csv(descriptions, columns=DESCRIPTIONS),
        read_csv(values, columns=VALUES),
    )
    faults, value_faults = described.faults(), valued.faults()
    _check_rows(described.rows, valued.rows, areas, faults, value_faults)
    value_faults.raise_any()
    faults.raise_any()
    rows = sorted(described.rows, key=lambda row: (row["slug"], row["indicator"], row["breakdown"]))
    fitted = match(rows, valued.rows, faults, value_faults)
    matched = {row.number: (row, series) for row, series in fitted}
    value_faults.raise_any()
    faults.raise_any()
    codes = _codes(described.rows, faults)
    alike = Counter((row["indicator"], _breakdown(row)) for row in described.rows)
    series = tuple(
        _series(codes[row.number], row, points, alike, faults)
        for row, points in (matched[row.number] for row in described.rows)
    )
    faults.raise_any()
    return Dataset(
        format="trafford",
        series=series,
        file=valued.name,
        hashes={
            "indicators": hashlib.sha256(described.data).hexdigest(),
            "series": hashlib.sha256(valued.data).hexdigest(),
        },
        rounded=sum(-exponent(row["value"]) > 6 for row in valued.rows),
    )


# --- Checks -------------------------------------------------------------------------------------


def _check_rows(
    described: Sequence[Row],
    valued: Sequence[Row],
    areas: Mapping[str, str],
    faults: Faults,
    value_faults: Faults,
) -> None:
    first: dict[tuple[str, ...], int] = {}
    for row in described:
        _check_description(row, areas, faults)
        same = tuple(row[name] for name in ("slug", "indicator", "breakdown", "measure", "unit"))
        if same in first:
            expected = said(_("each indicator once; row {row} has it"), row=first[same])
            found = said(_("{cell} again"), cell=shown(row["indicator"]))
            faults.add(row.number, "indicator", found, expected)
        first.setdefault(same, row.number)
    for row in valued:
        check_area(row, "gss", "area", areas, value_faults)
        number_of(row, "value", value_faults)
        _check_word(row, value_faults)


def _check_word(row: Row, faults: Faults) -> None:
    if row["compared_to_england"] not in NO_WORD and _comparison(row) is None:
        expected = said(_("one of {codes}"), codes=", ".join([*WORDS, "NA"]))
        faults.add(row.number, "compared_to_england", shown(row["compared_to_england"]), expected)


def _check_description(row: Row, areas: Mapping[str, str], faults: Faults) -> None:
    check_area(row, "gss", "area", areas, faults)
    _check_word(row, faults)
    if not SLUG.fullmatch(row["slug"]):
        faults.add(row.number, "slug", shown(row["slug"]), _("small letters, digits, _ and -"))
    if not is_listed(row["slug"], row["measure"], row["unit"]):
        words = _("{measure} with unit {unit}")
        found = said(words, measure=shown(row["measure"]), unit=shown(row["unit"]))
        faults.add(row.number, "measure", found, _("a pair listed in outcomes/imports/units.py"))
    if row["polarity_assigned"] not in POLARITIES:
        expected = said(_("one of {codes}"), codes=", ".join(POLARITIES))
        faults.add(row.number, "polarity_assigned", shown(row["polarity_assigned"]), expected)
    if row["source_url"] and not is_web_address(row["source_url"]):
        faults.add(row.number, "source_url", shown(row["source_url"]), _("a web address"))
    if not 0 < len(plain(row["source"])[0]) <= 300:
        expected = _("1 to 300 characters without tags")
        faults.add(row.number, "source", shown(row["source"]), expected)


# --- Codes --------------------------------------------------------------------------------------


def _codes(rows: Sequence[Row], faults: Faults) -> dict[int, str]:
    """A code for each row, by its number in the file."""
    codes: dict[int, str] = {}
    for slug, group in groupby(sorted(rows, key=lambda row: row["slug"]), lambda row: row["slug"]):
        same = list(group)
        for row, suffix in zip(same, _suffixes(same), strict=True):
            codes[row.number] = ":".join(part for part in ("trafford", slug, suffix) if part)
    for row in rows:
        if len(codes[row.number]) > 150 or list(codes.values()).count(codes[row.number]) > 1:
            expected = _("a code of its own, up to 150 characters")
            faults.add(row.number, "slug", shown(codes[row.number]), expected)
    return codes


def _suffixes(rows: Sequence[Row]) -> list[str]:
    """The fewest of breakdown, measure, unit and own words of the title that tell rows apart."""
    if len(rows) == 1:
        return [""]
    common = set.intersection(*(set(_words(row)) for row in rows))
    traits = [
        [slugify(row[name].replace(",", "")) for row in rows]
        for name in ("breakdown", "measure", "unit")
    ]
    traits.append(["-".join(word for word in _words(row) if word not in common) for row in rows])
    for size in range(1, len(traits) + 1):
        for chosen in combinations(traits, size):
            suffixes = [":".join(filter(None, parts)) for parts in zip(*chosen, strict=True)]
            if len(set(suffixes)) == len(rows):
                return suffixes
    return [""] * len(rows)


def _words(row: Row) -> list[str]:
    return re.findall(r"[a-z0-9]+", row["indicator"].casefold())


# --- One indicator ------------------------------------------------------------------------------


def _unit(row: Row) -> Unit:
    return unit_of(row["slug"], row["measure"], row["unit"])


def _breakdown(row: Row) -> str:
    return row["breakdown"] or _unit(row).breakdown


def _series(
    code: str, row: Row, values: Sequence[Row], alike: Counter[tuple[str, str]], faults: Faults
) -> Series:
    points = tuple(_point(row["slug"], value) for value in values)
    unit = _unit(row)
    breakdown = _breakdown(row)
    if alike[row["indicator"], breakdown] > 1:
        # Two rows that a reader could not tell apart in a list: the measure is all that differs.
        breakdown = unit.unit
    source, link = plain(row["source"])
    comparator = _peers(row)
    if len(comparator) > 300:
        found = said(_("{count:,} characters"), count=len(comparator))
        faults.add(row.number, "comparator", found, said(_("at most {most:,}"), most=300))
    fields: dict[str, Any] = {
        "title": row["indicator"],
        "breakdown": breakdown,
        "definition": _definition(row, values),
        "denominator": unit.denominator,
        "unit": unit.unit,
        "value_type": unit.value_type,
        "decimals": min(_most_decimals(unit), max(_decimals(point.value) for point in points)),
        "polarity": POLARITIES[row["polarity_assigned"]],
        "frequency": _frequency(row, values),
        "source": source,
        "source_url": row["source_url"] or link,
        "source_ids": row["fingertips_ids"],
        "licence": cautions.LICENCE,
        "comparator": comparator,
    }
    return Series(code, fields, points, tuple(_breaks(row["slug"], points)))


def _point(slug: str, row: Row) -> Point:
    period = parse(row["period"], split_year_starts=cautions.SPLIT_YEAR_STARTS.get(slug))
    # A bare date may stand for its day or for its month, so it stays words.
    if period and (period.kind == PeriodKind.SNAPSHOT or _is_label(slug, period.kind)):
        period = None
    return Point(
        area=row["gss"],
        period=row["period"],
        start=period.start if period else None,
        end=period.end if period else None,
        value=Decimal(row["value"]).quantize(PLACES),
        comparison=_comparison(row) or "",
        row=row.number,
    )


def _is_label(slug: str, kind: PeriodKind) -> bool:
    return kind == PeriodKind.CALENDAR_YEAR and slug in cautions.YEAR_IS_ONLY_A_LABEL


def _comparison(row: Row) -> Comparison | None:
    return WORDS.get(row["compared_to_england"].removesuffix(AT_LIMITS))


def _most_decimals(unit: Unit) -> int:
    """A count with decimals is an estimate, whatever its file says."""
    return 1 if unit.value_type == ValueType.COUNT else 2


def _decimals(value: Decimal | None) -> int:
    return 0 if value is None else max(0, -int(value.normalize().as_tuple().exponent))


def _peers(row: Row) -> str:
    group = cautions.PEER_GROUPS.get(row["comparator"], row["comparator"])
    if not group or not row["peer_average"]:
        return group
    average = f"{Decimal(row['peer_average']).normalize():,f}"
    return f"{group}: average {average} in {row['latest_period']}"


def _definition(row: Row, values: Sequence[Row]) -> str:
    notes = [cautions.NOTES.get(row["slug"], "")]
    periods = [parse(v["period"], split_year_starts=4) for v in values if v["gss"] == row["gss"]]
    kinds = list(dict.fromkeys(period.kind for period in periods if period))
    if len(kinds) > 1 and kinds[-1] != PeriodKind.CUMULATIVE:
        named = ", ".join(kind.replace("_", " ") for kind in kinds)
        notes.append(cautions.MIXED_PERIODS_NOTE.format(kinds=named))
    if any(value["compared_to_england"].endswith(AT_LIMITS) for value in values):
        notes.append(cautions.LIMITS_NOTE)
    return " ".join(filter(None, [*notes, cautions.POLARITY_NOTE]))


def _breaks(slug: str, points: Sequence[Point]) -> Iterator[Break]:
    """The method breaks that these values cross."""
    known = cautions.BREAKS.get(slug)
    starts = [point.start for point in points if point.start]
    if known and any(s < known.on for s in starts) and any(s >= known.on for s in starts):
        yield known


MONTHS_BETWEEN = {
    1: Frequency.MONTHLY,
    3: Frequency.QUARTERLY,
    6: Frequency.HALF_YEARLY,
    12: Frequency.ANNUAL,
    24: Frequency.BIENNIAL,
}


def _frequency(row: Row, values: Sequence[Row]) -> str:
    """How far apart the ends of the area's periods usually are. A split year counts as a year,
    whenever it starts."""
    periods = [parse(v["period"], split_year_starts=4) for v in values if v["gss"] == row["gss"]]
    ends = sorted({period.end.year * 12 + period.end.month for period in periods if period})
    gaps = Counter(later - earlier for earlier, later in pairwise(ends))
    if not gaps:
        return ""
    return MONTHS_BETWEEN.get(gaps.most_common(1)[0][0], Frequency.IRREGULAR)
