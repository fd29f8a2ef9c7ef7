"""What a file is, told from its bytes, and whether it may be kept.

Neither the name nor the media type that a browser sends is believed.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

import filetype
from django.conf import settings
from django.utils.translation import gettext as _

from outcomes.copies import office
from scp.core.errors import InvalidInput

# The media types that may be kept and the endings of their names, the usual one first.
ENDINGS = {
    "application/pdf": (".pdf",),
    office.XLSX: (".xlsx",),
    office.DOCX: (".docx",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
# How much of a file's beginning its type is told from, and of its end whether it is whole.
HEAD, TAIL = 8192, 2048
NAME_LENGTH = 200
NOT_IN_NAMES = frozenset('<>:"|?*\\/')


@dataclass(frozen=True)
class Copy:
    """A file that may be kept. `size` is in bytes; `sha256` names it in file storage."""

    file: IO[bytes]
    name: str
    media_type: str
    size: int
    sha256: str


def examine(file: IO[bytes], *, name: str) -> Copy:
    """The file as a copy that may be kept. Raises InvalidInput if it may not, and says why."""
    size = _size(file)
    limit = settings.EVIDENCE_FILE_LIMIT
    if size == 0:
        raise InvalidInput(_("The file is empty. Choose the whole file."))
    if size > limit:
        raise InvalidInput(
            _("The file has {size} MB. At most {limit} MB can be kept.").format(
                size=f"{size / 1e6:.1f}", limit=f"{limit / 1e6:g}"
            )
        )
    media_type = _media_type(file)
    return Copy(file, clean_name(name, media_type), media_type, size, _sha256(file))


def clean_name(name: str, media_type: str) -> str:
    """A name that is safe in a header, on any file system and on a page, with the ending that
    belongs to what the file is."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = (c for c in name if unicodedata.category(c)[0] not in "CZ" or c == " ")
    name = "".join("_" if c in NOT_IN_NAMES else c for c in kept)
    name = " ".join(name.split()).strip(" .")
    endings = ENDINGS[media_type]
    stem, ending = name, endings[0]
    if PurePosixPath(name).suffix.lower() in endings:
        stem, dot, rest = name.rpartition(".")
        ending = dot + rest
    stem = stem[: NAME_LENGTH - len(ending)].strip(" .") or "copy"
    return stem + ending


def _size(file: IO[bytes]) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def _media_type(file: IO[bytes]) -> str:
    head = file.read(HEAD)
    found = filetype.guess_mime(head)
    if head.startswith(b"PK\x03\x04"):
        # Which of the many formats that are zip files it is, only its contents say.
        return office.media_type(file)
    if found not in ENDINGS:
        raise InvalidInput(
            _(
                "This is not a PDF, an Excel workbook (.xlsx), a Word document (.docx), a PNG or a "
                "JPEG. Save it as one of these and choose it again."
            )
        )
    if found == "application/pdf" and b"%%EOF" not in _tail(file):
        raise InvalidInput(_("The PDF stops before its end. Download it again."))
    return str(found)


def _tail(file: IO[bytes]) -> bytes:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    return file.read()


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
    file.seek(0)
    return digest.hexdigest()
