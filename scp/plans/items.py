"""What every write to a plan item has in common: numbering, versions, removal, the audit event.

Rooms above give these their verbs (`needs.identify`, `outcomes.propose`); nothing else writes to
a PlanItem.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.utils import timezone
from psycopg.errors import UniqueViolation

from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput, StaleVersion
from scp.plans import policies
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
    at: dt.datetime | None = None,
) -> Item:
    """Give a new item its number, store it with its links, and record who added it."""
    policies.check_can_be_edited(item.plan)
    links = _held(links)
    _check_same_plan(item, links)
    # The plan's row is the queue for numbers: two people adding at once wait for one another.
    Plan.drafts.select_for_update(no_key=True).get(pk=item.plan_id)
    siblings = type(item)._base_manager.filter(plan_id=item.plan_id)
    item.number = (siblings.aggregate(last=Max("number"))["last"] or 0) + 1
    with _told_if_taken():
        item.save(force_insert=True)
    linked = _link(item, links)
    log(verb, item, by=by, at=at, data={"values": _values(item), **linked})
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
    at: dt.datetime | None = None,
) -> Item:
    """Change an item if nobody changed it since the person opened it; raise StaleVersion if so."""
    policies.check_can_be_edited(item.plan)
    links = _held(links)
    _check_same_plan(item, links, values)
    before = _values(item)
    with _told_if_taken():
        item.revise(seen_version=seen_version, **values)
    linked = _link(item, links)
    after = _values(item)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    log(verb, item, by=by, at=at, data={"changed": changed, **linked})
    return item


@transaction.atomic
def remove(
    item: Item, *, verb: str, seen_version: int, by: Actor | None, at: dt.datetime | None = None
) -> Item:
    """Take an item out of the plan. Its row, its number and what was said about it are kept."""
    policies.check_can_be_edited(item.plan)
    if item.removed_at is not None:
        raise StaleVersion(item)
    item.revise(seen_version=seen_version, removed_at=at or timezone.now())
    log(verb, item, by=by, at=at, data={})
    return item


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
        raise InvalidInput("The plan already has one like this. Change that one.") from error


def _held(links: Links | None) -> dict[str, list[PlanItem]]:
    """Links that can be gone through twice: to be checked, and to be stored."""
    return {name: list(rows) for name, rows in (links or {}).items()}


def _check_same_plan(item: PlanItem, links: Links, values: Mapping[str, Any] | None = None) -> None:
    """A row points only into its own plan; forms offer nothing else, an import might."""
    targets: list[Any] = [linked for group in links.values() for linked in group]
    targets += (values or {}).values()
    targets += [getattr(item, field.name) for field in item._meta.concrete_fields]
    for target in targets:
        if isinstance(target, PlanItem) and target.plan_id != item.plan_id:
            raise InvalidInput(f"{target.reference} belongs to another plan.")


def _link(item: PlanItem, links: Mapping[str, list[PlanItem]]) -> dict[str, list[str]]:
    for name, rows in links.items():
        getattr(item, name).set(rows)
    return {name: [row.reference for row in rows] for name, rows in links.items()}


def _values(item: PlanItem) -> dict[str, Any]:
    """The item's own fields, as they go into the audit trail."""
    skipped = {"id", "plan", "version", "created_at", "updated_at", "removed_at"}
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
