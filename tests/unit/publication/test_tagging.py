"""The PDF is whole for someone who listens to it."""

import io
import itertools
import re

import pikepdf
import pytest

from scp.publication import content as doc
from scp.publication import printing, rendering, tagging
from tests.factories import content
from tests.unit.publication.printed import (
    below,
    decided_pdf,
    elements,
    failures,
    long_table_laid_out,
    long_table_pdf,
    opened,
    sixty_pages_pdf,
    small_pdf,
)

MARK = re.compile(rb"/\w+\s<</MCID (\d+)>>\sBDC")


@pytest.mark.parametrize("made", [small_pdf, decided_pdf, long_table_pdf, sixty_pages_pdf])
def test_no_rule_of_pdf_ua_is_broken(made):
    assert failures(made()) == []


def test_the_checker_does_find_a_broken_rule():
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        figure = next(e for e in below(pdf.Root.StructTreeRoot) if str(e.S) == "/Figure")
        del figure[pikepdf.Name.Alt]
        broken = io.BytesIO()
        pdf.save(broken)

    assert "ALTERNATIVE" in " ".join(failures(broken.getvalue()))


def test_the_sixty_pages_are_sixty():
    with pikepdf.open(io.BytesIO(sixty_pages_pdf())) as pdf:
        assert len(pdf.pages) >= 60


# --- tables ---------------------------------------------------------------------------------------


def pages_of(element: pikepdf.Object) -> set[tuple[int, int]]:
    return {e.Pg.objgen for e in below(element) if "/Pg" in e}


def test_a_table_over_three_pages_is_one_table_with_one_head():
    longest = max(elements(long_table_pdf(), "Table"), key=lambda t: len(list(below(t))))
    groups = [str(kid.S) for kid in longest.K]

    assert len(pages_of(longest)) >= 3
    assert groups.count("/THead") == 1
    assert groups.count("/TBody") == 1
    rows = [e for e in below(longest) if str(e.S) == "/TR"]
    assert len(rows) == 120 + 1


def test_without_the_pass_it_would_be_several():
    # Guards the tests above: if WeasyPrint learns to do this, tagging.merge_tables can go.
    before = elements(long_table_laid_out(), "Table")

    assert len(before) > len(elements(long_table_pdf(), "Table"))


def test_the_order_of_rows_is_the_order_of_the_plan():
    longest = max(elements(long_table_pdf(), "Table"), key=lambda t: len(list(below(t))))
    rows = [e for e in below(longest) if str(e.S) == "/TR"]
    order = {p.obj.objgen: n for n, p in enumerate(opened(long_table_pdf()).pages)}
    page_numbers = [order[next(iter(pages_of(row)))] for row in rows]

    assert page_numbers == sorted(page_numbers)
    assert len(set(page_numbers)) >= 3


def test_every_header_says_what_it_heads():
    for header in elements(long_table_pdf(), "TH"):
        group = str(header.P.P.S)
        assert str(header.A.Scope) == ("/Column" if group == "/THead" else "/Row")
    assert all("/Headers" not in cell.A for cell in elements(long_table_pdf(), "TD"))


def test_every_element_knows_its_parent():
    with pikepdf.open(io.BytesIO(long_table_pdf())) as pdf:
        for element in below(pdf.Root.StructTreeRoot):
            for kid in tagging.children(element):
                assert kid.P.objgen == element.objgen


CAPTION_ALONE = """<html lang=en><title>T</title><h1>T</h1><p style="height:150mm">Words</p>
<table style="break-inside: avoid"><caption style="break-after: auto">Name</caption>
<thead><tr><th>Head</th></tr></thead>
<tbody>{rows}</tbody></table>"""


def test_a_caption_at_the_foot_of_a_page_belongs_to_the_rows_on_the_next():
    laid_out = rendering.lay_out(CAPTION_ALONE.format(rows="<tr><th scope=row>Row</th></tr>" * 30))
    alone = [[str(kid.S) for kid in table.K] for table in elements(laid_out, "Table")]
    assert alone == [["/Caption"], ["/THead", "/TBody"]]

    pdf = tagging.finish(
        laid_out,
        attachment=b"{}",
        attachment_name="a.json",
        title="T",
        language="en",
    )

    (table,) = elements(pdf, "Table")
    assert [str(kid.S) for kid in table.K] == ["/Caption", "/THead", "/TBody"]
    assert failures(pdf) == []


