"""Changes of an indicator's method that somebody notes by hand. Importers note those that they read
with `indicators.note_break`.

A change of method is a part of its indicator: noting, correcting and withdrawing one makes a new
version of it, so that two people do not overwrite each other unseen. The versions that are seen are
the indicator's.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from outcomes.lending import check_break_is_own
from outcomes.models import Indicator, MethodBreak
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.core.jinja import date
from scp.plans import history, items, policies


@transaction.atomic
def note(
    *, indicator: Indicator, on: dt.date, note: str, by: Actor, at: dt.datetime | None = None
) -> MethodBreak:
    """Note that from a day on an indicator is measured differently: values before and after are not
    compared."""
    _begin(indicator, verb="indicator.break_noted", by=by)
    _check_day_is_free(indicator, on)
    made: MethodBreak = MethodBreak._base_manager.create(indicator=indicator, on=on, note=note)
    _log(made, verb="indicator.break_noted", by=by, at=at)
    return made


@transaction.atomic
def correct(
    *,
    method_break: MethodBreak,
    seen_version: int,
    on: dt.date,
    note: str,
    by: Actor,
    at: dt.datetime | None = None,
) -> MethodBreak:
    """Say better what changed, or when."""
    indicator = method_break.indicator
    check_break_is_own(method_break)
    _begin(indicator, verb="indicator.break_corrected", seen_version=seen_version, by=by)
    if on != method_break.on:
        _check_day_is_free(indicator, on)
    was = {"on": method_break.on.isoformat(), "note": method_break.note}
    method_break.on, method_break.note = on, note
    method_break.save(update_fields=["on", "note"])
    _log(method_break, verb="indicator.break_corrected", by=by, at=at, was=was)
    return method_break


@transaction.atomic
def withdraw(
    *,
    method_break: MethodBreak,
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
) -> None:
    """The method did not change after all: values before and after are compared again."""
    indicator = method_break.indicator
    check_break_is_own(method_break)
    _begin(indicator, verb="indicator.break_withdrawn", seen_version=seen_version, by=by)
    method_break.delete()
    _log(method_break, verb="indicator.break_withdrawn", by=by, at=at)


def _begin(indicator: Indicator, *, verb: str, by: Actor, seen_version: int | None = None) -> None:
    """A new version of the indicator: of the one that was seen, or of whichever it is now."""
    policies.check_can_be_edited(indicator.plan)
    items.queue(indicator.plan)
    if seen_version is None:
        indicator.refresh_from_db(fields=["version"])
    history.begin_act(verb=verb, by=by)
    indicator.revise(seen_version=indicator.version if seen_version is None else seen_version)


def _check_day_is_free(indicator: Indicator, on: dt.date) -> None:
    if MethodBreak._base_manager.filter(indicator=indicator, on=on).exists():
        words = _("{reference} already has a change of method on {date}. Change that one.")
        raise InvalidInput(words.format(reference=indicator.reference, date=date(on)))


def _log(
    method_break: MethodBreak,
    *,
    verb: str,
    by: Actor,
    at: dt.datetime | None,
    was: dict[str, str] | None = None,
) -> None:
    indicator, reason = method_break.indicator, history.reason_given()
    data = {
        "version": indicator.version,
        "on": method_break.on.isoformat(),
        "note": method_break.note,
        **({"was": was} if was else {}),
        **({"reason": reason} if reason else {}),
    }
    items.log(verb, indicator, by=by, at=at, data=data)
