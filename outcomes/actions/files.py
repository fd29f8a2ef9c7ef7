import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from outcomes import copies
from outcomes.copies import Copy
from outcomes.models import Evidence, EvidenceFile
from scp.core.audit import Actor
from scp.core.errors import DomainError, InvalidInput
from scp.plans import items, policies


def keep(
    *, evidence: Evidence, copy: Copy, by: Actor, at: dt.datetime | None = None
) -> EvidenceFile:
    """Keep a copy of a source under the hash of its bytes. A source keeps the same file once."""
    policies.check_can_be_edited(evidence.plan)
    _check_is_new(evidence, copy)
    # Stored before the transaction: nobody waits for a lock while a large file travels.
    copies.store(copy)
    try:
        return _keep(evidence, copy, by=by, at=at)
    except DomainError:
        copies.discard_if_unused(copy.sha256)
        raise


def remove(
    *,
    file: EvidenceFile,
    seen_version: int,
    reason: str,
    by: Actor,
    at: dt.datetime | None = None,
) -> EvidenceFile:
    """Stop keeping a copy, and say why in the audit trail. Its bytes leave file storage once no
    source keeps them; its hash stays on record."""
    with transaction.atomic():
        items.remove(
            file, verb="file.removed", seen_version=seen_version, reason=reason, by=by, at=at
        )
        transaction.on_commit(lambda: copies.discard_if_unused(file.sha256))
    return file


@transaction.atomic
def _keep(evidence: Evidence, copy: Copy, *, by: Actor, at: dt.datetime | None) -> EvidenceFile:
    copies.hold(copy.sha256)
    if not copies.is_stored(copy.sha256):
        # Somebody stopped keeping the same bytes between our storing them and now.
        copies.store(copy)
    file = EvidenceFile(
        plan=evidence.plan,
        evidence=evidence,
        name=copy.name,
        media_type=copy.media_type,
        size=copy.size,
        sha256=copy.sha256,
    )
    return items.add(file, verb="file.kept", by=by, at=at)


def _check_is_new(evidence: Evidence, copy: Copy) -> None:
    same = EvidenceFile._base_manager.filter(
        evidence=evidence, sha256=copy.sha256, removed_at__isnull=True
    )
    if found := same.first():
        words = _("{evidence} already keeps this file: {reference}, {name}.")
        raise InvalidInput(
            words.format(evidence=evidence.reference, reference=found.reference, name=found.name)
        )
