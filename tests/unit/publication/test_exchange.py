"""What the worker and the program that makes PDFs say to each other comes across whole."""

import pytest

from scp.publication.exchange import Printed, RenderingFailed, Request, from_answer, to_answer

REQUEST = Request(
    html="<p>Ŵyĉ 😀 \ud800\n{}</p>",
    attachment=b'{"a":\n1}\0\xff',
    attachment_name="plan-edition-1.json",
    title='A "better"\nborough',
    language="cy",
)
PRINTED = Printed(pdf=b"%PDF-\n{}\0\xff", pages=7, peak_mb=61.5)


def test_a_request_comes_across() -> None:
    assert Request.from_bytes(REQUEST.to_bytes()) == REQUEST


def test_a_document_comes_across() -> None:
    assert from_answer(to_answer(PRINTED)) == PRINTED


def test_a_failure_comes_across_by_name() -> None:
    with pytest.raises(RenderingFailed) as failure:
        from_answer(to_answer(RenderingFailed("layout_failed", "The table\nhas no end.")))

    assert (failure.value.code, failure.value.message) == (
        "layout_failed",
        "The table\nhas no end.",
    )


@pytest.mark.parametrize("length", [0, 10, -1])
def test_what_breaks_off_is_not_taken_for_the_whole(length: int) -> None:
    with pytest.raises(ValueError, match=r"broke off|Expecting|Unterminated"):
        Request.from_bytes(REQUEST.to_bytes()[:length])
    with pytest.raises(ValueError, match=r"broke off|Expecting|Unterminated"):
        from_answer(to_answer(PRINTED)[:length])
