"""Reading the long CSV of ONS Explore Local Statistics.

One row a value: `indicator, areacd, areanm, period, sex, age, value, lci_95, uci_95, status`, of
which a download leaves out those that none of its indicators has. What the indicators are comes
from data/ons/indicators.csv, a copy of the site's own metadata; `indicator` may be its slug or its
label. An indicator's code is `ons:` and the slug. Which direction is good is not published, so it
is asked for.
"""

import calendar
import csv
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from outcomes.choices import Frequency, ObservationStatus, ValueType
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
from scp.core.tables import Column, Faults, Row, read_csv, said, shown
from scp.places.models import Place

MAX_BYTES = 60_000_000
COLUMNS = (
    Column("indicator", required=True),
    Column("areacd", required=True, max_length=9),
    Column("areanm", max_length=120, optional=True),
    Column("period", required=True, max_length=30),
    Column("sex", max_length=60, optional=True),
    Column("age", max_length=60, optional=True),
    Column("value", number=True, max_length=60),
    Column("lci_95", number=True, max_length=60, optional=True),
    Column("uci_95", number=True, max_length=60, optional=True),
    Column("status", max_length=30, optional=True),
)
EVERYBODY = frozenset({"", "all", "total", "_t", "persons", "all ages"})
# The codes of SDMX and, in brackets, the shorthand of the Government Statistical Service.
STATUSES = {
    **dict.fromkeys(("", "a", "normal"), ObservationStatus.FINAL),
    **dict.fromkeys(("p", "[p]", "provisional"), ObservationStatus.PROVISIONAL),
    **dict.fromkeys(("r", "[r]", "revised"), ObservationStatus.REVISED),
    **dict.fromkeys(("e", "[e]", "estimated"), ObservationStatus.ESTIMATED),
    **dict.fromkeys(("b", "[b]", "break"), ObservationStatus.BREAK),
    **dict.fromkeys(("c", "[c]", "q", "suppressed"), ObservationStatus.SUPPRESSED),
    **dict.fromkeys(("m", "[x]", "missing"), ObservationStatus.MISSING),
}
WITHOUT_VALUE = (ObservationStatus.SUPPRESSED, ObservationStatus.MISSING)
FREQUENCIES = {
    "annual": Frequency.ANNUAL,
    "quarterly": Frequency.QUARTERLY,
    "monthly": Frequency.MONTHLY,
}
PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)(?:/P(\d{1,2})([YM]))?")


def read(values: Path | str | IO[bytes], *, areas: Mapping[str, str] | None = None) -> Dataset:
    """A download as a Dataset. `areas` (code to name; by default the places in the database) are
    those that values may be about. Raises TableError; nothing is stored."""
    if areas is None:
        areas = dict(Place.objects.values_list("code", "name"))
    table = read_csv(values, columns=COLUMNS, max_bytes=MAX_BYTES)
    faults = table.faults()
    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        check_area(row, "areacd", "areanm", areas, faults)
        slug = slug_get_optional(row["indicator"])
        if slug is None:
            expected = _("an indicator of ONS Explore Local Statistics, by its slug or label")
            faults.add(row.number, "indicator", shown(row["indicator"]), expected)
        else:
            rows.setdefault(slug, []).append(row)
    faults.raise_any()
    series = tuple(_series(slug, rows[slug], faults) for slug in sorted(rows))
    faults.raise_any()
    return Dataset(
        format="ons",
        series=series,
        file=table.name,
        hashes={"series": hashlib.sha256(table.data).hexdigest()},
        rounded=sum(bool(row["value"]) and -exponent(row["value"]) > 6 for row in table.rows),
    )


@cache
def described() -> Mapping[str, Mapping[str, str]]:
    """The metadata of each indicator, by slug, as ONS publishes it."""
    path = Path(settings.BASE_DIR) / "data" / "ons" / "indicators.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["slug"]: row for row in csv.DictReader(file)}


@cache
def _slugs() -> Mapping[str, str]:
    by_label = {row["label"].casefold(): slug for slug, row in described().items()}
    return by_label | {slug: slug for slug in described()}


def slug_get_optional(name: str) -> str | None:
    return _slugs().get(name.casefold())


def _series(slug: str, rows: Iterable[Row], faults: Faults) -> Series:
    points = sorted(_points(rows, faults), key=_in_order)
    no_value_twice(points, "period", faults)
    about = described()[slug]
    return Series(f"ons:{slug}", _fields(about), tuple(points), asks=("polarity",))


def _in_order(point: Point) -> tuple[Any, ...]:
    return point.area, point.breakdown, point.start, point.end


