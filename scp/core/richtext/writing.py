"""A document as Markdown that means the same: read again, it gives the same document."""

import re
from collections.abc import Iterable, Iterator

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from scp.core.richtext.schema import LISTS, RELATIONS, Document, Node

Delimiter = tuple[str, bool]
"""What it looks like, and whether it opens."""
# What would be markup: backslash, code, emphasis, links and chips, addresses in angle brackets,
# entities. An underscore inside a word is none.
SPECIAL = re.compile(
    r"[\\`*\[\]]|(?<![^\W_]{2})_|_(?![^\W_]{2})|<(?=[^\s<>]*[:@])|&(?=#?[a-zA-Z0-9]+;)"
)
# What would make a line a heading, a list, a quotation, a table, a rule or a fence.
AT_LINE_START = re.compile(r"^(?:([-+=#>~|:])|(\d{1,9})([.)]))")


def to_markdown(document: Document) -> str:
    """The document in Markdown, for the textarea and for whoever reuses it. Takes a document in
    canonical form (as `validate` and `from_markdown` give)."""
    return "\n".join(_blocks(document.get("content", [])))


def _blocks(nodes: Iterable[Node]) -> Iterator[str]:
    """The lines of blocks, with an empty line between two."""
    before: Node | None = None
    odd = False
    for node in nodes:
        if before is not None:
            yield ""
        # Two lists of a kind, one after the other, would be read as one.
        odd = not odd if before is not None and before["type"] == node["type"] else False
        yield from _block(node, odd)
        before = node


def _block(node: Node, odd: bool) -> Iterator[str]:
    kind, content = node["type"], node["content"]
    if kind == "paragraph":
        yield from _inline(content).split("\n")
    elif kind == "heading":
        text = re.sub("#$", r"\\#", _inline(content, at_line_start=False))
        yield f"{'#' * node['attrs']['level']} {text}"
    elif kind == "blockquote":
        yield from (f"> {line}".rstrip() for line in _blocks(content))
    elif kind == "table":
        yield from _table(content)
    else:
        yield from _list(node, odd)


def _list(node: Node, odd: bool) -> Iterator[str]:
    start = node.get("attrs", {}).get("start", 1)
    loose = any(_is_loose(item) for item in node["content"])
    for index, item in enumerate(node["content"]):
        if index and loose:
            yield ""
        if node["type"] == "bulletList":
            marker = "*" if odd else "-"
        else:
            marker = f"{start + index}{')' if odd else '.'}"
        lines = list(_blocks(item["content"])) if loose else list(_tight(item["content"]))
        yield f"{marker} {lines[0]}"
        indent = " " * (len(marker) + 1)
        yield from (f"{indent}{line}" if line else "" for line in lines[1:])


def _is_loose(item: Node) -> bool:
    """Does the item need empty lines? One paragraph and lists do not, unless a list follows that
    without an empty line would be more of the words, or more of the list before it."""
    lists = item["content"][1:]
    return (
        any(node["type"] not in LISTS for node in lists)
        or any(node.get("attrs", {}).get("start", 1) != 1 for node in lists)
        or len(lists) > 1
    )


def _tight(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        yield from _block(node, odd=False)


def _table(rows: list[Node]) -> Iterator[str]:
    for index, row in enumerate(rows):
        yield _row(_in_cell(cell["content"][0].get("content", [])) for cell in row["content"])
        if index == 0:
            yield _row("--:" if "attrs" in cell else "---" for cell in row["content"])


def _in_cell(nodes: list[Node]) -> str:
    return _inline(nodes, at_line_start=False).replace("|", r"\|")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _inline(nodes: list[Node], *, at_line_start: bool = True) -> str:
    """A line's nodes. Bold is opened before italic and closed after it, so that they nest."""
    parts: list[str] = [""]
    turns: list[list[Delimiter]] = []
    bold = italic = False
    for node in [*nodes, None]:
        marks = {mark["type"] for mark in node.get("marks", [])} if node else set()
        turn: list[Delimiter] = []
        if italic and ("italic" not in marks or bold != ("bold" in marks)):
            turn.append(("_", False))
            italic = False
        if bold != ("bold" in marks):
            turn.append(("**", not bold))
            bold = not bold
        if italic != ("italic" in marks):
            turn.append(("_", True))
            italic = True
        starts_line = at_line_start and not turn and (len(parts) == 1 or parts[-1][-1:] == "\n")
        turns.append(turn)
        parts.append(_written(node, starts_line=starts_line) if node else "")
    return _joined(parts, turns)


def _written(node: Node, *, starts_line: bool) -> str:
    if node["type"] == "hardBreak":
        return "\\\n"
    if node["type"] == "item":
        return f"[{node['attrs']['ref']}]"
    if node["type"] == "citation":
        ref, relation, locator = (node["attrs"][name] for name in ("ref", "relation", "locator"))
        said = "" if relation == RELATIONS[0] else relation
        return f"[{' '.join(filter(None, (said, ref, locator)))}]"
    text = SPECIAL.sub(r"\\\g<0>", node["text"])
    href = next((m["attrs"]["href"] for m in node.get("marks", []) if m["type"] == "link"), None)
    if href:
        return f"[{text}]({_address(href)})"
    return AT_LINE_START.sub(r"\2\\\1\3", text) if starts_line else text


def _address(href: str) -> str:
    return re.sub(r"[()]|&(?=#?[a-zA-Z0-9]+;)", r"\\\g<0>", href)


def _joined(parts: list[str], turns: list[list[Delimiter]]) -> str:
    """The parts with their delimiters in between. CommonMark tells by the characters beside it
    whether a delimiter opens or closes, or is nothing but a star: where a letter outside is in the
    way, it is written as a number, which is punctuation to that rule and the same to a reader."""
    changed = True
    while changed:
        changed = False
        for index, turn in enumerate(turns):
            left, right = parts[index], parts[index + 1]
            for at, (_text, opens) in enumerate(turn):
                if not _works(turn, at, left[-1:], right[:1]):
                    which, outside = (index, -1) if opens else (index + 1, 0)
                    parts[which] = _numbered(parts[which], outside)
                    changed = True
                    break
    out = parts[0]
    for turn, part in zip(turns, parts[1:], strict=True):
        # Not a picture, and not a link with the chip as its words.
        if out.endswith("!") and part.startswith("[") and not turn:
            out = f"{out[:-1]}\\!"
        if out.endswith("]") and part.startswith("(") and not turn:
            part = f"\\{part}"
        out += "".join(text for text, _opens in turn) + part
    return out


def _works(turn: list[Delimiter], at: int, left: str, right: str) -> bool:
    """Is this delimiter read as what it is meant to be, between these two characters?"""
    text, opens = turn[at]
    before = _sort(turn[at - 1][0] if at else left)
    after = _sort(turn[at + 1][0] if at + 1 < len(turn) else right)
    inside, outside = (after, before) if opens else (before, after)
    flanks = inside != "space" and (inside != "punctuation" or outside != "letter")
    return flanks and (text == "**" or outside != "letter")


def _sort(character: str) -> str:
    character = character[-1:]
    if not character or isWhiteSpace(ord(character)):
        return "space"
    if isMdAsciiPunct(ord(character)) or isPunctChar(character):
        return "punctuation"
    return "letter"


def _numbered(text: str, at: int) -> str:
    number = f"&#{ord(text[at])};"
    return f"{text[:-1]}{number}" if at else f"{number}{text[1:]}"
