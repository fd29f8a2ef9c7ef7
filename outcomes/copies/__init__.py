"""Copies of sources that are kept: what may be kept, what it is by its own bytes, and where."""

from outcomes.copies.examination import Copy, examine
from outcomes.copies.keeping import (
    discard_if_unused,
    hold,
    is_stored,
    is_whole,
    opened,
    store,
    stored_hashes,
)

__all__ = [
    "Copy",
    "discard_if_unused",
    "examine",
    "hold",
    "is_stored",
    "is_whole",
    "opened",
    "store",
    "stored_hashes",
]
