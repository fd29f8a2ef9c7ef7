"""Reading the data CSV of OHID's Fingertips.

One row a value. A Fingertips indicator has values for sexes, ages and categories (deprivation,
ethnicity). Each sex and age is an indicator of its own here, because none of them need be the whole
("Healthy life expectancy" has no figure for everybody); categories are breakdowns of its values.
The code is `fingertips:` with the publisher's number, the sex and the age. The file says neither
what the numbers are counted in nor which direction is good, so both are asked for.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from outcomes.choices import Comparison, ObservationStatus
from outcomes.imports.dataset import (
    OGL,
    Dataset,
    Point,
    Series,
    exponent,
    interval_of,
    number_of,
)
from outcomes.imports.places import check_area, no_value_twice
from scp.core.periods import PeriodKind, parse
from scp.core.tables import Column, Faults, Row, read_csv, shown
from scp.places.models import Place

MAX_BYTES = 60_000_000
COMPARED = "Compared to England value or percentiles"
LIMITS = ("Lower CI 95.0 limit", "Upper CI 95.0 limit")
COLUMNS = (
    Column("Indicator ID", required=True, max_length=10),
    Column("Indicator Name", required=True),
    Column("Area Code", required=True, max_length=9),
    Column("Area Name", max_length=120),
    # Renamed at some time: a file has one of the two.
    Column("Sex", max_length=60, optional=True),
    Column("Gender", max_length=60, optional=True),
    Column("Age", required=True, max_length=60),
    Column("Category Type", max_length=120),
    Column("Category", max_length=120),
    Column("Time period", required=True, max_length=60),
    Column("Value", number=True, max_length=60),
    *(Column(name, number=True, max_length=60) for name in LIMITS),
    Column("Count", number=True, max_length=60),
    Column("Denominator", number=True, max_length=60),
    Column("Value note", max_length=500),
    Column(COMPARED, max_length=60),
    Column("Time period Sortable", required=True, number=True, max_length=8),
)
# Of no use here: other limits, other comparisons, the publisher's own trend, what lies in what.
UNREAD = re.compile(
    r"Parent (Code|Name)|Area Type|(Lower|Upper) CI 99\.8 limit|Recent Trend|Compared to .{1,100}"
    r"|New data|Time period range"
)
EVERYBODY = "Persons"
ALL_AGES = "All ages"
ASKED = ("polarity", "unit", "value_type")
SOURCE = "Office for Health Improvement and Disparities, Fingertips"
PAGE = "https://fingertips.phe.org.uk/search/{id}"
with override(None):
    # The publisher's words are English. Those for fifths and tenths of a ranking are not kept.
    WORDS = {str(choice.label).split(" (")[0]: choice for choice in Comparison}

# An indicator by number, sex and age.
Key = tuple[str, str, str]


def read(values: Path | str | IO[bytes], *, areas: Mapping[str, str] | None = None) -> Dataset:
    """A download as a Dataset. `areas` (code to name; by default the places in the database) are
    those that values may be about. Raises TableError; nothing is stored."""
    if areas is None:
        areas = dict(Place.objects.values_list("code", "name"))
    table = read_csv(values, columns=COLUMNS, max_bytes=MAX_BYTES, unread=UNREAD)
    faults = table.faults()
    rows: dict[Key, list[Row]] = {}
    titles: dict[str, str] = {}
    for row in table.rows:
        check_area(row, "Area Code", "Area Name", areas, faults)
        _check_row(row, titles, faults)
        rows.setdefault((row["Indicator ID"], _sex(row), row["Age"]), []).append(row)
    faults.raise_any()
    series = tuple(_series(key, rows[key], faults) for key in sorted(rows))
    faults.raise_any()
    return Dataset(
        format="fingertips",
        series=series,
        file=table.name,
        hashes={"series": hashlib.sha256(table.data).hexdigest()},
        rounded=sum(bool(row["Value"]) and -exponent(row["Value"]) > 6 for row in table.rows),
    )


def _sex(row: Row) -> str:
    return row["Sex"] or row["Gender"]


def _check_row(row: Row, titles: dict[str, str], faults: Faults) -> None:
    number, title = row["Indicator ID"], row["Indicator Name"]
    if not number.isdecimal():
        faults.add(row.number, "Indicator ID", shown(number), _("a number such as 90362"))
    if titles.setdefault(number, title) != title:
        faults.add(row.number, "Indicator Name", shown(title), shown(titles[number]))
    if not _sex(row):
        faults.add(row.number, "Sex", shown(""), _("Persons, Male or Female"))
    if bool(row["Category Type"]) != bool(row["Category"]):
        empty = "Category" if row["Category Type"] else "Category Type"
        faults.add(row.number, empty, shown(""), _("a value, since the other has one"))


def _series(key: Key, rows: Iterable[Row], faults: Faults) -> Series:
    number, sex, age = key
    rows = sorted(rows, key=_in_order)
    points = tuple(_points(rows, faults))
    no_value_twice(points, "Time period", faults)
    code = ":".join(("fingertips", number, slugify(sex), slugify(age.replace("+", " plus"))))
    people = [*([] if sex == EVERYBODY else [sex]), *([] if age == ALL_AGES else [age])]
    fields: dict[str, Any] = {
        "title": rows[0]["Indicator Name"],
        "breakdown": ", ".join(people)[:100],
        "definition": "",
        "decimals": 1 if any(point.value and point.value % 1 for point in points) else 0,
        "frequency": "",
        "source": SOURCE,
        "source_url": PAGE.format(id=number),
        "source_ids": number,
        "licence": OGL,
        "comparator": "England",
    }
    return Series(code, fields, points, asks=ASKED)


def _in_order(row: Row) -> tuple[str, str, str, int, str]:
    when = int(float(row["Time period Sortable"]))
    return row["Area Code"], row["Category Type"], row["Category"], when, row["Time period"]


def _points(rows: Iterable[Row], faults: Faults) -> Iterator[Point]:
    for row in rows:
        lower, upper = interval_of(row, *LIMITS, faults)
        period = parse(row["Time period"])
        # The day that a figure is of may stand for its month.
        if period and period.kind == PeriodKind.SNAPSHOT:
            period = None
        yield Point(
            area=row["Area Code"],
            period=row["Time period"],
            start=period.start if period else None,
            end=period.end if period else None,
            value=number_of(row, "Value", faults),
            comparison=WORDS.get(row[COMPARED], ""),
            row=row.number,
            lower=lower,
            upper=upper,
            breakdown=_breakdown(row, faults),
            numerator=number_of(row, "Count", faults),
            denominator=number_of(row, "Denominator", faults),
            status=_status(row),
        )


def _breakdown(row: Row, faults: Faults) -> str:
    """`Ethnic groups=Asian`: the separators of a breakdown may not be in the words themselves."""
    if not row["Category"]:
        return ""
    for name in ("Category Type", "Category"):
        if ";" in row[name] or "=" in row[name]:
            faults.add(row.number, name, shown(row[name]), _("text without ; and ="))
    words = f"{row['Category Type']}={row['Category']}"
    if len(words) > 200:
        expected = _("at most 199 characters together with the category type")
        faults.add(row.number, "Category", shown(row["Category"]), expected)
    return words


def _status(row: Row) -> str:
    if row["Value"]:
        return ObservationStatus.FINAL
    withheld = re.search(r"suppress|disclos", row["Value note"], re.IGNORECASE)
    return ObservationStatus.SUPPRESSED if withheld else ObservationStatus.MISSING
