import datetime as dt
import gzip
from typing import Any

import brotli
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import DomainError, InvalidInput, PolicyRefused
from scp.jobs.actions import jobs
from scp.plans import policies
from scp.plans.actions import plans
from scp.plans.choices import Status
from scp.plans.models import Plan
from scp.publication import content as doc
from scp.publication import labels
from scp.publication.assembly import assemble
from scp.publication.choices import EditionKind
from scp.publication.diff import diff
from scp.publication.models import Edition, RenderingKind, Withdrawal
from scp.publication.queries import (
    document_job_key,
    edition_content_get,
    labels_taken,
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
def publish(
    *,
    plan: Plan,
    reason: str,
    by: User,
    kind: str = EditionKind.CONSULTATION_DRAFT,
    change_note: str = "",
    at: dt.datetime | None = None,
) -> Edition:
    """Publish the draft as the next edition: assemble, check, number, hash, store, audit, and
    leave a job row for its documents, all in one transaction. A plan whose adopted edition is
    published is a published plan.

    `change_note` says what was wrong in the edition that a correction corrects.

    Raises NotReady, NothingChanged, InvalidInput (no reason, no change note) or PolicyRefused (the
    plan has ended, or may not be published as this).
    """
    at = at or timezone.now()
    policies.check_can_be_edited(plan)
    reason, change_note = reason.strip(), change_note.strip()
    _check_words(kind, reason, change_note)
    # One publication of a plan at a time: the edition's number is the one after the last.
    plan = Plan.drafts.select_for_update(no_key=True).get(pk=plan.pk)
    current = latest_edition_get_optional(plan)
    labels.check_kind(plan, kind, current)
    draft = assemble(plan, as_at=at)
    findings = blocking(draft)
    if findings:
        raise NotReady(findings)
    facts = _facts(plan, kind, current, at=at)
    facts |= {"reason": reason, "change_note": change_note}
    edition = _store(plan, _as_edition(draft, facts, current), by=by)
    plans.mark_published(plan=plan, by=by, at=at)
    if plan.status == Status.ADOPTED:
        plans.move_on(plan=plan, status=Status.PUBLISHED, by=by, at=at)
    audit.record(
        action="edition.published",
        subject=f"{plan.slug}/editions/{edition.number}",
        by=by,
        at=at,
        data={
            "number": edition.number,
            "kind": edition.kind,
            "label": edition.label,
            "sha256": edition.sha256,
            "reason": edition.reason,
            "change_note": edition.change_note,
        },
        chain=plan.audit_chain,
    )
    for kind in RenderingKind:
        enqueue_form(edition=edition, kind=kind, by=by)
    return edition


@transaction.atomic
def withdraw(
    *, edition: Edition, reason: str, by: User, at: dt.datetime | None = None
) -> Withdrawal:
    """Take an edition out of sight, for a reason that is shown in its place. It is kept, and its
    hash still proves a copy of it. The edition that is led to then is the last that still stands.

    Also of a plan that has ended: what must not be read must not be read. Raises InvalidInput (no
    reason) or PolicyRefused (it is withdrawn already).
    """
    at = at or timezone.now()
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        words = _("Say why, in {most:,} characters or fewer. It is shown in the edition’s place.")
        raise InvalidInput(words.format(most=LONGEST_REASON))
    # One at a time, and none while another is published from what this one says.
    plan = Plan.drafts.select_for_update(no_key=True).get(pk=edition.plan_id)
    if Withdrawal.objects.filter(edition=edition).exists():
        words = _("Edition {label} is withdrawn already.")
        raise PolicyRefused(words.format(label=edition.label))
    withdrawal = Withdrawal.objects.create(
        edition=edition, reason=reason, withdrawn_at=at, withdrawn_by=by
    )
    audit.record(
        action="edition.withdrawn",
        subject=f"{plan.slug}/editions/{edition.number}",
        by=by,
        at=at,
        data={"label": edition.label, "sha256": edition.sha256, "reason": reason},
        chain=plan.audit_chain,
    )
    return withdrawal


def enqueue_form(*, edition: Edition, kind: RenderingKind, by: User) -> None:
    """Ask for an edition's file of one kind, once."""
    jobs.enqueue(
        kind=RENDER,
        unique_key=document_job_key(edition, kind),
        payload={"edition_id": edition.pk, "kind": kind},
        subject=edition.plan.slug,
        by=by,
    )


def _check_words(kind: str, reason: str, change_note: str) -> None:
    if not 0 < len(reason) <= LONGEST_REASON:
        raise InvalidInput(
            _(
                "Say why this edition is published, in {most:,} characters or fewer. "
                "It is printed in it."
            ).format(most=LONGEST_REASON)
        )
    if kind != EditionKind.CORRECTION:
        if change_note:
            raise InvalidInput(_("Only a correction has a change note."))
    elif not 0 < len(change_note) <= LONGEST_REASON:
        raise InvalidInput(
            _(
                "Say what was wrong and what it says now, in {most:,} characters or fewer. "
                "It is printed in the edition."
            ).format(most=LONGEST_REASON)
        )


def _facts(plan: Plan, kind: str, current: Edition | None, *, at: dt.datetime) -> dict[str, Any]:
    """What the next edition of a plan is called, and where it is found."""
    editions = Edition.objects.filter(plan=plan)
    number = (editions.aggregate(last=Max("number"))["last"] or 0) + 1
    major, minor = labels.next_label(kind, labels_taken(plan), current)
    with translation.override(settings.LANGUAGE_CODE):
        kind_label = str(EditionKind(kind).label)
    return {
        "number": number,
        "kind": kind,
        "kind_label": kind_label,
        "label": f"{major}.{minor}",
        "uri": f"{settings.PUBLIC_BASE_URL}/plans/{plan.slug}/editions/{number}/",
        "published_at": at,
    }


def _as_edition(
    draft: doc.PlanContent, facts: dict[str, Any], current: Edition | None
) -> doc.PlanContent:
    """The draft as an edition, with what changed since the one that was current until now."""
    if current is None:
        return draft.model_copy(update={"edition": doc.EditionFacts(**facts)})
    changes = diff(draft, edition_content_get(current))
    adopts_a_draft = (facts["kind"], current.kind) == (
        EditionKind.ADOPTED,
        EditionKind.CONSULTATION_DRAFT,
    )
    # To adopt a draft as it stands is news, though no word of it changes.
    if not changes and not adopts_a_draft:
        words = _("Nothing has changed since edition {label}, so there is nothing new to publish.")
        raise NothingChanged(words.format(label=current.label))
    edition = doc.EditionFacts(
        **facts,
        previous_number=current.number,
        previous_label=current.label,
        previous_sha256=current.sha256,
        changes=changes,
    )
    return draft.model_copy(update={"edition": edition})


def _store(plan: Plan, content: doc.PlanContent, *, by: User) -> Edition:
    facts = content.published
    raw = doc.to_bytes(content)
    major, minor = facts.label.split(".")
    return Edition.objects.create(
        plan=plan,
        number=facts.number,
        kind=facts.kind,
        major=int(major),
        minor=int(minor),
        supersedes=Edition.objects.filter(plan=plan, superseded_by=None).first(),
        schema_version=content.schema_version,
        sha256=doc.sha256(raw),
        content=raw,
        content_gzip=gzip.compress(raw, compresslevel=6, mtime=0),
        content_brotli=brotli.compress(raw, quality=BROTLI_QUALITY),
        reason=facts.reason,
        change_note=facts.change_note,
        published_at=facts.published_at,
        published_by=by,
    )
