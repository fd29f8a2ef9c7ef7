"""What the printed plan says, and what making it may not do."""

import datetime as dt
import gc
import html as html_module
import io
import json
import re
import subprocess

import pikepdf
import pytest
import weasyprint
from weasyprint.urls import FatalURLFetchingError

from scp.publication import content as doc
from scp.publication import printing, rendering, tagging
from scp.publication.charts import ChartFailed
from scp.publication.content import Change, PlanContent
from scp.publication.document import context
from scp.publication.exchange import RenderingFailed
from tests.factories import content
from tests.unit.publication.printed import (
    ENVIRONMENT,
    PYTHON,
    failures,
    printed,
    small_pdf,
    texts,
)

FINGERPRINT = "a" * 63 + "b"


def words(html: str) -> str:
    """The words of a document without its marks, on one line."""
    return " ".join(html_module.unescape(re.sub(r"<[^>]+>", " ", html)).split())


def read(plan: PlanContent, sha256: str = FINGERPRINT) -> str:
    return words(printing.to_html(plan, sha256=sha256))


def pdf_of(plan: PlanContent) -> bytes:
    html = printing.to_html(plan, sha256=FINGERPRINT)
    return rendering.to_pdf(html, attachment=b"{}", attachment_name="a.json", title="T")


# --- what it says ---------------------------------------------------------------------------------


def test_every_page_says_what_it_is_of():
    sha256 = doc.sha256(doc.to_bytes(content.small()))
    pages = texts(small_pdf())

    assert len(pages) > 15
    for number, text in enumerate(pages, start=1):
        assert "A better borough for everyone: strategic commissioning plan for Trafford" in text
        assert "Consultation draft 0.1, 20 November 2026" in text
        assert sha256 in text
        assert content.small().plan.illustrative_notice in text
        assert f"Page {number} of {len(pages)}" in text


def test_the_cover_says_for_which_place_and_when_and_who_leads():
    cover = texts(small_pdf())[0]

    for fact in ("Trafford", "1 April 2026 to 31 March 2036", "Trafford Council"):
        assert fact in cover


def test_an_indicator_says_what_is_counted_out_of_what():
    facts = {"numerator": "Children who were ready.", "denominator": "Children in reception"}
    first, *others = content.small().indicators
    whole = read(content.small(indicators=(first.model_copy(update=facts), *others)))
    half = read(content.small(indicators=(first.model_copy(update={"numerator": "All"}), *others)))

    assert "Numerator: Children who were ready. Denominator: Children in reception. " in whole
    assert "Numerator: All. " in half
    assert "Denominator" not in half
    assert "Numerator" not in read(content.small())


def test_a_piece_says_by_what_route_it_is_delivered():
    first, *others = content.small().pieces
    routed = first.model_copy(update={"route": "grant", "route_label": "Grant"})
    text = read(content.small(pieces=(routed, *others)))

    assert "State: Live. Route: Grant. Contributes to: O1" in text
    assert text.count("Route:") == 1


def test_the_contents_lead_to_the_right_pages():
    pages = texts(small_pdf())
    contents = pages[1]
    listed = re.findall(r"(O\d) ([^.]+?) ?\.{3,} ?(\d+)", contents)

    assert [reference for reference, _title, _page in listed] == ["O1", "O2", "O3", "O4", "O5"]
    for reference, title, page in listed:
        assert f"{reference} {title}" in pages[int(page) - 1]
        assert "Needs that underwrite it" in pages[int(page) - 1]


def test_every_item_of_the_plan_is_printed():
    plan = content.small()
    text = read(plan)

    for need in plan.needs:
        assert f"{need.reference} {need.statement}" in text
    for outcome in plan.outcomes:
        assert f"{outcome.reference} {outcome.statement}" in text
    for piece in plan.pieces:
        assert f"{piece.reference} {piece.title}" in text
    for evidence in plan.evidence:
        assert f"{evidence.reference} {evidence.title}." in text
    for comment in plan.comments:
        assert comment.text in text
    for line in plan.attribution:
        assert line in text


