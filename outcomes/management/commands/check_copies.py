from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from outcomes import copies
from outcomes.models import EvidenceFile


class Command(BaseCommand):
    help = (
        "Compare the copies of sources in file storage with the database: name those that are lost "
        "or damaged, and bytes that no source keeps."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--delete", action="store_true", help="throw away bytes that no source keeps"
        )

    def handle(self, *args: Any, delete: bool = False, **options: Any) -> None:
        kept: dict[str, list[str]] = {}
        rows = EvidenceFile._base_manager.filter(removed_at__isnull=True).select_related("plan")
        for row in rows:
            kept.setdefault(row.sha256, []).append(f"{row.plan.slug}/{row.reference}")
        stored = set(copies.stored_hashes())
        faults = 0
        for sha256, keepers in sorted(kept.items()):
            fault = self._fault(sha256, sha256 in stored)
            if fault:
                faults += 1
                self.stdout.write(f"{fault} {sha256} {', '.join(keepers)}")
        unused = sorted(stored - kept.keys())
        for name in unused:
            # Asked once more under its lock: somebody may just be keeping it.
            gone = delete and copies.discard_if_unused(name)
            self.stdout.write(f"{'deleted' if gone else 'unused'} {name}")
        words = _("{kept} copies, {faults} at fault, {unused} unused.")
        self.stdout.write(words.format(kept=len(kept), faults=faults, unused=len(unused)))
        if faults:
            raise CommandError(_("Bring the lost and damaged copies back from a backup."))

    def _fault(self, sha256: str, is_stored: bool) -> str:
        if not is_stored:
            return "lost"
        return "" if copies.is_whole(sha256) else "damaged"
