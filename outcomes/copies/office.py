"""Whether a zip file is a real Word document or Excel workbook, and harmless to unpack."""

import zipfile
import zlib
from typing import IO, NoReturn

from django.utils.translation import gettext as _

from scp.core.errors import InvalidInput

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the main part of each says it is, and where it stands.
MAIN = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}
CONTENTS = "[Content_Types].xml"
MAX_PARTS = 5_000
MAX_CONTENTS = 1_000_000
# What all parts may come to when unpacked, in bytes. Large workbooks of real figures shrink to a
# twentieth; what shrinks to less than a two-hundredth was made to.
MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
HARMLESS = 5_000_000


def media_type(file: IO[bytes]) -> str:
    """DOCX or XLSX. Raises InvalidInput for any other zip file, one that is damaged, locked or has
    macros, and one that unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_size(archive, _size(file))
            found = _type_of(archive)
            _check_parts(archive)
    # NotImplementedError: a way of packing that Python does not know, nor does an office program.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        words = _("The file is damaged. Save it again and choose it once more.")
        raise InvalidInput(words) from None
    return found


def _size(file: IO[bytes]) -> int:
    file.seek(0, 2)
    return file.tell()


def _check_size(archive: zipfile.ZipFile, size: int) -> None:
    parts = archive.infolist()
    # What is declared is what Python unpacks at most, and `_check_parts` finds a lie.
    unpacked = sum(part.file_size for part in parts)
    bomb = unpacked > HARMLESS and unpacked > MAX_RATIO * size
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or bomb:
        raise InvalidInput(
            _(
                "The file would unpack to {unpacked} MB in {parts} parts, which is more than a "
                "document needs. Save it as a PDF and choose that."
            ).format(unpacked=f"{unpacked / 1e6:,.0f}", parts=f"{len(parts):,}")
        )
    if any(part.flag_bits & 0x1 for part in parts):
        raise InvalidInput(_("The file is locked with a password. Save it without one."))


def _type_of(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if CONTENTS not in names:
        _refuse()
    if archive.getinfo(CONTENTS).file_size > MAX_CONTENTS:
        _refuse()
    contents = archive.read(CONTENTS)
    if b"macroEnabled" in contents or any(name.endswith("vbaProject.bin") for name in names):
        raise InvalidInput(_("The file has macros. Save it as .docx or .xlsx and choose that."))
    for found, main in MAIN.items():
        if f"{found}.main+xml".encode() in contents and main in names:
            return found
    _refuse()


def _check_parts(archive: zipfile.ZipFile) -> None:
    if damaged := archive.testzip():
        raise zipfile.BadZipFile(damaged)


def _refuse() -> NoReturn:
    raise InvalidInput(
        _(
            "This is a zip file, but not an Excel workbook (.xlsx) or a Word document (.docx). "
            "Choose one of the files that are in it."
        )
    )
