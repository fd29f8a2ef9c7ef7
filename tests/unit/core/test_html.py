"""Whatever somebody types, nothing of it runs, loads or leads astray."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scp.core.html import ATTRIBUTES, TAGS, from_markdown, paragraphs, plain

ATTRIBUTES_EVER = {
    "href",
    "title",
    "start",
    "rel",
    "class",
    "role",
    "tabindex",
    "aria-label",
    "scope",
}
SCRAPS = st.sampled_from(
    [
        *("<script>alert(1)</script>", "<img src=https://evil.example/x onerror=alert(1)>"),
        *("![x](https://evil.example/x.png)", "[x](javascript:alert(1))", "[x](data:text/html,y)"),
        *(
            "<svg/onload=alert(1)>",
            "<style>*{}</style>",
            "<a href='//evil.example'>",
            "[x](//evil)",
        ),
        *("[x](vbscript:a)", "<iframe src=x>", "<!--", "-->", "<![CDATA[", "&#106;avascript:", "`"),
        *(
            "| a | b |\n|---|--:|\n| 1 | 2 |\n",
            '[x](https://a.example "<table onclick=x>")',
            "\n\n",
        ),
        *(
            "<https://ok.example>",
            "# ",
            "> ",
            "- ",
            "* ",
            "[r]: javascript:x\n\n[r]",
            "\0",
            "\u202e",
        ),
    ]
)
MARKDOWN = st.lists(SCRAPS | st.text(max_size=20), max_size=12).map("".join)


class Reader(HTMLParser):
    """Everything a browser would see as markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        # As plain str: slices of a Markup escape what is added to them.
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.text += " "

    def handle_data(self, data: str) -> None:
        self.text += data


@given(MARKDOWN)
@example("[x](javascript&colon;alert(1)) <a\nonclick=x href='https://a.example'>")
@example('[a](https://a.example/"onmouseover="x)')
def test_only_listed_elements_and_attributes_come_out(text):
    for tag, attributes in Reader(from_markdown(text)).elements:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES_EVER
        assert not any(name.startswith("on") or name == "style" for name in attributes)


@given(MARKDOWN)
def test_links_lead_to_listed_schemes_or_this_page_only(text):
    for _tag, attributes in Reader(from_markdown(text)).elements:
        href = attributes.get("href")
        assert href is None or href.startswith(("https:", "mailto:", "tel:", "#"))


@given(st.text(max_size=300))
def test_plain_text_is_one_line_without_markup(text):
    assert "\n" not in plain(text)


@given(st.text(max_size=300))
@example("a\n<")
def test_paragraphs_keep_every_word_and_add_no_element_but_p_and_br(text):
    page = Reader(paragraphs(text))
    assert {tag for tag, _ in page.elements} <= {"p", "br"}
    assert page.text.split() == text.split()


def test_markdown_becomes_the_html_that_was_meant():
    html = from_markdown("# Vision\n\nPeople **live** *well*, see [the plan](https://a.example).")
    assert html == (
        "<h2>Vision</h2>\n<p>People <strong>live</strong> <em>well</em>, see "
        '<a href="https://a.example" rel="noopener noreferrer">the plan</a>.</p>\n'
    )


@pytest.mark.parametrize(
    ("text", "offset", "tag"),
    [
        ("# A", 1, "h2"),
        ("# A", 2, "h3"),
        ("### A", 2, "h3"),
        ("# A", 6, "h6"),
        ("A\n===", 3, "h4"),
    ],
)
def test_headings_are_moved_below_the_heading_above_them(text, offset, tag):
    assert Reader(from_markdown(text, heading_offset=offset)).elements[0][0] == tag


@pytest.mark.parametrize(
    ("levels", "tags"),
    [
        ((2, 2, 3), ("h2", "h2", "h3")),
        ((2, 4, 3, 2), ("h2", "h3", "h3", "h2")),
        ((3, 1, 6, 6), ("h2", "h2", "h3", "h3")),
        ((1, 2, 3, 4, 5, 6), ("h2", "h3", "h4", "h5", "h6", "h6")),
    ],
)
def test_no_heading_leaves_out_a_level(levels, tags):
    html = from_markdown("\n\n".join(f"{'#' * level} A" for level in levels))
    assert tuple(tag for tag, _attributes in Reader(html).elements) == tags


def test_a_picture_becomes_its_description():
    html = from_markdown("Before ![a chart of smoking](https://evil.example/x.png) after")
    assert html == "<p>Before a chart of smoking after</p>\n"


def test_a_table_scrolls_in_a_box_of_its_own_and_needs_no_style_attribute():
    elements = Reader(from_markdown("| Period | Value |\n|---|--:|\n| 2024 | 10.1 |")).elements
    assert elements[0] == (
        "div",
        {"class": "scp-scrollable", "role": "group", "tabindex": "0", "aria-label": "Table"},
    )
    assert ("th", {"scope": "col", "class": "govuk-table__cell--numeric"}) in elements
    assert ("td", {}) in elements


def test_html_is_shown_as_the_text_that_was_typed():
    assert from_markdown("<b>bold</b>") == "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"


def test_a_bare_address_stays_text():
    assert "<a" not in from_markdown("See https://evil.example today")


def test_the_lists_have_no_way_to_load_anything():
    assert not TAGS & {"img", "script", "style", "iframe", "object", "embed", "svg", "form", "link"}
    assert not {"src", "style", "srcset", "data"} & set().union(*ATTRIBUTES.values())


def test_words_of_markdown_for_a_title():
    assert plain("## Fewer *people*\n\nwait & see") == "Fewer people wait & see"


def test_paragraphs_keep_line_ends():
    assert paragraphs("One\ntwo\n\n\nthree") == (
        '<p class="govuk-body">One<br>two</p>\n<p class="govuk-body">three</p>'
    )
