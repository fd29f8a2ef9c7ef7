"""Text that people wrote, made safe to show.

The narrative of a plan and the comments on it are Markdown (CommonMark with tables). Two fences
stand between what was typed and what a reader's browser, or the PDF renderer, is given: raw HTML
in the source is text, never markup; and the HTML that comes out is cleaned against the list below,
so that a fault in the first fence opens nothing. Pictures are dropped (their description stays),
because a remote picture tells its owner who reads the plan.
"""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "div"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
# A wide table scrolls in its own box, which the keyboard must be able to reach.
TABLE_BOX = {"class": "scp-scrollable", "role": "group", "tabindex": "0", "aria-label": "Table"}
OPEN_BOX = "<div{}>".format("".join(f' {name}="{value}"' for name, value in TABLE_BOX.items()))
NUMERIC = "govuk-table__cell--numeric"
ATTRIBUTE_VALUES = {
    "div": {name: {value} for name, value in TABLE_BOX.items()},
    "th": {"scope": {"col"}, "class": {NUMERIC}},
    "td": {"class": {NUMERIC}},
}
BLANK_LINE = re.compile(r"\n\s*\n")
URL_SCHEMES = {"https", "mailto", "tel"}


def _own_page_only(url: str) -> str | None:
    """A relative link may lead to a place on the same page; anything else would change its
    meaning between the page, the PDF and the API."""
    return url if url.startswith("#") else None


CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES,
    tag_attribute_values=ATTRIBUTE_VALUES,
    url_schemes=URL_SCHEMES,
    url_relative=_own_page_only,
    link_rel="noopener noreferrer",
)


class _Renderer(RendererHTML):
    """HTML without style attributes (the Content-Security-Policy refuses them) or pictures."""

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return str(escape(tokens[idx].content))

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"{OPEN_BOX}<table>"

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self._cell(tokens[idx], scope="col")

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self._cell(tokens[idx])

    def _cell(self, token: Token, **attributes: str) -> str:
        if token.attrs.get("style") == "text-align:right":
            attributes["class"] = NUMERIC
        token.attrs = dict(attributes)
        return f"<{token.tag}{self.renderAttrs(token)}>"


# "linkify" stays off: a bare address is text, so that nobody is led somewhere they did not read.
MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


def from_markdown(text: str, *, heading_offset: int = 1) -> Markup:
    """Safe HTML of Markdown `text`, for a container of class `scp-prose`.

    `heading_offset` is the level of the heading above the text: with 2, the author's headings begin
    at h3, with however many `#` they were typed, and none leaves out a level below the one before
    it. No heading goes below h6. Never raises: every text is some Markdown.
    """
    tokens = MARKDOWN.parse(text)
    _close_heading_gaps(tokens, heading_offset)
    cleaned = CLEANER.clean(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))
    # In the reader's language only now: the cleaner knows the box by its English name.
    named = OPEN_BOX.replace("Table", escape(_("Table")))
    return Markup(cleaned.replace(OPEN_BOX, named))  # noqa: S704  cleaned just above


def _close_heading_gaps(tokens: Sequence[Token], offset: int) -> None:
    """A reader who goes from heading to heading takes a missing level for a missing heading, and
    PDF/UA forbids it."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            above = [*(tag for tag in above if tag < token.tag), token.tag]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(len(above) + offset, 6)}"


def plain(text: str) -> str:
    """Markdown `text` as words on one line: for titles, summaries and search."""
    return re.sub(r"\s+", " ", from_markdown(text).striptags()).strip()


def paragraphs(text: str) -> Markup:
    """Plain text as HTML paragraphs: a blank line starts a new one, a line end is kept."""
    blocks = BLANK_LINE.split(str(escape(text.strip())))
    written = (block.strip("\n").replace("\n", "<br>") for block in blocks if block.strip())
    lines = [f'<p class="govuk-body">{block}</p>' for block in written]
    return Markup("\n".join(lines))  # noqa: S704  escaped as a whole just above
