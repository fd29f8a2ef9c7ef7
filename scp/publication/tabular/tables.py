"""From the tree of `PlanContent` to flat tables, by its types.

A list of things in the document is a table, with a row for each; a list inside a thing is a table
of its own, whose rows name the row they belong to. A row is known by its reference where it has
one, and otherwise by the row it belongs to and its place there, counted from 1.
"""

import datetime as dt
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

from scp.publication.choices import FIELD_NAMES
from scp.publication.content import Frozen, PlanContent

Cell = str | int | bool | Decimal | dt.date | dt.datetime | None
REFERENCE, POSITION = "reference", "position"
# Between the entries of a list in one cell: references, codes and labels have none in them.
SEPARATOR = "|"


@dataclass(frozen=True)
class Column:
    """One column. `type` is that of its cells; `listed` says that a cell holds several texts, with
    `SEPARATOR` between them; `needed`, that no cell is empty."""

    name: str
    type: type
    listed: bool = False
    needed: bool = False

    @property
    def title(self) -> str:
        """What a reader calls it, where the document has words for it."""
        return str(FIELD_NAMES.get(self.name, self.name.replace("_", " ")))


@dataclass(frozen=True)
class Table:
    """Rows of one kind. `key` are the columns that tell its rows apart; `parent` is the table whose
    key the first columns are, for rows that belong to one of another."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    parent: str = ""
    parent_key: tuple[str, ...] = ()
    rows: list[tuple[Cell, ...]] = field(default_factory=list)


def tables(content: PlanContent) -> tuple[Table, ...]:
    """Every table of a document in its order, also those that have no row.

    The first, "plan", has one row: what the document says once.
    """
    found = [Table("plan", tuple(_columns(PlanContent)), key=())]
    found[0].rows.append(tuple(_cells(content, PlanContent)))
    for name, path, model in _lists(PlanContent):
        _Shape(name, model).fill([((), item) for item in _at(content, path)], found)
    return tuple(found)


class _Shape:
    """What a type of the document becomes: its own table, and those of the lists inside it."""

    def __init__(self, name: str, model: type[Frozen], parent: "_Shape | None" = None) -> None:
        self.name, self.model, self.parent = name, model, parent
        self.inherited = parent.key_below if parent else ()
        self.own = tuple(_columns(model))
        self.has_reference = any(column.name == REFERENCE for column in self.own)
        self.counted = not self.has_reference and parent is not None

    @property
    def key_columns(self) -> tuple[Column, ...]:
        if self.has_reference:
            return (Column(REFERENCE, str),)
        return (*self.inherited, Column(POSITION, int)) if self.counted else ()

    @property
    def key_below(self) -> tuple[Column, ...]:
        """The key as the tables of what is inside have it, where its names must not meet theirs."""
        own = (REFERENCE, POSITION)
        return tuple(
            Column(f"{self.name}_{column.name}" if column.name in own else column.name, column.type)
            for column in self.key_columns
        )

    @property
    def table(self) -> Table:
        position = (Column(POSITION, int, needed=True),) if self.counted else ()
        inherited = tuple(Column(c.name, c.type, needed=True) for c in self.inherited)
        return Table(
            name=self.name,
            columns=(*inherited, *position, *self.own),
            key=tuple(column.name for column in self.key_columns),
            parent=self.parent.name if self.parent and self.inherited else "",
            parent_key=tuple(c.name for c in self.parent.key_columns) if self.parent else (),
        )

    def fill(self, items: Sequence[tuple[tuple[Cell, ...], Any]], found: list[Table]) -> None:
        """Add this table, with a row for each item below the key of what it belongs to."""
        table = self.table
        found.append(table)
        keyed = []
        places: dict[tuple[Cell, ...], int] = {}
        for above, item in items:
            places[above] = places.get(above, 0) + 1
            place = (places[above],) if self.counted else ()
            table.rows.append((*above, *place, *_cells(item, self.model)))
            keyed.append(((item.reference,) if self.has_reference else (*above, *place), item))
        for name, path, model in _lists(self.model):
            inside = _Shape(f"{self.name}_{name}", model, self)
            inside.fill([(key, part) for key, item in keyed for part in _at(item, path)], found)


def _fields(model: type[Frozen]) -> Iterator[tuple[str, Any]]:
    for name, info in model.model_fields.items():
        yield name, info.annotation


def _columns(model: type[Frozen], before: str = "", *, optional: bool = False) -> Iterator[Column]:
    """The columns of a type. Those of a part that it has once begin with the part's name."""
    for name, annotation in _fields(model):
        kind, may_lack = _without_none(annotation)
        if _is_model(kind):
            yield from _columns(kind, f"{before}{name}_", optional=optional or may_lack)
        elif _listed_model(kind) is None:
            listed = get_origin(kind) is tuple
            type_ = _type_of(get_args(kind)[0] if listed else kind)
            # An empty text is an empty cell, and readers of CSV take that for none.
            needed = type_ is not str and not (may_lack or optional or listed)
            yield Column(f"{before}{name}", type_, listed, needed or name == REFERENCE)


def _cells(item: Any, model: type[Frozen]) -> Iterator[Cell]:
    for name, annotation in _fields(model):
        kind, _may_lack = _without_none(annotation)
        value = None if item is None else getattr(item, name)
        if _is_model(kind):
            yield from _cells(value, kind)
        elif _listed_model(kind) is None:
            yield SEPARATOR.join(map(str, value or ())) if get_origin(kind) is tuple else value


def _lists(model: type[Frozen], path: tuple[str, ...] = ()) -> Iterator[Any]:
    """The lists of things inside a type: a name for the table, the way there, and their type."""
    for name, annotation in _fields(model):
        kind, _may_lack = _without_none(annotation)
        if inner := _listed_model(kind):
            yield "_".join((*path, name)), (*path, name), inner
        elif _is_model(kind):
            yield from _lists(kind, (*path, name))


def _at(item: Any, path: tuple[str, ...]) -> Sequence[Any]:
    for name in path:
        if item is None:
            return ()
        item = getattr(item, name)
    return item or ()


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        if len(kinds) != 1:
            raise TypeError(f"No column holds {annotation}.")
        return kinds[0], True
    return annotation, False


def _listed_model(annotation: Any) -> type[Frozen] | None:
    if get_origin(annotation) is not tuple:
        return None
    inner = get_args(annotation)[0]
    return inner if _is_model(inner) else None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Frozen)


def _type_of(kind: Any) -> type:
    if get_origin(kind) is Literal:
        return type(get_args(kind)[0])
    if kind not in (str, int, bool, Decimal, dt.date, dt.datetime):
        raise TypeError(f"No column holds {kind}.")
    found: type = kind
    return found
