"""What of an outcome or an indicator is its library's: what is lent to other plans, by reference
and version, and is the same in each. The rest (needs, owners, targets, values) is a plan's own."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.models import FrameworkGoal, Indicator, LibraryVersion, MethodBreak, Outcome
from scp.core.errors import InvalidInput
from scp.core.jinja import date

OUTCOME: dict[str, Promise] = {
    "statement": gettext_lazy("The outcome"),
    "theme": gettext_lazy("Theme"),
    "other_themes": gettext_lazy("Other themes it bears on"),
    "summary": gettext_lazy("In plain language"),
}
INDICATOR: dict[str, Promise] = {
    "title": gettext_lazy("Title"),
    "code": gettext_lazy("Code"),
    "breakdown": gettext_lazy("Breakdown"),
    "definition": gettext_lazy("Definition in plain language"),
    "numerator": gettext_lazy("Numerator"),
    "denominator": gettext_lazy("Denominator"),
    "unit": gettext_lazy("Unit"),
    "value_type": gettext_lazy("Sort of number"),
    "decimals": gettext_lazy("Decimal places"),
    "polarity": gettext_lazy("Which direction is good"),
    "frequency": gettext_lazy("How often it is published"),
    "source": gettext_lazy("Source"),
    "source_url": gettext_lazy("Web address of the source"),
    "source_ids": gettext_lazy("The source’s own codes"),
    "licence": gettext_lazy("Licence"),
    "comparator": gettext_lazy("Compared with"),
    "multiplier": gettext_lazy("Values are for this many people or things"),
    "geography_level": gettext_lazy("Smallest areas it is published for"),
    "disaggregations": gettext_lazy("Groups it is published for"),
    "publication_lag": gettext_lazy("How long after its period it is published"),
    "suppression_rule": gettext_lazy("Small numbers that are not published"),
}
GOALS = gettext_lazy("Goals of published frameworks it serves")
BREAKS = gettext_lazy("Changes of method")
FIELDS: dict[type[Any], dict[str, Promise]] = {Outcome: OUTCOME, Indicator: INDICATOR}
MODELS: dict[str, type[Any]] = {"outcome": Outcome, "indicator": Indicator}
CODE = 80


@dataclass(frozen=True)
class Difference:
    """What two versions say differently: the field in words, and both."""

    label: str
    before: str
    after: str


def code_of(item: Outcome | Indicator) -> str:
    """The code of an item in its organisation's library: where it comes from, for life."""
    code = f"{item.plan.slug}-{item.reference.lower()}"
    if len(code) <= CODE:
        return code
    return f"{code[:60]}-{sha256(code.encode()).hexdigest()[:16]}"


def values_of(item: Outcome | Indicator) -> dict[str, Any]:
    """What an item says that can be lent, as a version keeps it."""
    values = {name: getattr(item, name) for name in FIELDS[type(item)]}
    if isinstance(item, Outcome):
        goals = item.goals.order_by("framework__code", "framework__version", "position", "code")
        values["goals"] = [
            list(goal)
            for goal in goals.values_list("framework__code", "framework__version", "code")
        ]
    elif noted := breaks_noted(item):
        # Only where there are any: versions from before changes of method were lent have none.
        values["method_breaks"] = [[on.isoformat(), note] for on, note in noted.items()]
    return values


def breaks_noted(indicator: Indicator) -> dict[dt.date, str]:
    """What changed in how an indicator is measured, by the first day of the new method."""
    rows = MethodBreak._base_manager.filter(indicator=indicator).order_by("on")
    return dict(rows.values_list("on", "note"))


def breaks_of(version: LibraryVersion) -> dict[dt.date, str]:
    """The changes of method of a version. They belong to what the indicator is: plans that share
    it do not compare values across them."""
    lent = version.values.get("method_breaks", ())
    return {dt.date.fromisoformat(on): note for on, note in lent}


def is_lent(found: MethodBreak) -> bool:
    """Whether a change of method is one that the library says. A plan notes more of its own: the
    values are its own, and so is what it learns of them."""
    version = found.indicator.library_version
    return version is not None and breaks_of(version).get(found.on) == found.note


def check_break_is_own(found: MethodBreak) -> None:
    """Raise InvalidInput if a change of method that comes from a library is to be changed."""
    if is_lent(found):
        words = _(
            "{item} has this change of method from a library. It is changed there, and the new "
            "version is taken over here."
        )
        raise InvalidInput(words.format(item=found.indicator.reference))


def fields_of(version: LibraryVersion) -> dict[str, Any]:
    """The fields that an item takes from a version."""
    names = FIELDS[MODELS[version.entry.kind]]
    return {name: version.values[name] for name in names if name in version.values}


def goals_of(version: LibraryVersion) -> list[FrameworkGoal]:
    """The goals of a version, of those that have been loaded here."""
    wanted = [tuple(goal) for goal in version.values.get("goals", ())]
    rows = FrameworkGoal.objects.select_related("framework").filter(
        framework__code__in=[framework for framework, _version, _code in wanted]
    )
    keys = {(row.framework.code, row.framework.version, row.code): row for row in rows}
    return [keys[goal] for goal in wanted if goal in keys]


def differences(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What two versions of an entry say differently, field by field."""
    model, found = MODELS[kind], []
    for name, label in {**FIELDS[model], "goals": GOALS, "method_breaks": BREAKS}.items():
        earlier, later = before.get(name), after.get(name)
        if earlier != later and (earlier or later):
            said = (_said(model, name, value) for value in (earlier, later))
            found.append(Difference(str(label), *said))
    return found


def check_is_own(
    item: Outcome | Indicator,
    values: Mapping[str, Any],
    goals: Iterable[FrameworkGoal] | None = None,
) -> None:
    """Raise InvalidInput if values that come from a library are to be changed in a plan."""
    if item.library_version_id is None:
        return
    named = FIELDS[type(item)].keys() & values.keys()
    changed = any(values[name] != getattr(item, name) for name in named)
    if isinstance(item, Outcome) and goals is not None:
        changed = changed or set(goals) != set(item.goals.all())
    if changed:
        words = _(
            "{item} says what a library says. It is changed there, and the new version is taken "
            "over here."
        )
        raise InvalidInput(words.format(item=item.reference))


def _said(model: type[Any], name: str, value: Any) -> str:
    if name == "goals":
        return "; ".join(f"{of} {version}: {code}" for of, version, code in value or ())
    if name == "method_breaks":
        noted = ((date(dt.date.fromisoformat(on)), note) for on, note in value or ())
        return "; ".join(f"{day}: {note}" for day, note in noted)
    field = model._meta.get_field(name)
    choices = dict(getattr(field, "base_field", field).flatchoices)
    if isinstance(value, list):
        return "; ".join(str(choices.get(part, part)) for part in value)
    return "" if value is None else str(choices.get(value, value))
