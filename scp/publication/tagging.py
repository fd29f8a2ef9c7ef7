"""Makes a tagged PDF whole: the pass over WeasyPrint's output, in place.

WeasyPrint tags each page by itself. A table that crosses a page becomes several tables, its heads
are read out again on every page, and running heads are content. Here table parts become one table,
repeated heads and running heads become artifacts (shown, not read out), headers say what they head,
headings skip no level, and the edition's JSON is attached.
"""

import hashlib
import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

MARK = re.compile(rb"/\w+\s<</MCID (\d+)>>\sBDC")
ARTIFACT = b"/Artifact BMC"
HEADINGS = {f"/H{level}": level for level in range(1, 7)}


class NotTaggedError(ValueError):
    """The PDF has no structure to mend."""


def finish(
    laid_out: bytes, *, attachment: bytes, attachment_name: str, title: str, language: str
) -> bytes:
    """The finished document. Equal arguments give equal bytes.

    Raises NotTaggedError, or pikepdf.PdfError for what is no PDF.
    """
    with Pdf.open(io.BytesIO(laid_out)) as pdf:
        if Name.StructTreeRoot not in pdf.Root:
            raise NotTaggedError("The document has no structure tree.")
        root = pdf.Root.StructTreeRoot
        merge_tables(root)
        level_headings(root)
        hide_unread(pdf)
        describe(pdf, title=title, language=language, source=attachment)
        attach(pdf, attachment, attachment_name)
        target = io.BytesIO()
        pdf.save(
            target,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
        return target.getvalue()


# --- tables ---------------------------------------------------------------------------------------


def merge_tables(root: Object) -> None:
    """One Table for each table, with its heads once, and a /Scope on every header."""
    whole: dict[str, Object] = {}
    heading: list[Object] = []
    for table in [element for element in walk(root) if kind(element) == "/Table"]:
        identity = _identity(table)
        if not identity:
            # A caption alone at the foot of a page: the rows are on the next.
            heading = children(table)
            _drop(table)
            continue
        first = whole.setdefault(identity, table)
        if first is not table:
            _append_part(first, table)
        elif heading:
            _put_first(table, heading)
        heading = []
    for table in whole.values():
        _scope(table)


def _identity(table: Object) -> str:
    """The number that the layout gave to the cells of a table, in all its parts, as their ID."""
    return next((str(element.ID) for element in walk(table) if Name.ID in element), "")


def _append_part(first: Object, part: Object) -> None:
    """Move the rows of a later part to the first one. Its head and caption are repetitions."""
    for group in children(part):
        if kind(group) not in ("/THead", "/TFoot", "/Caption"):
            _adopt(first, group)
    _drop(part)


def _drop(table: Object) -> None:
    table.P.K = Array([kid for kid in kids(table.P) if not _same(kid, table)])
    table.K = Array()


def _put_first(table: Object, elements: list[Object]) -> None:
    table.K = Array([*elements, *kids(table)])
    for element in elements:
        element.P = table


def _adopt(table: Object, group: Object) -> None:
    """Rows follow the rows that are there; a group of another kind is added whole."""
    last = children(table)[-1]
    together = kind(last) == kind(group) == "/TBody"
    home, moved = (last, children(group)) if together else (table, [group])
    for element in moved:
        element.P = home
        home.K.append(element)


def _scope(table: Object) -> None:
    """Say which way each header points. WeasyPrint's own links from cells to headers number the
    rows of each part from nought, so they are dropped: in a regular table /Scope says it all."""
    for group in children(table):
        scope = Name.Column if kind(group) == "/THead" else Name.Row
        for cell in walk(group):
            if kind(cell) not in ("/TH", "/TD"):
                continue
            for key, holder in ((Name.Headers, cell.A), (Name.ID, cell)):
                if key in holder:
                    del holder[key]
            if kind(cell) == "/TH":
                cell.A.Scope = scope


# --- headings -------------------------------------------------------------------------------------


def level_headings(root: Object) -> None:
    """No heading is more than one level below the one before it: authors of Markdown do skip."""
    before = 0
    for element in walk(root):
        if level := HEADINGS.get(kind(element)):
            before = min(level, before + 1)
            element.S = Name(f"/H{before}")


# --- what is shown and not read out ---------------------------------------------------------------


def hide_unread(pdf: Pdf) -> None:
    """Marked content that no element of the tree claims becomes an artifact."""
    claimed = _claimed(pdf)
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    for key, parents in zip(list(numbers)[::2], list(numbers)[1::2], strict=True):
        if int(key) >= len(pdf.pages):
            continue
        page = pdf.pages[int(key)]
        read = claimed.get(page.obj.objgen, set())
        for mcid in range(len(parents)):
            if mcid not in read:
                parents[mcid] = None
        _rewrite(page, read)
        if Name.Annots in page:
            page.Tabs = Name.S


def _claimed(pdf: Pdf) -> dict[tuple[int, int], set[int]]:
    """The numbers of marked content in the tree, by page."""
    claimed: dict[tuple[int, int], set[int]] = {}
    for element in walk(pdf.Root.StructTreeRoot):
        for kid in kids(element):
            if isinstance(kid, int):
                claimed.setdefault(element.Pg.objgen, set()).add(kid)
    return claimed


def _rewrite(page: pikepdf.Page, read: set[int]) -> None:
    """Turn the marks of unread content in a page's stream into artifact marks."""
    page.contents_coalesce()
    stream = page.Contents

    def mark(match: re.Match[bytes]) -> bytes:
        return match[0] if int(match[1]) in read else ARTIFACT

    stream.write(MARK.sub(mark, stream.read_bytes()))


# --- the whole ------------------------------------------------------------------------------------


def describe(pdf: Pdf, *, title: str, language: str, source: bytes) -> None:
    """Language, title, the hash of the data that it was made from, and the wish to see the title in
    the window."""
    root = pdf.Root
    if not str(root.get(Name.Lang, "")):
        root.Lang = String(language)
    preferences = root.get(Name.ViewerPreferences, Dictionary())
    preferences.DisplayDocTitle = True
    root.ViewerPreferences = preferences
    pdf.docinfo[Name.Title] = String(title)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:source"] = f"SHA-256 {hashlib.sha256(source).hexdigest()}"


def attach(pdf: Pdf, data: bytes, name: str) -> None:
    """Embed the data that the document was made from, as its source, byte for byte."""
    file = pikepdf.AttachedFileSpec(
        pdf,
        data,
        filename=name,
        description="The edition as data",
        mime_type="application/json",
        relationship=Name.Source,
        # Left out, as nobody could make the same bytes again: the file system's times.
        creation_date="",
        mod_date="",
    )
    pdf.attachments[name] = file
    pdf.Root.AF = Array([file.obj])


# --- the tree -------------------------------------------------------------------------------------


def kind(element: Object) -> str:
    """What an element is: "/Table", "/H2" and so on."""
    return str(element.S)


def kids(element: Object) -> list[Object | int]:
    """What an element holds: elements, numbers of marked content, references to annotations."""
    held = element.get(Name.K)
    if held is None:
        return []
    return list(held) if isinstance(held, Array) else [held]


def children(element: Object) -> list[Object]:
    return [kid for kid in kids(element) if isinstance(kid, Dictionary) and Name.S in kid]


def walk(element: Object) -> Iterator[Object]:
    """Every element below this one, in reading order."""
    waiting = children(element)[::-1]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += children(here)[::-1]


def _same(kid: Object | int, element: Object) -> bool:
    return isinstance(kid, Object) and kid.objgen == element.objgen
