from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes.actions import observations
from outcomes.actions.observations import Loaded
from outcomes.imports import FORMATS, Dataset
from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.core.management.arguments import a_day
from scp.plans.models import Plan


def a_version(text: str) -> str:
    if not 0 < len(text.strip()) <= 60 or not text.isprintable():
        raise ArgumentTypeError(_("give 1 to 60 printable characters"))
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
            slugs = ", ".join(Plan.drafts.values_list("slug", flat=True)[:20]) or _("none yet")
            words = _("There is no plan “{slug}”. Plans: {slugs}.")
            raise CommandError(words.format(slug=options["plan"], slugs=slugs))
        try:
            dataset = FORMATS[options["format"]](options["indicators"], options["series"])
            loaded = self.load(plan, dataset, options)
        except DomainError as error:
            raise CommandError("\n".join([_("Nothing was loaded."), str(error)])) from error
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
        lines = [
            _("{series} indicators: {indicators_added} added, {indicators_revised} revised."),
            _(
                "{points} observations: {observations_added} added, {observations_revised} "
                "revised, {observations_unchanged} as before."
            ),
            _("{breaks_noted} breaks in method noted."),
        ]
        if dataset.rounded:
            lines.append(_("{rounded} values rounded to six decimals."))
        if loaded.left_out:
            lines.append(_("Removed from the plan, so left out: {references}."))
        if dry_run:
            lines.append(_("A dry run: nothing was stored."))
        counts = {
            "series": len(dataset.series),
            "points": dataset.points,
            "rounded": dataset.rounded,
            "references": ", ".join(loaded.left_out),
            **asdict(loaded),
        }
        self.stdout.write("\n".join(line.format(**counts) for line in lines))
