from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from outcomes.actions import frameworks
from outcomes.imports.frameworks import read
from scp.core.audit import Command as Actor
from scp.core.tables import TableError


class Command(BaseCommand):
    help = "Load a framework of goals (data/frameworks/sdg.csv, lof.csv): all of it or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="CSV with code, label, and framework, version, title…"
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            framework = read(file)
        except TableError as error:
            raise CommandError("\n".join([_("Nothing was loaded."), str(error)])) from error
        loaded = frameworks.load(framework=framework, by=Actor("import_framework"))
        words = _(
            "{title} ({version}): {added} goals added, {changed} changed, {unchanged} as before."
        )
        counts = asdict(loaded)
        self.stdout.write(words.format(title=framework.title, version=framework.version, **counts))
        if loaded.unnamed:
            words = _("{unnamed} goals are not in the file, and were kept.")
            self.stdout.write(words.format(**counts))