# --- what is shown and not read -------------------------------------------------------------------


def read_out(pdf: pikepdf.Pdf) -> dict[tuple[int, int], set[int]]:
    claimed: dict[tuple[int, int], set[int]] = {}
    for element in below(pdf.Root.StructTreeRoot):
        for kid in tagging.kids(element):
            if isinstance(kid, int):
                claimed.setdefault(element.Pg.objgen, set()).add(kid)
    return claimed


def test_what_is_marked_as_content_is_in_the_tree_and_the_other_way_about():
    with pikepdf.open(io.BytesIO(long_table_pdf())) as pdf:
        claimed = read_out(pdf)
        for page in pdf.pages:
            marked = [int(number) for number in MARK.findall(page.Contents.read_bytes())]
            assert len(marked) == len(set(marked))
            assert set(marked) == claimed.get(page.obj.objgen, set())


def test_running_heads_and_repeated_heads_are_artifacts():
    with (
        pikepdf.open(io.BytesIO(long_table_laid_out())) as before,
        pikepdf.open(io.BytesIO(long_table_pdf())) as after,
    ):
        for page, finished in zip(before.pages, after.pages, strict=True):
            gone = len(MARK.findall(page.Contents.read_bytes())) - len(
                MARK.findall(finished.Contents.read_bytes())
            )
            # The cover has no running heads; other pages have two above and two below.
            assert gone >= (0 if page.index == 0 else 4)


def test_the_parent_tree_leads_back_to_the_element():
    with pikepdf.open(io.BytesIO(long_table_pdf())) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        claimed = read_out(pdf)
        for page in pdf.pages:
            of_page = parents[int(page.obj.StructParents)]
            for number in claimed[page.obj.objgen]:
                assert number in [k for k in tagging.kids(of_page[number]) if isinstance(k, int)]


# --- headings -------------------------------------------------------------------------------------


def test_headings_skip_no_level_though_their_author_did():
    plan = content.small()
    section = plan.sections[0].model_copy(update={"body": "# One\n\n#### Four\n\n###### Six\n"})
    html = printing.to_html(plan.model_copy(update={"sections": (section,)}), sha256="")
    pdf = rendering.to_pdf(html, attachment=b"{}", attachment_name="a.json", title="T")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        levels = [
            int(str(e.S)[2:])
            for e in below(document.Root.StructTreeRoot)
            if re.fullmatch(r"/H\d", str(e.S))
        ]

    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    assert failures(pdf) == []


# --- the whole file -------------------------------------------------------------------------------


def test_title_language_and_tab_order_are_set():
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        assert str(pdf.docinfo["/Title"]) == content.plan().title
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert all(page.Tabs == pikepdf.Name.S for page in pdf.pages if "/Annots" in page)
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == content.plan().title


def test_the_edition_travels_inside_byte_for_byte():
    raw = doc.to_bytes(content.small())
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        assert list(pdf.attachments) == ["trafford-edition-1.json"]
        file = pdf.attachments["trafford-edition-1.json"]
        assert file.get_file().read_bytes() == raw
        assert file.get_file().mime_type == "application/json"
        assert pdf.Root.AF[0].AFRelationship == pikepdf.Name.Source


def test_awkward_bytes_are_attached_as_they_are():
    raw = bytes(range(256)) * 3
    pdf = tagging.finish(
        rendering.lay_out("<html lang=en><title>T</title><p>Words</p>"),
        attachment=raw,
        attachment_name="é ö.json",
        title="T",
        language="en-GB",
    )
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.attachments["é ö.json"].get_file().read_bytes() == raw


def test_a_file_without_tags_is_refused():
    plain = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(plain)

    with pytest.raises(tagging.NotTaggedError):
        tagging.finish(
            plain.getvalue(), attachment=b"", attachment_name="a", title="T", language="en"
        )


def test_what_is_no_pdf_is_refused():
    with pytest.raises(pikepdf.PdfError):
        tagging.finish(b"no", attachment=b"", attachment_name="a", title="T", language="en")
