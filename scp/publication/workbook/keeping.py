"""Where an uploaded workbook waits between the check and the confirmation: in Django's file
storage, under the hash of its bytes. What is confirmed is therefore what was checked."""

import datetime as dt
import hashlib
import re

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from scp.plans.models import Plan
from scp.publication.workbook.comparing import Change
from scp.publication.workbook.values import as_json

# How long one waits at least; a later upload to the same plan clears away what is older.
KEPT_FOR = dt.timedelta(days=1)
SHA256 = re.compile(r"[0-9a-f]{64}")


def keep(plan: Plan, data: bytes) -> str:
    """Keep an uploaded workbook, and give the SHA-256 by which `kept_get_optional` finds it."""
    _clear(plan)
    sha256 = hashlib.sha256(data).hexdigest()
    name = _name(plan, sha256)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return sha256


def kept_get_optional(plan: Plan, sha256: str) -> bytes | None:
    """The bytes of an upload to this plan; None if it is not there, or not whole."""
    if not SHA256.fullmatch(sha256) or not default_storage.exists(_name(plan, sha256)):
        return None
    with default_storage.open(_name(plan, sha256)) as file:
        data: bytes = file.read()
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def discard(plan: Plan, sha256: str) -> None:
    """Throw away an upload that has been brought in."""
    default_storage.delete(_name(plan, sha256))


def digest_of(changes: tuple[Change, ...]) -> str:
    """A hash of all that would be changed, and from what: whoever confirms has seen just that."""
    digest = hashlib.sha256()
    for change in changes:
        digest.update(f"{change.kind}|{change.sheet.name}|{change.key}".encode())
        digest.update(change.row.fingerprint.encode())
        for difference in change.differences:
            words = (difference.column, as_json(difference.before), as_json(difference.after))
            digest.update(repr(words).encode())
    return digest.hexdigest()


def _name(plan: Plan, sha256: str) -> str:
    return f"workbooks/{plan.pk}/{sha256}"


def _clear(plan: Plan) -> None:
    """Throw away what nobody confirmed."""
    folder = f"workbooks/{plan.pk}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        stored = f"{folder}/{name}"
        if default_storage.get_modified_time(stored) < timezone.now() - KEPT_FOR:
            default_storage.delete(stored)
