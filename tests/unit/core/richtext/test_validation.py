"""What is not a document is refused, with where and what to do."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp.core.richtext import DocumentError, validate
from scp.core.richtext.schema import LONGEST_JSON, MOST_NODES
from tests.unit.core.richtext.documents import (
    Node,
    bullets,
    cited,
    doc,
    heading,
    item,
    named,
    numbers,
    paragraph,
    table,
    text,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "content", "attrs", "marks", "text", "level", "ref", "x"]),
            inner,
        )
    ),
    max_leaves=15,
)
KINDS = st.sampled_from(["doc", "paragraph", "text", "table", "tableRow", "listItem", "citation"])


def refused(value: Any) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        validate(value)
    return caught.value


def marked(mark: Any) -> Node:
    return doc(paragraph({"type": "text", "text": "Debt", "marks": [mark]}))


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("", "did not arrive whole"),
        ("[" * 100_000, "did not arrive whole"),
        (" " * (LONGEST_JSON + 1), "too long"),
        (None, "not a text of this service"),
        ([], "not a text of this service"),
        ({"type": "paragraph"}, "not a text of this service"),
        ({"type": "doc", "content": [], "version": 1}, "not a text of this service"),
        ({"type": "doc", "content": {}}, "not a list"),
        ({"type": "doc", "content": ["words"]}, "cannot stand here"),
        (doc({"type": "image"}), "“image”"),
        (doc({"type": ["doc"]}), "cannot stand here"),
        (doc(text("loose")), "“text”"),
        (doc(bullets(item(table(["a"])))), "“table”"),
        (doc(bullets({"type": "paragraph"})), "“paragraph”"),
        (doc({**paragraph("a"), "style": "x"}), "“style”"),
        (doc({**paragraph("a"), "attrs": {"class": "x"}}), "attributes"),
        (doc(paragraph({"type": "hardBreak", "attrs": {}})), "“attrs”"),
        (doc(paragraph({"type": "text", "text": 5})), "not text"),
        (doc(heading(1, "Too high")), "level 2 to 4"),
        (doc(heading(5, "Too low")), "level 2 to 4"),
        (doc({**heading(2, "x"), "attrs": {"level": True}}), "level 2 to 4"),
        (doc({**heading(2, "x"), "attrs": {"level": "2"}}), "level 2 to 4"),
        (doc(numbers("a", start=-1)), "0 to 9999"),
        (doc(numbers("a", start=10_000)), "0 to 9999"),
        (marked({"type": "underline"}), "marked in a way"),
        (marked("bold"), "marked in a way"),
        (marked({"type": "bold", "attrs": {"x": 1}}), "marked in a way"),
        (
            marked({"type": "link", "attrs": {"href": "https://a.example", "target": "_blank"}}),
            "way",
        ),
        (marked({"type": "link"}), "Correct the address"),
        (doc(table([])), "no cells"),
        (doc(table(["a", "b"], ["1"])), "row 2 of the table has 1 cells, not 2"),
        (doc(table(["x"] * 21)), "20 columns"),
        (doc(table(*([["x"]] * 501))), "500 rows"),
        (doc(paragraph(cited("EV-014", "proves"))), "supports, contradicts"),
        (doc(paragraph(cited("EV-014", locator="p. [3]"))), "round brackets"),
        (doc(paragraph(cited("EV-014", locator="x" * 201))), "200 characters"),
        (doc(paragraph(cited("O3"))), "“O3” is not a reference like EV-014"),
        (doc(paragraph(named("EV-014"))), "is not a reference like O3"),
        (doc(paragraph(named("X1"))), "is not a reference like O3"),
        (doc(paragraph(named("O0"))), "is not a reference like O3"),
    ],
)
def test_what_is_refused(value: Any, problem: str) -> None:
    assert problem in str(refused(value))


@pytest.mark.parametrize(
    "href",
    [
        *("javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "ftp://a.example"),
        *(
            "/plans/",
            "//evil.example",
            "#O3",
            "https:",
            "https://a.example/ x",
            "https://a\n.example",
        ),
        *("https://a.example/<b>", "https:\\\\evil.example", "https://a.example/" + "x" * 2000, 5),
    ],
)
def test_links_that_are_refused(href: Any) -> None:
    error = refused(marked({"type": "link", "attrs": {"href": href}}))

    assert error.place == "Block 1, “Debt”"
    assert "begins with https:, http:, mailto: or tel:" in error.problem


@pytest.mark.parametrize(
    "href", ["https://a.example", "http://a.example", "mailto:a@b.example", "tel:+44"]
)
def test_links_that_are_taken(href: str) -> None:
    document = marked({"type": "link", "attrs": {"href": href}})

    assert validate(document) == document


def test_an_address_is_stored_as_a_browser_would_send_it() -> None:
    given_ = marked({"type": "link", "attrs": {"href": "https://ä.example/é"}})

    stored = validate(given_)["content"][0]["content"][0]["marks"][0]["attrs"]["href"]

    assert stored == "https://xn--4ca.example/%C3%A9"


def test_a_list_that_is_too_deep() -> None:
    deep = paragraph("x")
    for _ in range(5):
        deep = bullets(item(paragraph("x"), deep))

    assert "more than 4 deep" in str(refused(doc(paragraph("First"), deep)))


def test_the_place_is_told_by_number_and_first_words() -> None:
    error = refused(doc(paragraph("Fine"), paragraph("A" * 60, named("nobody"))))

    assert error.place == f"Block 2, “{'A' * 40}…”"
    assert str(error) == f"{error.place}: {error.problem}"


def test_a_text_with_too_many_parts() -> None:
    assert "too many parts" in str(refused(doc(*([paragraph("x")] * MOST_NODES))))


def test_a_text_that_is_too_long_says_how_long_it_is() -> None:
    assert "It is now 100,001." in str(refused(doc(paragraph("x" * 100_001))))
    assert validate(doc(paragraph("x" * 100_000)))


def test_json_text_is_read_and_missing_content_is_empty() -> None:
    assert validate(json.dumps(doc(paragraph("Debt")))) == doc(paragraph("Debt"))
    assert validate({"type": "doc"}) == doc()
    assert validate(doc({"type": "paragraph"}, {"type": "bulletList"})) == doc()


def test_what_is_short_for_something_is_written_out() -> None:
    given_ = doc(paragraph({"type": "citation", "attrs": {"ref": "EV-7"}}))

    assert validate(given_) == doc(paragraph(cited("EV-007")))


@given(
    JSON | st.builds(lambda kind, content: doc({"type": kind, "content": [content]}), KINDS, JSON)
)
def test_any_json_is_a_document_or_is_refused(value: Any) -> None:
    try:
        document = validate(value)
    except DocumentError:
        return
    assert validate(document) == document
