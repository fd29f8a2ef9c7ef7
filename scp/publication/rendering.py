"""The program that makes a PDF of HTML: `python -m scp.publication.rendering LIFELINE`.

It loads neither Django nor Celery nor the charts' engine, so that it stays small: 70 MB, and 1.4 to
1.9 MB a page. scp.publication.printing starts it, scp.publication.exchange says what goes in and
out.

Nothing is fetched: the renderer may open `data:` addresses only, and every picture, font and style
is put into the document by us. Equal contents give equal bytes, so that a job done twice writes the
same file.
"""

import base64
import functools
import gc
import io
import logging
import os
import re
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pydyf  # type: ignore[import-untyped]
import weasyprint
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from markupsafe import escape
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from scp.publication import tagging
from scp.publication.exchange import Printed, RenderingFailed, Request, to_answer

PICTURE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
FOLDER = Path(__file__).resolve().parents[2] / "static" / "document"
FACES = {
    "Regular": ("400", "normal"),
    "Italic": ("400", "italic"),
    "Semibold": ("600", "normal"),
}


def main() -> None:
    """Read a request, write its answer."""
    _end_with_the_worker(int(sys.argv[1]))
    request = Request.from_bytes(sys.stdin.buffer.read())
    sys.stdout.buffer.write(to_answer(outcome_of(request)))


def outcome_of(request: Request) -> Printed | RenderingFailed:
    try:
        pdf = to_pdf(
            request.html,
            attachment=request.attachment,
            attachment_name=request.attachment_name,
            title=request.title,
            language=request.language,
        )
    except RenderingFailed as failure:
        return failure
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    return Printed(pdf=pdf, pages=pages, peak_mb=_peak_mb())


