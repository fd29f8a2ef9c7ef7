from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.organisations.actions import organisations


def an_identifier(text: str) -> tuple[str, str]:
    scheme, separator, value = text.partition(":")
    if not (scheme and separator and value):
        raise ArgumentTypeError(f"“{text}” is not SCHEME:CODE, for example GB-LAE:TRF")
    return scheme, value


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
            type=an_identifier,
            metavar="SCHEME:CODE",
            help="for example GB-LAE:TRF; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisation = organisations.register(
                name=options["name"],
                kind=options["kind"],
                identifiers=options["identifiers"],
                by=Actor("add_organisation"),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{organisation} is registered.")
