import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from outcomes import owners
from outcomes.actions import reminders
from scp.core.audit import Command as Actor
from scp.plans.models import Plan


class Command(BaseCommand):
    """To be run once a day; running it again on the same day sends nothing twice."""

    help = "Remind owners, then organisation leads, then plan leads of what is overdue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", type=dt.date.fromisoformat, help="as if it were this day")
        parser.add_argument("--dry-run", action="store_true", help="say whom, and send nothing")

    def handle(self, *, date: dt.date | None, dry_run: bool, **options: Any) -> None:
        on = date or timezone.localdate()
        for plan in Plan.drafts.order_by("slug"):
            if dry_run:
                with scope(plan=plan):
                    count = len(owners.due(on))
                words = _("{plan}: {count} would be due")
            else:
                count = len(reminders.remind(plan=plan, on=on, by=Actor("remind")))
                words = _("{plan}: {count} reminders")
            self.stdout.write(words.format(plan=plan.slug, count=count))
