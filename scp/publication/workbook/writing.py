"""From the rows of a workbook to the actions of the rooms: one call a row.

So whatever an import writes has its audit event and its history, and is refused where a form would
be.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import IntegerField
from django.utils.translation import gettext as _

from outcomes.actions import (
    breaks,
    evidence,
    gaps,
    indicators,
    needs,
    outcomes,
    ratings,
    targets,
    values,
)
from outcomes.lending import fields_of, goals_of
from outcomes.models import Indicator, LibraryVersion, MethodBreak, Observation
from procurement.actions import (
    citations,
    contributions,
    measures,
    pieces,
    portfolios,
    results,
)
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.plans.actions import sections
from scp.plans.models import Plan
from scp.publication.workbook.columns import (
    Code,
    Column,
    ManyNamed,
    Named,
    Reference,
    References,
)
from scp.publication.workbook.comparing import Change, Kind, has_default
from scp.publication.workbook.reading import CITATIONS, CLAIM, KEY_MARK
from scp.publication.workbook.shared import Shared
from scp.publication.workbook.sheets import BY_NAME, Sheet
from scp.publication.workbook.values import Value, as_kept, joined

Values = dict[str, Any]
NO_VOICE = ("no_voice_accepted_by", "no_voice_accepted_on", "no_voice_reason")
CLOSING = ("closed_on", "answer")


class Unresolved(Exception):
    """A row points to one of the same file that could not be written: that one's fault is told."""


@dataclass
class Writing:
    """One import while it runs. `known` are rows of the plan by sheet and reference, `made` those
    that it adds, `observed` the values that are to be added together."""

    plan: Plan
    by: Actor
    at: dt.datetime | None
    shared: Shared
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: dict[tuple[str, str], Any] = field(default_factory=dict)
    observed: list[tuple[Change, Observation]] = field(default_factory=list)
    superseded: list[tuple[Change, Indicator, str]] = field(default_factory=list)

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}

    def write(self, change: Change) -> None:
        """Do what one row says. Values of indicators wait for `publish`."""
        name = change.sheet.name
        if name == "observations":
            row = Observation(**self.converted(change, [*change.sheet.by_name]))
            self.observed.append((change, row))
        elif change.kind == Kind.REMOVED:
            verb = REMOVERS[name]
            item = self.row(name, change.key)
            verb.action(**{verb.noun: item}, seen_version=verb.version(item), by=self.by)
        elif change.kind == Kind.ADDED:
            made = ADDERS[name](self, self.converted(change, [*change.sheet.by_name]))
            self.remember(change, made)
        else:
            self.revise(change)

    def remember(self, change: Change, made: Any) -> None:
        if change.kind == Kind.ADDED and change.key:
            self.made[change.sheet.name, change.key] = made
        wanted = change.row.values.get("superseded_by")
        if wanted and made.superseded_by_id is None:
            self.superseded.append((change, made, str(wanted)))

    def revise(self, change: Change) -> None:
        name = change.sheet.name
        columns = ["on", "note"] if name == "breaks" else [d.column for d in change.differences]
        given = self.converted(change, columns)
        item = self.row(name, change.key)
        for special, rest in SPECIAL.get(name, ()):
            part = {column: given.pop(column) for column in special if column in given}
            if part:
                rest(self, item, part)
        if given:
            verb = REVISERS[name]
            seen = verb.version(item)
            verb.action(**{verb.noun: item}, seen_version=seen, **self.who, **given)
        self.remember(change, item)

    def publish(self) -> None:
        """Add the values of indicators that were met, all in one."""
        rows = values.publish(
            plan=self.plan, observations=[row for _change, row in self.observed], **self.who
        )
        for (change, _row), made in zip(self.observed, rows, strict=True):
            if change.key and change.kind == Kind.ADDED:
                self.made["observations", change.key] = made
        self.observed = []

    def supersede(self, indicator: Indicator, key: str) -> None:
        """Point an indicator to one that stood below it in the file."""
        later = self.found(("indicators",), key)
        indicators.revise(
            indicator=indicator, seen_version=indicator.version, superseded_by=later, **self.who
        )

    # --- Rows and values -------------------------------------------------------------------------

    def found(self, sheets: tuple[str, ...], key: str) -> Any:
        for sheet in sheets:
            if found := self.row(sheet, key):
                return found
        raise Unresolved

    def row(self, sheet: str, key: str) -> Any:
        """What a file calls by this reference or key; None if it is not there."""
        if (sheet, key) in self.made:
            return self.made[sheet, key]
        if sheet not in self.known:
            self.known[sheet] = self.read(sheet)
        return self.known[sheet].get(key)

    def read(self, sheet: str) -> dict[str, Any]:
        if sheet in PARTS:
            return PARTS[sheet](self)
        model: Any = BY_NAME[sheet].model
        items = list(model.objects.all())
        for item in items:
            item.plan = self.plan
        return {item.reference: item for item in items}

    def converted(self, change: Change, names: list[str]) -> Values:
        """A row's values as the model has them. What is empty and has a default is left to it."""
        found: Values = {}
        for name in names:
            column, value = change.sheet.by_name[name], change.row.values[name]
            if value == column.empty and column.misfit(value) and has_default(change.sheet, column):
                continue
            found[name] = self.convert(change.sheet, column, value)
        return found

    def convert(self, sheet: Sheet, column: Column, value: Value) -> Any:
        if column.name == "superseded_by":
            return self.row("indicators", str(value)) if value else None
        if isinstance(column, Reference):
            return self.found(column.sheets, str(value)) if value else None
        if isinstance(column, Named):
            return self.shared.of(column.of)[str(value)] if value else None
        if isinstance(value, tuple):
            return [self.one_of(column, part) for part in value]
        if isinstance(column, Code) and sheet.model:
            whole = isinstance(sheet.model._meta.get_field(column.name), IntegerField)
            return int(str(value)) if whole else value
        return value

    def one_of(self, column: Column, part: str) -> Any:
        if isinstance(column, References):
            return self.found(column.sheets, part)
        if isinstance(column, ManyNamed):
            return self.shared.of(column.of)[part]
        return part


