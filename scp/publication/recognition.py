"""Which edition a file or a hash is of, whether it is whole, and whether it is current.

A file that was published is known by its own hash, and then it is whole: nothing in it is read. Of
another file we look, within bounds, for what names an edition: the data that a PDF carries, the
hash that every form has in it, or what a document of JSON says of itself. Such a file is of that
edition, but it is not what was published. Nothing in a file is run, fetched or kept.
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import orjson
from django.core.files.base import File

from scp.plans.choices import Status
from scp.publication.choices import EditionKind
from scp.publication.content import sha256
from scp.publication.models import Edition, EditionQuerySet, Rendering
from scp.publication.queries import latest_edition_get_optional

MAX_BYTES = 20_000_000
# What is unpacked of a file, and read for that, all together: a small file can claim to hold any
# amount, or to have the same bytes in it a thousand times.
UNPACKED_AT_MOST = 64_000_000
PARTS_AT_MOST = 5_000
# JSON takes up to twenty-four times its size when it is taken apart.
JSON_AT_MOST = 5_000_000
CHUNK = 1_000_000
PIECE = 65_536
HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
STREAM = re.compile(rb"stream\r?\n")
# Hashes in a file that are asked about: a form of ours has one, or a few.
HASHES_AT_MOST = 100
# Where a form of ours says its edition's hash.
ZIPPED = re.compile(r"xl/sharedStrings\.xml|xl/worksheets/sheet1\.xml|csv-metadata\.json")


class Whole(StrEnum):
    """How far what was handed in is what was published."""

    HASH = "hash"
    """It is the hash of what was published: whoever has a file with this hash has it whole."""
    WHOLE = "whole"
    """Byte for byte."""
    LAID_OUT_ANEW = "laid_out_anew"
    """The data is the same, byte for byte, once the white space and order of JSON are as ours."""
    DATA_WHOLE = "data_whole"
    """A file that is not as published, with the published data whole inside it."""
    ALTERED = "altered"
    """It names an edition, and is not as that was published."""


class Standing(StrEnum):
    """What has become of an edition."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Recognised:
    """An edition, the form of it that was handed in ("json", "pdf" …; "" if that is not known),
    and how whole it is. `latest` is the edition that readers are led to, if one stands."""

    edition: Edition
    form: str
    whole: Whole
    standing: Standing
    latest: Edition | None


def of_hash(digest: str) -> Recognised | None:
    """What a SHA-256 names: the JSON of an edition, or one of its files."""
    return _published(digest, Whole.HASH)


def of_file(file: "File[bytes]") -> Recognised | None:
    """What a file is of; None if it names no edition that the public may know of. Files of more
    than `MAX_BYTES` are for the caller to refuse."""
    digest = hashlib.sha256()
    for chunk in file.chunks(CHUNK):
        digest.update(chunk)
    known = _published(digest.hexdigest(), Whole.WHOLE)
    if known:
        return known
    file.seek(0)
    data = file.read()
    if data.startswith(b"%PDF-"):
        return _of_parts(_pdf_parts(data), "pdf")
    if data.startswith(b"PK"):
        return _of_parts(_zip_parts(data), "")
    return _of_json(data)


def _published(digest: str, whole: Whole) -> Recognised | None:
    edition = _known().filter(sha256=digest).first()
    if edition:
        return _recognised(edition, "json", whole)
    renderings = Rendering.objects.filter(sha256=digest, edition__in=_known())
    rendering = renderings.first()
    if rendering is None:
        return None
    return _recognised(_known().get(pk=rendering.edition_id), rendering.kind, whole)


def _known() -> EditionQuerySet:
    """Editions that the public may know of: of published plans, and withdrawn ones, of which it
    knows why."""
    editions = Edition.objects.all().select_related("plan", "withdrawal")
    editions = editions.filter(plan__first_published_at__isnull=False)
    return editions.exclude(plan__status=Status.WITHDRAWN, withdrawal__isnull=True)


def _of_json(data: bytes) -> Recognised | None:
    """JSON that was laid out anew has the hash of the published when it is written as ours is."""
    if len(data) > JSON_AT_MOST:
        return None
    try:
        document = orjson.loads(data)
        anew = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
        return None
    known = _published(sha256(anew), Whole.LAID_OUT_ANEW)
    if known:
        return known
    uri = _text_at(document, "edition", "uri")
    found = re.search(r"/plans/([-\w]{1,80})/editions/([0-9]{1,6})/?$", uri)
    if not found:
        return None
    edition = _known().filter(plan__slug=found[1], number=int(found[2])).first()
    return _recognised(edition, "json", Whole.ALTERED) if edition else None


def _text_at(document: object, *names: str) -> str:
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document if isinstance(document, str) else ""


def _of_parts(parts: Iterator[bytes], form: str) -> Recognised | None:
    """The edition whose data is a part of a file, or else whose hash stands in one."""
    whole: set[str] = set()
    named: list[str] = []
    for part in parts:
        if part.startswith(b"{"):
            whole.add(sha256(part))
        more = islice(HASH.finditer(part), HASHES_AT_MOST - len(named))
        named += [found[0].decode() for found in more]
    for hashes, how in ((whole, Whole.DATA_WHOLE), (set(named), Whole.ALTERED)):
        edition = _known().filter(sha256__in=hashes).order_by("-pk").first()
        if edition:
            return _recognised(edition, form, how)
    return None


def _pdf_parts(data: bytes) -> Iterator[bytes]:
    """What stands in a PDF in the open, and each of its streams. Its structure is not followed: for
    this nobody has to believe what a stranger's file says of itself."""
    yield data
    left = UNPACKED_AT_MOST
    for start in islice(STREAM.finditer(data), PARTS_AT_MOST):
        part, read = _unpacked(data, start.end(), left)
        left -= len(part) + read
        yield part


def _unpacked(data: bytes, at: int, most: int) -> tuple[bytes, int]:
    """What is packed from a place on, and how many bytes were read for that; nothing where nothing
    is packed: at a picture, or at the end of another word."""
    unpacker = zlib.decompressobj()
    parts: list[bytes] = []
    begun, size = at, 0
    try:
        while at < len(data) and not unpacker.eof and size + at - begun < most:
            # `decompress` keeps what it did not use, so it is given little at a time.
            parts.append(unpacker.decompress(data[at : at + PIECE], most - size))
            size += len(parts[-1])
            at += PIECE
    except zlib.error:
        return b"", at - begun
    return b"".join(parts), at - begun


def _zip_parts(data: bytes) -> Iterator[bytes]:
    left = UNPACKED_AT_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist()[:PARTS_AT_MOST]:
                if not ZIPPED.fullmatch(entry.filename):
                    continue
                with archive.open(entry) as file:
                    part = file.read(left)
                left -= len(part)
                yield part
    # Locked, damaged, or packed in a way that is not known here.
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError):
        return


def _recognised(edition: Edition, form: str, whole: Whole) -> Recognised:
    latest = None
    if edition.plan.status != Status.WITHDRAWN:
        latest = latest_edition_get_optional(edition.plan)
    return Recognised(edition, form, whole, _standing(edition, latest), latest)


def _standing(edition: Edition, latest: Edition | None) -> Standing:
    if edition.withdrawn:
        return Standing.WITHDRAWN
    if latest is None or latest.pk == edition.pk:
        return Standing.CURRENT
    corrected = latest.kind == EditionKind.CORRECTION and latest.major == edition.major
    return Standing.CORRECTED if corrected else Standing.SUPERSEDED
