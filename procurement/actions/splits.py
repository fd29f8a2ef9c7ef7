"""One need that is several, and one outcome that is several: split, each part with what goes with
it. They stand in this room because it is the highest that holds any of it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcomes.choices import Succession
from outcomes.models import Need, Outcome
from procurement.carrying import Act, Hanging, hanging_on, move_theory, share, trace
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.plans import items, policies

# What each part says as the whole did, until somebody says it better.
NEED_FIELDS = (
    *("who", "locality", "characteristics", "scale", "scale_observation", "source_kinds"),
    *("confidence", "confidence_reason", "owner", "owner_user"),
)
OUTCOME_FIELDS = (
    *("theme", "other_themes", "horizon", "owner_organisation", "summary", "owner", "owner_user"),
    *("no_measure_owner", "no_measure_due_on"),
    *("no_voice_accepted_by", "no_voice_accepted_on", "no_voice_reason"),
)


@dataclass(frozen=True)
class Part:
    """One part of a split: its statement, and the keys of what goes with it, kind by kind as in
    `procurement.carrying.hanging_on`. What goes with no part would be lost, and is refused."""

    statement: str
    takes: Mapping[str, Iterable[int]] = field(default_factory=dict)

    def is_to_take(self, what: Hanging) -> bool:
        return what.key in set(self.takes.get(what.kind, ()))


@transaction.atomic
def split_need(
    *,
    need: Need,
    parts: Sequence[Part],
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
) -> list[Need]:
    """Replace a need by several. It leaves the plan; what was said about it stays with it, and is
    shown with each of its parts."""

    def make(statement: str) -> Need:
        values = {name: getattr(need, name) for name in NEED_FIELDS}
        made = Need(plan=need.plan, statement=statement, **values)
        items.add(made, verb="need.split_off", by=by, at=at)
        made.places.set(need.places.all())
        return made

    return _split(need, parts, make, seen_version=seen_version, act=Act(by, at))


@transaction.atomic
def split_outcome(
    *,
    outcome: Outcome,
    parts: Sequence[Part],
    seen_version: int,
    by: Actor,
    at: dt.datetime | None = None,
) -> list[Outcome]:
    """Replace an outcome by several. The step of the theory of change that stood for it stands for
    the first."""

    def make(statement: str) -> Outcome:
        values = {name: getattr(outcome, name) for name in OUTCOME_FIELDS}
        made = Outcome(plan=outcome.plan, statement=statement, **values)
        items.add(made, verb="outcome.split_off", by=by, at=at)
        made.goals.set(outcome.goals.all())
        return made

    act = Act(by, at)
    made = _split(outcome, parts, make, seen_version=seen_version, act=act)
    move_theory(outcome, made[0], act)
    return made


def _split(
    item: Any,
    parts: Sequence[Part],
    make: Callable[[str], Any],
    *,
    seen_version: int,
    act: Act,
) -> list[Any]:
    noun = item._meta.model_name
    policies.check_can_be_edited(item.plan)
    items.queue(item.plan)
    if len(parts) < 2:
        raise InvalidInput(_("A split makes at least two of one."))
    items.remove(item, verb=f"{noun}.split", seen_version=seen_version, by=act.by, at=act.at)
    hanging = hanging_on(item)
    _check_each_goes_somewhere(parts, hanging)
    made = [make(part.statement) for part in parts]
    for what in hanging:
        share(what, [m for m, p in zip(made, parts, strict=True) if p.is_to_take(what)], act)
    for later in made:
        trace(Succession.SPLIT, item, later, at=act.at)
    data = {"into": [later.reference for later in made]}
    items.log(f"{noun}.carried_over", item, by=act.by, at=act.at, data=data)
    return made


def _check_each_goes_somewhere(parts: Sequence[Part], hanging: Iterable[Hanging]) -> None:
    for what in hanging:
        if not any(part.is_to_take(what) for part in parts):
            words = _("“{what}” goes with no part. Say with which.")
            raise InvalidInput(words.format(what=what.label))
