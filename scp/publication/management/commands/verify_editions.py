import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scp.publication.verification import Verified, verify


class Command(BaseCommand):
    """Exits with 1 if anything is broken, after naming all of it."""

    help = (
        "Recompute the hash of every edition, in each encoding, of every file made of one, and of "
        "every audit event."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify()
        if options["json"]:
            self.stdout.write(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2))
        else:
            for broken in found.broken:
                self.stderr.write(f"{broken.what}: {broken.reason}")
        if found.broken:
            words = ngettext(
                "{count} thing is not as it was published.",
                "{count} things are not as they were published.",
                len(found.broken),
            )
            raise CommandError(words.format(count=len(found.broken)))
        if not options["json"]:
            self.stdout.write(_whole(found))


def _whole(found: Verified) -> str:
    words = _("All whole: {editions} editions, {files} files, {events} audit events.")
    return words.format(editions=found.editions, files=found.files, events=found.events)
