"""Who is at work on a plan, and what they have typed."""

from django.utils import timezone

from scp.accounts.models import User
from scp.plans.models import Autosave, Lease, Plan


def autosave_get_optional(*, plan: Plan, form: str, user: User) -> Autosave | None:
    """What a person has typed into a form and neither saved nor discarded."""
    rows = Autosave.objects.with_scope(plan=plan)
    return rows.filter(user=user, form=form).first()


def others_editing(*, plan: Plan, reference: str, user: User) -> list[User]:
    """Who else has an item open for editing now, those who came first in front."""
    leases = Lease.objects.with_scope(plan=plan).select_related("user").order_by("pk")
    now = leases.filter(reference=reference, until__gt=timezone.now())
    return [lease.user for lease in now.exclude(user=user)]
