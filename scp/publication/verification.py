"""Whether what was published is still what was published: every edition, byte by byte.

The database refuses to change an edition, but whoever rules the database, or the file storage, can.
Then one of these no longer fits the other: the bytes and their hash, the bytes in the other
encodings, the row and what the bytes say, the files and their hashes, and the audit trail, whose
events carry the hash of each edition and each other's.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import brotli
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from pydantic import ValidationError

from scp.core import audit
from scp.core.models import AuditEvent
from scp.publication.content import from_bytes, sha256
from scp.publication.models import Edition, Rendering, Withdrawal
from scp.publication.queries import edition_bytes_get

CHUNK = 1_000_000
UNPACK: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "br": brotli.decompress}
NOT_THAT_ENCODING = (OSError, EOFError, zlib.error, brotli.error)


@dataclass(frozen=True)
class Broken:
    """Something that is not as it was published: `what` names it, `reason` says how."""

    what: str
    reason: str


@dataclass
class Verified:
    """What was looked at, how many of each, and all that is broken."""

    editions: int = 0
    files: int = 0
    events: int = 0
    broken: list[Broken] = field(default_factory=list)

    def say(self, what: str, reasons: Iterator[str]) -> None:
        self.broken += [Broken(what, reason) for reason in reasons]


def verify() -> Verified:
    """Look at everything that was ever published. Editions are read one at a time."""
    found = Verified()
    editions = Edition.objects.select_related("plan").order_by("plan_id", "number")
    recorded = _recorded("edition.published")
    withdrawn = _recorded("edition.withdrawn")
    before: Edition | None = None
    for edition in editions.iterator(chunk_size=100):
        found.editions += 1
        subject = _subject(edition)
        found.say(subject, _faults_of(edition, recorded.pop(subject, None)))
        found.say(subject, _place_faults(edition, before))
        before = edition
    for withdrawal in Withdrawal.objects.select_related("edition__plan"):
        subject = _subject(withdrawal.edition)
        found.say(subject, _withdrawal_faults(withdrawal, withdrawn.pop(subject, None)))
    for subject in recorded:
        found.say(subject, iter([_("the audit trail says it was published, and it is not there")]))
    for subject in withdrawn:
        found.say(subject, iter([_("the audit trail says it was withdrawn, and it is not")]))
    for rendering in Rendering.objects.select_related("edition__plan").order_by("pk").iterator():
        found.files += 1
        found.say(f"{_subject(rendering.edition)} {rendering.kind}", _file_faults(rendering))
    found.events = AuditEvent.objects.count()
    for link in audit.verify():
        found.broken.append(Broken(str(link.event), link.reason))
    return found


def _subject(edition: Edition) -> str:
    """What the audit trail calls an edition."""
    return f"{edition.plan.slug}/editions/{edition.number}"


def _recorded(action: str) -> dict[str, dict[str, Any]]:
    """What the audit trail says of each edition."""
    events = AuditEvent.objects.filter(action=action).order_by("pk")
    return dict(events.values_list("subject", "data"))


def _faults_of(edition: Edition, recorded: dict[str, Any] | None) -> Iterator[str]:
    raw = edition_bytes_get(edition).body
    for encoding, unpack in UNPACK.items():
        if not _is_same(raw, edition_bytes_get(edition, encoding).body, unpack):
            yield _("its bytes as {encoding} are not its bytes").format(encoding=encoding)
    if recorded is None:
        yield _("the audit trail does not say that it was published")
    elif recorded.get("sha256") != edition.sha256:
        yield _("the audit trail has another hash of it")
    if sha256(raw) != edition.sha256:
        yield _("its bytes do not have its hash")
    else:
        yield from _contradictions(edition, raw)


def _is_same(raw: bytes, packed: bytes, unpack: Callable[[bytes], bytes]) -> bool:
    try:
        return unpack(packed) == raw
    except NOT_THAT_ENCODING:
        return False


def _contradictions(edition: Edition, raw: bytes) -> Iterator[str]:
    """Where the row says something else than the bytes, which have the hash."""
    try:
        content = from_bytes(raw)
        facts = content.published
    except (ValidationError, ValueError):
        yield _("its bytes are not a published plan")
        return
    said = {
        "plan": (edition.plan.slug, content.plan.slug),
        "number": (edition.number, facts.number),
        "kind": (edition.kind, facts.kind),
        "label": (edition.label, facts.called),
        "schema_version": (edition.schema_version, content.schema_version),
        "published_at": (edition.published_at, facts.published_at),
        "reason": (edition.reason, facts.reason),
        "change_note": (edition.change_note, facts.change_note),
    }
    for name, (in_row, in_bytes) in said.items():
        if in_row != in_bytes:
            words = _("its row has another {field} than its bytes")
            yield words.format(field=name)


def _place_faults(edition: Edition, before: Edition | None) -> Iterator[str]:
    """Where it does not follow the edition of its plan that was published before it."""
    same_plan = before is not None and before.plan_id == edition.plan_id
    if edition.supersedes_id != (before.pk if before and same_plan else None):
        yield _("it does not supersede the edition before it")


def _withdrawal_faults(withdrawal: Withdrawal, recorded: dict[str, Any] | None) -> Iterator[str]:
    if recorded is None:
        yield _("the audit trail does not say that it was withdrawn")
    elif recorded["reason"] != withdrawal.reason:
        yield _("the audit trail has another reason why it was withdrawn")


def _file_faults(rendering: Rendering) -> Iterator[str]:
    digest = hashlib.sha256()
    try:
        with default_storage.open(rendering.file_name) as file:
            for chunk in file.chunks(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        yield _("its file is not there")
        return
    if digest.hexdigest() != rendering.sha256:
        yield _("its file does not have its hash")
