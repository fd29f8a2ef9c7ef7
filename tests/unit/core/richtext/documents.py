"""Documents: small ones to write by hand, and all there could be."""

from typing import Any

from hypothesis import strategies as st

Node = dict[str, Any]


def doc(*blocks: Any) -> Node:
    return {"type": "doc", "content": list(blocks)}


def text(words: str, *marks: str, href: str = "") -> Node:
    named: list[Node] = [{"type": mark} for mark in marks]
    if href:
        named.append({"type": "link", "attrs": {"href": href}})
    return {"type": "text", "text": words, **({"marks": named} if named else {})}


def paragraph(*content: Node | str) -> Node:
    return {"type": "paragraph", "content": [_node(part) for part in content]}


def heading(level: int, words: str) -> Node:
    return {"type": "heading", "attrs": {"level": level}, "content": [text(words)]}


def bullets(*items: Node | str) -> Node:
    return {"type": "bulletList", "content": [_item(item) for item in items]}


def numbers(*items: Node | str, start: int = 1) -> Node:
    return {
        "type": "orderedList",
        "attrs": {"start": start},
        "content": [_item(item) for item in items],
    }


def item(*blocks: Node) -> Node:
    return {"type": "listItem", "content": list(blocks)}


def table(*rows: list[str]) -> Node:
    return {"type": "table", "content": [_row(row, first=not at) for at, row in enumerate(rows)]}


def cited(ref: str, relation: str = "supports", locator: str = "") -> Node:
    return {"type": "citation", "attrs": {"ref": ref, "relation": relation, "locator": locator}}


def named(ref: str) -> Node:
    return {"type": "item", "attrs": {"ref": ref}}


BREAK: Node = {"type": "hardBreak"}


def _node(part: Node | str) -> Node:
    return text(part) if isinstance(part, str) else part


def _item(part: Node | str) -> Node:
    return item(paragraph(part)) if isinstance(part, str) else part


def _row(cells: list[str], *, first: bool) -> Node:
    kind = "tableHeader" if first else "tableCell"
    return {
        "type": "tableRow",
        "content": [
            {"type": kind, "content": [paragraph(cell) if cell else {"type": "paragraph"}]}
            for cell in cells
        ],
    }


# --- All there could be -------------------------------------------------------------------------

# Everything that means something to Markdown, and what lies between letters and punctuation.
AWKWARD = st.text(st.sampled_from("ab1 _*`[]()<>&;#-+=|\\!~.:\n£“é\u2003\t\u0301😀/"), max_size=8)
WORDS = (AWKWARD | st.text(max_size=5)).filter(bool)
ADDRESSES = st.sampled_from(
    ["https://a.example/x", "http://a.example/(y)&amp;_*", "mailto:a@b.example", "tel:+441610000"]
)
MARKS = st.lists(
    st.sampled_from([{"type": "bold"}, {"type": "italic"}])
    | ADDRESSES.map(lambda href: {"type": "link", "attrs": {"href": href}}),
    max_size=3,
    unique_by=lambda mark: str(mark["type"]),
)
TEXTS = st.builds(
    lambda words, marks: {"type": "text", "text": words, "marks": marks}, WORDS, MARKS
)
CITATIONS = st.builds(
    cited,
    st.sampled_from(["EV-001", "EV-014", "EV-1000"]),
    st.sampled_from(["supports", "contradicts", "gap"]),
    st.sampled_from(["", "p. 3", "|", "\\|x", "`*_,", ", 4"]),
)
ITEMS = st.sampled_from(["O3", "N12", "PF1", "S2"]).map(named)
INLINE = st.lists(TEXTS | TEXTS | CITATIONS | ITEMS | st.just(BREAK), max_size=6)
PARAGRAPHS = INLINE.map(lambda content: paragraph(*content))
HEADINGS = st.builds(
    lambda level, content: {"type": "heading", "attrs": {"level": level}, "content": content},
    st.sampled_from([2, 3, 4]),
    INLINE,
)


def _lists(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    items = st.lists(st.lists(children, max_size=3).map(lambda blocks: item(*blocks)), max_size=3)
    return items.map(lambda content: bullets(*content)) | st.builds(
        lambda content, start: numbers(*content, start=start),
        items,
        st.sampled_from([0, 1, 9, 9999]),
    )


IN_ITEMS = st.recursive(PARAGRAPHS, lambda children: children | _lists(children), max_leaves=6)
QUOTATIONS = st.lists(IN_ITEMS, max_size=3).map(
    lambda content: {"type": "blockquote", "content": content}
)


@st.composite
def _tables(draw: st.DrawFn) -> Node:
    columns = [
        draw(st.sampled_from([{}, {"align": "right"}])) for _ in range(draw(st.integers(1, 3)))
    ]
    return {
        "type": "table",
        "content": [
            {
                "type": "tableRow",
                "content": [
                    {"type": "tableCell", "attrs": attrs, "content": [draw(PARAGRAPHS)]}
                    for attrs in columns
                ],
            }
            for _ in range(draw(st.integers(1, 3)))
        ],
    }


DOCUMENTS = st.lists(PARAGRAPHS | HEADINGS | IN_ITEMS | QUOTATIONS | _tables(), max_size=5).map(
    lambda blocks: doc(*blocks)
)
MARKDOWN = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            *("> ", "- ", "1. ", "  ", "    ", "\n", "\n\n", "# ", "### ", "**", "_", "*", "`"),
            *("| a | b |\n|---|--:|\n", "[O3]", "[EV-1 p]", "[gap EV-2]", "a", "b", "![x](y)"),
            *("<https://a.example>", "\\", "&amp;", "```\n", "---\n", "<b>", "[a](javascript:x)"),
        ]
    ),
    max_size=20,
).map("".join)
