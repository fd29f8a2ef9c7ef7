import datetime as dt
from typing import Any

from scp.core.audit import Actor
from scp.core.richtext import from_markdown
from scp.plans import items
from scp.plans.models import Plan, Section


def add(
    *,
    plan: Plan,
    kind: str,
    title: str,
    body: str = "",
    position: int = 0,
    by: Actor,
    at: dt.datetime | None = None,
) -> Section:
    """Add a narrative chapter. A plan has one vision; other kinds may recur. `body` is Markdown."""
    section = Section(plan=plan, kind=kind, title=title, position=position, **_written(body))
    return items.add(section, verb="section.added", by=by, at=at)


def revise(
    *,
    section: Section,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> Section:
    if "body" in values:
        values |= _written(values["body"])
    return items.revise(
        section, verb="section.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def remove(*, section: Section, seen_version: int, by: Actor) -> Section:
    return items.remove(section, verb="section.removed", seen_version=seen_version, by=by)


def _written(body: str) -> dict[str, Any]:
    """What was written, in both its forms."""
    return {"body": body, "document": from_markdown(body)}
