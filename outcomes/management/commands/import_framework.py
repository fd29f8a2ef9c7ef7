from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

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
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        loaded = frameworks.load(framework=framework, by=Actor("import_framework"))
        self.stdout.write(
            f"{framework.title} ({framework.version}): {loaded.added} goals added, "
            f"{loaded.changed} changed, {loaded.unchanged} as before."
        )
        if loaded.unnamed:
            self.stdout.write(f"{loaded.unnamed} goals are not in the file, and were kept.")
