from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
import pghistory.models
from django.db import migrations, models
from django_scopes import ScopedManager

Model = TypeVar("Model", bound=type[models.Model])


class Recorded(pghistory.models.Event):
    """How a row stood after one change to it, or before it was deleted (`pgh_label` says which).

    Written by triggers in the database, so a bulk update and a change by hand in SQL are in it too;
    those have no `pgh_context`. The others say in it who did it, and why if they gave a reason. All
    that was written by one act has one `pgh_context_id`. The table refuses UPDATE, DELETE and
    TRUNCATE, and outlives the rows that it speaks of.
    """

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def tracked(model: Model) -> Model:
    """Keep every state of the rows of a kind of plan item, as `NeedEvent` for Need."""
    _record(model, scope="plan")
    return model


def tracked_link(owner: str, *, restored: bool = True) -> Callable[[Model], Model]:
    """The same for the rows that link a plan item to others: part of the history of `owner`.

    `restored`: whether they become again what they were with an earlier version of their owner, or
    are facts of their own that stay.
    """

    def decorate(model: Model) -> Model:
        _record(
            model,
            scope=f"{owner}__plan",
            obj_field=None,
            attrs={"pgh_owner": owner, "pgh_restored": restored},
            meta={"indexes": [models.Index(fields=[owner])]},
        )
        return model

    return decorate


def _record(model: type[models.Model], *, scope: str, **options: Any) -> None:
    attrs = {"objects": ScopedManager(plan=scope), **options.pop("attrs", {})}
    meta = {"ordering": ("pgh_id",), **options.pop("meta", {})}
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        base_model=Recorded,
        model_name=f"{model.__name__}Event",
        # What an act says of itself is a few words: a table of its own would be a second insert.
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
        attrs=attrs,
        meta=meta,
        **options,
    )(model)


def first_states(app: str, *names: str) -> migrations.RunPython:
    """A migration operation: rows that are there before their history begins get a first entry."""

    def copy(apps: Any, schema_editor: Any) -> None:
        for name in names:
            event = apps.get_model(app, f"{name}Event")
            columns = {
                field.column: f'"{field.column}"'
                for field in event._meta.concrete_fields
                if not field.name.startswith("pgh_")
            }
            if any(field.name == "pgh_obj" for field in event._meta.concrete_fields):
                columns["pgh_obj_id"] = '"id"'
            columns |= {"pgh_created_at": "clock_timestamp()", "pgh_label": "'insert'"}
            into = ", ".join(f'"{column}"' for column in columns)
            rows = apps.get_model(app, name)._meta.db_table
            schema_editor.execute(
                f'INSERT INTO "{event._meta.db_table}" ({into}) '  # noqa: S608  (names of models)
                f'SELECT {", ".join(columns.values())} FROM "{rows}" ORDER BY "id"'
            )

    return migrations.RunPython(copy, migrations.RunPython.noop)