def test_every_reference_leads_somewhere():
    html = printing.to_html(content.small(), sha256=FINGERPRINT)
    ids = re.findall(r' id="([^"]+)"', html)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    plan = content.small()
    assert {o.reference for o in plan.outcomes} <= set(ids)
    assert {e.reference for e in plan.evidence} <= set(ids)


def test_a_reference_to_what_is_not_in_the_plan_is_words_and_no_link():
    need = content.small().needs[0].model_copy(update={"citations": (content.cite(99),)})
    html = printing.to_html(content.small(needs=(need,)), sha256=FINGERPRINT)

    assert "EV-099" in html
    assert 'href="#EV-099"' not in html


def test_citations_say_how_the_evidence_bears():
    text = read(content.small())

    assert "EV-001 supports it (2024/25); EV-005 supports it." in text
    assert "EV-005 contradicts it (Partington group)." in text


def test_you_said_we_did():
    text = read(content.small())

    assert "5 comments were made, of which 2 have a response." in text
    assert "We did: Accepted, 30 October 2026 Added as evidence to N4." in text
    assert "What about women in the same streets? No response yet" in text


def test_what_was_said_of_a_merged_item_is_printed_with_what_stands_for_it():
    text = read(content.small())

    assert "Stands for an earlier item: N6 ." in text
    about = text.index("About N5 Homes and journeys")
    assert "said of N6, which N5 stands for" in text[about:]
    assert "Old boilers are the worst of it." in text[about:]


def test_a_need_says_where_how_much_and_how_sure():
    text = read(content.small())

    assert "Where: Trafford: Partington and Sale West" in text
    assert "Protected characteristics: Age" in text
    assert "Figure: 48.6%, Trafford, 2024/25 ( I1 )" in text
    assert "How sure we are: Strong. Every child is assessed." in text
    assert "Who answers for it: Director of Children’s Services" in text


def test_what_contradicts_a_claim_is_said_wherever_the_claim_is():
    html = printing.to_html(content.small(), sha256=FINGERPRINT)
    text = words(html)

    assert "EV-005 contradicts it (Session 2; about “wherever in the borough they live”)" in text
    assert "EV-001 contradicts it (Table 4); EV-005 supports it (Session 1)." in text
    assert html.count("<strong>contradicts it</strong>") == 4
    assert "P1 (contradicts it)" in text, "and the other way round, with the source"


def test_an_outcome_says_who_answers_by_when_and_what_it_serves():
    text = read(content.small())

    assert "To be so by: 2030" in text
    assert "Who answers for it: Director of Children’s Services, Trafford Council" in text
    assert "UN Sustainable Development Goals (2015): 4 Quality education." in text
    assert "Social, and also economic" in text
    assert "outcome library of Trafford Council, homes, version 2" in text
    assert (
        "Exception: No citizen voices it yet. Ada Green, Director of Place accepted this on "
        "1 September 2026: Residents are asked about homes in the spring."
    ) in text


def test_an_indicator_shows_parts_of_the_population_and_how_its_curve_turns():
    text = read(content.small())

    assert "parts of the population, Trafford" in text
    assert "Sex: Female 2024/25 52.1% – Sex: Male 2024/25 41.3% –" in text
    assert "EV-001 supports it (about “2024/25”)." in text
    assert "The story behind the figures: Fewer two-year-olds take up their free place" in text
    assert "An idea that costs little or nothing: A card in every library book bag." in text
    assert "A2 Print the cards (Head of Libraries, done on 20 September 2026)" in text


def test_a_piece_shows_its_measures_and_what_they_are_not():
    text = read(content.small())

    assert "They inform, and never judge, an outcome." in text
    assert "M1 Families who come to a hub How much did we do? – none yet" in text
    assert "Is anyone better off? 70% RS1 61.5%, 1 April 2026 to 30 September 2026" in text


