"""Is this JSON a document? Says where it is not, and what to do about it.

What the editor of the product sends is one; this is the fence against everything else that may be
sent in its place. Nothing is guessed: an unknown type, mark or attribute is refused.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from scp.core.richtext.reading import normal_address
from scp.core.richtext.schema import (
    ADDRESS,
    CITED,
    CONTENT,
    DEEPEST_LIST,
    HEADINGS,
    LISTS,
    LONGEST,
    LONGEST_ADDRESS,
    LONGEST_JSON,
    LONGEST_LOCATOR,
    MARKS,
    MOST_COLUMNS,
    MOST_NODES,
    MOST_ROWS,
    RELATIONS,
    Document,
    Node,
    canonical_get_optional,
)
from scp.core.richtext.shaping import shaped
from scp.core.richtext.writing import to_markdown

LEAVES = {"text": {"text", "marks"}, "hardBreak": set(), "citation": {"attrs"}, "item": {"attrs"}}
SHOWN = 40


class DocumentError(ValueError):
    """What is not as it must be: `place` in the reader's words ("Block 3, “Since 2019 …”"),
    `problem` with its remedy. As text: both."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}" if place else problem)
        self.place = place
        self.problem = problem


def validate(value: Any) -> Document:
    """The document in canonical form; raises DocumentError. `value` is parsed JSON or its text."""
    if isinstance(value, str | bytes):
        value = _parsed(value)
    if (
        not isinstance(value, dict)
        or value.get("type") != "doc"
        or set(value) - {"type", "content"}
    ):
        raise DocumentError("", _("This is not a text of this service. Type it again."))
    blocks = _content(value, "")
    budget = iter(range(MOST_NODES))
    checked = []
    for index, block in enumerate(blocks, start=1):
        place = _place(index, block)
        checked.append(_checked(block, "doc", place, budget, lists=0))
    document = shaped({"type": "doc", "content": checked})
    length = len(to_markdown(document))
    if length > LONGEST:
        raise DocumentError("", too_long(length))
    return document


def too_long(length: int) -> str:
    return _(
        "The text must be {most:,} characters or fewer. It is now {length:,}. Move a part of it to "
        "another section."
    ).format(most=LONGEST, length=length)


def _parsed(text: str | bytes) -> Any:
    if len(text) > LONGEST_JSON:
        raise DocumentError("", _("The text is too long. Move a part of it to another section."))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        problem = _("The text did not arrive whole. Send it again.")
        raise DocumentError("", problem) from error


def _place(index: int, block: Any) -> str:
    """ "Block 3, “Since 2019 …”": to be found by its first words."""
    first = " ".join(_texts(block, depth=0))[: SHOWN + 1].strip()
    shown = f"{first[:SHOWN]}…" if len(first) > SHOWN else first
    return (
        _("Block {number}, “{words}”").format(number=index, words=shown)
        if shown
        else _("Block {number}").format(number=index)
    )


def _texts(node: Any, depth: int) -> Iterator[str]:
    if not isinstance(node, dict) or depth > 20:
        return
    if isinstance(node.get("text"), str):
        yield node["text"]
    content = node.get("content")
    for child in content[:10] if isinstance(content, list) else ():
        yield from _texts(child, depth + 1)


def _content(node: Node, place: str) -> list[Any]:
    content = node.get("content", [])
    if not isinstance(content, list):
        _refuse(place, _("what it holds is not a list. Type it again."))
    return content


def _checked(node: Any, parent: str, place: str, budget: Iterator[int], *, lists: int) -> Node:
    """The node, copied, with only what the schema has."""
    if next(budget, None) is None:
        _refuse("", _("The text has too many parts. Move some of them to another section."))
    kind = node.get("type") if isinstance(node, dict) else None
    if not isinstance(kind, str) or kind not in CONTENT[parent]:
        _refuse(
            place,
            _("there is something (“{kind}”) that cannot stand here. Take it out.").format(
                kind=str(kind)[:SHOWN]
            ),
        )
    lists += kind in LISTS
    if lists > DEEPEST_LIST:
        _refuse(
            place,
            _("a list is more than {most} deep. Move its items out.").format(most=DEEPEST_LIST),
        )
    known = {"type"} | LEAVES.get(kind, {"attrs", "content"})
    if unknown := sorted(str(name) for name in set(node) - known):
        _refuse(
            place, _("“{name}” is not known here. Type it again.").format(name=unknown[0][:SHOWN])
        )
    if kind in LEAVES:
        return _leaf(node, kind, place)
    content = [_checked(c, kind, place, budget, lists=lists) for c in _content(node, place)]
    if kind == "table":
        _check_table(content, place)
    attrs = _attrs(node, kind, place)
    return {"type": kind, **({"attrs": attrs} if attrs else {}), "content": content}


def _leaf(node: Node, kind: str, place: str) -> Node:
    if kind == "text":
        text, marks = node.get("text"), node.get("marks", [])
        if not isinstance(text, str) or not isinstance(marks, list):
            _refuse(place, _("the words are not text. Type them again."))
        found = {mark["type"]: mark for mark in (_mark(mark, place) for mark in marks)}
        return {"type": kind, "text": text, "marks": list(found.values())}
    if kind == "hardBreak":
        return {"type": kind}
    return {"type": kind, "attrs": _attrs(node, kind, place)}


