from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.plans.models import Plan
from scp.publication import workbook


class Command(BaseCommand):
    """Exits with 1 if the plan does not exist or the file cannot be written."""

    help = "Write a plan's whole draft as a workbook, to be changed and imported again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", help="the plan's short name, as in its address")
        parser.add_argument("--format", choices=sorted(workbook.MEDIA_TYPES), default="xlsx")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")

    def handle(self, *, plan: str, output: Path, **options: Any) -> None:
        found = Plan.drafts.filter(slug=plan).first()
        if found is None:
            raise CommandError(_("There is no plan called {slug}.").format(slug=plan))
        book = workbook.book_of(found)
        data = workbook.write(book, plan=found, format=options["format"])
        try:
            output.write_bytes(data)
        except OSError as error:
            words = _("{file} cannot be written: {error}")
            raise CommandError(words.format(file=output.name, error=error.strerror)) from error
        words = _("{rows} rows in {file}, {size} bytes.")
        self.stdout.write(words.format(rows=book.rows, file=output.name, size=len(data)))
