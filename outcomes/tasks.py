"""The work that the why leaves to the workers: e-mail."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import engines
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_scopes import scope

from outcomes.models import Reminder
from outcomes.owners import Attention
from scp.accounts.models import User
from scp.jobs.registry import handler
from scp.plans.models import Plan

REMIND = "outcomes.remind"


@handler(kind=REMIND, queue="mail")
def send_reminders(payload: dict[str, Any]) -> None:
    """One e-mail to one person with all that they are reminded of. Somebody who can no longer sign
    in is not written to. A worker that is lost between sending and noting it sends a second one."""
    user = User.objects.filter(pk=payload["user_id"], is_active=True).first()
    plan = Plan.drafts.get(pk=payload["plan_id"])
    if user is None:
        return
    with scope(plan=plan):
        reminders = list(Reminder.objects.filter(pk__in=payload["reminders"]).order_by("due_on"))
    with translation.override(settings.LANGUAGE_CODE):
        message(plan, user, reminders).send()


def message(plan: Plan, user: User, reminders: list[Reminder]) -> EmailMessage:
    """The e-mail in plain text, with an address for each item."""
    base = settings.PUBLIC_BASE_URL
    lines = [
        (
            reminder.reference,
            _sentence(reminder),
            base + reverse("draft-item", args=[plan.slug, reminder.reference]),
        )
        for reminder in reminders
    ]
    template = engines["jinja2"].get_template("emails/reminders.txt")
    attention = base + reverse("draft-attention", args=[plan.slug])
    body = template.render({"plan": plan, "lines": lines, "attention": attention})
    return EmailMessage(
        subject=_("{plan}: what is waiting for you").format(plan=plan.title),
        body=body,
        to=[user.email],
    )


def _sentence(reminder: Reminder) -> str:
    reason: Any = reminder.reason
    return Attention(reason, reminder.reference, "", due_on=reminder.due_on).sentence
