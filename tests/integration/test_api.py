"""The API as a partner meets it: what is there, in which bytes, and what is refused."""

import gzip
import hashlib
from collections.abc import Iterator
from typing import Any

import brotli
import jsonschema_rs
import orjson
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from scp.api.v1 import frozen, serializers
from scp.places.models import Place
from scp.plans.models import Plan
from scp.publication.content import PlanContent, from_bytes, to_bytes
from scp.publication.models import Edition, Rendering
from tests.factories import content
from tests.factories.places import EnglandFactory, PlaceFactory, TraffordFactory
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db
ETAG_OF_NOTHING = '"0"'
EDITION = "/api/v1/plans/trafford/editions/1"
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Tests roll back, so the same keys come again for other rows."""
    frozen.forget()
    yield
    frozen.forget()


@pytest.fixture
def document() -> PlanContent:
    return content.small()


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(slug="trafford", title="Only in the draft", places=[TraffordFactory()])


@pytest.fixture
def edition(plan: Plan, document: PlanContent) -> Edition:
    return edition_of(plan, document)


@pytest.fixture
def second(plan: Plan, edition: Edition) -> Edition:
    return edition_of(plan, content.small(edition=content.edition(2)))


def get(client: Client, path: str, **headers: str) -> Any:
    return client.get(path, headers=headers)


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem details of a refusal, which must be whole."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail", "instance"} <= body.keys()
    assert body["status"] == status
    assert body["type"] == f"/api/v1/docs#problem-{status}"
    return body


class TestIndex:
    def test_every_link_leads_somewhere(self, client: Client) -> None:
        links = get(client, "/api/v1/").json()
        for name in ("places", "plans", "schema", "docs", "plan_content"):
            assert get(client, links[name]).status_code == 200

    def test_answers_have_a_licence(self, client: Client, edition: Edition) -> None:
        for path in ("/api/v1/", "/api/v1/places", "/api/v1/plans", f"{EDITION}/outcomes"):
            assert get(client, path).json()["licence"] == "Open Government Licence v3.0"


class TestPlaces:
    def test_are_paged_in_the_order_of_their_codes(self, client: Client) -> None:
        made = {PlaceFactory().code for _ in range(5)}
        codes, address = [], "/api/v1/places?limit=2"
        pages = 0
        while address:
            page = get(client, address).json()
            codes += [place["code"] for place in page["items"]]
            address, pages = page["next"], pages + 1
        assert codes == sorted(made)
        assert pages == 3

    def test_the_last_page_may_be_full(self, client: Client) -> None:
        PlaceFactory.create_batch(4)
        page = get(client, get(client, "/api/v1/places?limit=2").json()["next"]).json()
        assert len(page["items"]) == 2
        assert page["next"] is None

    def test_can_be_found_by_the_beginning_of_a_name(self, client: Client) -> None:
        TraffordFactory()
        PlaceFactory(name="Old Trafford")
        found = get(client, "/api/v1/places?name=tRAFF").json()["items"]
        assert [place["code"] for place in found] == ["E08000009"]

    def test_a_name_is_not_a_pattern(self, client: Client) -> None:
        TraffordFactory()
        assert get(client, "/api/v1/places?name=%25").json()["items"] == []

    def test_can_be_found_by_level_and_parent_together(self, client: Client) -> None:
        england, trafford, county = (
            EnglandFactory(),
            TraffordFactory(),
            PlaceFactory(levels=["utla"]),
        )
        for child in (trafford, county):
            child.parents.add(england)
        PlaceFactory(levels=["utla", "ltla"])
        found = get(client, "/api/v1/places?level=ltla&parent=E92000001").json()["items"]
        assert [place["code"] for place in found] == ["E08000009"]
        assert found[0]["parents"] == ["E92000001"]

    def test_the_next_page_keeps_the_filter(self, client: Client) -> None:
        PlaceFactory.create_batch(3, levels=["rgn"])
        PlaceFactory.create_batch(3, levels=["ltla"])
        page = get(client, "/api/v1/places?level=rgn&limit=2").json()
        rest = get(client, page["next"]).json()["items"]
        assert [place["levels"] for place in page["items"] + rest] == [["rgn"]] * 3

    def test_one_place(self, client: Client) -> None:
        TraffordFactory()
        item = get(client, "/api/v1/places/E08000009").json()["item"]
        assert item["name"] == "Trafford"
        assert item["uri"].endswith("/E08000009")

    def test_a_page_takes_as_many_queries_for_many_as_for_few(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        england = EnglandFactory()
        for place in PlaceFactory.create_batch(60):
            place.parents.add(england)
        for limit in (1, 60):
            with django_assert_num_queries(2):
                get(client, f"/api/v1/places?limit={limit}")
        assert Place.objects.count() == 61


class TestPlans:
    def test_a_draft_is_not_there(self, client: Client, plan: Plan) -> None:
        assert get(client, "/api/v1/plans").json()["items"] == []
        problem(get(client, "/api/v1/plans/trafford"), 404)
        problem(get(client, "/api/v1/plans/trafford/editions"), 404)

    def test_a_plan_is_what_its_latest_edition_says(self, client: Client, second: Edition) -> None:
        item = get(client, "/api/v1/plans/trafford").json()["item"]
        assert item["title"] == content.plan().title
        assert item["latest_edition"]["number"] == 2
        assert item["latest_edition"]["sha256"] == second.sha256

    def test_are_found_by_place(self, client: Client, edition: Edition) -> None:
        edition_of(
            PlanFactory(slug="elsewhere"), content.small(plan=content.plan(slug="elsewhere"))
        )
        slugs = [
            item["slug"] for item in get(client, "/api/v1/plans?place=E08000009").json()["items"]
        ]
        assert slugs == ["trafford"]
        assert get(client, "/api/v1/plans?place=W06000001").json()["items"] == []

    def test_the_theory_of_change_is_whole(
        self, client: Client, edition: Edition, document: PlanContent
    ) -> None:
        theory = get(client, f"{EDITION}/theory").json()
        assert theory["item"] == document.theory.model_dump(mode="json")
        assert theory["edition"]["sha256"] == edition.sha256
        assert theory["item"]["arrows"][1]["evidence"] == ["EV-005"]
        steps = {node["reference"] for node in theory["item"]["nodes"]}
        assert {arrow["target"] for arrow in theory["item"]["arrows"]} <= steps

    def test_a_claim_tells_what_contradicts_it(self, client: Client, edition: Edition) -> None:
        outcome = get(client, f"{EDITION}/outcomes/O2").json()["item"]
        assert outcome["citations"][1] == {
            "evidence": "EV-005",
            "relation": "contradicts",
            "locator": "Session 2",
            "about": "wherever in the borough they live",
        }
        piece = get(client, f"{EDITION}/pieces/P1").json()["item"]
        assert piece["contributions"][0]["citations"][0]["relation"] == "contradicts"
        assert piece["measures"][1]["results"][0]["value"] == "61.5"

    def test_are_paged(self, client: Client) -> None:
        for slug in ("b-plan", "a-plan", "c-plan"):
            edition_of(PlanFactory(slug=slug), content.small(plan=content.plan(slug=slug)))
        page = get(client, "/api/v1/plans?limit=2").json()
        assert [item["slug"] for item in page["items"]] == ["a-plan", "b-plan"]
        assert [item["slug"] for item in get(client, page["next"]).json()["items"]] == ["c-plan"]

    def test_a_withdrawn_plan_is_gone_with_its_editions(
        self, client: Client, edition: Edition
    ) -> None:
        Plan.drafts.update(status="withdrawn")
        assert get(client, "/api/v1/plans").json()["items"] == []
        for path in ("plans/trafford", "plans/trafford/editions", "plans/trafford/editions/1"):
            problem(get(client, f"/api/v1/{path}"), 404)

    def test_a_list_takes_a_fixed_number_of_queries(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        for slug in ("a-plan", "b-plan", "c-plan"):
            edition_of(PlanFactory(slug=slug), content.small(plan=content.plan(slug=slug)))
        for limit in (1, 3):
            frozen.forget()
            with django_assert_num_queries(4):
                get(client, f"/api/v1/plans?limit={limit}")


class TestEditions:
    def test_the_latest_is_first(self, client: Client, second: Edition) -> None:
        page = get(client, "/api/v1/plans/trafford/editions?limit=1").json()
        assert [item["number"] for item in page["items"]] == [2]
        assert [item["number"] for item in get(client, page["next"]).json()["items"]] == [1]

    def test_the_pdf_is_there_once_it_is_made(self, client: Client, edition: Edition) -> None:
        address = "/api/v1/plans/trafford/editions"
        assert get(client, address).json()["items"][0]["links"]["pdf"] is None
        Rendering.objects.create(
            edition=edition,
            kind="pdf",
            file_name="x.pdf",
            sha256="0" * 64,
            size=1,
            pages=1,
            made_at=edition.published_at,
        )
        links = get(client, address).json()["items"][0]["links"]
        assert links["pdf"].endswith(reverse("edition-file", args=["trafford", 1, "pdf"]))

    def test_every_link_leads_somewhere(self, client: Client, edition: Edition) -> None:
        links = get(client, "/api/v1/plans/trafford/editions").json()["items"][0]["links"]
        for name in links.keys() - {"page", "pdf", "xlsx", "csv"}:
            assert get(client, links[name]).status_code == 200, name
        assert {"evidence", "evidence_gaps", "theory", "judgements"} < links.keys()

    def test_latest_leads_to_the_latest(self, client: Client, second: Edition) -> None:
        response = get(client, "/api/v1/plans/trafford/editions/latest")
        assert response.status_code == 307
        assert response["Location"].endswith("/api/v1/plans/trafford/editions/2")
        response = get(client, "/api/v1/plans/trafford/editions/latest/outcomes")
        assert response["Location"].endswith("/api/v1/plans/trafford/editions/2/outcomes")
        response = get(client, "/api/v1/plans/trafford/editions/latest/theory")
        assert response["Location"].endswith("/api/v1/plans/trafford/editions/2/theory")

    def test_there_is_no_latest_of_a_draft(self, client: Client, plan: Plan) -> None:
        problem(get(client, "/api/v1/plans/trafford/editions/latest"), 404)


class TestEditionContent:
    def test_the_bytes_are_those_that_were_hashed(
        self, client: Client, edition: Edition, document: PlanContent
    ) -> None:
        response = get(client, EDITION)
        assert response.content == to_bytes(document)
        assert hashlib.sha256(response.content).hexdigest() == edition.sha256
        assert response["ETag"] == f'"{edition.sha256}"'
        assert "Content-Encoding" not in response

    @pytest.mark.parametrize(
        ("accepted", "encoding", "unpack"),
        [
            ("br", "br", brotli.decompress),
            ("gzip, deflate, br, zstd", "br", brotli.decompress),
            ("gzip", "gzip", gzip.decompress),
            ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ],
    )
    def test_stored_encodings(
        self,
        client: Client,
        edition: Edition,
        document: PlanContent,
        accepted: str,
        encoding: str,
        unpack: Any,
    ) -> None:
        response = client.get(EDITION, headers={"Accept-Encoding": accepted})
        assert response["Content-Encoding"] == encoding
        assert response["ETag"] == f'"{edition.sha256}-{encoding}"'
        assert response["Vary"] == "Accept-Encoding"
        assert unpack(response.content) == to_bytes(document)

    def test_may_be_kept_for_ever(self, client: Client, edition: Edition) -> None:
        assert get(client, EDITION)["Cache-Control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
    def test_known_bytes_are_not_sent_again(
        self, client: Client, edition: Edition, form: str
    ) -> None:
        tag = client.get(EDITION, headers=BROWSER)["ETag"]
        response = client.get(EDITION, headers={**BROWSER, "If-None-Match": form.format(tag)})
        assert response.status_code == 304
        assert response.content == b""
        assert response["ETag"] == tag
        assert "immutable" in response["Cache-Control"]
        assert response["Vary"] == "Accept-Encoding"

    @pytest.mark.parametrize("tag", [ETAG_OF_NOTHING, "not a tag", '"'])
    def test_unknown_tags_get_the_bytes(self, client: Client, edition: Edition, tag: str) -> None:
        response = client.get(EDITION, headers={"If-None-Match": tag})
        assert response.status_code == 200

    def test_a_tag_of_another_encoding_is_another_tag(
        self, client: Client, edition: Edition
    ) -> None:
        tag = client.get(EDITION, headers={"Accept-Encoding": "br"})["ETag"]
        response = client.get(EDITION, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
        assert response.status_code == 200
        assert response["Content-Encoding"] == "gzip"

    def test_head_has_the_length_and_no_body(
        self, client: Client, edition: Edition, document: PlanContent
    ) -> None:
        response = client.head(EDITION)
        assert response.content == b""
        assert response["Content-Length"] == str(len(to_bytes(document)))

    def test_asks_the_database_little_and_then_nothing(
        self, client: Client, edition: Edition, django_assert_num_queries: Any
    ) -> None:
        tag = f'"{edition.sha256}"'
        with django_assert_num_queries(1):
            client.get(EDITION, headers={"If-None-Match": tag})
        get(client, EDITION)
        with django_assert_num_queries(0):
            get(client, EDITION)

    def test_a_withdrawn_plan_is_gone_after_seconds(
        self, client: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert get(client, EDITION).status_code == 200
        Plan.drafts.update(status="withdrawn")
        monkeypatch.setattr(frozen, "clock", lambda: frozen.time.monotonic() + 2.1)
        problem(get(client, EDITION), 404)

    @pytest.mark.parametrize("number", ["2", "0", "01", "999999", "9999999", "-1", "1.0", "x"])
    def test_there_is_no_other(self, client: Client, edition: Edition, number: str) -> None:
        problem(get(client, f"/api/v1/plans/trafford/editions/{number}"), 404)


class TestElements:
    @pytest.mark.parametrize(
        "name", ["outcomes", "needs", "indicators", "pieces", "evidence", "evidence-gaps"]
    )
    def test_lists_and_items_are_what_the_edition_says(
        self, client: Client, edition: Edition, name: str
    ) -> None:
        whole = get(client, EDITION).json()
        items = whole[name.replace("-", "_")]
        page = get(client, f"{EDITION}/{name}").json()
        assert page["items"] == items
        assert page["count"] == len(items)
        assert page["edition"] == {"plan": "trafford", "number": 1, "sha256": edition.sha256}
        assert page["attribution"] == whole["attribution"]
        first = items[0]
        one = get(client, f"{EDITION}/{name}/{first['reference']}").json()
        assert one["item"] == first
        assert first["uri"]

    def test_are_paged(self, client: Client, edition: Edition) -> None:
        references, address = [], f"{EDITION}/pieces?limit=4"
        while address:
            page = get(client, address).json()
            references += [item["reference"] for item in page["items"]]
            address = page["next"]
        assert references == [f"P{number}" for number in range(1, 11)]

    def test_values_are_exact(self, client: Client, edition: Edition) -> None:
        item = get(client, f"{EDITION}/indicators/I1").json()["item"]
        values = [point["value"] for point in item["observations"]]
        assert values
        assert all(isinstance(value, str) for value in values if value is not None)

    def test_an_item_of_another_kind_is_not_there(self, client: Client, edition: Edition) -> None:
        problem(get(client, f"{EDITION}/outcomes/N1"), 404)
        problem(get(client, f"{EDITION}/outcomes/O999"), 404)

    def test_are_known_by_the_edition(
        self, client: Client, edition: Edition, django_assert_num_queries: Any
    ) -> None:
        address = f"{EDITION}/indicators"
        tag = get(client, address)["ETag"]
        frozen.forget()
        with django_assert_num_queries(1):
            assert get(client, address, **{"If-None-Match": tag}).status_code == 304

    def test_a_wrong_query_is_refused_even_if_known(self, client: Client, edition: Edition) -> None:
        problem(get(client, f"{EDITION}/needs?x=1", **{"If-None-Match": "*"}), 400)


class TestAnEditionOfAnEarlierSchema:
    """Published when there were neither gaps nor theories, citations of claims nor measures."""

    @pytest.fixture
    def old(self, plan: Plan) -> bytes:
        raw = (settings.BASE_DIR / "tests" / "golden" / "edition-1.0.json").read_bytes()
        edition_of(plan, from_bytes(raw), raw=raw)
        return raw

    def test_is_served_in_the_bytes_that_were_hashed(self, client: Client, old: bytes) -> None:
        assert get(client, EDITION).content == old

    def test_names_the_schema_that_describes_it(self, client: Client, old: bytes) -> None:
        told = get(client, "/api/v1/plans/trafford/editions").json()["items"][0]
        version = told["schema_version"]
        shape = get(client, f"/api/v1/schemas/plan-content/{version}").json()
        assert version == shape["version"] == "1.0"
        jsonschema_rs.Draft202012Validator(shape).validate(orjson.loads(old))

    def test_has_none_of_what_came_later(self, client: Client, old: bytes) -> None:
        gaps = get(client, f"{EDITION}/evidence-gaps").json()
        assert (gaps["items"], gaps["count"], gaps["next"]) == ([], 0, None)
        problem(get(client, f"{EDITION}/evidence-gaps/G1"), 404)
        theory = get(client, f"{EDITION}/theory").json()
        assert theory["item"] == {"nodes": [], "arrows": []}

    @pytest.mark.parametrize(
        ("name", "payload"),
        [
            ("outcomes", serializers.OutcomePage),
            ("needs", serializers.NeedPage),
            ("indicators", serializers.IndicatorPage),
            ("pieces", serializers.PiecePage),
            ("evidence", serializers.EvidencePage),
            ("judgements", serializers.JudgedPage),
            ("theory", serializers.TheoryItem),
        ],
    )
    def test_answers_in_the_form_of_the_openapi_file(
        self, client: Client, old: bytes, name: str, payload: Any
    ) -> None:
        answer = get(client, f"{EDITION}/{name}").json()
        shape = get(client, "/api/v1/schema").json()["components"]["schemas"]
        described = {**shape[payload.__name__], "components": {"schemas": shape}}
        jsonschema_rs.Draft202012Validator(described).validate(answer)


class TestDocuments:
    def test_openapi_is_the_committed_file(self, client: Client) -> None:
        response = get(client, "/api/v1/schema")
        assert response["Content-Type"] == "application/json"
        assert response.json()["openapi"] == "3.1.0"
        assert "/api/v1/plans/{slug}/editions/{number}" in response.json()["paths"]

    def test_an_edition_is_valid_by_the_published_json_schema(
        self, client: Client, edition: Edition
    ) -> None:
        shape = get(client, "/api/v1/schemas/plan-content").json()
        jsonschema_rs.Draft202012Validator(shape).validate(get(client, EDITION).json())

    def test_every_version_of_the_json_schema_is_there(self, client: Client) -> None:
        address = "/api/v1/schemas/plan-content"
        latest = get(client, address)
        assert get(client, f"{address}/{latest.json()['version']}").content == latest.content
        earlier = get(client, f"{address}/1.0").json()
        assert "evidence_gaps" not in earlier["properties"]
        assert "evidence_gaps" in latest.json()["properties"]
        for never in ("0.9", "1.2", "2.0", "1", "1.0.0", "latest"):
            problem(get(client, f"{address}/{never}"), 404)

    def test_people_can_read_every_operation(self, client: Client) -> None:
        page = get(client, "/api/v1/docs")
        assert page["Content-Type"].startswith("text/html")
        text = page.content.decode()
        for path in get(client, "/api/v1/schema").json()["paths"]:
            assert path in text
        for status in (400, 404, 405, 406, 413, 500):
            assert f'id="problem-{status}"' in text
