"""What an item went through, act by act: who, when, what changed, and why.

The states that the database's triggers kept are told as differences from the state before, and laid
beside the audit trail: a state whose version no event of the trail made was made past the product.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, IntegerField, Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from scp.core.models import AuditEvent
from scp.core.words import Part, differences
from scp.plans.history.states import Names, events_of, field_label, links_of, told_fields
from scp.plans.models import PlanItem


@dataclass(frozen=True)
class Change:
    """A field before and after. `words`: both as one text, where both said something."""

    label: str
    was: str
    now: str
    words: list[Part]


@dataclass(frozen=True)
class Act:
    """What one person did to an item at one time. `state` is how it stood afterwards, if its own
    row changed; `event` is the audit event that says the same."""

    what: str
    at: dt.datetime
    by: str
    reason: str
    changes: list[Change]
    linked: list[str]
    unlinked: list[str]
    state: Any = None
    event: AuditEvent | None = None
    added: bool = False


@dataclass
class Key:
    """Where the rows of one act are: of the item (table 0) and of the tables that link it."""

    rows: list[tuple[int, int]] = field(default_factory=list)
    before: int | None = None
    """The state of the item that this act found."""


def keys(item: PlanItem) -> list[Key]:
    """The acts of an item's history, the latest first: few words each, however long they wrote."""
    found: list[tuple[dt.datetime, int, int, uuid.UUID | None]] = []
    for place, (rows, _model) in enumerate(_tables(item)):
        names = ("pgh_created_at", "pgh_id", "pgh_context_id")
        found += [(at, place, pk, act) for at, pk, act in rows.values_list(*names)]
    acts: dict[Any, Key] = {}
    last: int | None = None
    for _at, place, pk, act in sorted(found, key=lambda row: row[:3]):
        key = acts.setdefault(act or (place, pk), Key(before=last))
        key.rows.append((place, pk))
        if place == 0:
            last = pk
    return list(acts.values())[::-1]


def last_of(found: Sequence[Key]) -> int | None:
    """The state that the item is in, by the keys of its history; None if it has none."""
    own = (pk for key in found for place, pk in reversed(key.rows) if place == 0)
    return next(own, None)


def acts(item: PlanItem, wanted: Sequence[Key], labels: Mapping[str, str]) -> list[Act]:
    """These acts in full. `labels` are what the item's form calls its fields."""
    tables = _tables(item)
    states: dict[tuple[int, int], Any] = {}
    for place, (rows, _model) in enumerate(tables):
        ids = {pk for key in wanted for at, pk in key.rows if at == place}
        if place == 0:
            ids |= {key.before for key in wanted if key.before}
        for row in rows.filter(pgh_id__in=ids) if ids else ():
            states[place, row.pgh_id] = row
    names = Names(states.values())
    trail = _trail(item, [row.version for (place, _pk), row in states.items() if place == 0])
    return [_act(key, states, names, labels, trail) for key in wanted]


def state_get_optional(item: PlanItem, state: int) -> Any:
    """A state that this item was in; None for another's."""
    rows = events_of(type(item))._base_manager.filter(pgh_obj_id=item.pk, pgh_id=state)
    return rows.exclude(pgh_label="delete").first()


def last_state_get(item: PlanItem) -> Any:
    """How the item stands now. Its history begins when it does, so there is one."""
    rows = events_of(type(item))._base_manager.filter(pgh_obj_id=item.pk)
    return rows.order_by("-pgh_created_at", "-pgh_id").first()


def differences_of(was: Any, now: Any, labels: Mapping[str, str]) -> list[Change]:
    """What one state of an item says otherwise than another."""
    return _changes(was, now, Names([was, now]), labels)


def _tables(item: PlanItem) -> list[tuple[Any, Any]]:
    own = events_of(type(item))
    tables = [(own._base_manager.filter(pgh_obj_id=item.pk), own)]
    for event in links_of(type(item)):
        tables.append((event._base_manager.filter(Q((f"{event.pgh_owner}_id", item.pk))), event))
    return [(rows.order_by("pgh_created_at", "pgh_id"), event) for rows, event in tables]


def _trail(item: PlanItem, versions: Sequence[int]) -> dict[int, AuditEvent]:
    """The audit events that made these versions."""
    subject = f"{item.plan.slug}/{item.reference}"
    events = AuditEvent.objects.filter(chain=item.plan.audit_chain, subject=subject)
    version = Cast(KT("data__version"), IntegerField())
    found = events.filter(data__version__in=versions).annotate(made=version).defer("data")
    return {event.made: event for event in found}


def _act(
    key: Key,
    states: Mapping[tuple[int, int], Any],
    names: Names,
    labels: Mapping[str, str],
    trail: Mapping[int, AuditEvent],
) -> Act:
    own = [states[row] for row in key.rows if row[0] == 0]
    links = [states[row] for row in key.rows if row[0] != 0]
    before = states.get((0, key.before)) if key.before else None
    after = own[-1] if own else None
    said = (own or links)[-1].pgh_context or {}
    linked, unlinked = _linked(links, names)
    deleted = after is not None and after.pgh_label == "delete"
    return Act(
        what=_what(before, after, said),
        at=(own or links)[-1].pgh_created_at,
        by=said.get("by") or _("Nobody is named: it was changed in the database itself"),
        reason=said.get("reason", ""),
        changes=_changes(before, after, names, labels) if after and not deleted else [],
        linked=linked,
        unlinked=unlinked,
        state=None if deleted else after,
        event=trail.get(after.version) if after and said else None,
        added=after is not None and after.pgh_label == "insert",
    )


def _what(before: Any, after: Any, said: Mapping[str, str]) -> str:
    if after is None:
        return _("Links changed")
    if after.pgh_label == "delete":
        return _("Deleted in the database")
    if after.pgh_label == "insert":
        return _("Added")
    removed = after.removed_at is not None
    if before is not None and removed != (before.removed_at is not None):
        return _("Removed from the plan") if removed else _("Put back")
    if said.get("verb", "").endswith(".restored"):
        return _("An earlier version restored")
    return _("Changed")


def _changes(was: Any, now: Any, names: Names, labels: Mapping[str, str]) -> list[Change]:
    model = now.pgh_tracked_model
    found = []
    for told in told_fields(model):
        old = names.shown(was, told) if was is not None else ""
        new = names.shown(now, told)
        if old != new:
            label = labels.get(told.name) or field_label(model, told.name)
            text = isinstance(told, CharField | TextField) and not told.choices
            words = differences(old, new) if text and old and new else []
            found.append(Change(label, old, new, words))
    return found


def _linked(links: Sequence[Any], names: Names) -> tuple[list[str], list[str]]:
    """What an act linked and unlinked; what it took away only to make again is neither."""
    made: Counter[str] = Counter()
    for link in links:
        if link.pgh_label != "update":
            made[link_in_words(link, names)] += -1 if link.pgh_label == "delete" else 1
    changed = [link_in_words(link, names) for link in links if link.pgh_label == "update"]
    linked = [words for words, times in made.items() if times > 0] + changed
    return linked, [words for words, times in made.items() if times < 0]


def link_in_words(link: Any, names: Names) -> str:
    """ "EV-014 Census 2021 (Supports; page 3)"."""
    told = told_fields(link.pgh_tracked_model, link.pgh_owner)
    words = [shown for field in told if (shown := names.shown(link, field))]
    return f"{words[0]} ({'; '.join(words[1:])})" if len(words) > 1 else "".join(words)
