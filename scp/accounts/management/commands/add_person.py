from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.accounts.actions import people
from scp.core.audit import Command as Actor
from scp.core.errors import DomainError


class Command(BaseCommand):
    help = "Give a person an account. They set their password by “I forgot my password”."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="what they sign in with")
        parser.add_argument("name")
        parser.add_argument("--job-title", default="")
        parser.add_argument(
            "--may-open-plans", action="store_true", help="they may start a plan and lead it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = people.admit(
                email=options["email"],
                name=options["name"],
                job_title=options["job_title"],
                may_open_plans=options["may_open_plans"],
                by=Actor("add_person"),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        words = _("{user} can sign in once they have set a password.")
        self.stdout.write(words.format(user=user))
