"""What a reader's browser is given."""

import pytest
from hypothesis import given

from scp.core.html import ATTRIBUTES, TAGS
from scp.core.richtext import Chip, from_markdown, to_html
from scp.core.richtext.shaping import shaped
from tests.unit.core.richtext.documents import (
    DOCUMENTS,
    Node,
    cited,
    doc,
    named,
    paragraph,
    text,
)
from tests.unit.core.test_html import ATTRIBUTES_EVER, Reader

CHIPS = {"EV-014": Chip("#EV-014", "Census 2021"), "O3": Chip("/draft/ours/outcomes/O3/")}


def html(typed: str, **options: object) -> str:
    return str(to_html(from_markdown(typed), **options))  # type: ignore[arg-type]


@given(DOCUMENTS)
def test_only_listed_elements_attributes_and_addresses_come_out(document: Node) -> None:
    for tag, attributes in Reader(to_html(shaped(document), chips=CHIPS)).elements:
        href = attributes.get("href")
        assert tag in TAGS | {"span"}
        assert set(attributes) <= ATTRIBUTES_EVER | {*ATTRIBUTES, "class"}
        assert href is None or href.startswith(("https:", "mailto:", "tel:", "#", "/draft/"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            "a **b** _c_ **_d_**",
            "<p>a <strong>b</strong> <em>c</em> <strong><em>d</em></strong></p>",
        ),
        ("a\\\nb", "<p>a<br>b</p>"),
        ("- a\n- b", "<ul><li>a</li>\n<li>b</li></ul>"),
        ("3. a", '<ol start="3"><li>a</li></ol>'),
        ("1. a", "<ol><li>a</li></ol>"),
        ("- a\n\n  b", "<ul><li><p>a</p>\n<p>b</p></li></ul>"),
        ("- a\n  - b", "<ul><li>a\n<ul><li>b</li></ul></li></ul>"),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("<b>&amp;", "<p>&lt;b&gt;&amp;</p>"),
        ("[a](mailto:b@c.example)", '<a href="mailto:b@c.example" rel="noopener noreferrer">a</a>'),
        ("[a](http://b.example)", "<p>a (http://b.example)</p>"),
        ("<http://b.example>", "<p>http://b.example</p>"),
    ],
)
def test_html(typed: str, shown: str) -> None:
    assert shown in html(typed)


def test_a_table_has_a_head_and_a_box_that_scrolls() -> None:
    shown = html("| Year | Rate |\n|---|--:|\n| 2024 | 1 |")

    assert shown == (
        '<div class="scp-scrollable" role="group" tabindex="0" aria-label="Table"><table><thead>'
        '<tr><th scope="col">Year</th><th scope="col" class="govuk-table__cell--numeric">Rate</th>'
        "</tr></thead><tbody><tr><td>2024</td>"
        '<td class="govuk-table__cell--numeric">1</td></tr></tbody></table></div>'
    )
    assert "<tbody>" not in html("| Year |\n|---|")


def test_a_link_is_one_link_where_a_part_of_it_is_bold() -> None:
    shown = to_html(
        doc(
            paragraph(
                text("the ", href="https://a.example"),
                text("site", "bold", href="https://a.example"),
            )
        )
    )

    assert shown.count("<a ") == 1
    assert "the <strong>site</strong></a>" in shown


@pytest.mark.parametrize(
    ("typed", "offset", "tags"),
    [
        ("## A\n\n### B\n\n#### C", 1, ["h2", "h3", "h4"]),
        ("## A\n\n### B\n\n#### C", 2, ["h3", "h4", "h5"]),
        ("## A\n\n### B\n\n#### C", 4, ["h5", "h6", "h6"]),
    ],
)
def test_headings_go_on_from_the_one_above(typed: str, offset: int, tags: list[str]) -> None:
    elements = Reader(html(typed, heading_offset=offset)).elements

    assert [tag for tag, _attributes in elements] == tags


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("[EV-014]", "[EV-014]"),
        ("[EV-014 p. 3]", "[EV-014, p. 3]"),
        ("[contradicts EV-014 p. 3]", "[contradicted by EV-014, p. 3]"),
        ("[gap EV-014]", "[known gap: EV-014]"),
        ("[EV-099 p. 3]", "[EV-099 (not in the plan), p. 3]"),
        ("[O3]", "O3"),
        ("[O4]", "O4 (not in the plan)"),
    ],
)
def test_a_chip_says_in_words_what_it_means(typed: str, words: str) -> None:
    assert to_html(from_markdown(typed), chips=CHIPS).striptags() == words


def test_a_chip_leads_to_its_item() -> None:
    elements = Reader(html("[EV-014] [O3] [O4]", chips=CHIPS)).elements
    links = [attributes for tag, attributes in elements if tag == "a"]

    assert [link["href"] for link in links] == ["#EV-014", "/draft/ours/outcomes/O3/"]
    assert links[0]["title"] == "Census 2021"


def test_without_chips_references_are_words() -> None:
    assert html("[EV-014 p. 3] [O3]") == (
        '<p><span class="scp-citation">[EV-014, p. 3]</span> O3</p>'
    )


@pytest.mark.parametrize("href", ["javascript:x", "//evil.example", "/\\evil.example", "http://x"])
def test_a_chip_leads_nowhere_else(href: str) -> None:
    shown = to_html(doc(paragraph(named("O3"), cited("EV-014"))), chips={"O3": Chip(href)})

    assert "href" not in shown
    assert "O3" in shown
