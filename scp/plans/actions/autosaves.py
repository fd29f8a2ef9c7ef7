"""What people have typed and not saved. It is theirs alone and no part of the plan: nothing of it
goes into the audit trail, which would else keep every half sentence for ever."""

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scp.accounts.models import User
from scp.core.errors import InvalidInput, PolicyRefused
from scp.plans import policies, tasks
from scp.plans.models import Autosave, Plan

# "need/N3", "need/add", "target/I2/add": a kind, an item or the one it hangs on, and whether new.
FORM = re.compile(r"[a-z][a-z-]{0,39}(/[A-Z]{1,3}-?[0-9]{1,7})?(/add)?")
# The longest form there is, twice over: sections have 100,000 characters, stored also as JSON.
MOST_CHARACTERS = 600_000
# One person's forms of one plan. Who opens more loses the text that they left alone longest.
MOST_FORMS = 40
SHORTEST_WAIT = dt.timedelta(milliseconds=250)

Answers = dict[str, list[str]]


class TooOften(PolicyRefused):
    """A browser sends the same form again before a person could have typed anything."""


@transaction.atomic
def keep(*, plan: Plan, form: str, answers: Answers, seen_version: int, by: User) -> None:
    """Keep what a person has typed into a form, in place of what was kept of it before."""
    policies.check_can_be_edited(plan)
    if not FORM.fullmatch(form):
        raise InvalidInput(_("There is no such form."))
    size = sum(len(name) + sum(map(len, values)) for name, values in answers.items())
    if size > MOST_CHARACTERS:
        raise InvalidInput(_("This is too much text to keep. Save it, or save part of it."))
    now = timezone.now()
    values: dict[str, Any] = {"answers": answers, "seen_version": seen_version, "saved_at": now}
    mine = _of(plan, by)
    # Compare and swap: of two requests at once one is kept, and the other is told to wait.
    if mine.filter(form=form, saved_at__lte=now - SHORTEST_WAIT).update(**values):
        return
    _kept, new = mine.get_or_create(form=form, defaults={**values, "plan": plan, "user": by})
    if not new:
        raise TooOften(_("This was kept a moment ago."))
    left_longest = mine.order_by("-saved_at", "-pk").values_list("pk", flat=True)[MOST_FORMS:]
    mine.filter(pk__in=list(left_longest)).delete()
    tasks.sweep_later()


def discard(*, plan: Plan, form: str, by: User) -> None:
    """Forget what was typed: it was saved, or its writer does not want it."""
    _of(plan, by).filter(form=form).delete()


def _of(plan: Plan, person: User) -> Any:
    return Autosave.objects.with_scope(plan=plan).filter(user=person)
