"""What every write to a plan item has in common: numbering, versions, removal, the audit event.

Rooms above give these their verbs (`needs.identify`, `outcomes.propose`); nothing else writes to
a PlanItem.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput, StaleVersion
from scp.plans import history, policies
from scp.plans.history import restoring
from scp.plans.models import Plan, PlanItem

Item = TypeVar("Item", bound=PlanItem)
Links = Mapping[str, Iterable[PlanItem]]


@transaction.atomic
def add(
    item: Item,
    *,
    verb: str,
    by: Actor | None,
    links: Links | None = None,
    more: Mapping[str, Any] | None = None,
    at: dt.datetime | None = None,
) -> Item:
    """Give a new item its number, store it with its links, and record who added it. `more` is what
    else the event says."""
    policies.check_can_be_edited(item.plan)
    links = _held(links)
    queue(item.plan)
    _check_targets(item, links, _pointers(item))
    siblings = type(item)._base_manager.filter(plan_id=item.plan_id)
    item.number = (siblings.aggregate(last=Max("number"))["last"] or 0) + 1
    history.begin_act(verb=verb, by=by)
    with _told_if_taken():
        item.save(force_insert=True)
    linked = _link(item, links)
    _log_state(verb, item, by=by, at=at, data={"values": _values(item), **linked, **(more or {})})
    return item


@transaction.atomic
def revise(
    item: Item,
    *,
    verb: str,
    seen_version: int,
    by: Actor | None,
    values: Mapping[str, Any],
    links: Links | None = None,
    more: Mapping[str, Any] | None = None,
    at: dt.datetime | None = None,
) -> Item:
    """Change an item if nobody changed it since the person opened it; raise StaleVersion if so.
    `more` is what else the event says."""
    policies.check_can_be_edited(item.plan)
    links = _held(links)
    queue(item.plan)
    _check_targets(item, links, values)
    before = _values(item)
    history.begin_act(verb=verb, by=by)
    with _told_if_taken():
        item.revise(seen_version=seen_version, **values)
    linked = _link(item, links)
    after = _values(item)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    _log_state(verb, item, by=by, at=at, data={"changed": changed, **linked, **(more or {})})
    return item


@transaction.atomic
def remove(
    item: Item,
    *,
    verb: str,
    seen_version: int,
    by: Actor | None,
    at: dt.datetime | None = None,
    reason: str = "",
) -> Item:
    """Take an item out of the plan. Its row, its number and what was said about it are kept; the
    reason, where one is asked for, is kept in the audit trail."""
    policies.check_can_be_edited(item.plan)
    queue(item.plan)
    if item.removed_at is not None:
        raise StaleVersion(item)
    with history.because(reason or history.reason_given()):
        history.begin_act(verb=verb, by=by)
        item.revise(seen_version=seen_version, removed_at=at or timezone.now())
        _log_state(verb, item, by=by, at=at, data={})
    return item


@transaction.atomic
def restore(
    item: Item,
    *,
    verb: str,
    state: Any,
    seen_version: int,
    by: Actor | None,
    check: Callable[[Item], object] | None = None,
    at: dt.datetime | None = None,
) -> list[str]:
    """Make an item again what it was in `state`, a Recorded of it, also if it was removed since.

    It is a new version, so nothing of its history is lost. `check` is what its room asks of such a
    row.

    Returns what it pointed to and could not, because it is gone.
    """
    policies.check_can_be_edited(item.plan)
    queue(item.plan)
    before, was_removed = _values(item), item.removed_at is not None
    values, left_out = restoring.values_of(item, state)
    history.begin_act(verb=verb, by=by)
    with _told_if_unfit(), _told_if_taken():
        if check:
            _let_the_room_speak_first()
        item.revise(seen_version=seen_version, removed_at=None, **values)
    left_out += restoring.relink(item, state)
    if check:
        check(item)
        with _told_if_unfit():
            _hold_the_database_to_it()
    after = _values(item)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    data = {"restored": state.version, "put_back": was_removed, "changed": changed}
    _log_state(verb, item, by=by, at=at, data={**data, "left_out": left_out})
    return left_out


def queue(plan: Plan) -> None:
    """Wait until nobody else writes to this plan, and make others wait until this transaction
    ends: numbers run on, and what a row is to point to is not removed meanwhile."""
    Plan.drafts.select_for_update(no_key=True).get(pk=plan.pk)


def log(
    verb: str,
    item: PlanItem,
    *,
    by: Actor | None,
    at: dt.datetime | None = None,
    data: dict[str, Any],
) -> None:
    audit.record(
        action=verb,
        subject=f"{item.plan.slug}/{item.reference}",
        by=by,
        at=at,
        data=data,
        chain=item.plan.audit_chain,
    )


def _log_state(
    verb: str, item: PlanItem, *, by: Actor | None, at: dt.datetime | None, data: dict[str, Any]
) -> None:
    """Log what made a new version of an item: by its number the item's history finds the event."""
    reason = history.reason_given()
    why = {"reason": reason} if reason else {}
    log(verb, item, by=by, at=at, data={"version": item.version, **data, **why})


