"""Stable names and addresses of items."""

from typing import Any

from scp.plans.models import PlanItem


def uri_of(base: str, item: Any) -> str:
    """An item's stable address, made without loading its plan."""
    return f"{base}/{item.reference}"


def named(base: str, kind: type[PlanItem], number: int) -> dict[str, str]:
    """The reference and the stable address of the item of this kind and number."""
    reference = kind.reference_of(number)
    return {"reference": reference, "uri": f"{base}/{reference}"}
