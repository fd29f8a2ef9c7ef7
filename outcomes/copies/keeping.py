"""Where copies are kept: in Django's file storage, under the hash of their bytes.

The same copy is stored once, whoever keeps it. Bytes leave when the last row that keeps them does.
"""

import hashlib
from collections.abc import Iterator

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from outcomes.copies.examination import Copy
from outcomes.models import EvidenceFile

# The first part of every `EvidenceFile.stored_name`.
FOLDER = "evidence"


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


def stored_hashes() -> Iterator[str]:
    """The names of all bytes in file storage, kept or not."""
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        _folders, names = default_storage.listdir(f"{FOLDER}/{folder}")
        yield from sorted(names)


def is_whole(sha256: str) -> bool:
    """Whether the stored bytes are still those that were kept."""
    digest = hashlib.sha256()
    with opened(sha256) as file:
        for chunk in file.chunks():
            digest.update(chunk)
    return digest.hexdigest() == sha256
