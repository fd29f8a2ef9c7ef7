"""Reading published indicator sets. One module a format; each returns a Dataset or raises
TableError with every fault by file, row and column. Nothing here writes."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outcomes.imports import fingertips, ons, trafford
from outcomes.imports.dataset import Break, Dataset, Point, Series
from outcomes.imports.places import places_of
from scp.core import tables


@dataclass(frozen=True)
class Format:
    """How a publisher gives its figures. `files` says what each file has, in the order in which
    `read` takes them; a format with `every_place` is of one place, so all of it is wanted.
    `max_bytes` is the most that `read` takes of each file."""

    title: Promise
    files: tuple[str, ...]
    read: Callable[..., Dataset]
    every_place: bool = False
    max_bytes: int = tables.MAX_BYTES


FORMATS = {
    "trafford": Format(
        _("Trafford Data Lab (two files)"), ("indicators", "series"), trafford.read, True
    ),
    "ons": Format(
        _("ONS Explore Local Statistics"), ("series",), ons.read, max_bytes=ons.MAX_BYTES
    ),
    "fingertips": Format(
        _("OHID Fingertips"), ("series",), fingertips.read, max_bytes=fingertips.MAX_BYTES
    ),
}

__all__ = ["FORMATS", "Break", "Dataset", "Format", "Point", "Series", "places_of"]
