"""The thread: from any item both ways to the ends, each thing once, and where it is broken."""

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings

from scp.publication.content import Measure, PlanContent, Result
from scp.publication.readiness import CHECKS, gaps
from scp.publication.thread import BREAKS, OF_THEORY, Branch, Thread, Threads, broken, thread
from tests.factories import content as make
from tests.factories.outcomes import EvidenceFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import PlanFactory
from tests.factories.procurement import ContributionFactory, MeasureFactory, PieceFactory
from tests.unit.publication.documents import complete, documents

RESULT = Result(
    reference="RS1",
    period_start=dt.date(2026, 4, 1),
    period_end=dt.date(2026, 6, 30),
    value=Decimal("61.5"),
    source="Return",
)
MEASURE = Measure(
    reference="M1",
    uri="https://a.example/M1",
    title="Free of debt",
    type="better_off",
    type_label="Is anyone better off?",
    unit="%",
    results=(RESULT,),
)


def whole() -> PlanContent:
    """Evidence → need → outcome → indicator, and outcome → piece → measure → result."""
    piece = complete().pieces[0].model_copy(update={"measures": (MEASURE,)})
    return complete(pieces=(piece,))


def walk(branches: tuple[Branch, ...]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from walk(branch.branches)


def path(branches: tuple[Branch, ...]) -> list[str]:
    return [branch.knot.reference for branch in walk(branches)]


def test_a_result_stands_on_everything_down_to_the_evidence() -> None:
    found = thread(whole(), "RS1")

    assert found.stood_on_by == ()
    down = path(found.stands_on)
    assert down[:2] == ["M1", "P1"]
    assert {"O1", "N1", "EV-001"} <= set(down)
    assert down.index("P1") < down.index("O1") < down.index("N1") < down.index("EV-001")


def test_evidence_carries_everything_up_to_the_results() -> None:
    found = thread(whole(), "EV-001")

    assert found.stands_on == ()
    up = path(found.stood_on_by)
    assert {"N1", "O1", "I1", "P1", "M1", "RS1"} <= set(up)


def test_each_link_says_how_the_one_stands_on_the_other() -> None:
    against = make.need(
        1, "Help in time", "Residents", (make.cite(1), make.cite(1, "contradicts")), voiced=True
    )
    found = thread(complete(needs=(against,)), "N1")

    assert [(b.relation, b.knot.reference) for b in found.stands_on] == [
        ("is supported by", "EV-001"),
        ("is contradicted by", "EV-001"),
    ]
    assert found.stood_on_by[0].relation == "answers the need"
    piece = next(b for b in walk(found.stood_on_by) if b.knot.kind == "piece")
    assert piece.relation == "contributes to the outcome, strength 3 of 3"


def test_where_in_the_source_is_said_with_the_link() -> None:
    cited = make.cite(1).model_copy(update={"locator": "Table 2"})
    need = make.need(1, "Help in time", "Residents", (cited,), voiced=True)

    (branch,) = thread(complete(needs=(need,)), "N1").stands_on

    assert branch.relation == "is supported by (Table 2)"


def test_what_stands_in_two_places_is_followed_once() -> None:
    """O1 to O3 all answer N1: its evidence is shown under the first."""
    found = thread(whole(), "P1")
    needs = [b for b in walk(found.stands_on) if b.knot.reference == "N1"]

    assert [b.again for b in needs] == [False, True, True]
    assert [bool(b.branches) for b in needs] == [True, False, False]


def test_a_measure_and_its_results_are_shown_with_their_piece() -> None:
    knots = Threads(whole()).knots

    assert (knots["M1"].home, knots["RS1"].home, knots["P1"].home) == ("P1", "P1", "P1")
    assert knots["RS1"].title == "61.5 (2026-04-01 – 2026-06-30)"


def ways(branches: tuple[Branch, ...]) -> list[tuple[str, str]]:
    return [(branch.relation, branch.knot.reference) for branch in branches]


def test_an_arrow_stands_on_its_two_steps_and_on_what_it_cites() -> None:
    found = thread(whole(), "TA3")

    assert (found.knot.kind, found.knot.home) == ("arrow", "TA3")
    assert found.knot.title == (
        "Families who come six times → Every child starts school ready to learn"
    )
    assert ways(found.stands_on) == [
        ("leads on from the step", "TN3"),
        ("leads to the step", "TN4"),
        ("is supported by", "EV-001"),
    ]
    assert found.stood_on_by == ()
    assert path(found.stands_on)[:2] == ["TN3", "P1"], "and on to the need and its evidence"


def test_steps_stand_on_the_outcomes_and_pieces_that_they_are_for() -> None:
    threads = Threads(whole())

    assert ways(threads.of("TN4").stands_on) == [("stands for the outcome", "O1")]
    assert ways(threads.of("TN3").stands_on) == [("is a part of the piece", "P1")]
    assert ways(threads.of("TN3").stood_on_by) == [
        ("leads to the step", "TA2"),
        ("leads on from the step", "TA3"),
    ]
    assert threads.of("TN5").stands_on == (), "a step that is nobody’s"


def test_evidence_and_outcomes_lead_up_to_the_theory_and_to_everything_else_as_before() -> None:
    bare = whole().model_copy(update={"theory_nodes": (), "theory_arrows": ()})
    for reference in ("EV-001", "N1", "O1", "P1"):
        without, found = thread(bare, reference), thread(whole(), reference)
        theory = [b for b in walk(found.stood_on_by) if b.knot.kind in OF_THEORY]
        others = [b for b in walk(found.stood_on_by) if b.knot.kind not in OF_THEORY]

        assert {b.knot.reference for b in theory} & {"TA3", "TN4"}, reference
        assert [b.knot.reference for b in others] == path(without.stood_on_by)
        assert path(found.stands_on) == path(without.stands_on), "they do not stand on a theory"


def test_a_broken_link_of_the_theory_leads_to_its_step() -> None:
    knots = Threads(whole()).knots

    assert {"TN1", "TA1"} <= knots.keys()
    assert [knot.kind for knot in knots.values()][-1] == "arrow", "after the thread itself"


def test_an_item_that_is_not_there_is_no_thread() -> None:
    with pytest.raises(KeyError):
        thread(whole(), "O99")


def test_a_link_to_what_was_removed_is_not_followed() -> None:
    outcome = complete().outcomes[0].model_copy(update={"needs": ("N1", "N7")})

    assert "N7" not in path(thread(complete(outcomes=(outcome,)), "O1").stands_on)


def test_broken_links_are_findings_of_readiness_and_no_others() -> None:
    codes = {check.code for check in CHECKS}
    content = complete(needs=(), theory_nodes=(), theory_arrows=(), sections=())

    assert codes >= BREAKS
    assert set(broken(content)) < set(gaps(content))
    assert {f.code for f in broken(content)} == {"evidence_uncited"}


def items(found: Thread) -> list[str]:
    return [found.knot.reference, *path(found.stands_on), *path(found.stood_on_by)]


@settings(max_examples=60, deadline=None)
@given(documents)
def test_both_ways_agree_whatever_the_plan(content: PlanContent) -> None:
    """What an item stands on is stood on by it, and every thread comes to an end."""
    threads = Threads(content)
    for reference in threads.knots:
        found = threads.of(reference)
        assert set(items(found)) <= threads.knots.keys()
        opened = [b.knot.reference for b in walk(found.stands_on) if not b.again]
        assert len(opened) <= len(set(opened)) + sum(not b.branches for b in walk(found.stands_on))
        for branch in found.stands_on:
            back = [b.knot.reference for b in threads.of(branch.knot.reference).stood_on_by]
            assert reference in back


@pytest.fixture
def drafted() -> Any:
    plan = PlanFactory()
    need = NeedFactory(plan=plan, evidence=[EvidenceFactory(plan=plan)])
    outcome = OutcomeFactory(plan=plan, needs=[need])
    piece = PieceFactory(plan=plan)
    ContributionFactory(piece=piece, outcome=outcome)
    MeasureFactory(piece=piece)
    return plan


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("thread", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestCommand:
    def test_json_has_the_thread_and_what_is_broken(self, drafted: Any) -> None:
        answer = json.loads(run(drafted.slug, "--item", "M1", "--json"))

        assert answer["plan"] == drafted.slug
        (piece,) = answer["thread"]["stands_on"]
        assert piece["knot"]["reference"] == "P1"
        assert piece["branches"][0]["knot"]["reference"] == "O1"
        assert {(f["code"], f["reference"]) for f in answer["broken"]} == {
            ("outcome_without_measure", "O1"),
            ("measure_without_result", "M1"),
        }

    def test_in_words_it_is_an_indented_list(self, drafted: Any) -> None:
        lines = run(drafted.slug, "--item", "EV-001").splitlines()

        assert lines[0].startswith("EV-001 Source")
        assert any(line.startswith("  is supported by: N1") for line in lines)
        assert any(line.startswith("    answers the need: O1") for line in lines)
        assert "Broken links: 2" in lines

    def test_a_broken_thread_fails_a_check(self, drafted: Any) -> None:
        with pytest.raises(CommandError, match="broken"):
            run(drafted.slug, "--check")

    def test_a_plan_or_an_item_that_is_not_there_is_named(self, drafted: Any) -> None:
        with pytest.raises(CommandError, match="no plan called nowhere"):
            run("nowhere")
        with pytest.raises(CommandError, match="no item called O9"):
            run(drafted.slug, "--item", "O9")
