"""Stable addresses of items."""

from typing import Any


def uri_of(base: str, item: Any) -> str:
    """An item's stable address, made without loading its plan."""
    return f"{base}/{item.reference}"
