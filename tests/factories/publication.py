"""Editions as rows, from a document that a test has built."""

import gzip
from typing import Any

import brotli
from django.utils import timezone

from scp.plans.models import Plan
from scp.publication.content import PlanContent, sha256, to_bytes
from scp.publication.models import Edition
from tests.factories.accounts import UserFactory


def edition_of(
    plan: Plan, content: PlanContent, *, raw: bytes | None = None, **facts: Any
) -> Edition:
    """Store a document as an edition of a plan, which is published by it: no assembly, no audit.
    `raw` is what earlier code wrote it as."""
    raw = raw or to_bytes(content)
    published = content.published
    major, minor = map(int, published.called.split("."))
    values: dict[str, Any] = {
        "plan": plan,
        "number": published.number,
        "kind": published.kind,
        "supersedes": Edition.objects.filter(plan=plan, superseded_by=None).first(),
        "change_note": published.change_note,
        "major": major,
        "minor": minor,
        "schema_version": content.schema_version,
        "sha256": sha256(raw),
        "content": raw,
        "content_gzip": gzip.compress(raw, mtime=0),
        "content_brotli": brotli.compress(raw, quality=5),
        "reason": published.reason,
        "published_at": published.published_at,
        "published_by": UserFactory(),
    }
    if plan.first_published_at is None:
        plan.status = "published"
        plan.first_published_at = timezone.now()
        plan.save(update_fields=["status", "first_published_at"])
    return Edition.objects.create(**(values | facts))
