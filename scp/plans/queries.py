"""Who is at work on a plan and what they have typed; what its texts can refer to; by what rules its
lead organisation decides."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from scp.accounts.models import User
from scp.core.richtext import CITED, DIGITS
from scp.organisations.models import Organisation
from scp.plans.models import Autosave, DecisionRules, Lease, Plan, PlanItem


def autosave_get_optional(*, plan: Plan, form: str, user: User) -> Autosave | None:
    """What a person has typed into a form and neither saved nor discarded."""
    rows = Autosave.objects.with_scope(plan=plan)
    return rows.filter(user=user, form=form).first()


def others_editing(*, plan: Plan, reference: str, user: User) -> list[User]:
    """Who else has an item open for editing now, those who came first in front."""
    leases = Lease.objects.with_scope(plan=plan).select_related("user").order_by("pk")
    now = leases.filter(reference=reference, until__gt=timezone.now())
    return [lease.user for lease in now.exclude(user=user)]


@cache
def referable_kinds() -> dict[str, type[PlanItem]]:
    """The kinds of item that a text can name, of whatever room, by the letters of their numbers."""
    kinds = (model for model in apps.get_models() if issubclass(model, PlanItem))
    return {kind.REFERENCE_PREFIX: kind for kind in kinds if kind.REFERENCE_PREFIX in DIGITS}


def named(references: Iterable[str]) -> dict[str, PlanItem]:
    """The items of the plan in scope by their references (in canonical form), without those that
    are not there or no longer. One query for each kind that is named."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for reference in references:
        letters = reference.rstrip("0123456789")
        numbers[letters].add(int(reference.removeprefix(letters)))
    found: dict[str, PlanItem] = {}
    for letters, wanted in numbers.items():
        rows = referable_kinds()[letters].objects.filter(number__in=wanted)
        found |= {row.reference: row for row in rows}
    return found


def missing_references(references: Iterable[str]) -> list[str]:
    """Those that name nothing in the plan in scope, in their order."""
    wanted = list(references)
    found = named(wanted)
    return [reference for reference in wanted if reference not in found]


def referable(words: str, *, cited: bool, most: int) -> list[PlanItem]:
    """Items of the plan in scope whose reference or title has these words in it: evidence if
    `cited`, other items if not. One query for each kind; the one that is named comes first."""
    items: list[PlanItem] = []
    for letters, kind in sorted(referable_kinds().items()):
        if (letters == CITED) is not cited:
            continue
        title = "title" if any(f.name == "title" for f in kind._meta.fields) else "statement"
        by_title = kind.objects.filter(**{f"{title}__icontains": words})
        rows = by_title | kind.objects.with_reference(words.upper())
        items += rows.order_by("number")[:most]
    return sorted(items, key=lambda item: item.reference != words.upper())[:most]


def decision_rules(organisation: Organisation, day: dt.date) -> DecisionRules:
    """What the organisation's constitution asked of its decisions on a day, or the default where
    nobody has entered it. A default is not stored."""
    rows = DecisionRules.objects.filter(organisation=organisation, valid_from__lte=day)
    return rows.order_by("-valid_from").first() or _default_rules(day)


def _default_rules(day: dt.date) -> DecisionRules:
    """The latest default that was in force; for a day before all of them, the first."""
    defaults = _defaults()
    began = [row for row in defaults if row.valid_from <= day]
    return began[-1] if began else defaults[0]


@cache
def _defaults() -> tuple[DecisionRules, ...]:
    text = (settings.BASE_DIR / "data" / "decision-rules.json").read_text()
    rows = (
        DecisionRules(**{**row, "valid_from": dt.date.fromisoformat(row["valid_from"])})
        for row in json.loads(text)["rules"]
    )
    return tuple(sorted(rows, key=lambda row: row.valid_from))