def test_a_source_says_what_it_found_how_and_how_far_to_trust_it():
    text = read(content.small())

    assert (
        "Key figure: At a good level of development: 48.6% "
        "(95% confidence interval 45.2 to 52.0)." in text
    )
    assert "Method: Teachers assess every child at the end of Reception." in text
    assert "Limitations: Nobody from the south of the borough took part." in text
    assert "Rated: Lived experience: reach: Limited. Public health intelligence team" in text
    assert "Rated: Lived experience: consent to use: Agreed to be used in summary." in text
    assert f"early-years-profile.pdf, 240 kB, SHA-256 {'c0' * 32}" in text
    assert "Superseded by a later edition." in text


def test_what_is_not_known_is_printed_with_who_looks_into_it():
    text = read(content.small())

    assert (
        "G1 Nobody knows how long people wait before they first ask for help. (about N3 )" in text
    )
    assert "Public health team will look into it by 30 June 2027." in text
    assert "Answered on 1 August 2026: Council tax records give 1,012 in all" in text
    assert "Not known yet: G1 Nobody knows how long people wait" in text, "and with the need"
    assert text.count("How many homes stand empty by ward.") == 1, "answered: not with an item"


def test_the_theory_of_change_names_each_assumption_and_its_evidence():
    text = read(content.small())

    assert "TN1 Input: Buildings that stand half empty (P1)" in text
    assert "TA1 leads to TN2 Play and talk sessions every weekday." in text
    assert "Assumed: The rooms can be had on weekdays. Evidence: none cited." in text
    assert "Evidence: EV-001 ." in text
    assert "Nothing further is expected to follow from it." in text


def test_a_plan_without_a_theory_or_gaps_has_no_chapters_for_them():
    text = read(content.small(theory_nodes=(), theory_arrows=(), evidence_gaps=()))

    assert "How change is expected to come about" not in text
    assert "What is not known yet" not in text


def test_gaps_are_printed_plainly():
    text = read(content.small())

    assert "O3 No need under this outcome is voiced by citizens." in text
    assert "I7 Nobody answers for this indicator." in text


def test_a_plan_without_gaps_says_so(monkeypatch):
    monkeypatch.setattr("scp.publication.readiness.CHECKS", ())

    assert "The checks found no gaps in this plan." in read(content.small())


def test_the_first_edition_says_that_it_is():
    assert "This is the first edition." in read(content.small())


def test_a_later_edition_says_what_changed_and_why():
    changes = (
        Change(
            kind="changed",
            collection="outcomes",
            reference="O1",
            title="Every child starts school ready to learn",
            field="statement",
            before="Children are ready for school",
            after="Every child starts school ready to learn",
        ),
        Change(kind="removed", collection="needs", reference="N9", title="A need that went"),
    )
    text = read(content.small(edition=content.edition(2, changes)))

    assert "Since edition 0.1. Why this edition was made: Comments taken up" in text
    assert "Changed: statement Children are ready for school Every child starts" in text
    assert "N9 A need that went Removed – –" in text


def test_a_draft_says_that_it_is_one():
    plan = content.small(edition=None)
    text = read(plan, sha256="")

    assert "Draft, not published. As at 20 November 2026" in text
    assert "Its SHA-256 is" not in text
    pdf = rendering.to_pdf(
        printing.to_html(plan, sha256=""), attachment=b"{}", attachment_name="a", title="T"
    )
    assert all("Draft, not published" in page for page in texts(pdf))
    assert failures(pdf) == []


def test_an_empty_plan_can_be_printed():
    empty = PlanContent(as_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), plan=content.plan())
    pdf = rendering.to_pdf(
        printing.to_html(empty, sha256=""), attachment=b"{}", attachment_name="a", title="T"
    )

    assert failures(pdf) == []
    assert "The plan has no outcome. Propose at least one." in " ".join(texts(pdf))


def test_a_shared_indicator_is_printed_once():
    plan = content.small()
    second = plan.outcomes[1].model_copy(update={"indicators": ("I1",)})
    outcomes = (plan.outcomes[0], second, *plan.outcomes[2:])
    html = printing.to_html(content.small(outcomes=outcomes), sha256=FINGERPRINT)

    assert html.count('id="I1"') == 1
    assert "Also measured by" in html


