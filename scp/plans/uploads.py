"""Files that somebody has sent to a plan and not yet confirmed: what is confirmed is then what was
checked, and nobody chooses the same file twice.

They wait in Django's file storage, in a folder of one person in one plan, under the hash of their
bytes. Nobody else can name them, and whoever asks for another's finds nothing.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from scp.accounts.models import User
from scp.plans.models import Plan

FOLDER = "uploads"
KEPT_FOR = dt.timedelta(days=1)
# One person's files of one plan. Who sends more loses those that were left alone longest.
MOST = 8
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Uploads:
    """The files that one person has sent to one plan."""

    plan: Plan
    person: User

    def store(self, data: bytes) -> str:
        """Put a file under the SHA-256 of its bytes, which is returned."""
        sha256 = hashlib.sha256(data).hexdigest()
        # Stored anew, also where it is there: its day begins again, and a stump that a killed
        # process left is written over.
        self.discard(sha256)
        default_storage.save(self.name_of(sha256), ContentFile(data))
        self._thin_out(sha256)
        return sha256

    def get_optional(self, sha256: str) -> bytes | None:
        """The bytes of a file; None where it is not there any longer, or not whole."""
        if not SHA256.fullmatch(sha256):
            return None
        try:
            with default_storage.open(self.name_of(sha256)) as file:
                data: bytes = file.read()
        except FileNotFoundError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def discard(self, sha256: str) -> None:
        """Throw away a file that was brought in, or that nobody wants."""
        if SHA256.fullmatch(sha256):
            default_storage.delete(self.name_of(sha256))

    def name_of(self, sha256: str) -> str:
        return f"{self._folder}/{sha256}"

    @property
    def _folder(self) -> str:
        return f"{FOLDER}/{self.plan.pk}/{self.person.pk}"

    def _thin_out(self, newest: str) -> None:
        others = [name for name in _files(self._folder) if name != self.name_of(newest)]
        others.sort(key=default_storage.get_modified_time, reverse=True)
        for name in others[MOST - 1 :]:
            default_storage.delete(name)


def clear_away() -> int:
    """Throw away what nobody confirmed within KEPT_FOR; how many files that were."""
    before = timezone.now() - KEPT_FOR
    cleared = 0
    for plan in _folders(FOLDER):
        for person in _folders(plan):
            for name in _files(person):
                if default_storage.get_modified_time(name) < before:
                    default_storage.delete(name)
                    cleared += 1
    return cleared


def _folders(folder: str) -> Iterator[str]:
    return (f"{folder}/{name}" for name in _listed(folder)[0])


def _files(folder: str) -> Iterator[str]:
    return (f"{folder}/{name}" for name in _listed(folder)[1])


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
