"""Who has an item open for editing. It tells others and stops nobody, it is over in a minute, and
it is no part of the plan: nothing of it goes into the audit trail."""

import datetime as dt
import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scp.accounts.models import User
from scp.core.errors import InvalidInput
from scp.plans import tasks
from scp.plans.models import Lease, Plan

REFERENCE = re.compile(r"[A-Z]{1,3}-?[0-9]{1,7}")
LENGTH = dt.timedelta(seconds=60)
# What is left of a lease when it is worth a write to push it on.
NEARLY_OVER = dt.timedelta(seconds=50)


@transaction.atomic
def hold(*, plan: Plan, reference: str, by: User) -> None:
    """Say that a person is at work on an item for the next minute."""
    if not REFERENCE.fullmatch(reference):
        raise InvalidInput(_("There is no such item."))
    now = timezone.now()
    mine = Lease.objects.with_scope(plan=plan).filter(user=by, reference=reference)
    until = mine.values_list("until", flat=True).first()
    if until is None:
        new = Lease(plan=plan, user=by, reference=reference, until=now + LENGTH)
        Lease.objects.with_scope(plan=plan).bulk_create([new], ignore_conflicts=True)
        tasks.sweep_later()
    elif until < now + NEARLY_OVER:
        mine.update(until=now + LENGTH)


def release(*, plan: Plan, reference: str, by: User) -> None:
    """Say that they have closed it."""
    mine = Lease.objects.with_scope(plan=plan).filter(user=by, reference=reference)
    mine.update(until=timezone.now())