def _fields(about: Mapping[str, str]) -> dict[str, Any]:
    value_type, unit = kind_of(about)
    return {
        "title": about["label"],
        "breakdown": "",
        "definition": about["description"],
        "unit": unit,
        "value_type": value_type,
        "decimals": min(int(about["decimal_places"] or 0), 6),
        "frequency": FREQUENCIES.get(about["frequency"], ""),
        "source": about["source_name"],
        "source_url": about["source_url"],
        "source_ids": about["slug"],
        "licence": OGL,
        "comparator": "",
    }


def kind_of(about: Mapping[str, str]) -> tuple[ValueType, str]:
    """What sort of number an indicator is and the unit as a reader sees it."""
    unit, said_below = about["unit"], about["subtext"]
    if unit == "%":
        return (ValueType.RATIO, said_below) if said_below else (ValueType.PERCENT, "%")
    if unit.startswith("£"):
        return ValueType.CURRENCY, said_below.removeprefix("in ") or "£"
    if unit.startswith("Score"):
        return ValueType.SCORE, said_below
    if unit == "yrs":
        return ValueType.YEARS, said_below
    if unit in ("Years", "mins", "Average length of stay in nights"):
        return ValueType.DURATION, said_below
    if " per " in f" {unit} {about['measure']} ".lower():
        return ValueType.RATE, said_below
    return ValueType.COUNT, said_below


def _points(rows: Iterable[Row], faults: Faults) -> Iterator[Point]:
    for row in rows:
        period, status = _period(row, faults), _status(row, faults)
        lower, upper = interval_of(row, "lci_95", "uci_95", faults)
        if period is None or status is None:
            continue
        yield Point(
            area=row["areacd"],
            period=words_for(*period),
            start=period[0],
            end=period[1],
            value=number_of(row, "value", faults),
            comparison="",
            row=row.number,
            lower=lower,
            upper=upper,
            breakdown=_breakdown(row, faults),
            status=status,
        )


def _breakdown(row: Row, faults: Faults) -> str:
    parts = []
    for name in ("age", "sex"):
        if row[name].casefold() in EVERYBODY:
            continue
        if ";" in row[name] or "=" in row[name]:
            faults.add(row.number, name, shown(row[name]), _("text without ; and ="))
        parts.append(f"{name}={row[name]}")
    return ";".join(parts)


def _status(row: Row, faults: Faults) -> ObservationStatus | None:
    status = STATUSES.get(row["status"].casefold())
    if status is None:
        codes = ", ".join(sorted({code.upper() for code in STATUSES if len(code) == 1}))
        faults.add(
            row.number, "status", shown(row["status"]), said(_("one of {codes}"), codes=codes)
        )
        return None
    if row["value"]:
        if status in WITHOUT_VALUE:
            expected = said(
                _("no value, since the status is {status}"), status=shown(row["status"])
            )
            faults.add(row.number, "value", shown(row["value"]), expected)
            return None
        return status
    return status if status in WITHOUT_VALUE else ObservationStatus.MISSING


def _period(row: Row, faults: Faults) -> tuple[dt.date, dt.date] | None:
    period = interval(row["period"])
    if period is None:
        expected = _("a day or an ISO 8601 interval, such as 2022-01-01/P3Y")
        faults.add(row.number, "period", shown(row["period"]), expected)
    return period


def interval(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of `2022-01-01/P3Y`, or of the day `2024-06-30`; None for what is
    neither. Days, weeks and hours are not read: none of the site's indicators has them."""
    found = PERIOD.fullmatch(text)
    try:
        start = dt.date.fromisoformat(found[1]) if found else None
        if found is None or start is None:
            return None
        if found[2] is None:
            return start, start
        months = int(found[2]) * (12 if found[3] == "Y" else 1)
        return (start, _months_on(start, months) - dt.timedelta(days=1)) if months else None
    except ValueError:
        return None


def _months_on(day: dt.date, months: int) -> dt.date:
    """The same day, months later. Raises ValueError where that month has no such day."""
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1)


def words_for(start: dt.date, end: dt.date) -> str:
    """A period as the site's own pages show it: `2023`, `2023/24`, `April 2026`, `2022 to 2024`."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if start == end:
        return f"{start.day} {calendar.month_name[start.month]} {start.year}"
    if start.day != 1 or (end + dt.timedelta(days=1)).day != 1:
        return f"{words_for(start, start)} to {words_for(end, end)}"
    if months == 1:
        return f"{calendar.month_name[start.month]} {start.year}"
    if months % 12 == 0:
        return _years(start, end, months // 12)
    return f"{words_for(start, _last_of_month(start))} to {words_for(end.replace(day=1), end)}"


def _years(start: dt.date, end: dt.date, count: int) -> str:
    if start.month == 1:
        return f"{start.year}" if count == 1 else f"{start.year} to {end.year}"
    if count == 1 and start.month in (4, 8, 9):
        return f"{start.year}/{end.year % 100:02}"
    return f"{words_for(start, _last_of_month(start))} to {words_for(end.replace(day=1), end)}"


def _last_of_month(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