def test_the_same_picture_bytes_are_on_the_page_and_in_print():
    plan = content.small()
    html = printing.to_html(plan, sha256=FINGERPRINT)

    for chart in context(plan, sha256=FINGERPRINT)["document"].jigsaw:
        assert f'src="{chart.data_uri}"' in html


def test_rendering_asks_the_database_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        printing.to_html(content.small(), sha256=FINGERPRINT)


# --- the same bytes -------------------------------------------------------------------------------

TWICE = """
import django; django.setup()
from scp.publication.content import sha256
from tests.unit.publication.printed import printed
from tests.factories import content
print(sha256(printed(content.small())))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(seed):
    done = subprocess.run(
        [*PYTHON, TWICE],
        env={**ENVIRONMENT, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert done.stdout.strip() == doc.sha256(small_pdf())


def test_the_same_process_makes_the_same_bytes_again():
    assert printed(content.small()) == small_pdf()


# --- hostile words --------------------------------------------------------------------------------

EVIL = (
    '<script>alert(1)</script>{{ 7 * 191 }}{% include "x" %}<img src="http://127.0.0.1:9/p.png">'
    '<link rel=attachment href="file:///etc/passwd">&amp;"\'\x07\u202eabc\u202c'
)
LETTERS = "مرحبا שלום 😀👩‍👩‍👧 日本語 Ŵyĉ ẞ ½ \ufdfd \U0001f9e9"
LONG = "x" * 10_000
MARKDOWN = (
    "# One\n\n#### Four\n\n![pic](http://127.0.0.1:9/p.png) [js](javascript:alert(1)) "
    "[file](file:///etc/passwd)\n\n<style>@import url(http://127.0.0.1:9/a.css)</style>\n\n"
    '<link rel="attachment" href="file:///etc/passwd">\n\n' + LONG + "\n\n" + LETTERS
)


def hostile() -> PlanContent:
    plan = content.small()

    def with_words(item, **fields):
        return item.model_copy(update=fields)

    return content.small(
        plan=content.plan(title=EVIL + LETTERS, summary=EVIL, illustrative_notice=EVIL + LETTERS),
        sections=(with_words(plan.sections[0], title=EVIL, body=MARKDOWN),),
        needs=(with_words(plan.needs[0], statement=LONG, who=LETTERS), *plan.needs[1:]),
        outcomes=tuple(with_words(o, statement=EVIL + LETTERS) for o in plan.outcomes),
        pieces=tuple(with_words(p, title=EVIL + LETTERS) for p in plan.pieces),
        evidence=tuple(with_words(e, title=EVIL, url="javascript:alert(1)") for e in plan.evidence),
        indicators=tuple(with_words(i, unit=EVIL, title=EVIL) for i in plan.indicators),
        comments=(with_words(plan.comments[0], text=EVIL + "\n\n" + LONG), *plan.comments[1:]),
    )


def test_hostile_words_are_words():
    html = printing.to_html(hostile(), sha256=FINGERPRINT)

    assert "<script" not in html
    assert "1337" not in html
    # What a picture's text alternative says is words; what it shows is its address.
    marks = re.sub(r' alt="[^"]*"', "", html)
    assert not re.search(r"<(img|link|style)[^>]*(http:|file:)", marks)
    # Words that came in are words on paper.
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7 * 191 }}" in html


def test_hostile_words_still_make_an_accessible_document():
    pdf = pdf_of(hostile())

    assert failures(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == ["a.json"]
        for page in document.pages:
            for note in page.get("/Annots", []):
                address = str(note.A.URI) if "/A" in note else ""
                assert not address.startswith(("file:", "javascript:", "http://127"))


def test_a_letter_without_a_glyph_is_said_in_words():
    # In no typeface, of this machine or any other.
    plan = content.small(plan=content.plan(title="A\U0001f9e9 \u0378 \ue000 z"))
    pages = texts(pdf_of(plan))

    assert "[U+0378] [U+E000] z" in pages[0]


WATCHED = """
import sys
import django; django.setup()
from scp.publication import printing, rendering
from tests.factories import content
from tests.unit.publication.test_rendering import FINGERPRINT, hostile
import json, tests.unit.publication.printed as printed

