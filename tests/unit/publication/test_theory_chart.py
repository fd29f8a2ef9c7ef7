"""The drawing of a theory of change: every step and arrow is in it, and nothing lies on a word."""

import itertools
import random
import re
import time
from typing import Any
from xml.etree import ElementTree

import pytest

from scp.publication import charts
from scp.publication.charts.theory import KINDS, TALLEST, WIDTH, Picture
from scp.publication.content import PlanContent, TheoryArrow, TheoryNode
from tests.factories import content as make

SVG = "{http://www.w3.org/2000/svg}"
WORDS = (
    *("families", "who", "come", "six", "times", "stay", "with", "speech", "therapists", "in"),
    *("every", "neighbourhood", "hub", "until", "interdisciplinaryresponsibilities", "improve"),
)


def node(number: int, kind: str, label: str, **facts: Any) -> TheoryNode:
    return (
        make.small()
        .theory_nodes[0]
        .model_copy(
            update={
                "reference": f"TN{number}",
                "kind": kind,
                "kind_label": kind.capitalize(),
                "label": label,
                "piece": "",
                **facts,
            }
        )
    )


def arrow(number: int, source: str, target: str, evidence: tuple[str, ...] = ()) -> TheoryArrow:
    return (
        make.small()
        .theory_arrows[0]
        .model_copy(
            update={
                "reference": f"TA{number}",
                "source": source,
                "target": target,
                "evidence": evidence,
            }
        )
    )


