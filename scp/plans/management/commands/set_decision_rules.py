from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.core.jinja import date
from scp.core.management.arguments import a_day
from scp.organisations.queries import organisation_get
from scp.plans.actions import rules


class Command(BaseCommand):
    help = (
        "Say what an organisation's constitution asks of its decisions from a day on: the notice "
        "of a key decision, the days of call-in, and from what sum on a decision is a key one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("organisation", help="its code (GB-LAE:TRF) or its name")
        parser.add_argument("--from", dest="valid_from", type=a_day, required=True, metavar="DATE")
        parser.add_argument("--source", required=True, help="the part of the constitution")
        parser.add_argument("--notice", type=int, default=28, metavar="CLEAR_DAYS")
        parser.add_argument("--exception", type=int, default=5, metavar="CLEAR_DAYS")
        parser.add_argument("--call-in", type=int, default=5, metavar="WORKING_DAYS")
        parser.add_argument(
            "--equality-advised",
            action="store_true",
            help="a missing equality impact assessment warns, and stops no decision",
        )
        parser.add_argument("--key-decision", type=Decimal, default=None, metavar="POUNDS")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = rules.set_rules(
                organisation=organisation_get(options["organisation"]),
                valid_from=options["valid_from"],
                notice_clear_days=options["notice"],
                exception_clear_days=options["exception"],
                call_in_working_days=options["call_in"],
                equality_first=not options["equality_advised"],
                key_decision_pounds=options["key_decision"],
                source=options["source"],
                by=Actor("set_decision_rules"),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        words = _("{organisation} decides by these rules from {date}.")
        self.stdout.write(words.format(organisation=made.organisation, date=date(made.valid_from)))
