"""A reader gets the page at once and each chart from an address of its own."""

import base64
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scp.plans.models import Plan
from scp.publication import content as doc
from scp.publication import pages, printing
from scp.publication.charts import engine
from scp.publication.models import Edition
from tests.factories import content as make
from tests.factories.plans import PlanFactory, cast_of
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db

PAGE = "/plans/trafford/editions/1/"
CHARTS = f"{PAGE}charts/"
# A trend each, one of which goes on if nothing changes, and the indicators of each theme.
OF_INDICATORS = len(make.small().indicators) + 1 + 3
# The jigsaw, and the theory of change as one picture.
OF_THE_PLAN = 2
IMAGE = re.compile(r"<img [^>]+>")


@pytest.fixture
def trafford() -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    edition_of(plan, make.small())
    return plan


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """As a process that has just started."""
    forget()
    yield
    forget()


def forget() -> None:
    for kept in (pages.kept_pages, pages.kept_charts, engine.kept_pictures):
        kept.clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is drawn, in this process or by the worker's program."""
    asked = []
    draw = engine._drawn

    def noted(key: str, written: bytes) -> str:
        asked.append(key)
        return draw(key, written)

    monkeypatch.setattr(engine, "_drawn", noted)
    return asked


def images(page: str) -> list[dict[str, str]]:
    """The charts of a page, by the attributes of their images."""
    found = []
    for tag in IMAGE.findall(page):
        attributes = {n: html.unescape(v) for n, v in re.findall(r'([a-z]+)="([^"]*)"', tag)}
        if attributes.get("class") == "scp-chart__image":
            found.append(attributes)
    return found


def page_of(address: str = PAGE, client: Client | None = None) -> str:
    response = (client or Client()).get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- the page -------------------------------------------------------------------------------------


def test_the_page_is_there_before_a_chart_is_drawn(trafford: Plan, drawn: list[str]) -> None:
    cache.clear()

    text = page_of()

    assert "data:image" not in text
    assert len(images(text)) == OF_INDICATORS + OF_THE_PLAN
    assert drawn == []


def test_a_chart_keeps_its_words_its_size_and_its_table(trafford: Plan) -> None:
    text = page_of()

    for image in images(text):
        assert image["loading"] == "lazy"
        assert int(image["width"]) > 600
        assert int(image["height"]) > 100
        assert len(image["alt"]) > 40
    assert text.count("Figures of this chart") == OF_INDICATORS
    assert "The same as a table: strength of contribution, 1 to 3" in text


def test_every_chart_of_the_page_is_found_at_its_address(trafford: Plan) -> None:
    for image in images(page_of()):
        response = Client().get(image["src"])
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "image/svg+xml"
        size = re.search(rb'width="(\d+)" height="(\d+)"', response.content)
        assert size
        assert size.groups() == (image["width"].encode(), image["height"].encode())


def test_the_pictures_are_those_of_the_pdf_byte_for_byte(trafford: Plan) -> None:
    plan = make.small()
    printed = printing.to_html(plan, sha256=doc.sha256(doc.to_bytes(plan)))
    inside = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', printed)

    fetched = [Client().get(image["src"]).content for image in images(page_of())]

    assert len(fetched) > 3
    assert fetched == [base64.b64decode(data) for data in inside]


def test_what_the_worker_drew_for_the_pdf_is_not_drawn_again(
    trafford: Plan, drawn: list[str]
) -> None:
    cache.clear()
    printing.to_html(make.small(), sha256="a" * 64)
    drawn_for_print = len(drawn)
    forget()

    for image in images(page_of()):
        assert Client().get(image["src"]).status_code == 200

    assert drawn_for_print > 3
    assert len(drawn) == drawn_for_print


def test_a_draft_carries_its_charts_itself(trafford: Plan, drawn: list[str]) -> None:
    """It is another one at the next look, and none of anybody else's business."""
    page = pages.page(make.small(edition=None), sha256="")

    sources = [image["src"] for image in images(page.body)]
    assert len(sources) == OF_INDICATORS + OF_THE_PLAN
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert "loading=" not in page.body


# --- the address ----------------------------------------------------------------------------------


def first_chart() -> str:
    return images(page_of())[0]["src"]


def test_what_the_page_names_may_be_kept_for_ever(trafford: Plan) -> None:
    response = Client().get(first_chart())

    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Vary" not in response.headers
    assert not response.cookies


@pytest.mark.parametrize("query", ["", "?drawn=", "?drawn=000000000000"])
def test_what_another_release_named_is_kept_for_an_hour_only(trafford: Plan, query: str) -> None:
    """During a change of release an old process is asked for what a new one named: what it draws
    must not stay for ever under that name."""
    response = Client().get(f"{CHARTS}jigsaw-1.svg{query}")

    assert response.status_code == 200
    assert "immutable" not in response.headers["Cache-Control"]
    assert "max-age=3600" in response.headers["Cache-Control"]


def test_who_has_it_is_told_so(trafford: Plan) -> None:
    first = Client().get(first_chart())
    known = {"If-None-Match": first.headers["ETag"]}

    again = Client().get(first_chart(), headers=known)
    other = Client().get(f"{CHARTS}jigsaw-1.svg", headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert other.status_code == 200


def test_opened_by_itself_a_picture_may_do_nothing(trafford: Plan) -> None:
    headers = Client().get(first_chart()).headers
    policy = headers["Content-Security-Policy"].split("; ")

    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert all(part.endswith(" 'none'") for part in policy if part != "sandbox")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        *("I99-E08000009", "I1-E92000001", "I1", "i1-e08000009", "x" * 5000),
        *("jigsaw", "jigsaw-0", "jigsaw-2", "jigsaw-1.svg", "%00", "..", "%2e%2e%2fplan"),
    ],
)
def test_a_name_that_is_not_of_this_edition_is_not_found(trafford: Plan, name: str) -> None:
    assert Client().get(f"{CHARTS}{name}.svg").status_code == 404


def test_each_edition_has_its_own(trafford: Plan) -> None:
    lonely = make.small(edition=make.edition(2), pieces=make.small().pieces[:1])
    edition_of(trafford, lonely)

    one, two, three = (
        Client().get(f"/plans/trafford/editions/{number}/charts/jigsaw-1.svg")
        for number in (1, 2, 3)
    )

    assert (one.status_code, two.status_code, three.status_code) == (200, 200, 404)
    assert one.content != two.content


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_it_is_there_for_whom_the_page_is_there(trafford: Plan, status: str) -> None:
    lead = Client()
    lead.force_login(cast_of(trafford).lead)
    chart = first_chart()
    facts: dict[str, Any] = {"status": status}
    if status == "draft":
        facts["first_published_at"] = None
    Plan.drafts.filter(pk=trafford.pk).update(**facts)

    for client in (Client(), lead):
        assert client.get(PAGE).status_code == client.get(chart).status_code == 404


def test_a_reader_of_another_language_gets_the_picture_of_the_document(
    trafford: Plan, settings: Any
) -> None:
    chart = first_chart()
    picture = Client().get(chart).content
    forget()
    cache.clear()
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]

    assert Client().get(chart, headers={"Accept-Language": "cy"}).content == picture


def test_a_chart_costs_one_query_and_the_bytes_are_read_once(
    trafford: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = (image["src"] for image in images(page_of()))
    read = []
    get = pages.edition_content_get

    def noted(edition: Edition) -> doc.PlanContent:
        read.append(edition.number)
        return get(edition)

    monkeypatch.setattr(pages, "edition_content_get", noted)

    for chart in (first, *others, first):
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(chart).status_code == 200
        assert len(captured) == 1

    assert read == [1]
