"""The editor and the textarea are two ways to write one thing: nothing is lost between them."""

from hypothesis import example, given, settings

from scp.core.richtext import from_markdown, plain_text, to_markdown, validate
from scp.core.richtext.shaping import shaped
from tests.unit.core.richtext.documents import (
    DOCUMENTS,
    MARKDOWN,
    Node,
    bullets,
    doc,
    item,
    named,
    numbers,
    paragraph,
    text,
)

MANY = settings(max_examples=300, deadline=None)


@MANY
@given(DOCUMENTS)
# A letter beside a mark is written as a number where Markdown would else see a mere star.
@example(doc(paragraph("a", text("(b)", "bold"), "c")))
@example(doc(paragraph("x", text("o", "bold"), text("bar", "bold", "italic"))))
@example(doc(paragraph(text("1 ", "bold", "italic"), text("1", "italic"))))
@example(doc(paragraph(text("a", "italic"), text("b", "bold", "italic"), text("c", "bold"))))
@example(doc(paragraph(named("O3"), "(see")))
@example(doc(paragraph("Look!", text("here", href="https://a.example"))))
@example(doc(bullets("a"), bullets("b"), numbers("c", start=7), numbers("d")))
@example(doc(bullets(item(paragraph("a"), numbers("b", start=3)))))
def test_a_document_written_as_markdown_is_read_as_the_same(document: Node) -> None:
    document = shaped(document)

    assert from_markdown(to_markdown(document)) == document


@MANY
@given(MARKDOWN)
@example("[O3]: yes")
@example("- - a\n\n\tb")
@example("> # a\n> - | b |\n")
def test_markdown_settles_after_one_reading(typed: str) -> None:
    settled = to_markdown(from_markdown(typed))

    assert to_markdown(from_markdown(settled)) == settled


@MANY
@given(DOCUMENTS)
def test_a_document_in_its_canonical_form_is_valid_and_stays_so(document: Node) -> None:
    canonical = shaped(document)

    assert validate(canonical) == canonical
    assert validate(document) == canonical


@given(MARKDOWN)
def test_whatever_is_typed_is_a_document(typed: str) -> None:
    document = from_markdown(typed)

    assert validate(document) == document


@MANY
@given(DOCUMENTS)
def test_no_letter_or_digit_is_lost_in_shaping(document: Node) -> None:
    def kept(of: Node) -> str:
        return "".join(letter for letter in plain_text(of) if letter.isalnum())

    assert kept(shaped(document)) == kept(document)


def test_a_plan_s_usual_chapter_stays_as_it_was_typed() -> None:
    typed = (
        "## Why now\n\nDebt **rose** by £3m [EV-014 p. 3], _not_ everywhere [contradicts EV-002 "
        "table 4]. See [O3] and [the site](https://a.example/x_y?a=1&b=2).\n\n- one\n- two\n  1. "
        "first\n  2. second\n\n| Year | Rate |\n| --- | --: |\n| 2024 | 10.1 |\n\n> We could not "
        "get a loan.\n\nsnake_case, 2024-25, A & B, 5 < 6."
    )

    assert to_markdown(from_markdown(typed)) == typed
