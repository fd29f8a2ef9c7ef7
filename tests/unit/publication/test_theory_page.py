"""The page of the theory of change: what it draws, tells, asks for and lets people do."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from procurement.models import TheoryArrow, TheoryNode
from scp.plans.models import Plan
from scp.publication.assembly import assemble
from scp.publication.document import Document
from tests.factories.outcomes import EvidenceFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.procurement import PieceFactory, TheoryArrowFactory, TheoryNodeFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/draft/trafford/theory/"


@pytest.fixture
def cast() -> Cast:
    return cast_of(PlanFactory(slug="trafford", status="in_consultation"))


@pytest.fixture
def commissioner(cast: Cast) -> Client:
    return signed_in(cast.commissioner)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(page: Any) -> str:
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def reasoned(plan: Plan) -> TheoryArrow:
    """A piece that leads to an outcome, with all that an arrow can say."""
    outcome = OutcomeFactory(plan=plan, statement="Families can pay their bills")
    piece = PieceFactory(plan=plan, title="Debt advice")
    arrow: TheoryArrow = TheoryArrowFactory(
        source=TheoryNodeFactory(plan=plan, kind="output", label="Advice given", piece=piece),
        target=TheoryNodeFactory(plan=plan, kind="outcome", label="Bills paid", outcome=outcome),
        assumption="Advice is taken.",
        mechanism="Creditors agree to plans.",
        external_factors="The price of heating.",
    )
    return arrow


def test_a_plan_without_a_theory_may_stay_without(commissioner: Client) -> None:
    page = commissioner.get(ADDRESS)

    assert "It need not have one" in text_of(page)
    assert "scp-chart" not in page.content.decode()
    assert "does not explain" not in text_of(page)


def test_the_list_says_everything_that_the_drawing_does(cast: Cast, commissioner: Client) -> None:
    arrow = reasoned(cast.plan)
    evidence = EvidenceFactory(plan=cast.plan)
    with scope(plan=cast.plan):
        arrow.evidence.add(evidence)

    page = commissioner.get(ADDRESS)

    said = text_of(page)
    for words in (
        "TN1 Output: Advice given",
        "Part of P1 Debt advice",
        "TN2 Outcome: Bills paid",
        "Stands for O1 Families can pay their bills",
        "TA1 leads to TN2 Outcome: Bills paid",
        "Assumed: Advice is taken.",
        "How: Creditors agree to plans.",
        "What else bears on it: The price of heating.",
        "Evidence: EV-001",
        "Nothing further is expected to follow from it.",
    ):
        assert words in said
    assert "does not explain" not in said


def test_the_picture_is_that_of_the_document(cast: Cast, commissioner: Client) -> None:
    reasoned(cast.plan)

    page = commissioner.get(ADDRESS).content.decode()

    [chart] = Document(assemble(cast.plan), "").theory
    assert f'src="{chart.data_uri}"' in page
    assert "TN1 leads to TN2." in page, "the picture has words for those who do not see it"


def test_what_it_does_not_explain_is_said_where_it_is_mended(
    cast: Cast, commissioner: Client
) -> None:
    reasoned(cast.plan)
    TheoryNodeFactory(
        plan=cast.plan, kind="activity", label="Calls", piece=PieceFactory(plan=cast.plan)
    )
    OutcomeFactory(plan=cast.plan, statement="Homes are warm")

    page = commissioner.get(ADDRESS)

    said = text_of(page)
    assert "What it does not explain yet (3)" in said
    assert "O2 The theory of change does not show this outcome." in said
    assert "P2 In the theory of change the path of this piece stops" in said
    assert "TA1 This arrow of the theory of change cites no evidence" in said
    assert "Not shown yet: O2." in said
    found = commissioner.get("/draft/trafford/at/TA1/")
    assert found["Location"] == f"{ADDRESS}?item=TA1#TA1"


def test_the_plan_page_has_it_as_a_chapter(cast: Cast, commissioner: Client) -> None:
    reasoned(cast.plan)

    said = text_of(commissioner.get("/draft/trafford/"))

    assert "Theory of change 2" in said
    assert "cites no evidence" in said


def test_it_starts_from_what_the_plan_has(cast: Cast, commissioner: Client) -> None:
    OutcomeFactory(plan=cast.plan, statement="Homes are warm")
    PieceFactory(plan=cast.plan, title="Insulation")
    assert "Start from what the plan has" in text_of(commissioner.get(ADDRESS))

    answer = commissioner.post(f"{ADDRESS}begin/", follow=True)

    assert "2 steps added." in answer.content.decode()
    assert "TN1 Outcome: Homes are warm" in text_of(answer)
    assert "TN2 Activity: Insulation" in text_of(answer)
    assert "Start from" not in text_of(answer), "there is nothing left to start from"


def test_who_may_not_edit_reads_it_all_the_same(cast: Cast) -> None:
    reasoned(cast.plan)
    OutcomeFactory(plan=cast.plan)

    page = signed_in(cast.viewer).get(ADDRESS).content.decode()

    assert "Advice is taken." in page
    for name in ("draft-node-add", "draft-arrow-add", "draft-theory-begin"):
        assert reverse(name, args=["trafford"]) not in page
    assert "/edit/" not in page


def test_a_long_theory_comes_in_pages_and_an_item_is_found_on_its_own(
    cast: Cast, commissioner: Client
) -> None:
    for number in range(30):
        TheoryNodeFactory(plan=cast.plan, label=f"Step {number}")
    last = TheoryArrowFactory(
        source=TheoryNode._base_manager.get(plan=cast.plan, number=28),
        target=TheoryNode._base_manager.get(plan=cast.plan, number=3),
    )

    first, second = commissioner.get(ADDRESS), commissioner.get(ADDRESS, {"page": "2"})

    assert len(re.findall(r'<h3 [^>]*id="TN', first.content.decode())) == 25
    assert len(re.findall(r'<h3 [^>]*id="TN', second.content.decode())) == 5
    for reference in ("TN28", last.reference):
        found = commissioner.get(ADDRESS, {"item": reference}).content.decode()
        assert f'id="{reference}"' in found
    assert 'id="TN1"' in commissioner.get(ADDRESS, {"item": "TN999"}).content.decode()


class TestForms:
    def test_a_circle_is_refused_in_words_beside_what_was_typed(
        self, cast: Cast, commissioner: Client
    ) -> None:
        source = TheoryNodeFactory(plan=cast.plan, kind="outcome", label="Calm")
        target = TheoryNodeFactory(plan=cast.plan, kind="outcome", label="Sleep")
        TheoryArrowFactory(source=source, target=target)

        page = commissioner.post(
            "/draft/trafford/theory-arrows/add/",
            {"source": target.pk, "target": source.pk, "assumption": "Rest calms."},
        )

        assert page.status_code == 422
        said = text_of(page)
        assert "There is a problem" in said
        assert "in a circle: TN2 Sleep → TN1 Calm → TN2 Sleep" in said
        assert "Rest calms." in said
        assert TheoryArrow._base_manager.count() == 1

    def test_a_step_says_its_kind_where_it_is_chosen(
        self, cast: Cast, commissioner: Client
    ) -> None:
        TheoryNodeFactory(plan=cast.plan, kind="input", label="Rooms")

        page = commissioner.get("/draft/trafford/theory-arrows/add/").content.decode()

        assert "TN1 Input: Rooms" in page

    def test_an_outcome_on_a_step_that_is_none_is_refused(
        self, cast: Cast, commissioner: Client
    ) -> None:
        outcome = OutcomeFactory(plan=cast.plan)

        page = commissioner.post(
            "/draft/trafford/theory-steps/add/",
            {"kind": "output", "label": "Sessions", "outcome": outcome.pk},
        )

        assert page.status_code == 422
        assert "Only a step of the kind “Outcome” stands for an outcome." in text_of(page)
