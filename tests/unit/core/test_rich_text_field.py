"""A narrative comes from the editor as JSON or from the textarea as Markdown: the same is kept."""

import json
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given

from scp.core.components import RichText, Written
from scp.core.forms import CleanForm, RichTextField
from scp.core.richtext import from_markdown
from tests.unit.core.richtext.documents import (
    DOCUMENTS,
    Node,
    doc,
    heading,
    paragraph,
    table,
    text,
)


class Chapter(CleanForm):
    body = RichTextField(label="Text", max_length=200)


class Optional(CleanForm):
    body = RichTextField(label="Text", required=False)


def form_of(kind: type[CleanForm] = Chapter, /, **sent: Any) -> CleanForm:
    data = QueryDict(mutable=True)
    data.update({name.replace("_", "-"): value for name, value in sent.items()})
    return kind(data)


def cleaned(**sent: Any) -> str:
    form = form_of(**sent)
    assert form.is_valid(), form.errors
    return str(form.cleaned_data["body"])


def error(form: CleanForm) -> str:
    assert not form.is_valid()
    return " ".join(map(str, form.errors["body"]))


def test_markdown_and_the_editor_s_document_come_to_the_same() -> None:
    document = doc(heading(2, "Why"), paragraph("Debt ", text("rose", "bold"), "."))

    typed = cleaned(body="# Why\r\n\r\nDebt __rose__.")

    assert typed == "## Why\n\nDebt **rose**."
    assert cleaned(body_document=json.dumps(document)) == typed


def test_the_editor_is_heard_where_both_are_sent() -> None:
    assert cleaned(body="old", body_document=json.dumps(doc(paragraph("new")))) == "new"


@given(DOCUMENTS)
def test_what_the_editor_sends_is_what_it_is_given_again(document: Node) -> None:
    form = form_of(Optional, body_document=json.dumps(document))
    assert form.is_valid()

    shown = form["body"].value()

    assert shown == form.cleaned_data["body"]
    again = form_of(Optional, body_document=form.fields["body"].document_of(shown))  # type: ignore[attr-defined]
    assert again.is_valid()
    assert again.cleaned_data == form.cleaned_data


@pytest.mark.parametrize("sent", [{}, {"body": "  "}, {"body_document": json.dumps(doc())}])
def test_no_words(sent: dict[str, Any]) -> None:
    assert error(form_of(**sent)) == "Enter text"
    optional = form_of(Optional, **sent)
    assert optional.is_valid()
    assert optional.cleaned_data["body"] == ""


def test_a_text_that_is_too_long_says_so_and_is_shown_again() -> None:
    form = form_of(body_document=json.dumps(doc(paragraph("x" * 201))))

    assert error(form) == "Text must be 200 characters or fewer. It is now 201."
    assert form["body"].value() == "x" * 201


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"body": "| a |\n|---|\n" + "| b |\n" * 10 + "x\x1b"}, "cannot be stored (U+001B"),
        (
            {"body": "|" + " a |" * 21 + "\n|" + "---|" * 21},
            "Block 1, “a a a a a a a a a a”: a table",
        ),
        ({"body_document": "{"}, "did not arrive whole"),
        ({"body_document": json.dumps(doc({"type": "image"}))}, "“image”"),
        ({"body_document": json.dumps(doc(table(["a", "b"], ["c"])))}, "row 2 of the table"),
    ],
)
def test_what_is_refused_says_where_and_what_to_do(sent: dict[str, Any], problem: str) -> None:
    assert problem in error(form_of(**sent))


@pytest.mark.parametrize("sent", ["{", "words", json.dumps(doc({"type": "image", "alt": "words"}))])
def test_what_cannot_be_read_is_shown_as_it_came(sent: str) -> None:
    assert form_of(body_document=sent)["body"].value() == sent


def test_the_page_has_the_text_for_both_ways_of_writing() -> None:
    form = Chapter(initial={"body": "## Why\n\n<b>"})

    html = str(form)

    assert "## Why\n\n&lt;b&gt;</textarea>" in html
    name, params = form["body"].drawing  # type: ignore[attr-defined]
    assert name == "rich_text"
    assert json.loads(params["document"]) == from_markdown("## Why\n\n<b>")
    assert 'data-kinds="N O I P PF S"' in html


def test_what_was_kept_unsaved_is_shown_as_it_was_written() -> None:
    kept = Written("old", json.dumps(doc(paragraph("new"))))

    form = Chapter(initial={"body": kept})

    assert form["body"].value() == "new"
    assert form.fields["body"].has_changed("old", kept)
    assert not form.fields["body"].has_changed("new", kept)


def test_a_text_that_is_not_sent_is_left_out() -> None:
    widget = RichText()

    assert widget.value_omitted_from_data({}, {}, "body")
    assert not widget.value_omitted_from_data({"body": ""}, {}, "body")
    assert not widget.value_omitted_from_data({"body-document": "{}"}, {}, "body")
