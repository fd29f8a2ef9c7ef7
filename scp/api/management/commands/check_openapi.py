import difflib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from scp.api import openapi


class Command(BaseCommand):
    help = "Say whether the committed OpenAPI file is what the code would make; --write makes it."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write the file anew")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        made = openapi.generate()
        name = openapi.PATH.name
        if write:
            openapi.PATH.write_text(made, encoding="utf-8")
            self.stdout.write(_("{file}: written.").format(file=name))
            return
        committed = openapi.PATH.read_text(encoding="utf-8") if openapi.PATH.exists() else ""
        if made == committed:
            self.stdout.write(_("{file}: current.").format(file=name))
            return
        lines = difflib.unified_diff(
            committed.splitlines(),
            made.splitlines(),
            "committed",
            "from the code",
            lineterm="",
            n=2,
        )
        for line in list(lines)[:60]:
            self.stdout.write(line)
        words = _("{file} has drifted. Refresh it: python manage.py check_openapi --write")
        raise CommandError(words.format(file=name))