def _let_the_room_speak_first() -> None:
    """What a trigger refuses can be refused later: a room says why in better words."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _hold_the_database_to_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def _told_if_unfit() -> Iterator[None]:
    """More is asked of a row today than when an earlier version of it was written."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise InvalidInput(
            _("That version does not fit what is asked of an item today. Change it by hand.")
        ) from error


@contextmanager
def _told_if_taken() -> Iterator[None]:
    """Two who add the same at once (or one who clicks twice) both pass an action's own check: the
    database keeps one, and the other is told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        raise InvalidInput(_("The plan already has one like this. Change that one.")) from error


def _held(links: Links | None) -> dict[str, list[PlanItem]]:
    """Links that can be gone through twice: to be checked, and to be stored."""
    return {name: list(rows) for name, rows in (links or {}).items()}


def _check_targets(item: PlanItem, links: Links, values: Mapping[str, Any]) -> None:
    """A row points only into its own plan, and to what is still in it. Forms offer nothing else,
    but an import might, and somebody may have removed it since the form was opened."""
    linked = [target for group in links.values() for target in group]
    pointed = [value for value in values.values() if isinstance(value, PlanItem)]
    check_targets(item, [*linked, *pointed])


def check_targets(item: PlanItem, targets: Iterable[PlanItem]) -> None:
    """Raise InvalidInput unless `item` may point to each of these."""
    by_kind: dict[type[PlanItem], list[PlanItem]] = defaultdict(list)
    for target in targets:
        if target.plan_id != item.plan_id:
            raise InvalidInput(
                _("{reference} belongs to another plan.").format(reference=target.reference)
            )
        by_kind[type(target)].append(target)
    for kind, wanted in by_kind.items():
        keys = [target.pk for target in wanted]
        gone = kind._base_manager.filter(pk__in=keys, removed_at__isnull=False).first()
        if gone:
            raise InvalidInput(
                _("{reference} has been removed from the plan.").format(reference=gone.reference)
            )


def _pointers(item: PlanItem) -> dict[str, Any]:
    """The items that a new item's own fields point to."""
    return {field.name: getattr(item, field.name) for field in item._meta.concrete_fields}


def _link(item: PlanItem, links: Mapping[str, list[PlanItem]]) -> dict[str, list[str]]:
    for name, rows in links.items():
        getattr(item, name).set(rows)
    return {name: [row.reference for row in rows] for name, rows in links.items()}


def _values(item: PlanItem) -> dict[str, Any]:
    """The item's own fields, as they go into the audit trail."""
    # A section's document says no more than its Markdown, in three times as many characters.
    skipped = {"id", "plan", "version", "created_at", "updated_at", "removed_at", "document"}
    return {
        field.name: _plain(getattr(item, field.name))
        for field in item._meta.concrete_fields
        if field.name not in skipped
    }


def _plain(value: Any) -> Any:
    if isinstance(value, PlanItem):
        return value.reference
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value
