"""What differs between two texts, word by word."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp.core.words import Part, differences

WORDS = st.sampled_from(["the", "people", "of", "Sale", "need", "a", "carers’", "£1.5m", ","])
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\t", " \n", "\r\n", "\u00a0"])
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.tuples(WORDS, SPACES), max_size=40).map(
        lambda pairs: "".join(word + space for word, space in pairs)
    ),
)


def was(parts: list[Part]) -> str:
    return "".join(part.text for part in parts if part.kind != "now")


def now(parts: list[Part]) -> str:
    return "".join(part.text for part in parts if part.kind != "was")


def shown(before: str, after: str) -> str:
    """As on paper: [-was-] and {+now+}."""
    marks = {"same": "{}", "was": "[-{}-]", "now": "{{+{}+}}"}
    return "".join(marks[part.kind].format(part.text) for part in differences(before, after))


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it_to_the_letter(before: str, after: str) -> None:
    parts = differences(before, after)

    assert (was(parts), now(parts)) == (before, after)


@given(TEXTS, TEXTS)
def test_it_says_nothing_twice_and_nothing_empty(before: str, after: str) -> None:
    parts = differences(before, after)

    assert all(part.text for part in parts)
    for one, next_one in pairwise(parts):
        assert one.kind != next_one.kind
        assert (one.kind, next_one.kind) != ("now", "was"), "what was comes first"


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(text, text) == ([Part("same", text)] if text else [])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "New", "{+New+}"),
        ("Old", "", "[-Old-]"),
        ("Old", "New", "[-Old-]{+New+}"),
        (
            "Families need help with debt.",
            "Families need early help with debt.",
            "Families need {+early +}help with debt.",
        ),
        (
            "Families in Sale need help",
            "Families in Sale",
            "Families in [-Sale need help-]{+Sale+}",
        ),
        ("One two", "One\ntwo", "[-One -]{+One\n+}two"),
        # A short word alike by chance between two changes joins them.
        (
            "Bus services of the north",
            "Tram lines of the south",
            "[-Bus services -]{+Tram lines +}of the [-north-]{+south+}",
        ),
        (
            "Carers cannot, however, rest",
            "Carers may, perhaps, sleep",
            "Carers [-cannot, however, rest-]{+may, perhaps, sleep+}",
        ),
        ("red and blue", "green and grey", "[-red and blue-]{+green and grey+}"),
    ],
)
def test_it_speaks_of_whole_words(before: str, after: str, told: str) -> None:
    assert shown(before, after) == told


def test_a_changed_word_in_a_long_text_is_found_in_its_paragraph() -> None:
    paragraphs = [f"In ward {n} people wait {n} weeks for a place.\n" for n in range(300)]
    before = "".join(paragraphs)
    paragraphs[150] = paragraphs[150].replace("weeks", "months")

    changed = [part for part in differences(before, "".join(paragraphs)) if part.kind != "same"]

    assert changed == [Part("was", "weeks "), Part("now", "months ")]


def test_what_was_moved_is_told_as_gone_here_and_come_there() -> None:
    before = "First paragraph about health.\nSecond paragraph about work.\n"
    after = "Second paragraph about work.\nFirst paragraph about health.\n"

    parts = differences(before, after)

    assert sorted(part.kind for part in parts) == ["now", "same", "was"]
    assert parts[0].text == parts[2].text, "the same paragraph, at both places"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 50_000, "a b " * 25_000),
        ("a\n" * 50_000, "b\na\n" * 25_000),
        ("a " * 200, "a b " * 75),
        ("\n".join(["a b c " * 9] * 900), "\n".join(["b a c " * 9] * 900)),
        (" " * 100_000, "\u00a0" * 100_000),
        ("x" * 100_000, "y" * 100_000),
    ],
    ids=["words", "lines", "at the limit", "many blocks", "spaces", "one word"],
)
def test_a_text_made_to_be_slow_is_not(before: str, after: str) -> None:
    began = time.process_time()

    parts = differences(before, after)

    assert time.process_time() - began < 1, "an honest text of this length takes 10 ms"
    assert (was(parts), now(parts)) == (before, after)
