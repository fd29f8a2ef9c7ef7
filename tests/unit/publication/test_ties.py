"""The thread on the page and in print: each item leads to what it stands on and back."""

import html
import io
import re

import pikepdf

from scp.publication import pages
from scp.publication.content import Citation, PlanContent, Result
from scp.publication.document import Document
from scp.publication.printing import to_html
from scp.publication.thread import BREAKS, OF_THEORY, Branch, Threads, broken
from tests.factories import content as make
from tests.unit.publication.documents import complete
from tests.unit.publication.printed import below, failures, small_pdf, texts

FINGERPRINT = "e" * 64
LINK = re.compile(r'<a class="govuk-link scp-reference" href="#([^"]+)">')


def page_of(plan: PlanContent) -> str:
    return str(pages.page(plan, sha256=FINGERPRINT).body)


def words(marks: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", marks)).split())


def beneath(page: str, reference: str) -> str:
    """What stands between the heading of an item and the next heading."""
    return re.split(r"<h\d", page.split(f'id="{reference}"', 1)[1], maxsplit=1)[0]


def test_every_item_leads_to_what_it_stands_on_and_to_what_stands_on_it() -> None:
    plan = make.small()
    page, threads = page_of(plan), Threads(plan)

    looked_at = 0
    for knot in threads.knots.values():
        if knot.kind in ("need", "outcome", "indicator", "piece"):
            lower, upper = threads.nearest(knot.reference)
            links = LINK.findall(beneath(page, knot.reference))
            assert {*lower, *upper} <= set(links), knot
            looked_at += len(lower) + len(upper)
    assert looked_at > 60


def test_the_nearest_are_those_of_the_thread() -> None:
    threads = Threads(make.small())

    for reference in threads.knots:
        thread, (lower, upper) = threads.of(reference), threads.nearest(reference)
        explained = threads.explained_by(reference)
        assert lower == of_the_thread(thread.stands_on)
        assert upper == of_the_thread(thread.stood_on_by)
        assert {*upper, *explained} == {b.knot.reference for b in thread.stood_on_by}
        assert not {*upper} & {*explained}


def of_the_thread(branches: tuple[Branch, ...]) -> tuple[str, ...]:
    found = (b.knot.reference for b in branches if b.knot.kind not in OF_THEORY)
    return tuple(dict.fromkeys(found))


def test_where_the_theory_of_change_has_an_item_is_said_apart_from_its_thread() -> None:
    plan = make.small()
    page = page_of(plan)

    assert Threads(plan).explained_by("O1") == ("TN4",)
    assert explained_beneath(page, "O1") == ["TN4"]
    assert explained_beneath(page, "P1") == ["TN1", "TN2", "TN3"]
    assert "In the theory of change" not in words(beneath(page, "O2"))
    assert "Stands on: P1 " in words(beneath(page, "TN3"))
    assert explained_beneath(page, "TN3") == ["TA2", "TA3"]


def explained_beneath(page: str, reference: str) -> list[str]:
    told = beneath(page, reference).split("In the theory of change:", 1)[1]
    return LINK.findall(told.split("</span>", 1)[0].replace("</a>", "</a>\n"))


def test_an_outcome_that_only_a_theory_has_still_lacks_what_should_stand_on_it() -> None:
    """A drawing is no piece and no indicator: the gap is not hidden behind it."""
    outcomes = (make.outcome(1, "All is well", "social"),)
    page = page_of(make.small(outcomes=outcomes, pieces=()))

    told = words(beneath(page, "O1"))
    assert "What stands on it: nothing yet In the theory of change: TN4" in told


def test_every_reference_that_is_a_link_leads_somewhere() -> None:
    for plan in (make.small(), make.large(8, 12, 4), complete()):
        page = page_of(plan)
        ids = re.findall(r' id="([^"]+)"', page)
        assert set(LINK.findall(page)) <= set(ids)
        assert len(ids) == len(set(ids))


def test_an_item_that_stands_on_nothing_says_so() -> None:
    needs = (make.need(1, "Help in time", "Residents", ()),)
    page = page_of(make.small(needs=needs, outcomes=(), indicators=(), pieces=(), theory_nodes=()))

    assert "Stands on: nothing in the plan yet What stands on it: nothing yet" in words(
        beneath(page, "N1")
    )


def test_an_indicator_of_no_outcome_is_printed_and_its_links_lead_to_it() -> None:
    plan = make.small(outcomes=(make.outcome(1, "All is well", "social", indicators=("I2",)),))
    page = page_of(plan)

    assert "Indicators that measure no outcome yet" in page
    assert page.index('id="I2"') < page.index('id="loose-indicators"') < page.index('id="I1"')
    assert "loose-indicators" not in page_of(make.small())


def test_a_chapter_says_what_its_text_cites() -> None:
    first, *others = make.small().sections
    cites = (Citation(evidence="EV-005", relation="contradicts", about="Every ward is alike"),)
    section = first.model_copy(update={"citations": cites})
    told = words(beneath(page_of(make.small(sections=(section, *others))), section.reference))

    assert "Stands on: EV-005" in told
    assert "Evidence: EV-005 contradicts it (about “Every ward is alike”)." in told


def test_what_contradicts_a_contribution_is_said_with_the_piece_too() -> None:
    told = words(beneath(page_of(make.small()), "P1"))

    assert "O1 (3: main; EV-001 contradicts it )" in told


def test_what_contradicts_a_claim_is_said_where_a_list_only_names_it() -> None:
    """At a glance, beneath what it underwrites and in the theory of change, on the page and in
    print alike."""
    cites = {"citations": (Citation(evidence="EV-005", relation="contradicts"),)}
    needs, outcomes = (
        tuple(one.model_copy(update={"citations": ()}) for one in items)
        for items in (make.small().needs, make.small().outcomes)
    )
    needs = (needs[0].model_copy(update=cites), *needs[1:])
    outcomes = (outcomes[0].model_copy(update=cites), *outcomes[1:])
    # Only what stands for the outcome: pieces have contradictions of their own.
    nodes = tuple(one.model_copy(update={"piece": ""}) for one in make.small().theory_nodes)
    plan = make.small(needs=needs, outcomes=outcomes, theory_nodes=nodes)
    underwritten = sum(needs[0].reference in outcome.needs for outcome in plan.outcomes)
    stood_for = sum(node.outcome == outcomes[0].reference for node in nodes)
    assert underwritten
    assert stood_for

    for page in (page_of(plan), to_html(plan, sha256=FINGERPRINT)):
        marked = page.split('class="scp-contradicted"')[1:]
        assert len(marked) == 1 + underwritten + stood_for
        assert all("Contradicted by EV-005" in words("<b" + one)[:60] for one in marked)
        assert all('scp-icon--cross" aria-hidden="true"' in one[:120] for one in marked)


def test_evidence_that_nothing_cites_says_so() -> None:
    plan = make.small(evidence=(make.source(99, "Lone", "Survey", "ONS"),))

    assert "What stands on it: nothing yet" in words(page_of(plan))


def test_results_stand_beneath_their_measure_by_their_reference() -> None:
    piece = next(piece for piece in make.small().pieces if piece.measures)
    page = page_of(make.small())

    for result in piece.measures[0].results[-4:]:
        assert isinstance(result, Result)
        assert f'id="{result.reference}"' in page


def test_the_appendix_says_once_what_is_broken_and_where() -> None:
    plan = make.small()
    appendix = page_of(plan).split('id="thread"', 1)[1].split("</section>", 1)[0]

    found = Document(plan, "").broken
    for sentence, references in found:
        assert appendix.count(html.escape(sentence, quote=True).replace("&#x27;", "&#39;")) == 1
        assert all(f'href="#{reference}"' in appendix for reference in references if reference)
    told = [(finding.sentence, finding.reference) for finding in broken(plan)]
    assert sorted(told) == sorted((s, r) for s, references in found for r in references)
    assert {f.code for f in broken(plan)} <= BREAKS
    assert len(found) < len(told), "what is true of many is said once"


def test_a_plan_whose_thread_is_whole_says_so() -> None:
    plan = complete()

    assert ("It is broken nowhere" in page_of(plan)) == (broken(plan) == ())


class TestPdf:
    def test_every_link_within_it_finds_its_page(self) -> None:
        with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
            names = {str(name) for name, _where in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
            wanted = [
                str(link.Dest)
                for page in pdf.pages
                for link in page.get("/Annots", ())
                if "/Dest" in link
            ]
        assert len(wanted) > 200
        assert set(wanted) <= names
        assert {"N1", "O1", "I1", "P1", "EV-001", "thread"} <= names

    def test_it_has_the_appendix_and_breaks_no_rule(self) -> None:
        assert any("Appendix: the thread" in text for text in texts(small_pdf())[2:])
        assert failures(small_pdf()) == []

    def test_links_are_read_out_as_links(self) -> None:
        with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
            links = [e for e in below(pdf.Root.StructTreeRoot) if str(e.S) == "/Link"]
            assert len(links) > 200
