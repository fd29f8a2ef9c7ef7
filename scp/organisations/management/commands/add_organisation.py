from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.core.management.arguments import a_day
from scp.organisations.actions import organisations
from scp.organisations.management.arguments import a_code


class Command(BaseCommand):
    help = "Register an organisation, which can then lead a plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--kind", required=True, help="a code, for example council or icb")
        parser.add_argument(
            "--identifier",
            dest="identifiers",
            action="append",
            default=[],
            type=a_code,
            metavar="SCHEME:CODE[,FROM[,TO]]",
            help="for example GB-LAE:TRF or GB-NHS:QOP,2022-07-01; may be given several times",
        )
        parser.add_argument("--valid-from", type=a_day, metavar="DATE", help="its first day")
        parser.add_argument(
            "--valid-to",
            type=a_day,
            metavar="DATE",
            help="the first day on which it no longer exists, for a body that has ended already",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisation = organisations.register(
                name=options["name"],
                kind=options["kind"],
                identifiers=options["identifiers"],
                valid_from=options["valid_from"],
                valid_to=options["valid_to"],
                by=Actor("add_organisation"),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        words = _("{organisation} is registered.")
        self.stdout.write(words.format(organisation=organisation.described))
