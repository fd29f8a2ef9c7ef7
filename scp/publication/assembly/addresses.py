"""Stable addresses of items."""

from typing import Any


def uri_of(base: str, item: Any) -> str:
    """An item's stable address, made without loading its plan."""
    return address_of(base, item.reference)


def address_of(base: str, reference: str) -> str:
    return f"{base}/{reference}"
