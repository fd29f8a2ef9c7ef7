"""Which sheets a workbook has and which columns: the one table that export, import, the sheet that
explains them and the tests go by.

What is not in it says so in LEFT_OUT.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import URLValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outcomes.choices import LEVELS, Relation
from outcomes.models import (
    Evidence,
    EvidenceGap,
    EvidenceRating,
    Indicator,
    MethodBreak,
    Need,
    Observation,
    Outcome,
    Target,
)
from procurement.choices import Strength
from procurement.models import Contribution, Measure, Piece, Portfolio, Result
from scp.plans.models import PlanItem, Section
from scp.publication.workbook.columns import (
    Code,
    Codes,
    Column,
    Day,
    ManyNamed,
    Named,
    Number,
    Reference,
    References,
    Text,
    Whole,
)

REFERENCE = "reference"
KEY = "key"
VERSION = "version"
AS_EXPORTED = "as_exported"
REMOVE = "remove"
# A link by which one claim, of any kind, is named.
CLAIMS = ("needs", "outcomes", "indicators", "contributions")
WHOLE_LIMITS = {"PositiveSmallIntegerField": 32767, "PositiveIntegerField": 2147483647}


@dataclass(frozen=True)
class Sheet:
    """One sheet: the rows of one model. Those of a plan item are known by their reference; others
    by a key of what makes them what they are, which the export writes."""

    name: str
    title: Promise
    model: type[models.Model] | None
    columns: tuple[Column, ...]

    @property
    def of_items(self) -> bool:
        return self.model is not None and issubclass(self.model, PlanItem)

    @property
    def key(self) -> str:
        return REFERENCE if self.of_items else KEY

    @property
    def header(self) -> list[str]:
        version = [VERSION] if self.of_items else []
        names = [column.name for column in self.columns]
        return [self.key, *names, *version, AS_EXPORTED, REMOVE]

    @property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def _column(
    model: type[models.Model], name: str, *, fixed: bool, links: Mapping[str, Any]
) -> Column:
    """The column of a model's field. Whatever the field refuses, the column does too."""
    if isinstance(links.get(name), Column):
        return links[name]
    field: Any = model._meta.get_field(name)
    common: dict[str, Any] = {"name": name, "fixed": fixed}
    required = not field.null and not field.blank
    if name in links:
        if field.many_to_many:
            return References(sheets=links[name], **common)
        return Reference(sheets=links[name], required=required, **common)
    if isinstance(field, ArrayField):
        return Codes(codes=_codes(field.base_field), **common)
    common["required"] = required and not field.has_default()
    if field.choices:
        common["required"] = required
        return Code(codes=_codes(field), **common)
    if isinstance(field, models.DecimalField):
        return Number(**common)
    if isinstance(field, models.DateField):
        return Day(**common)
    if isinstance(field, models.IntegerField):
        common["required"] = required
        return Whole(most=WHOLE_LIMITS[field.get_internal_type()], **common)
    validators = tuple(v for v in field.validators if isinstance(v, URLValidator))
    return Text(max_length=field.max_length or 0, validators=validators, **common)


def _codes(field: Any) -> tuple[str, ...]:
    return tuple(str(code) for code, _label in field.flatchoices if code != "")


def _sheet(
    name: str,
    title: Promise,
    model: type[models.Model],
    names: str,
    *,
    fixed: str = "",
    links: Mapping[str, Any] | None = None,
) -> Sheet:
    stays = fixed.split()
    columns = (
        _column(model, column, fixed=column in stays, links=links or {}) for column in names.split()
    )
    return Sheet(name, title, model, tuple(columns))


LIBRARY = Named(name="library", of="library", fixed=True)
OWNED = "owner reviewed_on"

