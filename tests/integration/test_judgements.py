"""What is judged of an edition's indicators, in the API: the same as on its page."""

import html
import re
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from outcomes.choices import Comparison, Rag, Trend
from scp.api.v1 import examples, frozen, serializers
from scp.api.v1.views.judgements import _shown
from scp.publication import pages
from scp.publication.content import PlanContent
from scp.publication.judged import judged
from tests.factories import content as make
from tests.factories.figures import TRAFFORD
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/plans/trafford/editions/1/judgements"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What the process keeps is of a database that is gone."""
    frozen.forget()
    pages.kept_threads.clear()
    pages.kept_pages.clear()


@pytest.fixture
def edition() -> Any:
    return edition_of(PlanFactory(slug="trafford"), make.small())


def test_each_indicator_has_its_three_judgements_apart(client: Client, edition: Any) -> None:
    answer = client.get(ADDRESS).json()

    assert answer["count"] == len(make.small().indicators) == len(answer["items"])
    for item, indicator in zip(answer["items"], make.small().indicators, strict=True):
        (place,) = item["places"]
        own = judged(indicator, TRAFFORD)
        shown = [place[k] for k in ("against_target", "direction_of_travel", "against_comparator")]
        assert [one["code"] for one in shown] == [one.code for one in own]
        assert [one["reason"] for one in shown] == [one.words for one in own]
        assert own.latest
        assert (place["value"], place["period"]) == (str(own.latest.value), own.latest.period)


def test_it_says_what_the_page_says(client: Client, edition: Any) -> None:
    text = client.get("/plans/trafford/editions/1/").content.decode()
    page = html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))

    for item in client.get(ADDRESS).json()["items"]:
        for place in item["places"]:
            for name in ("against_target", "direction_of_travel", "against_comparator"):
                assert place[name]["reason"] in page


def test_it_has_the_form_that_the_openapi_file_says(client: Client, edition: Any) -> None:
    shapes = client.get("/api/v1/schema").json()["components"]["schemas"]
    for address, payload in ((ADDRESS, "JudgedPage"), (f"{ADDRESS}/I1", "JudgedItem")):
        shape = {**shapes[payload], "components": {"schemas": shapes}}
        jsonschema_rs.Draft202012Validator(shape).validate(client.get(address).json())


def test_every_code_is_listed() -> None:
    listed: dict[Any, Any] = {
        serializers.AgainstTarget: Rag,
        serializers.DirectionOfTravel: Trend,
        serializers.AgainstComparator: Comparison,
    }
    for shape, choices in listed.items():
        codes = shape.model_json_schema()["properties"]["code"]["enum"]
        assert sorted(codes) == sorted(choices.values)


def test_it_is_paged(client: Client, edition: Any) -> None:
    address: str | None = f"{ADDRESS}?limit=3"
    found: list[str] = []
    while address:
        answer = client.get(address).json()
        found += [item["reference"] for item in answer["items"]]
        address = answer["next"]

    assert found == [indicator.reference for indicator in make.small().indicators]


def test_one_is_that_of_the_list_and_another_is_not_found(client: Client, edition: Any) -> None:
    whole = client.get(ADDRESS).json()["items"]

    assert client.get(f"{ADDRESS}/I3").json()["item"] == whole[2]
    assert client.get(f"{ADDRESS}/I99").status_code == 404
    assert client.get(f"{ADDRESS}/O1").status_code == 404


def test_a_second_reader_costs_no_query_and_one_who_has_it_no_body(
    client: Client, edition: Any, django_assert_num_queries: Any
) -> None:
    first = client.get(ADDRESS)

    with django_assert_num_queries(0):
        assert client.get(ADDRESS).json() == first.json()
        again = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_example_is_what_would_be_answered() -> None:
    content = PlanContent.model_validate(examples.CONTENT)

    assert _shown(content, content.indicators[0]) == examples.JUDGED
