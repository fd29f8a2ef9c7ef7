"""Files that somebody might choose to keep: real ones of each kind, and ones that only look so."""

import io
import zipfile
from typing import Any

import pikepdf
from PIL import Image

from outcomes.copies.office import CONTENTS, DOCX, MAIN, XLSX

OVERRIDE = '<Override PartName="/{part}" ContentType="{type}"/>'
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{overrides}</Types>'
)


def pdf() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    return made.getvalue()


def image(kind: str) -> bytes:
    """A picture: "PNG", "JPEG", "GIF"."""
    made = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(made, kind)
    return made.getvalue()


def office(
    media_type: str,
    *,
    parts: dict[str, bytes] | None = None,
    left_out: str = "",
    contents: str | None = None,
    **options: Any,
) -> bytes:
    """An office file of this type with its usual parts and `parts`, without `left_out`."""
    main = MAIN[media_type]
    declared = OVERRIDE.format(part=main, type=f"{media_type}.main+xml")
    every = {
        CONTENTS: (contents or TYPES.format(overrides=declared)).encode(),
        "_rels/.rels": b"<Relationships/>",
        main: b"<w/>",
        **(parts or {}),
    }
    return zipped({name: data for name, data in every.items() if name != left_out}, **options)


def docx(**options: Any) -> bytes:
    return office(DOCX, **options)


def xlsx(**options: Any) -> bytes:
    return office(XLSX, **options)


def zipped(parts: dict[str, bytes], *, locked: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    data = bytearray(made.getvalue())
    if locked:
        # The flag of encryption, in the head of each part and in the directory at the end.
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = data.find(mark)
            while at >= 0:
                data[at + place] |= 1
                at = data.find(mark, at + 1)
    return bytes(data)
