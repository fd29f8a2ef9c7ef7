"""Writes to the libraries of organisations, and from them into plans."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes.actions import indicators, outcomes
from outcomes.lending import MODELS, breaks_of, code_of, fields_of, goals_of, values_of
from outcomes.models import Indicator, LibraryEntry, LibraryVersion, MethodBreak, Outcome
from scp.accounts.models import User
from scp.core.errors import InvalidInput, PolicyRefused
from scp.plans import items, policies
from scp.plans.models import Plan


@transaction.atomic
def publish(
    *, item: Outcome | Indicator, note: str, by: User, at: dt.datetime | None = None
) -> LibraryVersion:
    """Publish what an outcome or indicator says as the next version of its entry in the library of
    the plan's lead organisation. If it says what the last version does, that is the version."""
    policies.check_can_be_edited(item.plan)
    items.queue(item.plan)
    if item.library_version_id is not None:
        words = _("{item} comes from a library itself. Publish it where it comes from.")
        raise InvalidInput(words.format(item=item.reference))
    entry, _is_new = LibraryEntry.objects.get_or_create(
        organisation=item.plan.lead_organisation,
        kind=item._meta.model_name,
        code=code_of(item),
    )
    last, values = entry.versions.first(), values_of(item)
    if last and last.values == values:
        return last
    version = LibraryVersion.objects.create(
        entry=entry,
        number=last.number + 1 if last else 1,
        values=values,
        note=note,
        made_by=by,
        made_at=at or timezone.now(),
    )
    _log("lent", item, version, by=by, at=at)
    return version


@transaction.atomic
def adopt(
    *, plan: Plan, version: LibraryVersion, by: User, at: dt.datetime | None = None
) -> Outcome | Indicator:
    """Take an entry of a library into a plan, by reference and version. Its words are the
    library's from now on; needs, owners, targets and values are the plan's own."""
    policies.check_can_be_edited(plan)
    items.queue(plan)
    _check_is_not_here(plan, version.entry)
    values: dict[str, Any] = {**fields_of(version), "library_version": version}
    item: Outcome | Indicator
    if version.entry.kind == "outcome":
        item = outcomes.propose(plan=plan, goals=goals_of(version), by=by, at=at, **values)
    else:
        item = indicators.define(plan=plan, by=by, at=at, **values)
        _take_breaks(item, {}, breaks_of(version))
    _log("adopted", item, version, by=by, at=at)
    return item


@transaction.atomic
def take_over(
    *,
    item: Outcome | Indicator,
    version: LibraryVersion,
    seen_version: int,
    by: User,
    at: dt.datetime | None = None,
) -> Outcome | Indicator:
    """Let an item of a plan say what another version of its entry says."""
    here = item.library_version
    if here is None or here.entry_id != version.entry_id:
        words = _("{item} does not refer to this entry.")
        raise PolicyRefused(words.format(item=item.reference))
    noun = item._meta.model_name
    values = {**fields_of(version), "library_version": version}
    items.revise(
        item,
        verb=f"{noun}.took_version",
        seen_version=seen_version,
        by=by,
        at=at,
        values=values,
    )
    if isinstance(item, Outcome):
        item.goals.set(goals_of(version))
    else:
        _take_breaks(item, breaks_of(here), breaks_of(version))
    return item


def release(
    *,
    item: Outcome | Indicator,
    seen_version: int,
    by: User,
    at: dt.datetime | None = None,
) -> Outcome | Indicator:
    """Keep an adopted item as the plan's own copy from here on. It says what it said, is changed
    in the plan like any other, and no later version of the library is offered for it. What was
    published while it was the library's is not touched."""
    here = item.library_version
    if here is None:
        words = _("{item} is this plan’s own already.")
        raise PolicyRefused(words.format(item=item.reference))
    return items.revise(
        item,
        verb=f"{item._meta.model_name}.released",
        seen_version=seen_version,
        by=by,
        at=at,
        values={"library_version": None},
        more={"entry": here.entry.code, "entry_version": here.number},
    )


def _take_breaks(
    indicator: Indicator, before: Mapping[dt.date, str], since: Mapping[dt.date, str]
) -> None:
    """Note what a version says of changes of method, and no longer what the one before it said.
    Those that the plan noted by itself stay."""
    rows = MethodBreak._base_manager.filter(indicator=indicator)
    for on, note in before.items():
        if on not in since:
            rows.filter(on=on, note=note).delete()
    for on, note in since.items():
        rows.update_or_create(indicator=indicator, on=on, defaults={"note": note})


def _check_is_not_here(plan: Plan, entry: LibraryEntry) -> None:
    """An entry is in a plan once: adopted, or as the item that it comes from."""
    rows = MODELS[entry.kind].objects.with_scope(plan=plan)
    if known := rows.filter(library_version__entry=entry).first():
        words = _("{item} says this already. Take another version over there.")
        raise InvalidInput(words.format(item=known.reference))
    if entry.organisation_id != plan.lead_organisation_id:
        return
    for item in rows.all():
        item.plan = plan
        if code_of(item) == entry.code:
            words = _("This comes from {item} of this plan.")
            raise InvalidInput(words.format(item=item.reference))


def _log(
    verb: str,
    item: Outcome | Indicator,
    version: LibraryVersion,
    *,
    by: User,
    at: dt.datetime | None,
) -> None:
    data = {"entry": version.entry.code, "version": version.number}
    items.log(f"{item._meta.model_name}.{verb}", item, by=by, at=at, data=data)
