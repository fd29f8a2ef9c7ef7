"""Making an item again what it was. What it pointed to may be gone since: that is said."""

from typing import Any

from django.db.models import ForeignKey, Q
from django.utils.translation import gettext as _

from scp.core.errors import InvalidInput
from scp.plans.history.reading import link_in_words
from scp.plans.history.states import NOT_TOLD, Names, links_of
from scp.plans.models import PlanItem


def values_of(item: PlanItem, state: Any) -> tuple[dict[str, Any], list[str]]:
    """The fields of a state as they can be stored today, and what had to be left empty in them."""
    values: dict[str, Any] = {}
    left_out: list[str] = []
    names = Names([state])
    for field in type(item)._meta.concrete_fields:
        if field.name in NOT_TOLD:
            continue
        value = getattr(state, field.attname)
        if isinstance(field, ForeignKey) and value is not None:
            target = names.rows[field.remote_field.model].get(value)
            if not _is_there(target):
                if not field.null:
                    raise InvalidInput(
                        _("{target} is not in the plan any more. Put it back first.").format(
                            target=target or names.name(field.remote_field.model, value)
                        )
                    )
                left_out.append(names.name(field.remote_field.model, value))
                value = None
        values[field.attname] = value
    return values, left_out


def relink(item: PlanItem, state: Any) -> list[str]:
    """Link the item as it was then. Returns what is gone since and could not be linked."""
    left_out: list[str] = []
    for event in links_of(type(item)):
        if event.pgh_restored:
            left_out += _relink(item, state, event)
    return left_out


def _relink(item: PlanItem, state: Any, event: Any) -> list[str]:
    model, owner = event.pgh_tracked_model, f"{event.pgh_owner}_id"
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if not field.primary_key and field.attname != owner
    ]
    then = _links_then(event, owner, item, state)
    names = Names(then)
    there = [link for link in then if _all_there(link, model, names)]
    wanted = {tuple(getattr(link, column) for column in columns) for link in there}
    rows = model._base_manager.filter(Q((owner, item.pk)))
    now = {tuple(getattr(row, column) for column in columns): row.pk for row in rows}
    rows.filter(pk__in=[pk for values, pk in now.items() if values not in wanted]).delete()
    for values in wanted - now.keys():
        model._base_manager.create(**{owner: item.pk}, **dict(zip(columns, values, strict=True)))
    return [link_in_words(link, names) for link in then if link not in there]


def _links_then(event: Any, owner: str, item: PlanItem, state: Any) -> list[Any]:
    """The rows of one table that linked the item when the act that made `state` was done. An act
    writes the item first and its links after it."""
    until = Q(pgh_created_at__lte=state.pgh_created_at)
    if state.pgh_context_id:
        until |= Q(pgh_context_id=state.pgh_context_id)
    rows = event._base_manager.filter(until, Q((owner, item.pk)))
    last = rows.order_by("id", "-pgh_created_at", "-pgh_id").distinct("id")
    return [link for link in last if link.pgh_label != "delete"]


def _all_there(link: Any, model: Any, names: Names) -> bool:
    return all(
        _is_there(names.rows[field.remote_field.model].get(getattr(link, field.attname)))
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.name != link.pgh_owner
        and getattr(link, field.attname) is not None
    )


def _is_there(target: Any) -> bool:
    return target is not None and getattr(target, "removed_at", None) is None