plan = hostile()
# The first document of a process reads templates, fonts and styles; those are ours.
rendering.to_pdf(printing.to_html(content.small(), sha256=FINGERPRINT), attachment=b"{}",
                 attachment_name="a", title="T")
html = printing.to_html(plan, sha256=FINGERPRINT)
seen = []
def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "urllib.")):
        seen.append([event, repr(arguments)[:200]])
    elif event == "open" and isinstance(arguments[0], (str, bytes)):
        seen.append([event, str(arguments[0])])
sys.addaudithook(watch)
extra = (
    '<img src="http://127.0.0.1:9/a.png"><img src="file:///etc/hostname">'
    '<link rel=stylesheet href="http://127.0.0.1:9/a.css"><link rel=attachment href="file:///etc/hostname">'
    '<a rel=attachment href="http://127.0.0.1:9/a.txt">x</a><object data="http://127.0.0.1:9/o"></object>'
    '<style>@import url(http://127.0.0.1:9/b.css);p{background:url(//127.0.0.1:9/c.png)}</style>'
)
pdf = rendering.to_pdf(html.replace("<body>", "<body>" + extra), attachment=b"{}",
                       attachment_name="a.json", title="T")
attached = list(printed.opened(pdf).attachments)
print(json.dumps({"seen": seen, "attached": attached}))
"""


def test_nothing_is_opened_whatever_the_document_asks_for():
    """Even when marks that no template of ours writes are put into the document."""
    done = subprocess.run(
        [*PYTHON, WATCHED], env=ENVIRONMENT, capture_output=True, text=True, timeout=180, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])

    # urllib's own opener is asked for data: addresses, which hold what they name.
    asked = [e for e in found["seen"] if not (e[0] == "urllib.Request" and "'data:" in e[1])]
    assert asked == []
    assert found["attached"] == ["a.json"]


# --- named failures -------------------------------------------------------------------------------


def test_an_engine_that_gives_up_is_a_named_failure(monkeypatch):
    def broken(*args, **kwargs):
        raise RecursionError("too deep")

    monkeypatch.setattr(weasyprint.HTML, "write_pdf", broken)
    with pytest.raises(RenderingFailed) as failure:
        rendering.to_pdf("<p>x</p>", attachment=b"", attachment_name="a", title="T")

    assert failure.value.code == "layout_failed"
    assert failure.value.message == "RecursionError: too deep"


def test_a_refused_address_that_cannot_be_left_out_is_a_named_failure(monkeypatch):
    def refused(*args, **kwargs):
        raise FatalURLFetchingError("no")

    monkeypatch.setattr(weasyprint.HTML, "write_pdf", refused)
    with pytest.raises(RenderingFailed) as failure:
        rendering.to_pdf("<p>x</p>", attachment=b"", attachment_name="a", title="T")

    assert failure.value.code == "address_refused"


def test_a_refused_chart_is_a_named_failure(monkeypatch):
    def refused(*args, **kwargs):
        raise ChartFailed("no such mark")

    monkeypatch.setattr("scp.publication.charts.trend", refused)
    with pytest.raises(RenderingFailed) as failure:
        printing.to_html(content.small(), sha256=FINGERPRINT)

    assert failure.value.code == "chart_failed"


def test_output_that_cannot_be_mended_is_a_named_failure(monkeypatch):
    monkeypatch.setattr(tagging.pikepdf.Pdf, "open", lambda *a: _no_pdf())
    with pytest.raises(RenderingFailed) as failure:
        rendering.to_pdf("<p>x</p>", attachment=b"", attachment_name="a", title="T")

    assert failure.value.code == "tags_failed"


def _no_pdf():
    raise pikepdf.PdfError("damaged")


def test_the_garbage_collector_is_back_after_a_failure(monkeypatch):
    monkeypatch.setattr(weasyprint.HTML, "write_pdf", lambda *a, **k: 1 / 0)
    assert gc.isenabled()
    with pytest.raises(RenderingFailed):
        rendering.lay_out("<p>x</p>")
    assert gc.isenabled()
