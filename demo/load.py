"""Load the demonstration: `python -m demo.load [--wait] [--cast]`. See demo/README.md.

Loading is all or nothing and may be run again: what is there is left as it is.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo.plan import Loader
    from scp.plans.models import Plan


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.load", description=__doc__)
    parser.add_argument("--wait", action="store_true", help="wait for the edition's PDF")
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS")
    parser.add_argument("--cast", action="store_true", help="print who can sign in, and stop")
    options = parser.parse_args(arguments)
    _set_up_django()
    from django.conf import settings

    if not settings.DEMONSTRATION:
        say(
            "Refused: set SCP_DEMONSTRATION=1 for an installation that is a demonstration.",
            error=True,
        )
        return 1
    if options.cast:
        print_cast()
        return 0
    load()
    return wait_for_pdf(options.timeout) if options.wait else 0


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def say(text: str, *, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout, flush=True)


def print_cast() -> None:
    from demo.cast import sign_ins
    from demo.plan import content

    say(sign_ins(content("cast")["people"]))


def load() -> None:
    """Places, people, the plan and its first edition; whatever of that is not there yet."""
    from django.db import transaction

    from demo import plan as demo_plan
    from scp.core.audit import Command
    from scp.places import actions, imports
    from scp.plans.models import Plan

    say("Places of the United Kingdom …")
    areas = imports.read(demo_plan.DATA.parent / "ons" / "areas.csv")
    loaded = actions.load_areas(areas=areas, by=Command("demo.load"))
    say(f"  {loaded.added} added, {loaded.changed} changed, {loaded.unchanged} as before.")
    _load_frameworks(demo_plan.DATA.parent / "frameworks")
    with transaction.atomic():
        say("The cast of the demonstration …")
        people, bodies = demo_plan.cast_of_the_demonstration()
        say(f"  {len(people)} people can sign in.")
        if Plan.drafts.filter(slug=demo_plan.slug()).exists():
            say("The plan is there already, and was left as it is.")
            return
        say("The plan, with its evidence and indicators …")
        loader = demo_plan.Loader(people, bodies)
        plan = loader.load()
        say(f"  {_sizes(plan)}")
        say("Edition 1 …")
        _publish(plan, loader)


def _load_frameworks(folder: Path) -> None:
    """The goals that outcomes may be mapped to."""
    from outcomes.actions import frameworks
    from outcomes.imports.frameworks import read
    from scp.core.audit import Command

    say("Frameworks of goals …")
    for file in sorted(folder.glob("*.csv")):
        framework = read(file)
        counts = frameworks.load(framework=framework, by=Command("demo.load"))
        say(f"  {framework.title}: {counts.added} added, {counts.unchanged} as before.")


def _sizes(plan: "Plan") -> str:
    from django_scopes import scope

    from outcomes.models import Evidence, Indicator, Need, Observation, Outcome
    from procurement.models import Piece
    from stakeholders.models import Comment

    kinds = (Outcome, Need, Evidence, Indicator, Observation, Piece, Comment)
    with scope(plan=plan):
        counts = [f"{k.objects.count():,} {k._meta.verbose_name_plural}" for k in kinds]
    return ", ".join(counts) + "."


def _publish(plan: "Plan", loader: "Loader") -> None:
    """Edition 1, and then changes to the draft that wait for somebody to publish edition 2."""
    from scp.publication.actions import editions

    edition = editions.publish(
        plan=plan,
        reason="The first edition, for the place board and for everyone who took part.",
        by=loader.lead,
    )
    loader.change_after_edition_one()
    say(f"  published; SHA-256 {edition.sha256}.")


def wait_for_pdf(timeout: float) -> int:
    """Print the path of the latest edition's PDF once a worker has made it, as the last line."""
    from django.core.files.storage import default_storage

    from demo.plan import slug
    from scp.jobs.choices import State
    from scp.publication.models import Edition, Rendering
    from scp.publication.queries import document_job_get_optional

    edition = Edition.objects.filter(plan__slug=slug()).latest("number")
    say(f"The PDF of edition {edition.number} …")
    deadline, job = time.monotonic() + timeout, None
    while time.monotonic() < deadline:
        rendering = Rendering.objects.filter(edition=edition, kind="pdf").first()
        if rendering is not None:
            say(f"  {rendering.pages} pages.")
            say(str(Path(default_storage.path(rendering.file_name)).resolve()))
            return 0
        job = document_job_get_optional(edition)
        if job is not None and job.state == State.FAILED:
            say(f"The PDF failed: {job.last_error_code}. {job.last_error}", error=True)
            return 1
        time.sleep(0.2)
    state = job.get_state_display() if job else "no job"
    say(f"The PDF was not made within {timeout:.0f} seconds (job: {state}).", error=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
