"""Printed documents that several tests look at, made once in a test process."""

import io
import os
import sys
from collections.abc import Iterator
from functools import cache

import page
import pikepdf
import pypdfium2

from scp.publication import content as doc
from scp.publication import printing, rendering, tagging
from scp.publication.content import PlanContent
from tests.factories import content

# Run in a process of its own, so that its hash seed and its audit hook are its own.
PYTHON = [sys.executable, "-c"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.getcwd()}


def printed(plan: PlanContent) -> bytes:
    raw = doc.to_bytes(plan)
    html = printing.to_html(plan, sha256=doc.sha256(raw))
    return rendering.to_pdf(
        html, attachment=raw, attachment_name="trafford-edition-1.json", title=plan.plan.title
    )


@cache
def small_pdf() -> bytes:
    return printed(content.small())


@cache
def decided_pdf() -> bytes:
    """The small plan, with how it was decided on and who signed it off."""
    return printed(content.decided(content.small()))


@cache
def long_table_pdf() -> bytes:
    """The small plan with a table that crosses three pages: many pieces for one outcome."""
    plan = _many_pieces()
    return tagging.finish(
        long_table_laid_out(),
        attachment=doc.to_bytes(plan),
        attachment_name="trafford-edition-1.json",
        title=plan.plan.title,
        language="en-GB",
    )


@cache
def long_table_laid_out() -> bytes:
    """The same document as WeasyPrint makes it, before its tags are put right."""
    plan = _many_pieces()
    return rendering.lay_out(printing.to_html(plan, sha256=doc.sha256(doc.to_bytes(plan))))


def _many_pieces() -> PlanContent:
    pieces = (content.piece(n, "PF1", f"Piece {n}", {"O1": 2}) for n in range(1, 121))
    return content.small(pieces=tuple(pieces))


@cache
def sixty_pages_pdf() -> bytes:
    return printed(content.large(26, 30, 60))


def failures(pdf: bytes) -> list[str]:
    """What PDF/UA-1 has against the file, by rule."""
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    assert report.rules.total == 104
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def texts(pdf: bytes) -> list[str]:
    """The words of each page, on one line each, with line-end hyphens of the extractor undone."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    return [" ".join(text.replace("\ufffe", "").split()) for text in pages]


def elements(pdf: bytes, kind: str) -> list[pikepdf.Object]:
    """The elements of one kind in the structure tree, in reading order."""
    return [e for e in below(opened(pdf).Root.StructTreeRoot) if str(e.S) == f"/{kind}"]


@cache
def opened(pdf: bytes) -> pikepdf.Pdf:
    """Kept open: elements of a closed file cannot be read."""
    return pikepdf.Pdf.open(io.BytesIO(pdf))


def below(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    held = element.get("/K", pikepdf.Array())
    for kid in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from below(kid)
