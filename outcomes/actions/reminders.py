import datetime as dt
from collections import defaultdict

from django.db import transaction
from django_scopes import scope

from outcomes import owners
from outcomes.models import Indicator, Need, Outcome, Reminder
from outcomes.tasks import REMIND
from scp.core import audit
from scp.core.audit import Actor
from scp.jobs.actions import jobs
from scp.plans import items
from scp.plans.models import Plan


@transaction.atomic
def remind(*, plan: Plan, on: dt.date, by: Actor) -> list[Reminder]:
    """Note whom to remind of what by a day, and ask for one e-mail to each of them. Nobody is
    reminded twice of the same on the same rung, so this may run as often as one likes."""
    with scope(plan=plan):
        items.queue(plan)
        made = [
            Reminder.objects.get_or_create(
                plan=plan,
                reference=one.reference,
                reason=one.reason,
                due_on=one.due_on,
                rung=rung,
                user_id=user,
            )
            for one, rung, user in owners.due(on)
        ]
        new = [reminder for reminder, created in made if created]
    if new:
        _send(plan, new, by)
        audit.record(
            action="reminders.made",
            subject=plan.slug,
            by=by,
            data={"count": len(new), "on": on.isoformat()},
            chain=plan.audit_chain,
        )
    return new


def _send(plan: Plan, new: list[Reminder], by: Actor) -> None:
    by_user: dict[int, list[int]] = defaultdict(list)
    for reminder in new:
        by_user[reminder.user_id].append(reminder.pk)
    for user, reminders in by_user.items():
        jobs.enqueue(
            kind=REMIND,
            unique_key=f"{REMIND}:{min(reminders)}",
            payload={"plan_id": plan.pk, "user_id": user, "reminders": sorted(reminders)},
            subject=plan.slug,
            by=by,
        )


def confirm(
    *, item: Need | Outcome | Indicator, seen_version: int, on: dt.date, by: Actor
) -> Need | Outcome | Indicator:
    """Say that an item still holds, without changing a word of it."""
    verb = f"{item._meta.model_name}.confirmed"
    return items.revise(
        item, verb=verb, seen_version=seen_version, by=by, values={"reviewed_on": on}
    )