def _key(*parts: str) -> str:
    return joined(map(as_kept, parts), KEY_MARK).strip()


def _observations(writing: Writing) -> dict[str, Any]:
    """The values of indicators, by the keys that a workbook knows them by."""
    found = {}
    for row in Observation.objects.select_related("indicator", "area"):
        parts = (row.period, row.source_version, row.breakdown)
        found[_key(row.indicator.reference, row.area.code, *parts)] = row
    return found


def _breaks(writing: Writing) -> dict[str, Any]:
    found = {}
    for row in MethodBreak.objects.select_related("indicator"):
        reference = row.indicator.reference
        if indicator := writing.row("indicators", reference):
            # The row that this import may have changed already, and not another of the same.
            row.indicator = indicator
            found[_key(reference, str(row.on))] = row
    return found


def _citations(writing: Writing) -> dict[str, Any]:
    found = {}
    for sheet, model in CITATIONS.items():
        for row in model.objects.select_related(CLAIM[sheet], "evidence"):
            reference = getattr(row, CLAIM[sheet]).reference
            if claim := writing.row(sheet, reference):
                setattr(row, CLAIM[sheet], claim)
                row.claim = claim
                found[_key(reference, row.evidence.reference, row.relation, row.about)] = row
    return found


# Facts without a reference of their own, by the keys that a workbook knows them by.
PARTS: Mapping[str, Callable[[Writing], dict[str, Any]]] = {
    "observations": _observations,
    "breaks": _breaks,
    "citations": _citations,
}


@dataclass(frozen=True)
class Verb:
    """An action of a room on an item it has, which it calls by `noun`."""

    noun: str
    action: Callable[..., Any]
    of: str = ""
    """What it is a part of, and makes a new version of; nothing: it has versions itself."""

    def version(self, item: Any) -> int:
        owner = getattr(item, self.of) if self.of else item
        version: int = owner.version
        return version


def _define(writing: Writing, given: Values) -> Indicator:
    version = _lent(given, None)
    return indicators.define(plan=writing.plan, library_version=version, **writing.who, **given)


def _propose(writing: Writing, given: Values) -> Any:
    version = _lent(given, given["goals"])
    return outcomes.propose(plan=writing.plan, library_version=version, **writing.who, **given)


def _lent(given: Values, goals: list[Any] | None) -> LibraryVersion | None:
    """The version of a library that a new row refers to: it has to say just what that says."""
    version: LibraryVersion | None = given.pop("library")
    if version is None:
        return None
    differ = sorted(n for n, value in fields_of(version).items() if given.get(n) != value)
    if goals is not None and set(goals) != set(goals_of(version)):
        differ.append("goals")
    if differ:
        words = _("{version} says something else in: {columns}. Leave “library” empty.")
        raise InvalidInput(words.format(version=version, columns=", ".join(differ)))
    return version


