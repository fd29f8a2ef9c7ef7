from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.core.audit import Command as Actor
from scp.core.errors import DomainError
from scp.core.management.arguments import a_day
from scp.organisations.actions import organisations
from scp.organisations.models import Organisation
from scp.organisations.queries import organisation_get


class Command(BaseCommand):
    help = "Close an organisation on a day, which may lie ahead, and name who succeeds it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = "by code (GB-LAE:TRF) or by name"
        parser.add_argument("organisation", help=known)
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--on",
            type=a_day,
            metavar="DATE",
            help="the first day on which it no longer exists",
        )
        what.add_argument("--undo", action="store_true", help="take back a closure by mistake")
        parser.add_argument(
            "--successor",
            dest="successors",
            action="append",
            default=[],
            metavar="ORGANISATION",
            help=f"{known}; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisation = self.change(organisation_get(options["organisation"]), options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        words = (
            _("{organisation}: {closure}.") if organisation.closure else _("{organisation}: open.")
        )
        self.stdout.write(words.format(organisation=organisation, closure=organisation.closure))

    def change(self, organisation: Organisation, options: dict[str, Any]) -> Organisation:
        by = Actor("close_organisation")
        if options["undo"]:
            return organisations.reopen(organisation=organisation, by=by)
        return organisations.close(
            organisation=organisation,
            on=options["on"],
            successors=[organisation_get(text) for text in options["successors"]],
            by=by,
        )
