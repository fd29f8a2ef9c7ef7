"""What a text says, cites and refers to."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scp.core.richtext import (
    Cited,
    citations,
    from_markdown,
    may_have_chips,
    plain_text,
    references,
)

# Pieces of what people type around a citation, sound and broken.
TYPED = st.lists(
    st.sampled_from(
        [
            "[EV-1",
            "[",
            "]",
            " p. 4",
            "]",
            "[O3]",
            "contradicts ",
            "EV-2",
            "\n",
            "\n\n",
            "> ",
            "| ",
            "- ",
            "`",
            "\\",
            "**",
            "&#91;",
            "a",
            "1. ",
            "|\n|---|\n| ",
            "(https://a.example)",
        ]
    ),
    max_size=14,
).map("".join)


def test_what_is_cited_in_the_order_of_the_text() -> None:
    document = from_markdown(
        "## Debt [EV-003]\n\n- It rose [contradicts EV-002 p. 4]\n\n"
        "| a |\n|---|\n| b [gap EV-001] |"
    )

    assert citations(document) == (
        Cited("EV-003", "supports", "", "Debt"),
        Cited("EV-002", "contradicts", "p. 4", "It rose"),
        Cited("EV-001", "gap", "", "b"),
    )


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("Debt rose [EV-1]. Rents fell.", ["Debt rose."]),
        ("Debt rose. [EV-1] Rents fell.", ["Debt rose."]),
        ("Debt rose. Rents fell [EV-1].", ["Rents fell."]),
        ("Debt rose.\n[EV-1] [EV-2]\nRents fell [EV-3]!", ["Debt rose."] * 2 + ["Rents fell!"]),
        ("It cost approx. five pounds [EV-1].", ["It cost approx. five pounds."]),
        ("“Nobody asked us.” [EV-1] A quarter left.", ["“Nobody asked us.”"]),
        ("[EV-1]", [""]),
        ("As [O3] says [EV-1].", ["As O3 says."]),
    ],
)
def test_the_sentence_that_a_citation_is_about(typed: str, about: list[str]) -> None:
    assert [cited.about for cited in citations(from_markdown(typed))] == about


def test_references_once_each() -> None:
    document = from_markdown("[O3] [EV-014] [O3]\n\n> [N1]\n\n- [EV-014 p. 9] O9")

    assert references(document) == ("O3", "EV-014", "N1")
    assert references(from_markdown("")) == ()


@given(TYPED)
@example("> [EV-1\n> p. 4]")
@example("| a [EV-1 p\\|4] |\n|---|\n| b |")
def test_a_text_without_the_look_of_a_chip_has_none(typed: str) -> None:
    """So that a plan's outline may leave it unread."""
    if references(from_markdown(typed)):
        assert may_have_chips(typed)


def test_a_text_that_cites_looks_like_it() -> None:
    assert may_have_chips("Debt rose [contradicts EV-1 p. 4].")
    assert not may_have_chips("Debt rose (EV-1), see [the survey](https://ons.example).")


def test_words_without_markup() -> None:
    document = from_markdown("## A **b**\n\nc\\\nd [O3]\n\n| e | f |\n|---|---|\n| g | |")

    assert plain_text(document) == "A b\nc d O3\ne\nf\ng"
