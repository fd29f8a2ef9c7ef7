"""Which of the stored encodings a reader gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp.publication.encodings import best_encoding


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0,gzip;q=0", "identity"),
        ("gzip;q=1.0, br;q=0.1", "br"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("*;q=0, gzip", "gzip"),
        ("identity", "identity"),
        ("identity;q=0", "identity"),
        ("gzip ; q=0.5", "gzip"),
        ("br;q=high, gzip", "gzip"),
        ("br;level=5", "br"),
        ("deflate", "identity"),
        (",,;;,", "identity"),
        ("brotli", "identity"),
    ],
)
def test_a_reader_gets_the_smallest_that_it_takes(accept: str, encoding: str) -> None:
    assert best_encoding(accept) == encoding


@given(st.text())
def test_no_header_makes_it_fall(accept: str) -> None:
    assert best_encoding(accept) in {"br", "gzip", "identity"}
