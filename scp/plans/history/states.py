"""The tables that an item's history is in, and what stands in them in a reader's words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, JSONField, Model
from django.utils.translation import gettext as _
from pghistory.core import event_models

from scp.core.jinja import date, moment
from scp.plans.models import PlanItem

# What every item has and nobody answers: told by other words, or by none.
NOT_TOLD = {"id", "plan", "number", "version", "created_at", "updated_at", "removed_at"}


@cache
def events_of(model: type[PlanItem]) -> Any:
    """The table of the states of this kind of item."""
    events: list[Any] = event_models()
    return next(event for event in events if event.pgh_tracked_model is model)


@cache
def links_of(model: type[PlanItem]) -> tuple[Any, ...]:
    """The tables of the states of the rows that link this kind of item to others."""
    events: list[Any] = event_models()
    return tuple(
        event
        for event in events
        if (owner := getattr(event, "pgh_owner", ""))
        and event.pgh_tracked_model._meta.get_field(owner).remote_field.model is model
    )


@cache
def told_fields(model: type[Model], owner: str = "") -> tuple[Any, ...]:
    """The fields that a person answered. What is stored twice is told once, as text."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if field.name not in NOT_TOLD | {owner} and not isinstance(field, JSONField)
    )


class Names:
    """What the rows are called that states point to: asked for together, once a table."""

    def __init__(self, states: Iterable[Any]) -> None:
        wanted: dict[type[Model], set[Any]] = defaultdict(set)
        for state in states:
            for field in told_fields(state.pgh_tracked_model):
                if isinstance(field, ForeignKey) and (key := getattr(state, field.attname)):
                    wanted[field.remote_field.model].add(key)
        self.rows = {
            model: model._base_manager.in_bulk(list(keys)) for model, keys in wanted.items()
        }

    def name(self, model: type[Model], key: Any) -> str:
        row = self.rows.get(model, {}).get(key)
        if row is None:
            return _("(no longer there)")
        return str(row)

    def shown(self, state: Any, field: Any) -> str:
        """A field of a state, as its form would show it."""
        value = getattr(state, field.attname)
        if isinstance(field, ForeignKey):
            return self.name(field.remote_field.model, value) if value else ""
        return value_in_words(field, value)


def value_in_words(field: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(field, ArrayField):
        return "; ".join(value_in_words(field.base_field, one) for one in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.datetime):
        return moment(value, dated=True)
    if isinstance(value, dt.date):
        return date(value)
    # A code that is no longer listed is shown as it is.
    return str(dict(field.flatchoices).get(value, value))


def field_label(model: type[Model], name: str) -> str:
    try:
        field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    except FieldDoesNotExist:
        return name
    return str(field.verbose_name).capitalize()
