"""What a document says, cites and refers to."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scp.core.richtext.schema import Document, Node, words

CHIP = "\ufffc"
# A sentence ends where the next begins; a citation after the full stop belongs to what it follows.
SENTENCE_END = re.compile(rf"([.!?…][”’\"')]*(?:\s*{CHIP})*)\s+(?=[^a-z{CHIP}])")


class Cited(NamedTuple):
    """That a text cites evidence: how that bears on what is said, where in the source, and the
    sentence of the text that it is about."""

    evidence: str
    relation: str
    locator: str
    about: str


def plain_text(document: Document) -> str:
    """The words, block by block, on lines of their own: for search, summaries and differences."""
    return "\n".join(filter(None, (words(line).strip() for line in _lines(document))))


def citations(document: Document) -> tuple[Cited, ...]:
    """What is cited, in the order of the text."""
    return tuple(cited for line in _lines(document) for cited in _cited(line))


def references(document: Document) -> tuple[str, ...]:
    """The items that are named or cited, each once, in the order of the text."""
    chips = (node for node in walk(document) if node["type"] in {"citation", "item"})
    return tuple(dict.fromkeys(chip["attrs"]["ref"] for chip in chips))


def walk(node: Node) -> Iterator[Node]:
    """A node and everything in it, in the order of the text."""
    yield node
    for child in node.get("content", []):
        yield from walk(child)


def _lines(document: Document) -> Iterator[Node]:
    return (node for node in walk(document) if node["type"] in {"paragraph", "heading"})


def _cited(line: Node) -> Iterator[Cited]:
    chips = [node for node in line.get("content", []) if node["type"] == "citation"]
    if not chips:
        return
    text = "".join(CHIP if node["type"] == "citation" else words(node) for node in line["content"])
    sentences = SENTENCE_END.sub(r"\1\n", text).split("\n")
    for sentence in sentences:
        about = re.sub(rf"\s*{CHIP}", "", sentence)
        for _chip in range(sentence.count(CHIP)):
            attrs = chips.pop(0)["attrs"]
            yield Cited(attrs["ref"], attrs["relation"], attrs["locator"], " ".join(about.split()))
