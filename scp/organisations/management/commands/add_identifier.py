from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.organisations.actions import identifiers
from scp.organisations.actions.organisations import Code
from scp.organisations.management.arguments import a_code
from scp.organisations.queries import organisation_get


class Command(BaseCommand):
    help = "Give an organisation the code that a register knows it by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("organisation", help="by code (GB-LAE:TRF) or by name")
        parser.add_argument("code", type=a_code, metavar="SCHEME:CODE[,FROM[,TO]]")

    def handle(self, *args: Any, organisation: str, code: Code, **options: Any) -> None:
        try:
            identifier = identifiers.add(
                organisation=organisation_get(organisation),
                **code._asdict(),
                by=Actor("add_identifier"),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        words = _("{organisation} has the code {code}.")
        self.stdout.write(words.format(organisation=identifier.organisation, code=identifier))
