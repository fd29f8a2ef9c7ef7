"""What must hold between the cells of one row. The database holds the same (CHECK constraints of
the models); here a person is told in which column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from outcomes.choices import LEVELS
from scp.core.tables import Words, said
from scp.publication.workbook.values import Value

Values = Mapping[str, Value]
NEVER: tuple[Value, ...] = (None, "", ())


@dataclass(frozen=True)
class Rule:
    """`holds` of a row's values; where it does not, `column` is at fault."""

    column: str
    holds: Callable[[Any], bool]
    expected: Words


def _said(value: Value) -> bool:
    return value not in NEVER


def all_or_none(*columns: str) -> Rule:
    return Rule(
        columns[-1],
        lambda values: len({_said(values[name]) for name in columns}) == 1,
        said(_("all of {columns}, or none of them"), columns=", ".join(columns)),
    )


def in_order(lower: str, upper: str) -> Rule:
    return Rule(
        upper,
        lambda values: (
            not (_said(values[lower]) and _said(values[upper])) or values[lower] <= values[upper]
        ),
        said(_("not less than {column}"), column=lower),
    )


def only_with(column: str, other: str) -> Rule:
    return Rule(
        other,
        lambda values: not _said(values[column]) or _said(values[other]),
        said(_("a value, since {column} has one"), column=column),
    )


RULES: Mapping[str, Sequence[Rule]] = {
    "evidence": (
        only_with("key_value", "key_figure"),
        all_or_none("key_lower", "key_upper"),
        in_order("key_lower", "key_upper"),
        only_with("key_lower", "key_value"),
    ),
    "ratings": (
        Rule(
            "level",
            lambda values: (
                values["scale"] not in LEVELS or values["level"] in LEVELS[values["scale"]].values
            ),
            _("a level of its scale"),
        ),
    ),
    "indicators": (
        all_or_none("band_lower", "band_upper"),
        in_order("band_lower", "band_upper"),
        all_or_none("baseline_period", "baseline_value"),
        Rule(
            "tolerance",
            lambda values: values["tolerance"] is None or values["tolerance"] >= 0,
            _("a number that is not negative"),
        ),
        Rule(
            "decimals",
            lambda values: values["decimals"] is None or values["decimals"] <= 6,
            _("a whole number from 0 to 6"),
        ),
        Rule("multiplier", lambda values: values["multiplier"] != 0, _("1 or more")),
    ),
    "observations": (
        all_or_none("period_start", "period_end"),
        in_order("period_start", "period_end"),
        all_or_none("lower_ci", "upper_ci"),
        in_order("lower_ci", "upper_ci"),
        Rule(
            "value",
            lambda values: (
                values["value"] is not None or values["status"] in ("suppressed", "missing")
            ),
            _("a value, or the status “suppressed” or “missing”"),
        ),
    ),
    "needs": (all_or_none("confidence", "confidence_reason"),),
    "outcomes": (
        all_or_none("no_measure_owner", "no_measure_due_on"),
        all_or_none("no_voice_accepted_by", "no_voice_accepted_on", "no_voice_reason"),
        Rule(
            "horizon",
            lambda values: values["horizon"] is None or 2000 <= values["horizon"] <= 2150,
            _("a year from 2000 to 2150"),
        ),
    ),
    "results": (in_order("period_start", "period_end"),),
    "gaps": (
        Rule(
            "outcome",
            lambda values: not (values["need"] and values["outcome"]),
            _("nothing, since a gap is about one thing"),
        ),
        all_or_none("closed_on", "answer"),
    ),
}


def broken(sheet: str, values: Values) -> Iterator[Rule]:
    """The rules that a row breaks."""
    return (rule for rule in RULES.get(sheet, ()) if not rule.holds(values))


__all__ = ["RULES", "Rule", "broken"]
