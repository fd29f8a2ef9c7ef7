"""How complete a plan is, in counts, and the few things that are most worth doing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from outcomes.models import Need
from scp.plans.models import Plan
from scp.publication.completeness import NEXT, SETTLED, next_things, whole
from scp.publication.content import Measure
from scp.publication.readiness import CHECKS, Finding, Severity
from tests.factories import content as make
from tests.factories.outcomes import NeedFactory, OutcomeFactory
from tests.factories.plans import PlanFactory, cast_of
from tests.unit.publication.documents import complete


def finding(reference: str, severity: Severity = "warns", code: str = "any") -> Finding:
    return Finding(code, severity, reference, f"{code} of {reference}")


def order(*findings: Finding) -> list[str]:
    return [thing.reference or thing.first.code for thing in next_things(findings)]


class TestNext:
    def test_what_blocks_comes_before_what_warns_more_often(self) -> None:
        warned = [finding("N1", code=code) for code in ("a", "b", "c")]
        assert order(*warned, finding("O1", "blocks")) == ["O1", "N1"]

    def test_then_what_takes_most_from_the_list(self) -> None:
        once, twice = finding("N1"), [finding("N2"), finding("N2", code="other")]
        assert order(once, *twice) == ["N2", "N1"]

    def test_more_that_blocks_is_more_than_more_that_warns(self) -> None:
        one = [finding("O1", "blocks"), *(finding("O1", code=c) for c in "abc")]
        two = [finding("O2", "blocks", "a"), finding("O2", "blocks", "b")]
        assert order(*one, *two) == ["O2", "O1"]

    def test_equals_stand_as_they_were_found(self) -> None:
        assert order(finding("N3"), finding("N1"), finding("N2")) == ["N3", "N1", "N2"]

    def test_no_more_than_three(self) -> None:
        assert len(next_things([finding(f"N{n}") for n in range(10)])) == NEXT == 3

    def test_each_finding_about_the_plan_is_a_thing_of_its_own(self) -> None:
        found = [finding("", "blocks", "no_vision"), finding("", "blocks", "no_outcome")]
        assert order(*found) == ["no_vision", "no_outcome"]

    def test_what_somebody_has_accepted_asks_for_nothing(self) -> None:
        assert next_things([finding("O1", code=code) for code in SETTLED]) == ()

    def test_what_is_settled_is_something_that_is_looked_for(self) -> None:
        assert {check.code for check in CHECKS} >= SETTLED


lists_of_findings = st.lists(
    st.builds(
        Finding,
        code=st.sampled_from([check.code for check in CHECKS]),
        severity=st.sampled_from(["blocks", "warns"]),
        reference=st.sampled_from(["", "N1", "N2", "O1", "P1"]),
        sentence=st.text(max_size=5),
    ),
    max_size=20,
)


@given(lists_of_findings)
def test_every_finding_is_told_once_and_what_blocks_first(found: list[Finding]) -> None:
    things = next_things(found, most=len(found) + 1)
    told = [one for thing in things for one in thing.findings]
    left = [one for one in found if one.code not in SETTLED]
    assert sorted(map(repr, told)) == sorted(map(repr, left))
    blocking = [any(one.severity == "blocks" for one in thing.findings) for thing in things]
    assert blocking == sorted(blocking, reverse=True)


class TestWhole:
    def test_counts_what_no_finding_names(self) -> None:
        found = [finding("N2"), finding("N2", code="other"), finding("O1")]
        assert whole(["N1", "N2", "N3"], make.small(), found) == 2

    def test_a_piece_is_not_whole_while_a_measure_of_it_lacks_something(self) -> None:
        content = complete()
        piece = content.pieces[0]
        measure = Measure(
            reference="M9",
            uri="https://x.example/M9",
            title="People who finish",
            type="how_well",
            type_label="How well did we do it?",
            unit="%",
        )
        content = content.model_copy(
            update={"pieces": (piece.model_copy(update={"measures": (measure,)}),)}
        )
        assert whole([piece.reference], content, []) == 1
        assert whole([piece.reference], content, [finding("M9")]) == 0

    def test_an_accepted_exception_leaves_an_outcome_whole(self) -> None:
        found = [finding("O1", code=code) for code in SETTLED]
        assert whole(["O1"], make.small(), found) == 1


@pytest.mark.django_db
class TestThePlanPage:
    def page(self, plan: Plan) -> str:
        client = Client()
        client.force_login(cast_of(plan).lead)
        answer: Any = client.get(reverse("draft", args=[plan.slug]))
        return " ".join(answer.content.decode().split())

    def test_it_counts_each_chapter_and_names_three_things_with_their_pages(self) -> None:
        plan = PlanFactory(slug="trafford", status="in_consultation")
        need = NeedFactory(plan=plan)
        NeedFactory.create_batch(2, plan=plan)
        OutcomeFactory(plan=plan, needs=[need])

        text = self.page(plan)

        chapters = [part.split("</li>")[0] for part in text.split('<li class="scp-chapter">')]
        needs = next(part for part in chapters if ">Needs</a>" in part)
        outcomes = next(part for part in chapters if ">Outcomes</a>" in part)
        assert "0 of 3 with nothing missing" in needs
        assert "0 of 1 with nothing missing" in outcomes
        first = text.split('id="next"')[1].split("</section>")[0]
        assert first.count("<li") == 3
        assert first.count("Blocks publishing") == 3
        for page in ("draft-need", "draft-outcome"):
            assert f'href="{reverse(page, args=["trafford", "X"]).removesuffix("X/")}' in first

    def test_an_empty_plan_is_told_where_to_begin(self) -> None:
        text = self.page(PlanFactory(slug="trafford"))
        first = text.split('id="next"')[1].split("</section>")[0]
        assert "Add a vision section." in first
        assert f'href="{reverse("draft-sections", args=["trafford"])}"' in first
        assert f'href="{reverse("draft-outcomes", args=["trafford"])}"' in first
        assert "with nothing missing" not in text
        assert not Need._base_manager.exists()