def _end_with_the_worker(lifeline: int) -> None:
    """Nobody would hear the answer: end at once when the worker has closed its end of the pipe."""

    def watch() -> None:
        os.read(lifeline, 1)
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def _peak_mb() -> float:
    """The kernel's account of this process alone: getrusage would add that of its parent."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return round(int(peak.split()[1]) / 1024, 1)


def to_pdf(
    html: str,
    *,
    attachment: bytes,
    attachment_name: str,
    title: str,
    language: str = "en-GB",
) -> bytes:
    """An accessible PDF (PDF/UA-1) of `html`, carrying `attachment` byte for byte.

    Raises RenderingFailed.
    """
    laid_out = lay_out(html)
    try:
        return tagging.finish(
            laid_out,
            attachment=attachment,
            attachment_name=attachment_name,
            title=title,
            language=language,
        )
    except (pikepdf.PdfError, tagging.NotTaggedError) as failure:
        raise RenderingFailed("tags_failed", str(failure)) from failure


def lay_out(html: str) -> bytes:
    """The pages as WeasyPrint makes them, not compressed: the next step reads and packs them."""
    style, fonts = _style()
    html = _with_known_glyphs(html)
    target = io.BytesIO()
    try:
        with _without_garbage_collection():
            weasyprint.HTML(string=html, url_fetcher=_fetcher()).write_pdf(
                target,
                stylesheets=[style],
                font_config=fonts,
                pdf_variant="pdf/ua-1",
                uncompressed_pdf=True,
                finisher=_number_tables_and_forget_pages,
            )
        return target.getvalue()
    except FatalURLFetchingError as failure:
        # A BaseException: nothing else would stop it on its way out of the worker.
        raise RenderingFailed("address_refused", str(failure)) from failure
    except Exception as failure:
        # The engine meets texts that nobody foresaw; whatever it raises is a failed document, with
        # a way to try again, and not a dead worker.
        raise RenderingFailed("layout_failed", f"{type(failure).__name__}: {failure}") from failure


# --- letters that no typeface has -----------------------------------------------------------------
# A character without a glyph would be an empty box to a reader and nothing to a screen reader
# (PDF/UA forbids it), so its name or code point is printed instead.


def _with_known_glyphs(html: str) -> str:
    """`html`, and the pictures in it, without characters that cannot be printed here."""
    pictures = [base64.b64decode(data).decode() for data in PICTURE.findall(html)]
    unsure = set(html).union(*pictures) - _own_characters()
    lacking = {character for character in unsure if not character.isspace()} & _lacking(
        "".join(sorted(unsure))
    )
    if not lacking:
        return html
    names = str.maketrans({character: _in_words(character) for character in lacking})

    def redrawn(match: re.Match[str]) -> str:
        picture = base64.b64decode(match[1]).decode().translate(names)
        return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"

    return PICTURE.sub(redrawn, html).translate(names)


@functools.cache
def _own_characters() -> frozenset[str]:
    """What our own typeface has in every style, and what is never drawn."""
    faces = []
    for name in FACES:
        with TTFont(FOLDER / "fonts" / f"SourceSans3-{name}.ttf", lazy=True) as face:
            faces.append(frozenset(face.getBestCmap()))
    common = frozenset.intersection(*faces)
    return frozenset(map(chr, common)) | frozenset("\t\n\r")


@functools.lru_cache(maxsize=256)
def _lacking(characters: str) -> frozenset[str]:
    """Those for which no typeface of this machine has a glyph, as the engine itself reports."""
    lacking = frozenset(
        c for c in characters if unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs")
    )
    asked = "".join(f"<p>{escape(c)}</p>" for c in characters if c not in lacking)
    if not asked:
        return lacking
    style, fonts = _style()
    with _missing_glyphs() as missing:
        weasyprint.HTML(string=asked, url_fetcher=_fetcher()).write_pdf(
            stylesheets=[style], font_config=fonts
        )
    return lacking | missing


@contextmanager
def _missing_glyphs() -> Iterator[set[str]]:
    """Collect the characters that WeasyPrint says it has no glyph for; it says so in its log."""
    missing: set[str] = set()

    def note(record: logging.LogRecord) -> bool:
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            missing.add(str(record.args[0]))
        return False

    level = LOGGER.level
    LOGGER.setLevel(logging.WARNING)
    LOGGER.addFilter(note)
    try:
        yield missing
    finally:
        LOGGER.removeFilter(note)
        LOGGER.setLevel(level)


def _in_words(character: str) -> str:
    if unicodedata.category(character) == "Cc":
        return " "
    name = unicodedata.name(character, "")
    plain = name and not any(letter.isdigit() for letter in name)
    return f"[{name.lower()}]" if plain else f"[U+{ord(character):04X}]"


# --- the engine -----------------------------------------------------------------------------------


def _number_tables_and_forget_pages(document: weasyprint.Document, _pdf: object) -> None:
    """The last that is done with the laid out pages: they make room for the file."""
    _number_tables(document)
    document.pages.clear()
    gc.collect()


def _number_tables(document: weasyprint.Document) -> None:
    """Give the cells of each table, on whichever page, the number of their table as their ID.

    Only the engine knows which parts on two pages are one table; tagging.merge_tables asks.
    """
    numbers: dict[int, int] = {}
    for sheet in document.pages:
        for table in sheet._page_box.descendants():
            if table.element_tag != "table" or table.element is None:
                continue
            number = numbers.setdefault(id(table.element), len(numbers))
            for cell in table.descendants():
                if mark := getattr(cell, "mark", None):
                    mark["ID"] = pydyf.String(str(number))


def _fetcher() -> URLFetcher:
    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False)


@functools.cache
def _style() -> tuple[weasyprint.CSS, FontConfiguration]:
    """The stylesheet and the typeface, read and parsed once in a process."""
    fonts = FontConfiguration()
    faces = "".join(_face(name) for name in FACES)
    sheet = (FOLDER / "print.css").read_text(encoding="utf-8")
    return weasyprint.CSS(string=faces + sheet, font_config=fonts, url_fetcher=_fetcher()), fonts


def _face(name: str) -> str:
    weight, style = FACES[name]
    data = base64.b64encode((FOLDER / "fonts" / f"SourceSans3-{name}.ttf").read_bytes()).decode()
    return (
        f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};font-style:{style};'
        f"src:url(data:font/ttf;base64,{data})}}"
    )


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """A layout makes millions of objects and frees few: collecting costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


if __name__ == "__main__":
    main()
