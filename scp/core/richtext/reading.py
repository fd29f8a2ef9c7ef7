"""Markdown as a document: CommonMark with tables, and the two chips.

What the schema does not have becomes what is nearest to it and keeps its words: a picture its
description, code plain text, a heading inside a list a paragraph. Raw HTML, links to addresses of
other kinds and link definitions are text, so that their author sees them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from scp.core.richtext.schema import (
    ADDRESS,
    CITED_REFERENCE,
    ITEM_REFERENCE,
    LISTS,
    LONGEST_LOCATOR,
    RELATIONS,
    UNSTORABLE,
    Document,
    Node,
    canonical_get_optional,
    words,
)
from scp.core.richtext.shaping import shaped

CHIP = re.compile(
    rf"\[(?:(?:({'|'.join(RELATIONS)}) )?({CITED_REFERENCE.pattern})"
    rf"(?:[ ,] *([^\[\]\n]{{1,{LONGEST_LOCATOR}}}))?|({ITEM_REFERENCE.pattern}))\](?!\()"
)
MARK_OF = {"strong": "bold", "em": "italic"}


def _chip(state: StateInline, silent: bool) -> bool:
    """`[EV-014 p. 3]`, `[contradicts EV-002]` and `[O3]`, for markdown-it."""
    found = CHIP.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        relation, cited, _prefix, _number, locator, item, *_rest = found.groups()
        kind, ref = ("citation", cited) if cited else ("item", item)
        attrs = {"ref": canonical_get_optional(ref, cited=bool(cited))}
        if cited:
            attrs |= {
                "relation": relation or RELATIONS[0],
                "locator": " ".join((locator or "").split()),
            }
        state.push(kind, "", 0).meta = attrs
    state.pos = found.end()
    return True


MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("reference")
MARKDOWN.validateLink = lambda url: bool(ADDRESS.fullmatch(url))  # type: ignore[method-assign]
MARKDOWN.inline.ruler.before("link", "chip", _chip)


def normal_address(address: str) -> str:
    """A link's address as it is stored: percent-encoded, the host in its ASCII form."""
    return MARKDOWN.normalizeLink(address)


def from_markdown(text: str) -> Document:
    """The document that Markdown `text` means. Never raises: every text is some Markdown."""
    text = UNSTORABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    blocks = _nodes(iter(MARKDOWN.parse(text)), "")
    return shaped({"type": "doc", "content": list(_fitted(blocks, at_top=True))})


def may_have_chips(text: str) -> bool:
    """Whether Markdown `text` may cite or name an item; without reading it, so that a chip written
    as code is taken for one."""
    return CHIP.search(text) is not None


def _nodes(tokens: Iterator[Token], closing: str) -> list[Node]:
    """The blocks up to the token that closes them."""
    nodes: list[Node] = []
    for token in tokens:
        if token.type == closing:
            break
        if token.nesting == 1:
            content = _nodes(tokens, token.type.replace("_open", "_close"))
            nodes.extend(_block(token, content))
        elif token.type == "inline":
            nodes.extend(_inline(token.children or []))
        elif token.type in {"fence", "code_block"}:
            nodes.append({"type": "paragraph", "content": _code(token.content)})
    return nodes


def _block(token: Token, content: list[Node]) -> list[Node]:
    kind = token.type.removesuffix("_open")
    if kind == "heading":
        return [{"type": kind, "attrs": {"level": int(token.tag[1])}, "content": content}]
    if kind == "ordered_list":
        start = min(int(token.attrs.get("start", 1)), 9999)
        return [{"type": "orderedList", "attrs": {"start": start}, "content": content}]
    if kind in {"th", "td"}:
        right = token.attrs.get("style") == "text-align:right"
        attrs = {"align": "right"} if right else {}
        paragraph = {"type": "paragraph", "content": content}
        return [{"type": "tableCell", "attrs": attrs, "content": [paragraph]}]
    named = {"bullet_list": "bulletList", "list_item": "listItem", "tr": "tableRow"}
    if kind in {"thead", "tbody"}:
        return content
    return [{"type": named.get(kind, kind), "content": content}]


def _code(text: str) -> list[Node]:
    nodes: list[Node] = []
    for line in text.rstrip("\n").split("\n"):
        nodes += [{"type": "hardBreak"}, *([{"type": "text", "text": line}] if line else [])]
    return nodes[1:]


def _inline(tokens: Sequence[Token]) -> Iterator[Node]:
    marks: list[dict[str, Any]] = []
    for token in tokens:
        if token.type == "hardbreak":
            yield {"type": "hardBreak"}
        elif token.meta and token.type in {"citation", "item"}:
            yield {"type": token.type, "attrs": token.meta}
        elif token.nesting == 1:
            name = token.type.removesuffix("_open")
            href = token.attrs.get("href")
            marks.append(
                {"type": MARK_OF.get(name, name), **({"attrs": {"href": href}} if href else {})}
            )
        elif token.nesting == -1:
            marks.pop()
        elif text := " " if token.type == "softbreak" else token.content:
            # A mark inside the same mark says nothing more.
            once = {mark["type"]: mark for mark in marks}
            yield {"type": "text", "text": text, "marks": list(once.values())}


def _fitted(nodes: Iterable[Node], *, at_top: bool = False) -> Iterator[Node]:
    """Blocks as they may stand at the top of a document, or inside a list or a quotation."""
    for node in nodes:
        kind, content = node["type"], node.get("content", [])
        if kind in LISTS | {"listItem"} or (kind == "blockquote" and at_top):
            yield {**node, "content": list(_fitted(content))}
        elif kind == "blockquote":
            yield from _fitted(content)
        elif kind == "table" and not at_top:
            yield from _rows_as_paragraphs(content)
        elif kind == "heading" and not at_top:
            yield {"type": "paragraph", "content": content}
        else:
            yield node


def _rows_as_paragraphs(rows: Iterable[Node]) -> Iterator[Node]:
    for row in rows:
        text = " | ".join(words(cell) for cell in row["content"])
        yield {"type": "paragraph", "content": [{"type": "text", "text": text}]}
