"""Where copies are kept: in Django's file storage, under the hash of their bytes.

The same copy is stored once, whoever keeps it. Bytes leave when the last row that keeps them does.
"""

import hashlib

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from outcomes.copies.examination import Copy
from outcomes.models import EvidenceFile


def store(copy: Copy) -> None:
    """Put the bytes under their name, unless they are there."""
    name = _name(copy.sha256)
    if default_storage.exists(name):
        if default_storage.size(name) == copy.size:
            return
        # A process that was killed while it wrote leaves a stump under the right name.
        default_storage.delete(name)
    copy.file.seek(0)
    stored = default_storage.save(name, File(copy.file))
    if stored != name:
        # Somebody stored the same bytes in the same moment, and was first.
        default_storage.delete(stored)


def is_stored(sha256: str) -> bool:
    return default_storage.exists(_name(sha256))


def opened(sha256: str) -> File:
    """The kept bytes. Raises FileNotFoundError where storage has lost them."""
    return default_storage.open(_name(sha256))


def hold(sha256: str) -> None:
    """Wait until nobody else decides about these bytes, and make others wait until this
    transaction ends: a copy is not thrown away while somebody keeps the same one."""
    key = int.from_bytes(hashlib.sha256(f"copy {sha256}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


@transaction.atomic
def discard_if_unused(sha256: str) -> bool:
    """Throw the bytes away if no plan keeps them any longer; whether they were thrown away."""
    hold(sha256)
    if EvidenceFile._base_manager.filter(sha256=sha256, removed_at__isnull=True).exists():
        return False
    default_storage.delete(_name(sha256))
    return True


def _name(sha256: str) -> str:
    return EvidenceFile(sha256=sha256).stored_name
