"""What a rich text may be made of. Anything else is refused or, in Markdown, left as words.

A document is JSON in the shape that the editor in the browser keeps: `{"type": "doc", "content":
[…]}`. Blocks: headings, paragraphs, two kinds of list, quotations, tables whose first row is their
head. In a line: text (bold, italic, a link), line breaks, and two kinds of chip: a citation of
evidence (how it bears on what is said, and where in the source) and a reference to another item.
"""

import re
from typing import Any, Final

Node = dict[str, Any]
Document = Node

HEADINGS: Final = range(2, 5)
"""Levels as typed in Markdown: `##` to `####`. The page's own heading is above them."""
RELATIONS: Final = ("supports", "contradicts", "gap")
"""How cited evidence bears on what is said; the first is meant when none is named."""

LONGEST: Final = 100_000  # characters of Markdown
LONGEST_JSON: Final = 1_500_000  # characters
DEEPEST_LIST: Final = 4
MOST_NODES: Final = 30_000
MOST_COLUMNS: Final = 20
MOST_ROWS: Final = 500
LONGEST_LOCATOR: Final = 200
LONGEST_ADDRESS: Final = 2_000

# The kinds of item that a text can name, with the digits of their numbers: those that have a page
# and a place of their own in what is published. A test compares them with the models.
CITED: Final = "EV-"
DIGITS: Final = {CITED: 3, "N": 1, "O": 1, "I": 1, "P": 1, "PF": 1, "S": 1}

LISTS: Final = frozenset({"bulletList", "orderedList"})
INLINE: Final = frozenset({"text", "hardBreak", "citation", "item"})
IN_ITEMS: Final = frozenset({"paragraph"}) | LISTS
CONTENT: Final[dict[str, frozenset[str]]] = {
    "doc": frozenset({"heading", "paragraph", "blockquote", "table"}) | LISTS,
    "heading": INLINE,
    "paragraph": INLINE,
    "blockquote": IN_ITEMS,
    "bulletList": frozenset({"listItem"}),
    "orderedList": frozenset({"listItem"}),
    "listItem": IN_ITEMS,
    "table": frozenset({"tableRow"}),
    "tableRow": frozenset({"tableHeader", "tableCell"}),
    "tableHeader": frozenset({"paragraph"}),
    "tableCell": frozenset({"paragraph"}),
}
"""What may stand in what."""
MARKS: Final = ("bold", "italic", "link")
"""From the outermost in."""

# Control characters, halves of surrogate pairs and code points that are no characters: none can be
# stored or shown. Each becomes U+FFFD.
UNSTORABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_NUMBER = r"0*[1-9][0-9]{0,6}"
_PREFIXES = "|".join(sorted((re.escape(p) for p in DIGITS if p != CITED), key=len, reverse=True))
CITED_REFERENCE: Final = re.compile(f"({re.escape(CITED)})({_NUMBER})")
ITEM_REFERENCE: Final = re.compile(f"({_PREFIXES})({_NUMBER})")
ADDRESS: Final = re.compile(r"(?:https?|mailto|tel):[^\s<>\\]+", re.IGNORECASE)


def canonical_get_optional(reference: str, *, cited: bool) -> str | None:
    """`EV-014` for "EV-14"; None for what is no reference to evidence (`cited`) or to an item."""
    found = (CITED_REFERENCE if cited else ITEM_REFERENCE).fullmatch(reference)
    if not found:
        return None
    prefix, number = found.groups()
    return f"{prefix}{int(number):0{DIGITS[prefix]}d}"


def words(node: Node) -> str:
    """The words of a node on one line, a chip as its reference."""
    kind = node["type"]
    if kind == "text":
        return str(node["text"])
    if kind == "hardBreak":
        return " "
    if kind in {"citation", "item"}:
        return str(node["attrs"]["ref"])
    between = "" if kind in {"paragraph", "heading"} else " "
    return between.join(filter(None, (words(child) for child in node.get("content", []))))
