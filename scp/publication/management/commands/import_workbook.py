from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.plans.models import Plan
from scp.publication import workbook
from scp.publication.actions import workbooks
from scp.publication.workbook import Change


class Command(BaseCommand):
    """Exits with 1, and stores nothing, if anything in the workbook is wrong."""

    help = "Make a plan say what a workbook says: all of it or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", help="the plan's short name, as in its address")
        parser.add_argument("file", type=Path, metavar="FILE", help="XLSX or JSON")
        parser.add_argument("--dry-run", action="store_true", help="check and list, store nothing")

    def handle(self, *, plan: str, file: Path, dry_run: bool, **options: Any) -> None:
        found = Plan.drafts.filter(slug=plan).first()
        if found is None:
            raise CommandError(_("There is no plan called {slug}.").format(slug=plan))
        try:
            with file.open("rb") as opened:
                data = opened.read(workbook.MAX_BYTES + 1)
        except OSError as error:
            words = _("{file} cannot be read: {error}")
            raise CommandError(words.format(file=file.name, error=error.strerror)) from error
        try:
            with transaction.atomic():
                book = workbook.read(data)
                changes = workbooks.load(plan=found, book=book, by=Actor("import_workbook"))
                transaction.set_rollback(dry_run)
        except DomainError as error:
            raise CommandError("\n".join([_("Nothing was stored."), str(error)])) from error
        self.stdout.writelines(f"{line}\n" for line in _in_words(changes))
        if dry_run:
            self.stdout.write(_("A dry run: nothing was stored."))


def _in_words(changes: tuple[Change, ...]) -> Iterator[str]:
    yield _("Changes: {count}").format(count=len(changes))
    for change in changes:
        yield f"{change.kind}: {change.sheet.name} {change.key or '-'} {change.title}"
        for difference in change.differences:
            before, after = difference.before_text, difference.after_text
            yield f"  {difference.column}: {before!r} → {after!r}"
