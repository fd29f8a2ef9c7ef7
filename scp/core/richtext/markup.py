"""A document as safe HTML, for a container of class `scp-prose`.

The HTML is made of what the schema has, and then cleaned against the list of `scp.core.html`, so
that a fault in one fence opens nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

import nh3
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from scp.core.html import (
    ATTRIBUTE_VALUES,
    ATTRIBUTES,
    NUMERIC,
    TABLE_BOX,
    TAGS,
    URL_SCHEMES,
)
from scp.core.richtext.schema import HEADINGS, Document, Node

CITATION = "scp-citation"


class Chip(NamedTuple):
    """Where a reference leads: a place on the same page (`#EV-014`) or an address of this site
    (`/…`), and what the item is called."""

    href: str
    title: str = ""


Chips = Mapping[str, Chip]
Inner = Callable[[Iterable[Node]], Markup]


def _own_site_only(url: str) -> str | None:
    """A document's own links are never relative (the schema); those of its chips are."""
    return url if url.startswith("#") or (url[:1] == "/" and url[1:2] not in {"/", "\\"}) else None


CLEANER = nh3.Cleaner(
    tags=TAGS | {"span"},
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES,
    tag_attribute_values={
        **ATTRIBUTE_VALUES,
        "span": {
            "class": {
                CITATION,
                f"{CITATION} {CITATION}--contradicts",
                f"{CITATION} {CITATION}--gap",
            }
        },
    },
    url_schemes=URL_SCHEMES,
    url_relative=_own_site_only,
    link_rel="noopener noreferrer",
)


def to_html(document: Document, *, heading_offset: int = 1, chips: Chips | None = None) -> Markup:
    """Safe HTML of a document in canonical form.

    `heading_offset` is the level of the heading above the text: with 2, its headings begin at h3.
    None goes below h6. `chips` says where the references lead; without it none is a link, and one
    that it does not have is said not to be in the plan.
    """
    rendered = _Renderer(heading_offset, chips).blocks(document.get("content", []))
    return Markup(CLEANER.clean(rendered))  # noqa: S704  cleaned on this line


class _Renderer:
    def __init__(self, heading_offset: int, chips: Chips | None) -> None:
        self.heading_offset = heading_offset
        self.chips = chips

    def blocks(self, nodes: Iterable[Node]) -> Markup:
        return Markup("\n").join(self._block(node) for node in nodes)

    def _block(self, node: Node) -> Markup:
        kind, content = node["type"], node.get("content", [])
        if kind == "paragraph":
            return _tag("p", self._line(content))
        if kind == "heading":
            level = node["attrs"]["level"] - HEADINGS.start + 1 + self.heading_offset
            return _tag(f"h{min(level, 6)}", self._line(content))
        if kind == "table":
            return self._table(content)
        if kind == "blockquote":
            return _tag("blockquote", self.blocks(content))
        start = node.get("attrs", {}).get("start", 1)
        items = Markup("\n").join(_tag("li", self._item(item["content"])) for item in content)
        if kind == "bulletList":
            return _tag("ul", items)
        return _tag("ol", items, **({"start": str(start)} if start != 1 else {}))

    def _item(self, content: list[Node]) -> Markup:
        """An item of one paragraph is its words; more than one are told apart."""
        if sum(node["type"] == "paragraph" for node in content) > 1:
            return self.blocks(content)
        return Markup("\n").join(
            self._line(node["content"]) if node["type"] == "paragraph" else self._block(node)
            for node in content
        )

    def _table(self, rows: list[Node]) -> Markup:
        head, *body = (Markup("").join(self._cell(cell) for cell in row["content"]) for row in rows)
        parts = _tag("thead", _tag("tr", head))
        if body:
            parts += _tag("tbody", Markup("").join(_tag("tr", row) for row in body))
        return _tag("div", _tag("table", parts), **TABLE_BOX)

    def _cell(self, cell: Node) -> Markup:
        attributes = {"class": NUMERIC} if "attrs" in cell else {}
        line = self._line(cell["content"][0].get("content", []))
        if cell["type"] == "tableHeader":
            return _tag("th", line, scope="col", **attributes)
        return _tag("td", line, **attributes)

    def _line(self, nodes: Iterable[Node]) -> Markup:
        """A link is one link, also where a part of its words is bold."""
        html = Markup("")
        for href, run in groupby(nodes, key=_href):
            words = Markup("").join(self._inline(node) for node in run)
            html += _link(words, href) if href else words
        return html

    def _inline(self, node: Node) -> Markup:
        if node["type"] == "hardBreak":
            return Markup("<br>")
        if node["type"] == "item":
            return self._chip(node["attrs"]["ref"])
        if node["type"] == "citation":
            return self._citation(**node["attrs"])
        html = escape(node["text"])
        marks = {mark["type"] for mark in node.get("marks", [])}
        if "italic" in marks:
            html = _tag("em", html)
        return _tag("strong", html) if "bold" in marks else html

    def _citation(self, ref: str, relation: str, locator: str) -> Markup:
        """`[EV-014, p. 3]`; that evidence contradicts what is said is said in words."""
        said = {"contradicts": _("contradicted by"), "gap": _("known gap:")}.get(relation, "")
        words = Markup(" ").join(filter(None, (escape(said), self._chip(ref))))
        inside = Markup(", ").join(filter(None, (words, escape(locator))))
        css = f"{CITATION} {CITATION}--{relation}" if said else CITATION
        return _tag("span", Markup("[{}]").format(inside), **{"class": css})

    def _chip(self, ref: str) -> Markup:
        if self.chips is None:
            return escape(ref)
        if chip := self.chips.get(ref):
            title = {"title": chip.title} if chip.title else {}
            return _tag("a", escape(ref), href=chip.href, **title)
        return escape(_("{reference} (not in the plan)").format(reference=ref))


def _href(node: Node) -> str:
    return next((m["attrs"]["href"] for m in node.get("marks", []) if m["type"] == "link"), "")


def _link(words: Markup, href: str) -> Markup:
    """An address without encryption is shown and not linked: nobody is led there unawares."""
    if href.lower().startswith("http:"):
        plain = words.striptags()
        return words if plain == href else words + escape(f" ({href})")
    return _tag("a", words, href=href)


def _tag(name: str, inner: Markup, **attributes: str) -> Markup:
    given = Markup("").join(
        Markup(' {}="{}"').format(key, value) for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(name, given, inner)
