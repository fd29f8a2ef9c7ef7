from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from scp.core import audit
from scp.core.models import AuditEvent


class Command(BaseCommand):
    help = "Recompute the hash of every audit event and check that each chain is whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--chain", help="only this chain, e.g. plan:trafford")

    def handle(self, *args: Any, chain: str | None = None, **options: Any) -> None:
        broken = list(audit.verify(chain))
        for link in broken:
            self.stderr.write(f"{link.event}: {link.reason}")
        if broken:
            words = ngettext(
                "{count} audit event does not fit its chain.",
                "{count} audit events do not fit their chain.",
                len(broken),
            )
            raise CommandError(words.format(count=len(broken)))
        events = AuditEvent.objects.all()
        count = (events.filter(chain=chain) if chain else events).count()
        words = ngettext(
            "{count} audit event, every chain whole.",
            "{count} audit events, every chain whole.",
            count,
        )
        self.stdout.write(words.format(count=count))
