"""The printed plan as it was when somebody last looked at it and was content.

After a wanted change: `SCP_UPDATE_GOLDEN=1 pytest tests/golden`, look at what changed, commit both.
Words are compared without line ends and page furniture, pictures coarsely: another version of the
text layout library may break a line elsewhere, and that is no fault.
"""

import os
import re
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from tests.factories import content
from tests.unit.publication.printed import small_pdf, texts

HERE = Path(__file__).parent
UPDATE = os.environ.get("SCP_UPDATE_GOLDEN") == "1"
# 0 to 255, of the mean difference of a page's pixels.
TOLERANCE = 2.5
FURNITURE = (
    re.compile(r"SHA-256 [0-9a-f]{64}"),
    re.compile(r"Page \d+ of \d+"),
    re.compile(r"[0-9a-f]{64}"),
    re.compile(r"\.{4,} ?\d+"),
    re.compile(re.escape("Consultation draft 0.1, 20 November 2026")),
)


def document_words() -> str:
    """One sentence or heading a line, so that a difference can be read."""
    plan = content.small().plan
    pages = []
    for text in texts(small_pdf()):
        for pattern in FURNITURE:
            text = pattern.sub(" ", text)
        # The running head stands first or last on a page, as the extractor likes.
        text = text.replace(f"{plan.title} {plan.illustrative_notice}", " ", 1)
        pages.append(text)
    words = " ".join(" ".join(pages).split())
    return re.sub(r"(?<=[.?!]) (?=[A-Z])", "\n", words) + "\n"


def test_the_words_of_the_document():
    golden = HERE / "small-plan.txt"
    if UPDATE:
        golden.write_text(document_words(), encoding="utf-8")

    assert document_words().split() == golden.read_text(encoding="utf-8").split()


def picture(page_number: int) -> Image.Image:
    with pypdfium2.PdfDocument(small_pdf()) as document:
        return document[page_number].render(scale=0.6).to_pil().convert("L")


def number_of(heading: str) -> int:
    """The page that starts with a heading; the contents name it too."""
    found = [n for n, text in enumerate(texts(small_pdf())) if heading in text and n != 1]
    return found[0]


PAGES = {
    "cover": "Strategic commissioning plan",
    "glance": "What this plan sets out to achieve",
    "outcome": "Needs that underwrite it",
    "jigsaw": "Each row is a piece of a service portfolio",
}


@pytest.mark.parametrize("name", PAGES)
def test_the_look_of_a_page(name):
    golden = HERE / f"{name}.png"
    page = picture(0 if name == "cover" else number_of(PAGES[name]))
    if UPDATE:
        page.quantize(16).save(golden, optimize=True)

    with Image.open(golden) as saved:
        kept = saved.convert("L")
        assert kept.size == page.size
        difference = ImageStat.Stat(ImageChops.difference(kept, page)).mean[0]
    assert difference < TOLERANCE


def test_the_comparison_would_notice_another_page():
    kept = Image.open(HERE / "jigsaw.png").convert("L")
    other = picture(number_of(PAGES["glance"]))

    assert ImageStat.Stat(ImageChops.difference(kept, other)).mean[0] > 2 * TOLERANCE
