"""Makes a tagged PDF whole: the pass over WeasyPrint's output, in place.

WeasyPrint tags each page by itself. A table that crosses a page becomes several tables, its heads
are read out again on every page, and running heads are content. Here table parts become one table,
repeated heads and running heads become artifacts (shown, not read out), headers say what they head,
headings skip no level, and the edition's JSON is attached.
"""

import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

MARK = re.compile(rb"/\w+ <</MCID (\d+)>> BDC")
ARTIFACT = b"/Artifact BMC"
HEADINGS = {f"/H{level}": level for level in range(1, 7)}
ROW_GROUPS = ("/THead", "/TBody", "/TFoot")


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
        describe(pdf, title=title, language=language)
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
    for table in [e for e in walk(root) if Name.Table == e.S]:
        identity = _identity(table)
        first = whole.setdefault(identity, table) if identity else table
        if first is not table:
            _append_part(first, table)
    for table in [e for e in walk(root) if Name.Table == e.S]:
        _scope(table)


def _identity(table: Object) -> str:
    """WeasyPrint's number of the HTML table, which all its parts share. "" if it has no header."""
    for element in walk(table):
        if element.S == Name.TH and Name.ID in element:
            return str(element.ID).partition("-")[0]
    return ""


def _append_part(first: Object, part: Object) -> None:
    """Move the rows of a later part to the first one. Its head and caption are repetitions."""
    for group in children(part):
        if group.S in (Name.THead, Name.TFoot, Name.Caption):
            continue
        _adopt(first, group)
    siblings = part.P.K
    siblings_left = [kid for kid in siblings if not _same(kid, part)]
    part.P.K = Array(siblings_left)
    part.K = Array()


def _adopt(table: Object, group: Object) -> None:
    """Rows follow the rows that are there; a group of another kind is added whole."""
    last = [element for element in children(table) if element.S in ROW_GROUPS]
    home = last[-1] if last and last[-1].S == group.S and group.S in ROW_GROUPS else table
    for element in children(group) if home is not table else [group]:
        element.P = home
        home.K.append(element)


def _scope(table: Object) -> None:
    """Say which way each header points. WeasyPrint's own links from cells to headers number the
    rows of each part from nought, so they are dropped: in a regular table /Scope says it all."""
    for group in children(table):
        column = Name.THead == group.S
        for cell in walk(group):
            if cell.S in (Name.TH, Name.TD):
                attributes = cell.get(Name.A, Dictionary(O=Name.Table))
                if Name.Headers in attributes:
                    del attributes[Name.Headers]
                if cell.S == Name.TH:
                    attributes.Scope = Name.Column if column else Name.Row
                cell.A = attributes
                if Name.ID in cell:
                    del cell[Name.ID]


# --- headings -------------------------------------------------------------------------------------


def level_headings(root: Object) -> None:
    """No heading is more than one level below the one before it: authors of Markdown do skip."""
    before = 0
    for element in walk(root):
        if level := HEADINGS.get(str(element.S)):
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


def describe(pdf: Pdf, *, title: str, language: str) -> None:
    """Language, title and the wish to see the title in the window, where they are lacking."""
    root = pdf.Root
    if not str(root.get(Name.Lang, "")):
        root.Lang = String(language)
    preferences = root.get(Name.ViewerPreferences, Dictionary())
    preferences.DisplayDocTitle = True
    root.ViewerPreferences = preferences
    pdf.docinfo[Name.Title] = String(title)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title


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
