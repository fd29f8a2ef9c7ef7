"""A document says which language it is in: that of the installation that made it."""

import pytest
from django.conf import LazySettings

from scp.publication import printing
from tests.factories import content


@pytest.mark.parametrize(
    ("code", "tag"), [("en-gb", "en-GB"), ("cy", "cy"), ("zh-hans", "zh-Hans")]
)
def test_the_language_is_written_as_browsers_and_readers_know_it(
    settings: LazySettings, code: str, tag: str
) -> None:
    settings.LANGUAGE_CODE = code
    assert printing.language() == tag


def test_a_document_says_so(settings: LazySettings) -> None:
    settings.LANGUAGE_CODE = "cy"
    assert '<html lang="cy"' in printing.to_html(content.small(), sha256="")
