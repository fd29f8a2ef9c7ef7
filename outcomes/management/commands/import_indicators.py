from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.actions import observations
from outcomes.choices import Polarity, ValueType
from outcomes.imports import FORMATS, Dataset, Format, places_of
from outcomes.imports.loaded import Loaded, Unanswered
from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.core.management.arguments import a_day
from scp.plans.models import Plan

# What a publisher may leave open, and how it is told on the command line.
ANSWERS = (
    ("polarity", "POLARITY", "which direction is good: " + ", ".join(Polarity.values)),
    ("unit", "TEXT", "what it is counted in"),
    ("value_type", "TYPE", "what sort of number it is: " + ", ".join(ValueType.values)),
)
CHOICES = {"polarity": Polarity, "value_type": ValueType}


def an_answer(text: str) -> tuple[str, str]:
    code, equals, value = text.partition("=")
    if not (equals and code.strip() and 0 < len(value.strip()) <= 100 and text.isprintable()):
        raise ArgumentTypeError(_("give CODE=VALUE"))
    return code.strip(), value.strip()


def a_version(text: str) -> str:
    if not 0 < len(text.strip()) <= 60 or not text.isprintable():
        raise ArgumentTypeError(_("give 1 to 60 printable characters"))
    return text.strip()


class Command(BaseCommand):
    help = "Load a published set of indicators and their values into a plan: all of it or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--plan", required=True, metavar="SLUG")
        parser.add_argument(
            "files",
            metavar="FILE.csv",
            nargs="+",
            help="the values; of format trafford two files: what is measured, then the values",
        )
        parser.add_argument(
            "--areas",
            choices=("plan", "all"),
            help="whose values: of the plan's places, what they lie in, England, comparators; or "
            "of all places in the file (what is usual for the format if not given)",
        )
        for name, metavar, what in ANSWERS:
            parser.add_argument(
                f"--{name.replace('_', '-')}",
                action="append",
                default=[],
                type=an_answer,
                metavar=f"CODE={metavar}",
                help=f"{what}; CODE is an indicator's or its first parts; may be given again",
            )
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
            chosen = FORMATS[options["format"]]
            dataset = chosen.read(*_as_many(options["files"], chosen))
            loaded = self.load(plan, dataset, options, every_place=chosen.every_place)
        except Unanswered as error:
            hint = _("Say it with --polarity, --unit and --value-type, each as CODE=VALUE.")
            raise CommandError("\n".join([_("Nothing was loaded."), str(error), hint])) from error
        except DomainError as error:
            raise CommandError("\n".join([_("Nothing was loaded."), str(error)])) from error
        self.report(dataset, loaded, dry_run=options["dry_run"])

    def load(
        self, plan: Plan, dataset: Dataset, options: dict[str, Any], *, every_place: bool
    ) -> Loaded:
        areas = options["areas"] or ("all" if every_place else "plan")
        with transaction.atomic():
            loaded = observations.load(
                plan=plan,
                dataset=dataset,
                source_version=options["source_version"] or dataset.version_by_hash,
                published_on=options["published_on"] or timezone.localdate(),
                by=Actor("import_indicators"),
                areas=None if areas == "all" else places_of(plan),
                answers=_answers(options),
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
        if loaded.observations_elsewhere:
            lines.append(
                _("{observations_elsewhere} of other places, left out (--areas all takes them).")
            )
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
            **loaded.counts,
        }
        self.stdout.write("\n".join(line.format(**counts) for line in lines))
        for change in loaded.revisions:
            self.stdout.write(
                f"  {change.indicator}, {change.area}, {change.period}: "
                f"{change.before} → {change.after}"
            )


def _as_many(files: list[str], chosen: Format) -> list[str]:
    if len(files) != len(chosen.files):
        words = ngettext(
            "This format is of {count} file, and {given} were given.",
            "This format is of {count} files, and {given} were given.",
            len(chosen.files),
        )
        raise CommandError(words.format(count=len(chosen.files), given=len(files)))
    return files


def _answers(options: dict[str, Any]) -> dict[str, dict[str, str]]:
    answers: dict[str, dict[str, str]] = {}
    for name, _metavar, _what in ANSWERS:
        for code, value in options[name]:
            if name in CHOICES and value not in CHOICES[name].values:
                words = _("“{value}” is none of: {codes}.")
                raise CommandError(words.format(value=value, codes=", ".join(CHOICES[name].values)))
            answers.setdefault(code, {})[name] = value
    return answers
