"""Figures in the demonstration's texts, looked up in the imported data.

Nobody types a figure into a text: `{trafford school_readiness latest}` is the borough's latest
value of the indicator `trafford:school_readiness`, `{england …}` is England's for the same period,
and `{period …}` is the period in the publisher's words. Instead of `latest` it may say `first` or
name a period. `{ref o.start}` is the reference of an item ("O1").
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django_scopes import scope

from outcomes.models import Indicator, Observation
from scp.plans.models import Plan

AREAS = {"trafford": "E08000009", "england": "E92000001"}
PLACEHOLDER = re.compile(r"\{(trafford|england|period|ref) ([^ }]+)(?: ([^}]+))?\}")
MONTHS = dict(zip(calendar.month_abbr, calendar.month_name, strict=True))
LEFT_OVER = re.compile(r"[{}]")


class NoSuchFigure(LookupError):
    """A text asks for a value or an item that is not there."""


@dataclass
class Figures:
    """The plan's published values, and the references of the items made so far."""

    plan: Plan
    references: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with scope(plan=self.plan):
            rows = Observation.objects.latest_published().select_related("indicator", "area")
            found = sorted(rows, key=lambda row: row.position)
        self.decimals = {row.indicator.code: row.indicator.decimals for row in found}
        self.values: dict[tuple[str, str], dict[str, Decimal]] = {}
        for row in found:
            key = (row.indicator.code, row.area.code)
            self.values.setdefault(key, {})[row.period] = row.value

    def resolve(self, value: Any) -> Any:
        """The same TOML value with every placeholder in it replaced."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, Mapping):
            return {key: self.resolve(item) for key, item in value.items()}
        return value

    def text(self, text: str) -> str:
        filled = PLACEHOLDER.sub(lambda match: self._replace(*match.groups()), text)
        if LEFT_OVER.search(filled):
            raise NoSuchFigure(f"A placeholder is written wrongly in “{text[:80]}”.")
        return filled

    def _replace(self, what: str, name: str, period: str | None) -> str:
        if what == "ref":
            if name not in self.references:
                raise NoSuchFigure(f"There is no item called {name} yet.")
            return self.references[name]
        code = f"trafford:{name}"
        chosen = self._period(code, period or "latest")
        if what == "period":
            return _in_words(chosen)
        value = self.values.get((code, AREAS[what]), {}).get(chosen)
        if value is None:
            raise NoSuchFigure(f"{what} has no value of {code} for {chosen}.")
        return f"{value:,.{self.decimals[code]}f}"

    def _period(self, code: str, period: str) -> str:
        own = self.values.get((code, AREAS["trafford"]))
        if not own:
            raise NoSuchFigure(f"There is no indicator {code}.")
        if period == "first":
            return next(iter(own))
        return next(reversed(own)) if period == "latest" else period


def _in_words(period: str) -> str:
    """The publisher's period as prose: "2022 - 24" is "2022 to 2024"."""
    spelt = re.sub(r"[A-Z][a-z]{2}(?= )", lambda match: MONTHS.get(match[0], match[0]), period)
    return spelt.replace(" - ", " to 20").replace("-", " to ")


def latest_observation(indicator: Indicator) -> Observation:
    """The borough's latest value of one indicator: the baseline of a new plan."""
    with scope(plan=indicator.plan):
        rows = Observation.objects.latest_published().filter(
            indicator=indicator, area__code=AREAS["trafford"], value__isnull=False
        )
        return max(rows, key=lambda row: row.position)
