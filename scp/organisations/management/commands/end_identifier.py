import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.core.jinja import date
from scp.core.management.arguments import a_day
from scp.organisations.actions import identifiers
from scp.organisations.actions.organisations import Code
from scp.organisations.management.arguments import a_code
from scp.organisations.queries import identifier_get_optional


class Command(BaseCommand):
    help = "End a code that a register gave an organisation. The organisation stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", type=a_code, metavar="SCHEME:CODE")
        parser.add_argument(
            "--on",
            type=a_day,
            required=True,
            metavar="DATE",
            help="the first day on which it no longer stands",
        )

    def handle(self, *args: Any, code: Code, on: dt.date, **options: Any) -> None:
        identifier = identifier_get_optional(code.scheme, code.value)
        if identifier is None:
            words = _("No organisation has the code {scheme}:{value}.")
            raise CommandError(words.format(scheme=code.scheme, value=code.value))
        try:
            identifiers.end(identifier=identifier, on=on, by=Actor("end_identifier"))
        except DomainError as error:
            raise CommandError(str(error)) from error
        words = _("{code} no longer stands from {date}.")
        self.stdout.write(words.format(code=identifier, date=date(on)))
