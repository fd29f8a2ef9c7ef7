"""The published figures of data/trafford as indicators of a plan, for tests."""

import csv
import datetime as dt
import re
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.utils.html import strip_tags

from scp.publication.content import Baseline, Indicator, Observation, PlaceFacts, TargetPoint

BASE = "https://plans.example.org/plans/trafford"
TRAFFORD = PlaceFacts(code="E08000009", name="Trafford")
ENGLAND = "E92000001"
POLARITY: dict[str, tuple[Literal["higher_better", "lower_better", "none"], str]] = {
    "high": ("higher_better", "Higher is better"),
    "low": ("lower_better", "Lower is better"),
    "none": ("none", "No direction (contextual)"),
}
VALUE_TYPES = {
    "Percentage": "percent",
    "Count": "count",
    "Ratio": "ratio",
    "Life expectancy": "years",
}


def uri(reference: str) -> str:
    return f"{BASE}/items/{reference}"


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    path = settings.BASE_DIR / "data" / "trafford" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def span(period: str) -> tuple[dt.date | None, dt.date | None]:
    """First and last day, for the grains where the words leave no doubt; else (None, None)."""
    if match := re.fullmatch(r"(\d{4})/(\d{2})", period):
        year = int(match[1])
        return dt.date(year, 4, 1), dt.date(year + 1, 3, 31)
    if match := re.fullmatch(r"(\d{4})", period):
        return dt.date(int(period), 1, 1), dt.date(int(period), 12, 31)
    if match := re.fullmatch(r"(\d{4}) ?- ?(\d{2})", period):
        return dt.date(int(match[1]), 1, 1), dt.date(2000 + int(match[2]), 12, 31)
    return None, None


def _code(words: str) -> str:
    """The publisher's words as the database holds them: "Not compared" is `not_compared`."""
    return "" if words == "NA" else words.removesuffix(" 99.8").lower().replace(" ", "_")


def _observation(row: dict[str, str]) -> Observation:
    start, end = span(row["period"])
    number = row["value"] not in ("", "NA")
    return Observation(
        area=row["gss"],
        area_name=row["area"],
        period=row["period"],
        period_start=start,
        period_end=end,
        value=Decimal(row["value"]) if number else None,
        comparison=_code(row["compared_to_england"]),
    )


def indicator(slug: str, reference: str = "I1", *, title: str = "", **facts: Any) -> Indicator:
    """The first indicator of data/trafford with this slug (and title), with both its series."""
    row = next(
        row for row in _rows("indicators") if row["slug"] == slug and title in row["indicator"]
    )
    observations = tuple(
        _observation(point)
        for point in _rows("series")
        if (point["slug"], point["indicator"], point["breakdown"])
        == (row["slug"], row["indicator"], row["breakdown"])
    )
    own = [o for o in observations if o.area == TRAFFORD.code and o.value is not None]
    polarity, label = POLARITY.get(row["polarity_assigned"], POLARITY["none"])
    decimals = max(
        (-int(o.value.normalize().as_tuple().exponent) for o in own if o.value), default=0
    )
    values: dict[str, Any] = {
        "reference": reference,
        "uri": uri(reference),
        "code": slug,
        "title": row["indicator"],
        "breakdown": row["breakdown"],
        "unit": f"{row['measure']} ({row['unit'].lower()})",
        "value_type": VALUE_TYPES.get(row["measure"], "rate"),
        "decimals": min(max(decimals, 0), 1),
        "polarity": polarity,
        "polarity_label": label,
        "frequency": "Annual",
        "source": strip_tags(row["source"]),
        "source_url": row["source_url"],
        "licence": "Open Government Licence v3.0",
        "comparator": row["comparator"],
        "baseline": Baseline(period=own[-1].period, value=own[-1].value or Decimal(0)),
        "observations": observations,
    }
    return Indicator(**(values | facts))


def target(year: int, value: str, note: str = "Illustrative target") -> TargetPoint:
    return TargetPoint(due_on=dt.date(year, 3, 31), value=Decimal(value), note=note)
