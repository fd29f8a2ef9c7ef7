import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.plans.models import Plan
from scp.publication.assembly import skeleton
from scp.publication.thread import Branch, Threads


class Command(BaseCommand):
    """Exits with 1 if the plan or item does not exist, and with `--check` if a link is broken."""

    help = "Follow the thread of a plan's draft, or list where it is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", help="the plan's short name, as in its address")
        parser.add_argument("--item", default="", help="follow one item, for example O1")
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument("--check", action="store_true", help="fail if a link is broken")

    def handle(self, *, plan: str, item: str, check: bool, **options: Any) -> None:
        found = Plan.drafts.filter(slug=plan).first()
        if found is None:
            raise CommandError(_("There is no plan called {slug}.").format(slug=plan))
        threads = Threads(skeleton(found))
        if item and item not in threads.knots:
            raise CommandError(_("The plan has no item called {item}.").format(item=item))
        answer = _answer(threads, plan, item)
        if options["json"]:
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        else:
            self.stdout.writelines(f"{line}\n" for line in _in_words(threads, item))
        if check and answer["broken"]:
            raise CommandError(_("The thread is broken."))


def _answer(threads: Threads, plan: str, item: str) -> dict[str, Any]:
    found = [asdict(finding) for finding in threads.broken()]
    thread = asdict(threads.of(item)) if item else None
    return {"plan": plan, "thread": thread, "broken": found}


def _in_words(threads: Threads, item: str) -> Iterator[str]:
    if item:
        thread = threads.of(item)
        yield f"{item} {thread.knot.title}"
        yield _("It stands on:")
        yield from _indented(thread.stands_on)
        yield _("What stands on it:")
        yield from _indented(thread.stood_on_by)
    found = threads.broken()
    yield _("Broken links: {count}").format(count=len(found))
    for finding in found:
        yield f"  {finding.reference or '-'}: {finding.sentence}"


def _indented(branches: Iterable[Branch], depth: int = 1) -> Iterator[str]:
    for branch in branches:
        knot = branch.knot
        yield f"{'  ' * depth}{branch.relation}: {knot.reference} {knot.title}"
        yield from _indented(branch.branches, depth + 1)
