"""The work that publication leaves to the workers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from scp.jobs.registry import Interrupted, Record, Refused, handler
from scp.publication import content as doc
from scp.publication import printing, programs
from scp.publication.choices import RENDER
from scp.publication.exchange import Printed, RenderingFailed, Request
from scp.publication.models import Edition, Rendering, RenderingKind
from scp.publication.queries import edition_bytes_get
from scp.publication.tabular import csvw, spreadsheet

__all__ = ["RENDER", "render"]
log = structlog.get_logger(__name__)


@handler(kind=RENDER, queue="documents")
def render(payload: dict[str, Any]) -> Record:
    """An edition's stored bytes in one of its forms, in file storage.

    The file is named by its own hash: doing the work twice writes the same file, and the row that
    says it exists is stored in the transaction that ends the job.
    """
    edition = Edition.objects.select_related("plan").get(pk=payload["edition_id"])
    kind = RenderingKind(payload["kind"])
    made = MAKERS[kind](edition_bytes_get(edition).body, edition)
    digest = doc.sha256(made.data)
    name = _store(f"renderings/{digest}.{kind.suffix}", made.data)
    return lambda: Rendering.objects.create(
        edition=edition,
        kind=kind,
        file_name=name,
        sha256=digest,
        size=len(made.data),
        pages=made.pages,
        made_at=timezone.now(),
    )


@dataclass(frozen=True)
class Made:
    """A finished form of an edition, and how many pages it has, if it has pages."""

    data: bytes
    pages: int | None = None


def _printed(raw: bytes, edition: Edition) -> Made:
    printed = _print(raw, edition)
    return Made(printed.pdf, printed.pages)


def _spreadsheet(raw: bytes, edition: Edition) -> Made:
    return Made(spreadsheet.write(doc.from_bytes(raw), sha256=edition.sha256))


def _tables(raw: bytes, edition: Edition) -> Made:
    return Made(csvw.write(doc.from_bytes(raw), sha256=edition.sha256))


MAKERS: dict[str, Callable[[bytes, Edition], Made]] = {
    RenderingKind.PDF: _printed,
    RenderingKind.XLSX: _spreadsheet,
    RenderingKind.CSV: _tables,
}


def _store(name: str, data: bytes) -> str:
    """Keep the file under its name, and return the name it has in the end."""
    if default_storage.exists(name):
        if _is_whole(name, data):
            return name
        # A worker that was killed while it wrote leaves a stump under the right name.
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(data))


def _is_whole(name: str, data: bytes) -> bool:
    if default_storage.size(name) != len(data):
        return False
    with default_storage.open(name) as stored:
        return doc.sha256(stored.read()) == doc.sha256(data)


def _print(raw: bytes, edition: Edition) -> Printed:
    content = doc.from_bytes(raw)
    try:
        html = printing.to_html(content, sha256=edition.sha256)
        printed = printing.to_pdf(
            Request(
                html=html,
                attachment=raw,
                attachment_name=edition.file_name("json"),
                title=printing.title(content, sha256=edition.sha256),
                language=printing.language(),
            )
        )
    except RenderingFailed as failure:
        raise Refused(failure.code, str(failure)) from failure
    except programs.ProgramLost as loss:
        raise Interrupted(str(loss)) from loss
    log.info("document_made", pages=printed.pages, peak_mb=printed.peak_mb)
    return printed