# In the order in which rows are written: a row points to what is above it. Only an indicator that
# supersedes another of its own sheet may point below.
SHEETS: tuple[Sheet, ...] = (
    _sheet("sections", _("Sections"), Section, "kind title body position"),
    _sheet(
        "evidence",
        _("Evidence"),
        Evidence,
        "title type publisher published_on url accessed_on locator licence summary doi geography "
        "population period key_figure key_value key_lower key_upper key_unit method limitations "
        "status",
    ),
    _sheet(
        "ratings",
        _("Ratings of evidence"),
        EvidenceRating,
        "evidence scale level assessor assessed_on rationale",
        fixed="evidence",
        links={
            "evidence": ("evidence",),
            "level": Code(
                name="level",
                required=True,
                codes=tuple(
                    dict.fromkeys(str(code) for levels in LEVELS.values() for code in levels.values)
                ),
            ),
        },
    ),
    _sheet(
        "indicators",
        _("Indicators"),
        Indicator,
        "library code title breakdown definition numerator denominator unit value_type decimals "
        "multiplier polarity band_lower band_upper frequency publication_lag next_release_on "
        "source source_url source_ids licence comparator comparator_area geography_level "
        "disaggregations suppression_rule suppress_below baseline_period baseline_value tolerance "
        f"tolerance_kind trajectory status superseded_by {OWNED}",
        links={
            "library": LIBRARY,
            "comparator_area": Named(name="comparator_area", of="place"),
            "superseded_by": ("indicators",),
        },
    ),
    _sheet(
        "observations",
        _("Observations"),
        Observation,
        "indicator area period period_start period_end breakdown value lower_ci upper_ci "
        "numerator denominator status comparison source_version published_on",
        links={
            "indicator": ("indicators",),
            "area": Named(name="area", of="place", required=True),
        },
    ),
    _sheet(
        "breaks",
        _("Breaks in method"),
        MethodBreak,
        "indicator on note",
        fixed="indicator",
        links={"indicator": ("indicators",)},
    ),
    _sheet(
        "targets",
        _("Targets"),
        Target,
        "indicator due_on value note",
        fixed="indicator",
        links={"indicator": ("indicators",)},
    ),
    _sheet(
        "needs",
        _("Needs"),
        Need,
        "statement who places locality characteristics scale scale_observation confidence "
        f"confidence_reason source_kinds {OWNED}",
        links={
            "places": ManyNamed(name="places", of="place"),
            "scale_observation": ("observations",),
        },
    ),
    _sheet(
        "outcomes",
        _("Outcomes"),
        Outcome,
        "library statement theme other_themes horizon owner_organisation summary needs indicators "
        "goals no_measure_owner no_measure_due_on no_voice_accepted_by no_voice_accepted_on "
        f"no_voice_reason {OWNED}",
        links={
            "library": LIBRARY,
            "owner_organisation": Named(name="owner_organisation", of="organisation"),
            "needs": ("needs",),
            "indicators": ("indicators",),
            "goals": ManyNamed(name="goals", of="goal"),
        },
    ),
    _sheet(
        "gaps",
        _("Evidence gaps"),
        EvidenceGap,
        "statement need outcome owner due_on closed_on answer",
        links={"need": ("needs",), "outcome": ("outcomes",)},
    ),
    _sheet("portfolios", _("Portfolios"), Portfolio, "title summary"),
    _sheet(
        "pieces",
        _("Pieces"),
        Piece,
        "portfolio title summary state route",
        links={"portfolio": ("portfolios",)},
    ),
    _sheet(
        "contributions",
        _("Contributions"),
        Contribution,
        "piece outcome strength rationale",
        fixed="piece",
        links={
            "piece": ("pieces",),
            "outcome": ("outcomes",),
            "strength": Code(
                name="strength", required=True, codes=tuple(map(str, Strength.values))
            ),
        },
    ),
    _sheet(
        "measures",
        _("Measures of pieces"),
        Measure,
        "piece title type unit counted_of target owner",
        fixed="piece",
        links={"piece": ("pieces",)},
    ),
    _sheet(
        "results",
        _("Results of measures"),
        Result,
        "measure period_start period_end value source",
        fixed="measure",
        links={"measure": ("measures",)},
    ),
    Sheet(
        "citations",
        _("Citations"),
        None,
        (
            Reference(name="claim", sheets=CLAIMS, required=True, fixed=True),
            Reference(name="evidence", sheets=("evidence",), required=True, fixed=True),
            Code(name="relation", codes=tuple(Relation.values), required=True),
            Text(name="locator", max_length=200),
            Text(name="about", max_length=300),
        ),
    ),
)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}

# Fields of these models that no sheet has, and why.
KEPT_BY_THE_PLAN = _("The plan keeps it itself.")
LEFT_OUT: dict[str, Promise] = {
    "id": KEPT_BY_THE_PLAN,
    "plan": KEPT_BY_THE_PLAN,
    "number": KEPT_BY_THE_PLAN,
    "version": KEPT_BY_THE_PLAN,
    "created_at": KEPT_BY_THE_PLAN,
    "updated_at": KEPT_BY_THE_PLAN,
    "removed_at": KEPT_BY_THE_PLAN,
    "document": _("A section’s text is in its body, as Markdown."),
    "owner_user": _("Who is reminded is personal, and does not leave the plan."),
    "library_version": _("In the column “library”."),
    "evidence": _("In the sheet “citations”."),
    "position": _("Observations are in their order."),
}
