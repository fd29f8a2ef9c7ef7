"""Published editions, as the API reads them: rarely from the database, never changed.

An edition's bytes are kept in the process, up to a bound, because they can never change. Whether
an edition may be seen can (its plan may be withdrawn), so that is asked again every few seconds.
"""

import time
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.utils.translation import gettext as _

from scp.api.errors import Gone
from scp.core.kept import Kept
from scp.plans.choices import Status
from scp.plans.models import Plan
from scp.publication.models import Edition, EditionQuerySet, Withdrawal
from scp.publication.queries import edition_bytes_get

# A withdrawn plan or edition is gone from the API after this long at the most.
SEEN_FOR_SECONDS = 2.0
SEEN_AT_MOST = 10_000
BYTES_AT_MOST = 32_000_000
# A parsed document takes several times its bytes.
DOCUMENT_BYTES_AT_MOST = 4_000_000
HEADS_AT_MOST = 2_000


@dataclass(frozen=True)
class Seen:
    """An edition that may be read: its row and the name of its bytes."""

    pk: int
    sha256: str


_seen: Kept[tuple[float, Seen]] = Kept(SEEN_AT_MOST)
_bodies: Kept[bytes] = Kept(BYTES_AT_MOST)
_documents: Kept[dict[str, Any]] = Kept(DOCUMENT_BYTES_AT_MOST)
# What lists of plans say of each, from its latest edition (scp/api/v1/published).
heads_kept: Kept[dict[str, Any]] = Kept(HEADS_AT_MOST)


def forget() -> None:
    """Empty what this process keeps."""
    for kept in (_seen, _bodies, _documents, heads_kept):
        kept.clear()


def public_editions() -> EditionQuerySet:
    """Editions of plans that the public may see, also those that were withdrawn."""
    return Edition.objects.all().filter(plan__in=Plan.objects.all())


def _withdrawn(edition: Edition, withdrawal: Withdrawal) -> Gone:
    """The tombstone of an edition."""
    standing = public_editions().standing().filter(plan=edition.plan_id)
    replacement = standing.order_by("-number").first()
    return Gone(
        _("This edition was withdrawn. {reason}").format(reason=withdrawal.reason),
        withdrawn_at=withdrawal.withdrawn_at,
        reason=withdrawal.reason,
        sha256=edition.sha256,
        replaced_by=_named(edition.plan.slug, replacement) if replacement else None,
    )


def _named(slug: str, edition: Edition) -> dict[str, Any]:
    return {
        "number": edition.number,
        "label": edition.label,
        "uri": f"{settings.PUBLIC_BASE_URL}/plans/{slug}/editions/{edition.number}/",
    }


def clock() -> float:
    return time.monotonic()


def edition_get(slug: str, number: int) -> Seen:
    """A published edition. Raises Edition.DoesNotExist, or Gone with the tombstone of one that was
    withdrawn."""
    key = (slug, number)
    kept = _seen.get(key)
    if kept is not None and kept[0] > clock():
        return kept[1]
    editions = Edition.objects.filter(plan__first_published_at__isnull=False)
    found = editions.select_related("withdrawal", "plan").get(plan__slug=slug, number=number)
    if found.withdrawn:
        raise _withdrawn(found, found.withdrawn)
    if found.plan.status == Status.WITHDRAWN:
        raise Edition.DoesNotExist
    seen = Seen(found.pk, found.sha256)
    _seen.put(key, (clock() + SEEN_FOR_SECONDS, seen), size=1)
    return seen


def body_get(seen: Seen, encoding: str) -> bytes:
    """An edition's bytes in one encoding."""
    key = (seen.sha256, encoding)
    body = _bodies.get(key)
    if body is None:
        body = _read(seen, encoding)
        _bodies.put(key, body, size=len(body))
    return body


def document_get(seen: Seen) -> dict[str, Any]:
    """An edition's document as it was written, whatever version of the schema it has. Not to be
    changed: other requests have the same one."""
    document = _documents.get(seen.sha256)
    if document is None:
        raw = _read(seen, "identity")
        document = orjson.loads(raw)
        _documents.put(seen.sha256, document, size=len(raw))
    return document


def _read(seen: Seen, encoding: str) -> bytes:
    return edition_bytes_get(Edition(pk=seen.pk, sha256=seen.sha256), encoding).body