def theory_of(steps: int, arrows: int, seed: int = 1) -> PlanContent:
    """As many steps of each kind, and arrows that lead onwards, some of them over a kind."""
    chance = random.Random(seed)
    nodes = [
        node(n + 1, KINDS[n * 5 // steps], " ".join(chance.choices(WORDS, k=chance.randint(1, 14))))
        for n in range(steps)
    ]
    pairs = list(itertools.combinations(nodes, 2))
    joined = chance.sample(pairs, arrows)
    return make.small(
        theory_nodes=tuple(nodes),
        theory_arrows=tuple(
            arrow(n, a.reference, b.reference, ("EV-001",) if n % 2 else ())
            for n, (a, b) in enumerate(joined, start=1)
        ),
    )


def drawn(chart: charts.Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def boxes(picture: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    """The steps: left, top, right, bottom."""
    found = [e for e in picture.iter(f"{SVG}rect") if e.get("stroke")]
    sides = [[float(e.get(name, "")) for name in ("x", "y", "width", "height")] for e in found]
    return [(x, y, x + width, y + height) for x, y, width, height in sides]


PLANS = [make.small(), theory_of(1, 0), theory_of(16, 24), theory_of(30, 50), theory_of(60, 120)]
CHARTS = [chart for plan in PLANS for chart in charts.theory(plan)]
EACH = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: f"{chart.name}-{chart.height}")


@EACH
def test_no_two_steps_overlap_and_all_are_within_the_picture(chart: charts.Chart) -> None:
    picture = drawn(chart)
    width, height = float(picture.get("width", 0)), float(picture.get("height", 0))
    found = boxes(picture)

    assert found
    for one, other in itertools.combinations(found, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)
    for left, top, right, bottom in found:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height


@EACH
def test_no_word_is_wider_than_its_step(chart: charts.Chart) -> None:
    """By the measure for the wider typeface that a browser may fall back to."""
    picture = drawn(chart)
    width = boxes(picture)[0][2] - boxes(picture)[0][0]
    for text in picture.iter(f"{SVG}text"):
        if text.get("font-size") == "10.5":
            assert len(text.text or "") * 10.5 * 0.54 <= width - 10, text.text


@EACH
def test_no_line_runs_behind_a_step(chart: charts.Chart) -> None:
    """Where an arrow runs level it passes a column, and there it has a lane of its own."""
    picture = drawn(chart)
    for path in picture.iter(f"{SVG}path"):
        d = path.get("d", "")
        for x, y, to in re.findall(r"([\d.]+) ([\d.]+)H([\d.]+)", d):
            for left, top, right, bottom in boxes(picture):
                beside = float(to) <= left + 1 or float(x) >= right - 1
                assert beside or not top < float(y) < bottom


@EACH
def test_every_arrow_ends_at_the_side_of_a_step(chart: charts.Chart) -> None:
    picture = drawn(chart)
    tips = re.findall(r'd="M[\d.]+ [\d.]+L([\d.]+) ([\d.]+)L[^"]*Z"', chart.svg)[:-2]
    for x, y in tips:
        ends = (abs(float(x) - b[0]) < 0.1 and b[1] < float(y) < b[3] for b in boxes(picture))
        assert any(ends), (x, y)


@EACH
def test_a_picture_fits_a_page(chart: charts.Chart) -> None:
    assert chart.height <= TALLEST
    assert chart.width <= WIDTH


@EACH
def test_it_passes_a_strict_content_security_policy(chart: charts.Chart) -> None:
    for element in drawn(chart).iter():
        assert element.tag not in {f"{SVG}{name}" for name in ("style", "script", "image", "use")}
        assert "style" not in element.attrib
        assert not any("href" in name or name.startswith("on") for name in element.attrib)
    assert "url(" not in chart.svg


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(len(plan.theory_nodes)))
def test_every_step_and_every_arrow_is_drawn(plan: PlanContent) -> None:
    pictures = [chart.drawing for chart in charts.theory(plan)]
    shown: list[Picture] = [p for p in pictures if isinstance(p, Picture)]

    assert {n for p in shown for n in p.nodes} == set(plan.theory_nodes)
    assert {a for p in shown for a in p.arrows} == set(plan.theory_arrows)
    for picture in shown:
        svg = picture.svg()
        for step in picture.nodes:
            assert f">{step.reference}</text>" in svg
        # A head for each arrow, and two in the legend.
        assert svg.count('Z"') == len(picture.arrows) + 2


def test_the_columns_are_the_kinds_that_there_are_in_their_order() -> None:
    plan = make.small(
        theory_nodes=(node(1, "impact", "Lasts"), node(2, "input", "Goes in")), theory_arrows=()
    )

    [chart] = charts.theory(plan)

    texts = [text.text for text in drawn(chart).iter(f"{SVG}text")]
    assert [text for text in texts if text in ("Input", "Activity", "Impact")] == [
        "Input",
        "Impact",
    ]


def test_a_line_is_broken_where_no_evidence_is_cited() -> None:
    nodes = (node(1, "input", "A"), node(2, "output", "B"), node(3, "outcome", "C"))
    arrows = (arrow(1, "TN1", "TN2", ("EV-001",)), arrow(2, "TN2", "TN3"))

    [chart] = charts.theory(make.small(theory_nodes=nodes, theory_arrows=arrows))

    assert chart.svg.count("stroke-dasharray") == 2, "the arrow, and the legend's"
    assert "no evidence is cited yet" in chart.svg


def test_it_is_told_in_words_and_as_a_table() -> None:
    [chart] = charts.theory(make.small())

    assert chart.alt.startswith("Steps of the theory of change. Input: TN1 Buildings that stand")
    assert chart.alt.endswith("TN1 leads to TN2. TN2 leads to TN3. TN3 leads to TN4.")
    assert chart.rows[1][2:] == ("Families who come once come again.", "EV-005")
    assert f"<desc>{chart.alt}</desc>" in chart.svg


def test_a_theory_too_large_for_a_page_is_drawn_outcome_by_outcome() -> None:
    pictures = charts.theory(theory_of(60, 120))

    assert len(pictures) == 13, "twelve outcomes, and what leads to none"
    assert [chart.name for chart in pictures] == [f"theory-{n}" for n in range(1, 14)]
    assert pictures[1].title.endswith("(part 2 of 13)")


def test_what_a_hostile_label_says_is_words() -> None:
    plan = make.small(
        theory_nodes=(node(1, "input", "</text><script>alert(1)</script>\x00&"),), theory_arrows=()
    )

    [chart] = charts.theory(plan)

    assert "script" not in {element.tag.removeprefix(SVG) for element in drawn(chart).iter()}


def test_there_is_no_picture_of_nothing() -> None:
    assert charts.theory(make.small(theory_nodes=(), theory_arrows=())) == ()


def test_the_same_theory_gives_the_same_bytes() -> None:
    first, second = (
        [chart.svg for chart in charts.theory(theory_of(60, 120, seed=3))] for _ in range(2)
    )
    assert first == second


def test_sixty_steps_are_drawn_in_less_than_a_fifth_of_a_second() -> None:
    """Of the work that this process does, so that a busy machine does not fail it."""
    plan = theory_of(60, 120)
    started = time.process_time()

    for chart in charts.theory(plan):
        assert chart.svg

    assert time.process_time() - started < 0.2
