"""What Markdown means, and what becomes of what the schema does not have."""

import pytest

from scp.core.richtext import from_markdown, plain_text
from tests.unit.core.richtext.documents import (
    BREAK,
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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Two\nlines", paragraph("Two lines")),
        ("**Bold** and *italic* and _italic_", None),
        ("a\\\nb", paragraph("a", BREAK, "b")),
        ("- one\n- two", bullets("one", "two")),
        ("3. one\n4. two", numbers("one", "two", start=3)),
        ("- one\n  - two", bullets(item(paragraph("one"), bullets("two")))),
        ("| a | b |\n|---|---|\n| 1 | |", table(["a", "b"], ["1", ""])),
        ("> said", {"type": "blockquote", "content": [paragraph("said")]}),
        ("<https://a.example>", paragraph(text("https://a.example", href="https://a.example"))),
        ("[a](http://b.example)", paragraph(text("a", href="http://b.example"))),
    ],
)
def test_what_markdown_means(typed: str, meant: Node | None) -> None:
    meant = meant or paragraph(
        text("Bold", "bold"), " and ", text("italic", "italic"), " and ", text("italic", "italic")
    )

    assert from_markdown(typed) == doc(meant)


@pytest.mark.parametrize(
    ("typed", "chip"),
    [
        ("[EV-014]", cited("EV-014")),
        ("[EV-14]", cited("EV-014")),
        ("[EV-014 p. 3]", cited("EV-014", locator="p. 3")),
        ("[EV-014, p.  3 ]", cited("EV-014", locator="p. 3")),
        ("[contradicts EV-002 table 4, p. 9]", cited("EV-002", "contradicts", "table 4, p. 9")),
        ("[supports EV-002]", cited("EV-002")),
        ("[gap EV-003]", cited("EV-003", "gap")),
        *((f"[{ref}]", named(ref)) for ref in ("N12", "O3", "I1", "P7", "PF2", "S1")),
        ("[O03]", named("O3")),
    ],
)
def test_chips(typed: str, chip: Node) -> None:
    assert from_markdown(f"See {typed}.") == doc(paragraph("See ", chip, "."))


@pytest.mark.parametrize(
    "typed",
    [
        *(r"\[O3]", "[O0]", "[CO2]", "[M60]", "[o3]", "[O3 p. 4]", "[EV-]", "[disputes EV-002]"),
        *("[EV-014 [p. 3]]"[1:], "EV-014", "[O12345678]", "[see the appendix]"),
    ],
)
def test_what_is_no_chip_is_words(typed: str) -> None:
    assert plain_text(from_markdown(typed)) == typed.removeprefix("\\")


def test_a_reference_with_an_address_is_a_link() -> None:
    link = text("O3", href="https://a.example")

    assert from_markdown("[O3](https://a.example)") == doc(paragraph(link))


def test_a_chip_stands_by_itself_also_in_bold_words_and_is_not_inside_a_link() -> None:
    assert from_markdown("**see [O3] now**") == doc(
        paragraph(text("see", "bold"), " ", named("O3"), " ", text("now", "bold"))
    )
    assert from_markdown("[see [O3]](https://a.example)") == doc(
        paragraph("[see ", named("O3"), "](https://a.example)")
    )


@pytest.mark.parametrize(
    "typed",
    [
        *("[x](javascript:alert)", "[x](data:text/html,y)", "[x](/plans/)", "[x](//evil.example)"),
        *("<b>bold</b>", "<javascript:x>", "[r]: https://a.example"),
    ],
)
def test_what_is_not_allowed_is_shown_to_its_author(typed: str) -> None:
    assert from_markdown(typed) == doc(paragraph(typed))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("![a chart](https://evil.example/x.png)", [paragraph("a chart")]),
        ("`code`", [paragraph("code")]),
        ("```\na\n\nb\n```", [paragraph("a", BREAK, BREAK, "b")]),
        ("a\n\n---\n\nb", [paragraph("a"), paragraph("b")]),
        ("- # Head", [bullets("Head")]),
        ("> # Head", [{"type": "blockquote", "content": [paragraph("Head")]}]),
        ("- > said", [bullets("said")]),
        ("- - a", [bullets("a")]),
        ("- x\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |", None),
    ],
)
def test_what_the_schema_does_not_have_becomes_what_is_nearest(
    typed: str, meant: list[Node] | None
) -> None:
    rows = [paragraph("x"), paragraph("a | b"), paragraph("1 | 2")]

    assert from_markdown(typed) == doc(*(meant or [bullets(item(*rows))]))


@pytest.mark.parametrize(
    ("typed", "levels"),
    [("# A\n\n# B", [2, 2]), ("#### A\n\n# B", [2, 2]), ("# A\n\n#### B", [2, 3])],
)
def test_no_level_of_heading_is_left_out(typed: str, levels: list[int]) -> None:
    names = "AB"

    assert from_markdown(typed) == doc(
        *(heading(level, name) for level, name in zip(levels, names, strict=True))
    )


def test_headings_do_not_go_below_the_last_level() -> None:
    document = from_markdown("# A\n\n## B\n\n### C\n\n#### D\n\n##### E")

    assert [block["attrs"]["level"] for block in document["content"]] == [2, 3, 4, 4, 4]


def test_lists_go_no_deeper_than_one_can_follow() -> None:
    typed = "\n".join(f"{'  ' * depth}- level {depth}" for depth in range(8))

    document = from_markdown(typed)

    assert plain_text(document).split("\n") == [f"level {depth}" for depth in range(8)]
    innermost, depth = document["content"], 0
    while innermost and innermost[-1]["type"] == "bulletList":
        innermost, depth = innermost[-1]["content"][0]["content"], depth + 1
    assert depth == 4


def test_a_column_of_figures_stands_on_the_right() -> None:
    document = from_markdown("| Year | Rate |\n|---|--:|\n| 2024 | 1 |")

    rows = document["content"][0]["content"]
    assert [["attrs" in cell for cell in row["content"]] for row in rows] == [[False, True]] * 2


def test_what_cannot_be_stored_is_marked() -> None:
    assert from_markdown("a\0b\ud800c\ufdd0d") == doc(paragraph("a\ufffdb\ufffdc\ufffdd"))
    assert from_markdown("a\r\nb\rc") == doc(paragraph("a b c"))