def _accept(writing: Writing, outcome: Any, part: Values) -> None:
    """The dated exception of an outcome that no citizen voices, which is an act of its own."""
    now = {name: part.get(name, getattr(outcome, name)) for name in NO_VOICE}
    common = {"outcome": outcome, "seen_version": outcome.version, **writing.who}
    if any(now.values()):
        outcomes.accept_without_voice(
            accepted_by=now["no_voice_accepted_by"],
            accepted_on=now["no_voice_accepted_on"],
            reason=now["no_voice_reason"],
            **common,
        )
    else:
        outcomes.withdraw_acceptance(**common)


def _close(writing: Writing, gap: Any, part: Values) -> None:
    now = {name: part.get(name, getattr(gap, name)) for name in CLOSING}
    common = {"gap": gap, "seen_version": gap.version, **writing.who}
    if any(now.values()):
        gaps.close(**now, **common)
    else:
        gaps.reopen(**common)


ADDERS: Mapping[str, Callable[[Writing, Values], Any]] = {
    "sections": lambda w, given: sections.add(plan=w.plan, **w.who, **given),
    "evidence": lambda w, given: evidence.record(plan=w.plan, **w.who, **given),
    "ratings": lambda w, given: ratings.give(**w.who, **given),
    "indicators": _define,
    "breaks": lambda w, given: breaks.note(**w.who, **given),
    "citations": lambda w, given: citations.cite(**w.who, **given),
    "targets": lambda w, given: targets.set_point(**w.who, **given),
    "needs": lambda w, given: needs.identify(plan=w.plan, **w.who, **given),
    "outcomes": _propose,
    "gaps": lambda w, given: gaps.record(plan=w.plan, **w.who, **given),
    "portfolios": lambda w, given: portfolios.open_portfolio(plan=w.plan, **w.who, **given),
    "pieces": lambda w, given: pieces.add(plan=w.plan, **w.who, **given),
    "contributions": lambda w, given: contributions.claim(**w.who, **given),
    "measures": lambda w, given: measures.define(**w.who, **given),
    "results": lambda w, given: results.report(**w.who, **given),
}
REVISERS: Mapping[str, Verb] = {
    "sections": Verb("section", sections.revise),
    "evidence": Verb("evidence", evidence.revise),
    "ratings": Verb("rating", ratings.revise),
    "indicators": Verb("indicator", indicators.revise),
    "targets": Verb("target", targets.revise),
    "needs": Verb("need", needs.revise),
    "outcomes": Verb("outcome", outcomes.revise),
    "gaps": Verb("gap", gaps.revise),
    "portfolios": Verb("portfolio", portfolios.revise),
    "pieces": Verb("piece", pieces.revise),
    "contributions": Verb("contribution", contributions.revise),
    "breaks": Verb("method_break", breaks.correct, of="indicator"),
    "citations": Verb("citation", citations.revise, of="claim"),
    "measures": Verb("measure", measures.revise),
    "results": Verb("result", results.revise),
}
REMOVERS: Mapping[str, Verb] = {
    "sections": Verb("section", sections.remove),
    "evidence": Verb("evidence", evidence.remove),
    "ratings": Verb("rating", ratings.remove),
    "indicators": Verb("indicator", indicators.remove),
    "targets": Verb("target", targets.remove),
    "needs": Verb("need", needs.remove),
    "outcomes": Verb("outcome", outcomes.remove),
    "gaps": Verb("gap", gaps.remove),
    "portfolios": Verb("portfolio", portfolios.remove),
    "pieces": Verb("piece", pieces.remove),
    "contributions": Verb("contribution", contributions.remove),
    "breaks": Verb("method_break", breaks.withdraw, of="indicator"),
    "citations": Verb("citation", citations.remove, of="claim"),
    "measures": Verb("measure", measures.remove),
    "results": Verb("result", results.remove),
}
# Columns that are changed by acts of their own.
Special = tuple[tuple[str, ...], Callable[[Writing, Any, Values], None]]
SPECIAL: Mapping[str, tuple[Special, ...]] = {
    "outcomes": ((NO_VOICE, _accept),),
    "gaps": ((CLOSING, _close),),
}
