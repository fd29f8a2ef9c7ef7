"""Any two editions of a plan side by side: what was added, moved, changed, and in which words."""

import re
from typing import Any

import pytest
from django.test import Client

from scp.plans.models import Plan
from scp.publication.actions import editions
from tests.factories import content as make
from tests.factories.accounts import OfficerFactory
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db
ADDRESS = "/plans/trafford/editions/{}/changes/"
SUMMARIES = (
    "Families can pay their bills, and nobody goes cold in winter.",
    "Families can pay their bills on time, and nobody goes cold in winter.",
    "Most families can pay their bills on time, and nobody goes cold in winter.",
)


@pytest.fixture
def plan() -> Plan:
    """Three editions that differ in the plan's summary alone."""
    found: Plan = PlanFactory(slug="trafford")
    for number, summary in enumerate(SUMMARIES, start=1):
        said = make.plan(summary=summary)
        edition_of(found, make.small(plan=said, edition=make.edition(number)))
    return found


def page(number: int, **query: Any) -> Any:
    return Client().get(ADDRESS.format(number), query)


def words_of(answer: Any) -> str:
    """The text of the changes without marks: what was is in [], what is new in {}."""
    listed = answer.content.decode().partition('<ul class="scp-changes">')[2]
    listed = re.sub(r'<span class="govuk-visually-hidden">.*?</span>', "", listed)
    listed = listed.replace("<del>", "[").replace("</del>", "]")
    listed = listed.replace("<ins>", "{").replace("</ins>", "}")
    return " ".join(re.sub(r"<[^>]+>", " ", listed.partition("</ul>")[0]).split())


def test_two_that_are_not_neighbours_are_compared_word_by_word(plan: Plan) -> None:
    answer = page(3, since=1)

    assert "Compared with edition 0.1" in answer.content.decode()
    said = words_of(answer)
    assert "[Families ]" in said
    assert "{Most families }" in said
    assert "{bills on time, }" in said
    assert said.endswith("and nobody goes cold in winter.")
    assert "Struck through" in answer.content.decode()


def test_the_other_way_round_what_was_put_in_is_taken_out(plan: Plan) -> None:
    said = words_of(page(1, since=3))

    assert "[Most families ]" in said
    assert "{Families }" in said


def test_an_edition_is_no_other_than_itself(plan: Plan) -> None:
    answer = page(2, since=2).content.decode()

    assert "No word is another." in answer
    assert "scp-changes" not in answer


def test_the_form_has_every_edition_and_what_is_compared(plan: Plan) -> None:
    text = page(3, since=1).content.decode()

    for name, number in (("edition", 3), ("since", 1)):
        picker = text.partition(f'name="{name}"')[2].partition("</select>")[0]
        assert re.findall(r'value="(\d)"', picker) == ["3", "2", "1"]
        assert re.findall(r'value="(\d)" selected', picker) == [str(number)]


def test_another_edition_in_the_form_leads_to_its_page(plan: Plan) -> None:
    answer = page(3, edition=2, since=1)

    assert answer.status_code == 302
    assert answer["Location"] == f"{ADDRESS.format(2)}?since=1"
    assert page(3, edition=3, since=1).status_code == 200


@pytest.mark.parametrize("asked", ["", "0", "4", "one", "-1", "1 ", "9" * 5000])
@pytest.mark.parametrize("parameter", ["since", "edition"])
def test_an_edition_that_is_none_is_not_found(plan: Plan, parameter: str, asked: str) -> None:
    assert page(3, **{parameter: asked}).status_code == 404


def test_nothing_is_compared_with_what_is_withdrawn(plan: Plan) -> None:
    first = plan.editions.get(number=1)
    editions.withdraw(edition=first, reason="It named a family", by=OfficerFactory())

    assert page(3, since=1).status_code == 404
    assert 'value="1"' not in page(3).content.decode()


def test_what_only_moved_is_said_to_have_moved() -> None:
    moved: Plan = PlanFactory(slug="trafford")
    first = make.small()
    edition_of(moved, first)
    order = tuple(reversed(first.outcomes))
    assert len(order) > 1
    for number in (2, 3):
        edition_of(moved, make.small(outcomes=order, edition=make.edition(number)))

    said = words_of(page(3, since=1))

    assert said.startswith("Moved Outcome Order of outcomes")
    assert "Changed" not in said
