"""One document for each meaning: what looks the same is stored the same, and can be Markdown.

Empty blocks go, runs of text with the same marks become one, marks do not begin or end on a space
(Markdown cannot say so), no level of heading is left out, each table has a head.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from scp.core.richtext.schema import (
    DEEPEST_LIST,
    HEADINGS,
    LISTS,
    MARKS,
    UNSTORABLE,
    Document,
    Node,
)

Piece = tuple[str, tuple[Any, ...]]
"""A character and its marks."""


def shaped(document: Document) -> Document:
    """The canonical form of a document that keeps to the schema. Shaping it again changes
    nothing."""
    blocks = list(_blocks(document.get("content", []), depth=0))
    _close_heading_gaps(blocks)
    return {"type": "doc", "content": blocks}


def _blocks(nodes: Iterable[Node], *, depth: int) -> Iterator[Node]:
    for node in nodes:
        kind, content = node["type"], node.get("content", [])
        if kind == "paragraph":
            if content := inline(content):
                yield {"type": kind, "content": content}
        elif kind == "heading":
            if content := _on_one_line(content):
                yield {"type": kind, "attrs": {"level": node["attrs"]["level"]}, "content": content}
        elif kind == "table":
            yield from _table(content)
        elif kind in LISTS:
            yield from _list(node, depth=depth + 1)
        elif content := list(_blocks(content, depth=depth)):
            yield {"type": kind, "content": content}


def _list(node: Node, *, depth: int) -> Iterator[Node]:
    items = list(_items(node.get("content", []), depth=depth))
    if not items:
        return
    shape: Node = {"type": node["type"], "content": items}
    if node["type"] == "orderedList":
        shape["attrs"] = {"start": node.get("attrs", {}).get("start", 1)}
    yield shape


def _items(items: Iterable[Node], *, depth: int) -> Iterator[Node]:
    """An item begins with words: one that begins with a list is the items of that list. A list
    that would lie too deep goes on in the one above."""
    for item in items:
        own: list[Node] = []
        for block in _blocks(item.get("content", []), depth=depth):
            if block["type"] in LISTS and (not own or depth >= DEEPEST_LIST):
                if own:
                    yield {"type": "listItem", "content": own}
                    own = []
                yield from block["content"]
            else:
                own.append(block)
        if own:
            yield {"type": "listItem", "content": own}


def _table(rows: list[Node]) -> Iterator[Node]:
    cells = [row.get("content", []) for row in rows]
    if not any(cells):
        return
    aligned = [cell.get("attrs", {}).get("align") == "right" for cell in cells[0]]
    yield {
        "type": "table",
        "content": [
            {
                "type": "tableRow",
                "content": [
                    _cell(cell, "tableCell" if index else "tableHeader", right=right)
                    for cell, right in zip(row, aligned, strict=True)
                ],
            }
            for index, row in enumerate(cells)
        ],
    }


def _cell(cell: Node, kind: str, *, right: bool) -> Node:
    """A cell holds one line; its column says whether it holds figures, which stand on the right."""
    joined: list[Node] = []
    for paragraph in cell.get("content", []):
        joined += [{"type": "hardBreak"}, *paragraph.get("content", [])]
    content = _on_one_line(joined)
    paragraph = {"type": "paragraph", **({"content": content} if content else {})}
    return {
        "type": kind,
        **({"attrs": {"align": "right"}} if right else {}),
        "content": [paragraph],
    }


def _close_heading_gaps(blocks: Iterable[Node]) -> None:
    """A reader who goes from heading to heading takes a missing level for a missing heading."""
    above: list[int] = []
    for block in blocks:
        if block["type"] == "heading":
            level = block["attrs"]["level"]
            above = [*(other for other in above if other < level), level]
            block["attrs"]["level"] = min(HEADINGS.start + len(above), HEADINGS.stop) - 1


def _on_one_line(nodes: Iterable[Node]) -> list[Node]:
    return inline(
        {"type": "text", "text": " "} if node["type"] == "hardBreak" else node for node in nodes
    )


def inline(nodes: Iterable[Node]) -> list[Node]:
    """A line's text and chips, in canonical form; empty when there is nothing to read."""
    done: list[Node] = []
    for line in _lines(nodes):
        done += [*_runs(_trimmed(line)), {"type": "hardBreak"}]
    while done and done[-1]["type"] == "hardBreak":
        done.pop()
    first = next((i for i, node in enumerate(done) if node["type"] != "hardBreak"), 0)
    return done[first:]


