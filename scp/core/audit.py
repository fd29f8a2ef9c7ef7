"""The audit trail: append-only events in hash chains.

Each event's hash is SHA-256 over its own canonical JSON, which contains the hash of the event
before it. Changing, removing or inserting an event therefore breaks every later hash of its chain,
and `verify` names the first one that does not fit.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from django.db import connection, transaction
from django.utils import timezone

from scp.core.models import AuditEvent

SYSTEM = "system"


class Actor(Protocol):
    """Whoever acted: a user, or a command that names itself."""

    @property
    def pk(self) -> Any: ...

    def audit_label(self) -> str: ...


@dataclass(frozen=True)
class Command:
    """A management command acting on nobody's behalf."""

    name: str
    pk: str = ""

    def audit_label(self) -> str:
        return f"command {self.name}"


@dataclass(frozen=True)
class BrokenLink:
    event: AuditEvent
    reason: str


def record(
    *,
    action: str,
    subject: str,
    by: Actor | None,
    data: dict[str, Any] | None = None,
    chain: str = SYSTEM,
    at: dt.datetime | None = None,
) -> AuditEvent:
    """Append one event, in the transaction of the write it describes.

    An advisory lock on the chain is held until that transaction ends: two writers of one plan
    append one after the other, so the chain cannot fork.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit event belongs to a transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [chain])
    last = AuditEvent.objects.filter(chain=chain).order_by("-sequence").first()
    event = AuditEvent(
        chain=chain,
        sequence=last.sequence + 1 if last else 1,
        at=at or timezone.now(),
        action=action,
        subject=subject,
        actor_id=str(by.pk) if by else "",
        actor_label=by.audit_label() if by else "system",
        data=data or {},
        previous_hash=last.hash if last else "",
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    return event


def digest(event: AuditEvent) -> str:
    """The hash an event must carry: over everything in it but the hash itself."""
    body = {
        "chain": event.chain,
        "sequence": event.sequence,
        "at": event.at.astimezone(dt.UTC).isoformat(),
        "action": event.action,
        "subject": event.subject,
        "actor_id": event.actor_id,
        "actor_label": event.actor_label,
        "data": event.data,
        "previous_hash": event.previous_hash,
    }
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def tip(chain: str) -> str:
    """The hash of a chain's last event: another one after every write; "" before the first."""
    hashes = AuditEvent.objects.filter(chain=chain).order_by("-sequence")
    return hashes.values_list("hash", flat=True).first() or ""


def verify(chain: str | None = None) -> Iterator[BrokenLink]:
    """Every event that does not follow from the one before it. Nothing yielded: all is whole."""
    events = AuditEvent.objects.order_by("chain", "sequence")
    if chain is not None:
        events = events.filter(chain=chain)
    previous: AuditEvent | None = None
    for event in events.iterator():
        before = previous if previous and previous.chain == event.chain else None
        if event.sequence != (before.sequence + 1 if before else 1):
            yield BrokenLink(event, "an event before it is missing")
        elif event.previous_hash != (before.hash if before else ""):
            yield BrokenLink(event, "it does not carry the hash of the event before it")
        elif event.hash != digest(event):
            yield BrokenLink(event, "its content does not match its hash")
        previous = event
