import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scp.plans.models import Plan
from scp.publication.assembly import outline
from scp.publication.readiness import GRAVITY, LABELS, PROFILES, Finding, Profile, findings
from scp.publication.views.mending import mend_url


class Command(BaseCommand):
    """Exits with 1 if a finding blocks publishing, or if the plan does not exist."""

    help = "Say what is missing in a plan's draft, and whether that stands in its way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", help="the plan's short name, as in its address")
        parser.add_argument(
            "--profile", choices=PROFILES, help="the stage to judge it by, if not its own"
        )
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *, plan: str, profile: Profile | None, **options: Any) -> None:
        row = Plan.drafts.filter(slug=plan).first()
        if row is None:
            raise CommandError(_("There is no plan called {slug}.").format(slug=plan))
        # Which kind of item a reference names is known when the routes are.
        import_module(settings.ROOT_URLCONF)
        content = outline(row)
        by = profile or content.profile
        found = findings(content, by)
        blocked = any(finding.severity == "blocks" for finding in found)
        if options["json"]:
            rows = [_row(plan, finding) for finding in found]
            answer = {"plan": plan, "profile": by, "blocked": blocked, "counts": _counts(found)}
            answer["findings"] = rows
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        else:
            self.stdout.writelines(f"{line}\n" for line in _in_words(plan, by, found))
        if blocked:
            raise CommandError(_("The plan cannot be published yet."))


def _in_words(plan: str, profile: Profile, found: tuple[Finding, ...]) -> Iterator[str]:
    yield _("Judged as: {profile}").format(profile=LABELS[profile])
    words = _("Findings: {blocks} block, {overridden} are overridden, {warns} warn")
    yield words.format(**_counts(found))
    for finding in found:
        yield f"{finding.severity} {finding.code} {finding.reference or '-'}: {finding.sentence}"
        if one := finding.override:
            yield f"  {one.accepted_by}, {one.accepted_on}: {one.reason}"
        yield f"  {_address(plan, finding)}"


def _counts(found: tuple[Finding, ...]) -> dict[str, int]:
    counted = Counter(finding.severity for finding in found)
    return {severity: counted[severity] for severity in GRAVITY}


def _row(plan: str, finding: Finding) -> dict[str, Any]:
    """A finding for machines, with the address of where it is mended."""
    names = ("code", "severity", "reference", "sentence")
    row = {name: getattr(finding, name) for name in names}
    given = finding.override
    accepted = {"accepted_by", "accepted_on", "reason"}
    row["override"] = given.model_dump(mode="json", include=accepted) if given else None
    return row | {"mend": _address(plan, finding)}


def _address(plan: str, finding: Finding) -> str:
    return f"{settings.PUBLIC_BASE_URL}{mend_url(plan, finding)}"
