"""Writes to the frameworks that outcomes may be mapped to. They come from files."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from outcomes.imports.frameworks import FrameworkFile
from outcomes.models import Framework, FrameworkGoal
from scp.core import audit
from scp.core.audit import Actor


@dataclass(frozen=True)
class FrameworkLoaded:
    """How many goals an import added, changed and found as they were; and how many of this
    version it did not name, which stay for the outcomes that are mapped to them."""

    added: int
    changed: int
    unchanged: int
    unnamed: int


@transaction.atomic
def load(*, framework: FrameworkFile, by: Actor, at: dt.datetime | None = None) -> FrameworkLoaded:
    """Make one version of a framework what its file says, all or none. The same again changes
    nothing and leaves no audit event; another version is loaded beside the earlier one."""
    row, is_new = Framework.objects.select_for_update().get_or_create(
        code=framework.code, version=framework.version, defaults=framework.fields()
    )
    described = not is_new and _describe(row, framework)
    before = {goal.code: goal for goal in row.goals.all()}
    new, revised = [], []
    for position, (code, label) in enumerate(framework.goals, start=1):
        wanted = FrameworkGoal(framework=row, code=code, label=label, position=position)
        known = before.pop(code, None)
        if known is None:
            new.append(wanted)
        elif (known.label, known.position) != (label, position):
            wanted.pk = known.pk
            revised.append(wanted)
    FrameworkGoal.objects.bulk_create(new)
    FrameworkGoal.objects.bulk_update(revised, ["label", "position"])
    same = len(framework.goals) - len(new) - len(revised)
    loaded = FrameworkLoaded(len(new), len(revised), same, len(before))
    if is_new or described or new or revised:
        audit.record(
            action="framework.loaded",
            subject=f"{framework.code}:{framework.version}",
            by=by,
            at=at,
            data={"added": [g.code for g in new], "changed": [g.code for g in revised]},
        )
    return loaded


def _describe(row: Framework, framework: FrameworkFile) -> bool:
    """Give a framework what its file says of it; whether that changed any."""
    values = framework.fields()
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    Framework.objects.filter(pk=row.pk).update(**values)
    return True
