import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcomes.lending import check_is_own, is_lent
from outcomes.models import Indicator, MethodBreak
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.plans import history, items, policies
from scp.plans.models import Plan


def define(*, plan: Plan, by: Actor, at: dt.datetime | None = None, **values: Any) -> Indicator:
    """Define a population indicator. Its code identifies it to imports and is used once a plan."""
    code = values["code"]
    if Indicator._base_manager.filter(plan=plan, code=code).exists():
        words = _("There is already an indicator with the code “{code}” in this plan.")
        raise InvalidInput(words.format(code=code))
    return items.add(Indicator(plan=plan, **values), verb="indicator.defined", by=by, at=at)


def revise(
    *,
    indicator: Indicator,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
    **values: Any,
) -> Indicator:
    _check_successor(indicator, values.get("superseded_by"))
    check_is_own(indicator, values)
    return items.revise(
        indicator, verb="indicator.revised", seen_version=seen_version, by=by, at=at, values=values
    )


def _check_successor(indicator: Indicator, by: Indicator | None) -> None:
    """No indicator is superseded by itself, however long the way round."""
    passed = [indicator]
    while by is not None and by not in passed[1:]:
        passed.append(by)
        if by == indicator:
            words = _("An indicator would supersede itself: {way}.")
            raise InvalidInput(words.format(way=" → ".join(row.reference for row in passed)))
        # Read again: an instance may have been read before a later one came in between.
        key = by.superseded_by_id
        by = Indicator._base_manager.get(pk=key) if key else None


def remove(*, indicator: Indicator, seen_version: int, by: Actor) -> Indicator:
    return items.remove(indicator, verb="indicator.removed", seen_version=seen_version, by=by)


@transaction.atomic
def note_break(
    *, indicator: Indicator, on: dt.date, note: str, by: Actor, at: dt.datetime | None = None
) -> MethodBreak:
    """Note that from a day on the indicator is measured differently, which makes a new version of
    it. Noting the same again changes nothing and leaves no event; nor does a day on which its
    library has a change of method already, in the library's words."""
    policies.check_can_be_edited(indicator.plan)
    breaks = MethodBreak.objects.with_scope(plan=indicator.plan)
    known = breaks.filter(indicator=indicator, on=on).select_related("indicator").first()
    if known and (known.note == note or is_lent(known)):
        return known
    items.queue(indicator.plan)
    indicator.refresh_from_db(fields=["version"])
    history.begin_act(verb="indicator.break_noted", by=by)
    indicator.revise(seen_version=indicator.version)
    noted, _created = breaks.update_or_create(indicator=indicator, on=on, defaults={"note": note})
    data = {"version": indicator.version, "on": on.isoformat(), "note": note}
    items.log("indicator.break_noted", indicator, by=by, at=at, data=data)
    return noted