def _lines(nodes: Iterable[Node]) -> list[list[Node | Piece]]:
    lines: list[list[Node | Piece]] = [[]]
    for node in nodes:
        if node["type"] == "hardBreak":
            lines.append([])
        elif node["type"] == "text":
            marks = _marks(node)
            text = UNSTORABLE.sub("\ufffd", re.sub(r"[\t\n\r\x0b\x0c]", " ", node["text"]))
            lines[-1] += [(character, marks) for character in text]
        else:
            lines[-1].append({"type": node["type"], "attrs": dict(node["attrs"])})
    return lines


def _marks(node: Node) -> tuple[Any, ...]:
    """Bold, italic and the address of the link, in this order; None where there is none."""
    found = {
        mark["type"]: mark.get("attrs", {}).get("href", True) for mark in node.get("marks", [])
    }
    return tuple(found.get(name) for name in MARKS)


def _trimmed(line: list[Node | Piece]) -> list[Node | Piece]:
    inked = [index for index, piece in enumerate(line) if not _is_space(piece)]
    line = line[inked[0] : inked[-1] + 1] if inked else []
    if any(isinstance(piece, tuple) and any(piece[1]) for piece in line):
        for which in range(len(MARKS)):
            line = _mark_trimmed(line, which)
    return line


def _is_space(piece: Node | Piece) -> bool:
    return isinstance(piece, tuple) and piece[0].isspace()


def _mark_trimmed(line: list[Node | Piece], which: int) -> list[Node | Piece]:
    """The line, with one kind of mark taken off the spaces that it begins or ends on. Where bold
    ends, what is italic ends, too, and may begin again: Markdown's marks nest."""
    done: list[Node | Piece] = []
    for marks, run in groupby(line, key=lambda piece: _marks_to(piece, which)):
        pieces = list(run)
        if marks is None:
            done += pieces
            continue
        inked = [index for index, piece in enumerate(pieces) if not _is_space(piece)]
        first, last = (inked[0], inked[-1]) if inked else (len(pieces), -1)
        done += [
            piece if first <= index <= last else _without(piece, which)
            for index, piece in enumerate(pieces)
        ]
    return done


def _marks_to(piece: Node | Piece, which: int) -> tuple[Any, ...] | None:
    """The mark of a character and those around it; None where it has no such mark."""
    if isinstance(piece, dict) or not piece[1][which]:
        return None
    return piece[1][: which + 1]


def _without(piece: Node | Piece, which: int) -> Piece:
    assert isinstance(piece, tuple)  # noqa: S101  only characters carry marks
    return piece[0], (*piece[1][:which], None, *piece[1][which + 1 :])


def _runs(line: list[Node | Piece]) -> Iterator[Node]:
    for marks, run in groupby(
        line, key=lambda piece: piece[1] if isinstance(piece, tuple) else None
    ):
        if marks is None:
            yield from (piece for piece in run if isinstance(piece, dict))
        else:
            text = "".join(piece[0] for piece in run if isinstance(piece, tuple))
            yield _text(text, marks)


def _text(text: str, marks: tuple[Any, ...]) -> Node:
    node: Node = {"type": "text", "text": text}
    named = [
        {"type": name, **({"attrs": {"href": mark}} if name == "link" else {})}
        for name, mark in zip(MARKS, marks, strict=True)
        if mark
    ]
    return {**node, "marks": named} if named else node
