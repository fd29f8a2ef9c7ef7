import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from outcomes.actions import observations
from outcomes.actions.observations import Loaded
from outcomes.imports import FORMATS, Dataset
from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.plans.models import Plan


def a_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not a day such as 2026-05-13") from error


def a_version(text: str) -> str:
    if not 0 < len(text.strip()) <= 60 or not text.isprintable():
        raise ArgumentTypeError("give 1 to 60 printable characters")
    return text.strip()


class Command(BaseCommand):
    help = "Load a published set of indicators and their values into a plan: all of it or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--plan", required=True, metavar="SLUG")
        parser.add_argument("indicators", metavar="INDICATORS.csv", help="what is measured")
        parser.add_argument("series", metavar="SERIES.csv", help="the values")
        parser.add_argument(
            "--published-on",
            type=a_day,
            metavar="DATE",
            help="the publisher's date of this edition; today if not given",
        )
        parser.add_argument(
            "--source-version",
            type=a_version,
            metavar="TEXT",
            help="the publisher's name for this edition; the start of the values' SHA-256 if not",
        )
        parser.add_argument("--dry-run", action="store_true", help="check and count, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.drafts.filter(slug=options["plan"]).first()
        if plan is None:
            slugs = ", ".join(Plan.drafts.values_list("slug", flat=True)[:20]) or "none yet"
            raise CommandError(f"There is no plan “{options['plan']}”. Plans: {slugs}.")
        try:
            dataset = FORMATS[options["format"]](options["indicators"], options["series"])
            loaded = self.load(plan, dataset, options)
        except DomainError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        self.report(dataset, loaded, dry_run=options["dry_run"])

    def load(self, plan: Plan, dataset: Dataset, options: dict[str, Any]) -> Loaded:
        with transaction.atomic():
            loaded = observations.load(
                plan=plan,
                dataset=dataset,
                source_version=options["source_version"] or dataset.version_by_hash,
                published_on=options["published_on"] or timezone.localdate(),
                by=Actor("import_indicators"),
            )
            transaction.set_rollback(options["dry_run"])
        return loaded

    def report(self, dataset: Dataset, loaded: Loaded, *, dry_run: bool) -> None:
        self.stdout.write(
            f"{len(dataset.series)} indicators: {loaded.indicators_added} added, "
            f"{loaded.indicators_revised} revised.\n"
            f"{dataset.points} observations: {loaded.observations_added} added, "
            f"{loaded.observations_revised} revised, {loaded.observations_unchanged} as before.\n"
            f"{loaded.breaks_noted} breaks in method noted."
        )
        if dataset.rounded:
            self.stdout.write(f"{dataset.rounded} values rounded to six decimals.")
        if loaded.left_out:
            self.stdout.write(f"Removed from the plan, so left out: {', '.join(loaded.left_out)}.")
        if dry_run:
            self.stdout.write("A dry run: nothing was stored.")
