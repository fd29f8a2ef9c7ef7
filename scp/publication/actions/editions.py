import datetime as dt
import gzip

import brotli
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import DomainError, InvalidInput
from scp.jobs.actions import jobs
from scp.plans import policies
from scp.plans.actions import plans
from scp.plans.models import Plan
from scp.publication import content as doc
from scp.publication.assembly import assemble
from scp.publication.diff import diff
from scp.publication.models import Edition, RenderingKind
from scp.publication.queries import (
    document_job_key,
    edition_content_get,
    latest_edition_get_optional,
)
from scp.publication.readiness import Finding, blocking
from scp.publication.tasks import RENDER

# br-11 takes seconds on a large plan, and a person waits for this: 5 gives nearly as much.
BROTLI_QUALITY = 5
LONGEST_REASON = 1_000


class NotReady(DomainError):
    """The plan has findings that block publication. They are named, each with its remedy."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        sentences = " ".join(f"{f.reference}: {f.sentence}".lstrip(": ") for f in findings)
        words = _("The plan cannot be published yet. {findings}")
        super().__init__(words.format(findings=sentences))


class NothingChanged(DomainError):
    """The draft equals the edition before: another edition would say nothing new."""


@transaction.atomic
def publish(*, plan: Plan, reason: str, by: User, at: dt.datetime | None = None) -> Edition:
    """Publish the draft as the next edition: assemble, check, number, hash, store, audit, and
    leave a job row for its documents, all in one transaction.

    Raises NotReady, NothingChanged, InvalidInput (no reason) or PolicyRefused (plan has ended).
    """
    at = at or timezone.now()
    policies.check_can_be_edited(plan)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise InvalidInput(
            _(
                "Say why this edition is published, in {most:,} characters or fewer. "
                "It is printed in it."
            ).format(most=LONGEST_REASON)
        )
    # One publication of a plan at a time: the edition's number is the one after the last.
    plan = Plan.drafts.select_for_update(no_key=True).get(pk=plan.pk)
    draft = assemble(plan, as_at=at)
    findings = blocking(draft)
    if findings:
        raise NotReady(findings)
    edition = _store(plan, _number(plan, draft, reason=reason.strip(), at=at), by=by)
    plans.mark_published(plan=plan, by=by, at=at)
    audit.record(
        action="edition.published",
        subject=f"{plan.slug}/editions/{edition.number}",
        by=by,
        at=at,
        data={"number": edition.number, "sha256": edition.sha256, "reason": edition.reason},
        chain=plan.audit_chain,
    )
    for kind in RenderingKind:
        enqueue_form(edition=edition, kind=kind, by=by)
    return edition


def enqueue_form(*, edition: Edition, kind: RenderingKind, by: User) -> None:
    """Ask for an edition's file of one kind, once."""
    jobs.enqueue(
        kind=RENDER,
        unique_key=document_job_key(edition, kind),
        payload={"edition_id": edition.pk, "kind": kind},
        subject=edition.plan.slug,
        by=by,
    )


def _number(plan: Plan, draft: doc.PlanContent, *, reason: str, at: dt.datetime) -> doc.PlanContent:
    """The draft with its edition's number, reason, and what changed since the edition before."""
    previous = latest_edition_get_optional(plan)
    changes: tuple[doc.Change, ...] = ()
    if previous is not None:
        changes = diff(draft, edition_content_get(previous))
        if not changes:
            words = _(
                "Nothing has changed since edition {number}, so there is nothing new to publish."
            )
            raise NothingChanged(words.format(number=previous.number))
    number = previous.number + 1 if previous else 1
    facts = doc.EditionFacts(
        number=number,
        uri=f"{settings.PUBLIC_BASE_URL}/plans/{plan.slug}/editions/{number}/",
        published_at=at,
        reason=reason,
        previous_number=previous.number if previous else None,
        previous_sha256=previous.sha256 if previous else "",
        changes=changes,
    )
    return draft.model_copy(update={"edition": facts})


def _store(plan: Plan, content: doc.PlanContent, *, by: User) -> Edition:
    facts = content.published
    raw = doc.to_bytes(content)
    return Edition.objects.create(
        plan=plan,
        number=facts.number,
        schema_version=content.schema_version,
        sha256=doc.sha256(raw),
        content=raw,
        content_gzip=gzip.compress(raw, compresslevel=6, mtime=0),
        content_brotli=brotli.compress(raw, quality=BROTLI_QUALITY),
        reason=facts.reason,
        published_at=facts.published_at,
        published_by=by,
    )