def _mark(mark: Any, place: str) -> dict[str, Any]:
    kind = mark.get("type") if isinstance(mark, dict) else None
    attrs = mark.get("attrs", {}) if isinstance(mark, dict) else {}
    if not isinstance(kind, str) or kind not in MARKS or not isinstance(attrs, dict):
        _refuse(place, _("the words are marked in a way that is not known here. Type them again."))
    if set(mark) - {"type", "attrs"} or set(attrs) - ({"href"} if kind == "link" else set()):
        _refuse(place, _("the words are marked in a way that is not known here. Type them again."))
    if kind != "link":
        return {"type": kind}
    return {"type": kind, "attrs": {"href": _address(attrs.get("href"), place)}}


def _address(href: Any, place: str) -> str:
    if not isinstance(href, str) or len(href) > LONGEST_ADDRESS or not ADDRESS.fullmatch(href):
        _refuse(
            place,
            _(
                "the link “{address}” is not an address that begins with https:, http:, mailto: or "
                "tel:. Correct the address or take the link away."
            ).format(address=str(href)[:SHOWN]),
        )
    return normal_address(href)


def _attrs(node: Node, kind: str, place: str) -> dict[str, Any]:
    attrs = node.get("attrs", {})
    names, check = ATTRIBUTES.get(kind, (frozenset(), None))
    if not isinstance(attrs, dict) or set(attrs) - names:
        _refuse(place, _("its attributes are not known here. Type it again."))
    return check(attrs, place) if check else {}


def _heading(attrs: dict[str, Any], place: str) -> dict[str, Any]:
    level = attrs.get("level")
    if type(level) is not int or level not in HEADINGS:
        _refuse(
            place,
            _("the heading is not of level {first} to {last}. Choose one of these.").format(
                first=HEADINGS.start, last=HEADINGS.stop - 1
            ),
        )
    return {"level": level}


def _ordered_list(attrs: dict[str, Any], place: str) -> dict[str, Any]:
    start = attrs.get("start", 1)
    if type(start) is not int or not 0 <= start <= 9999:
        _refuse(place, _("a list begins at a number from 0 to 9999. Correct the number."))
    return {"start": start}


def _cell(attrs: dict[str, Any], place: str) -> dict[str, Any]:
    if attrs.get("align") not in {None, "right"}:
        _refuse(place, _("a column is aligned in a way that is not known here. Make it again."))
    return {"align": "right"} if attrs.get("align") else {}


def _citation(attrs: dict[str, Any], place: str) -> dict[str, Any]:
    relation = attrs.get("relation", RELATIONS[0])
    locator = attrs.get("locator", "")
    if relation not in RELATIONS:
        _refuse(
            place, _("a citation supports, contradicts or is a known gap. Choose one of these.")
        )
    if not isinstance(locator, str) or len(locator) > LONGEST_LOCATOR or set(locator) & set("[]\n"):
        _refuse(
            place,
            _(
                "where the evidence says so is up to {most} characters on one line, without square "
                "brackets. Shorten it or use round brackets."
            ).format(most=LONGEST_LOCATOR),
        )
    return {
        "ref": _reference(attrs, place, cited=True),
        "relation": relation,
        "locator": " ".join(locator.split()),
    }


def _item(attrs: dict[str, Any], place: str) -> dict[str, Any]:
    return {"ref": _reference(attrs, place, cited=False)}


def _reference(attrs: dict[str, Any], place: str, *, cited: bool) -> str:
    given = attrs.get("ref")
    reference = canonical_get_optional(given, cited=cited) if isinstance(given, str) else None
    if reference is None:
        example = f"{CITED}014" if cited else "O3"
        _refuse(
            place,
            _("“{given}” is not a reference like {example}. Choose the item again.").format(
                given=str(given)[:SHOWN], example=example
            ),
        )
    return reference


def _check_table(rows: list[Node], place: str) -> None:
    widths = [len(row["content"]) for row in rows]
    if not widths or not widths[0]:
        _refuse(place, _("a table has no cells. Take it out."))
    for number, width in enumerate(widths, start=1):
        if width != widths[0]:
            _refuse(
                place,
                _("row {row} of the table has {width} cells, not {first}. Make them equal.").format(
                    row=number, width=width, first=widths[0]
                ),
            )
    if widths[0] > MOST_COLUMNS or len(rows) > MOST_ROWS:
        _refuse(
            place,
            _("a table has up to {columns} columns and {rows} rows. Make two of it.").format(
                columns=MOST_COLUMNS, rows=MOST_ROWS
            ),
        )


def _refuse(place: str, problem: str) -> NoReturn:
    raise DocumentError(place, problem)


Check = Callable[[dict[str, Any], str], dict[str, Any]]
ATTRIBUTES: dict[str, tuple[frozenset[str], Check]] = {
    "heading": (frozenset({"level"}), _heading),
    "orderedList": (frozenset({"start"}), _ordered_list),
    "tableHeader": (frozenset({"align"}), _cell),
    "tableCell": (frozenset({"align"}), _cell),
    "citation": (frozenset({"ref", "relation", "locator"}), _citation),
    "item": (frozenset({"ref"}), _item),
}
