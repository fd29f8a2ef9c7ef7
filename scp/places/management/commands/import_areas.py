from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.core.audit import Command as Actor
from scp.core.tables import TableError
from scp.places import actions, imports


class Command(BaseCommand):
    help = "Load places from the areas file of the ONS (data/ons/areas.csv): all of it or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="CSV with areacd, areanm, levels, parents…"
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            areas = imports.read(file)
        except TableError as error:
            raise CommandError("\n".join([_("Nothing was loaded."), str(error)])) from error
        loaded = actions.load_areas(areas=areas, by=Actor("import_areas"))
        words = _("{count} areas: {added} added, {changed} changed, {unchanged} as before.")
        self.stdout.write(words.format(count=len(areas), **asdict(loaded)))
