"""The frozen document: whole when read back, exact, and equal bytes for equal contents."""

import json
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from scp.publication.content import (
    Citation,
    Contribution,
    Frozen,
    Observation,
    PlanContent,
    from_bytes,
    sha256,
    to_bytes,
)
from tests.factories import content as make
from tests.unit.publication.documents import complete, documents


@settings(max_examples=60, deadline=None)
@given(documents)
def test_a_document_read_back_is_the_document_that_was_written(content: PlanContent) -> None:
    raw = to_bytes(content)

    assert from_bytes(raw) == content
    assert to_bytes(from_bytes(raw)) == raw


@settings(max_examples=30, deadline=None)
@given(documents)
def test_its_bytes_are_json_that_anybody_can_make_again(content: PlanContent) -> None:
    """Keys sorted, no white space, UTF-8: the hash can be checked without our code."""
    raw = to_bytes(content)

    again = json.dumps(
        json.loads(raw), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert orjson.loads(raw) == json.loads(raw)
    assert again == raw


def test_the_order_in_which_it_was_written_does_not_matter() -> None:
    raw = to_bytes(make.small())

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(part) for part in value] if isinstance(value, list) else value

    shuffled = json.dumps(turned(json.loads(raw))).encode()

    assert shuffled != raw
    assert to_bytes(from_bytes(shuffled)) == raw


def test_a_whole_plan_is_the_same_after_its_journey() -> None:
    content = make.small()

    assert from_bytes(to_bytes(content)) == content
    assert sha256(to_bytes(content)) == sha256(to_bytes(make.small()))


@pytest.mark.parametrize("number", ["46.5", "0.1", "100", "-0.000001", "12345678901234.567891"])
def test_a_number_is_exact(number: str) -> None:
    observed = Observation(
        area="E08000009",
        area_name="Trafford",
        period="2024/25",
        period_start=None,
        period_end=None,
        value=Decimal(number),
    )
    indicator = make.indicator("school_readiness", observations=(observed,))

    raw = to_bytes(complete(indicators=(indicator,)))

    assert f'"value":"{number}"'.encode() in raw
    assert from_bytes(raw).indicators[0].observations[0].value == Decimal(number)


def test_no_value_is_not_zero() -> None:
    missing = complete().indicators[0].observations[0].model_copy(update={"value": None})
    indicator = make.indicator("school_readiness", observations=(missing,))

    raw = to_bytes(complete(indicators=(indicator,)))

    assert from_bytes(raw).indicators[0].observations[0].value is None


class TestRefusals:
    @pytest.fixture
    def written(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(to_bytes(make.small()))
        return document

    def read(self, document: Any) -> PlanContent:
        return from_bytes(json.dumps(document).encode())

    def test_what_is_not_a_document_is_refused(self) -> None:
        for raw in (b"", b"{}", b"[]", b"null", b"\xff", to_bytes(make.small())[:-1]):
            with pytest.raises(ValidationError):
                from_bytes(raw)

    def test_a_field_nobody_knows_is_refused_at_every_depth(self, written: dict[str, Any]) -> None:
        for place in (
            written,
            written["plan"],
            written["edition"],
            written["outcomes"][0],
            written["needs"][0]["citations"][0],
            written["indicators"][0]["observations"][0],
            written["pieces"][0]["contributions"][0],
        ):
            place["author_email"] = "mira@test.example"
            with pytest.raises(ValidationError, match="author_email"):
                self.read(written)
            del place["author_email"]
        assert self.read(written) == make.small()

    @pytest.mark.parametrize(
        ("place", "value"),
        [
            (("outcomes", 0, "theme"), "cosmic"),
            (("pieces", 0, "contributions", 0, "strength"), 4),
            (("needs", 0, "citations", 0, "relation"), "hints"),
            (("indicators", 0, "polarity"), "sideways"),
            (("indicators", 0, "observations", 0, "value"), "about 46"),
            (("plan", "period_start"), "2026-02-30"),
            (("as_at",), "yesterday"),
        ],
        ids=str,
    )
    def test_a_value_of_no_list_is_refused(
        self, written: dict[str, Any], place: tuple[Any, ...], value: Any
    ) -> None:
        holder: Any = written
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = value

        with pytest.raises(ValidationError):
            self.read(written)

    def test_a_document_does_not_change(self) -> None:
        content = make.small()

        with pytest.raises(ValidationError, match="frozen"):
            content.plan.title = "Another"
        with pytest.raises(ValidationError, match="frozen"):
            content.outcomes = ()


def test_its_schema_describes_it_and_forbids_what_it_does_not_describe() -> None:
    schema = PlanContent.model_json_schema(mode="serialization")

    kinds = [schema, *schema["$defs"].values()]
    assert all(kind["additionalProperties"] is False for kind in kinds)
    assert set(schema["properties"]) == set(PlanContent.model_fields)
    assert {"Outcome", "Need", "Indicator", "Piece", "Comment"} <= schema["$defs"].keys()
    json.dumps(schema)


def test_every_part_is_frozen_and_closed() -> None:
    for part in Frozen.__subclasses__():
        assert part.model_config["frozen"], part
        assert part.model_config["extra"] == "forbid", part


class TestLookingThingsUp:
    content = make.small()

    def test_every_item_is_found_by_its_reference(self) -> None:
        assert self.content.by_reference["O3"] == self.content.outcomes[2]
        assert self.content.by_reference["EV-005"] == self.content.evidence[4]
        assert len(self.content.by_reference) == (2 + 6 + 5 + 5 + 7 + 3 + 10) + (2 + 4 + 3 + 2)

    def test_comments_stand_by_what_they_are_about(self) -> None:
        assert [c.reference for c in self.content.comments_by_item["O1"]] == ["C1", "C2"]
        assert "O2" not in self.content.comments_by_item

    def test_what_was_said_of_a_merged_item_stands_by_what_it_was_merged_into(self) -> None:
        (moved,) = self.content.comments_by_item["N5"]

        assert (moved.reference, moved.about) == ("C5", "N6")
        assert self.content.stands_for("N6") == "N5"
        assert self.content.stands_for("N1") == "N1"
        assert "N6" not in self.content.comments_by_item

    def test_what_was_said_of_a_split_item_stands_once(self) -> None:
        first, second, *rest = self.content.outcomes
        split = tuple(o.model_copy(update={"replaces": ("O9",)}) for o in (first, second))
        comment = make.comment(9, "O9", "Resident", "Resident", "Both, please.")

        content = make.small(outcomes=(*split, *rest), comments=(comment,))

        assert content.successors["O9"] == ("O1", "O2")
        assert content.comments_by_item == {"O1": (comment,)}

    def test_the_strongest_piece_of_an_outcome_comes_first(self) -> None:
        pieces = self.content.pieces_by_outcome["O2"]

        assert [p.strength_for("O2") for p in pieces] == [3, 2, 2, 2, 2, 1, 1][: len(pieces)]
        assert [p.reference for p in pieces][:2] == ["P4", "P1"], "and within a strength by number"
        assert self.content.pieces[9].strength_for("O2") == 0

    def test_a_series_is_one_areas(self) -> None:
        indicator = self.content.indicators[0]

        own = indicator.series("E08000009")
        assert own
        assert {o.area for o in own} == {"E08000009"}
        assert {o.breakdown for o in own} == {""}, "of everybody, and not of a part"
        assert len(own) < len(indicator.observations)

    def test_a_draft_is_no_edition(self) -> None:
        assert self.content.published.number == 1
        with pytest.raises(ValueError, match="A draft has no edition"):
            _ = complete().published


class TestEarlierSchemas:
    def test_an_edition_from_before_a_field_was_published_is_still_read(self) -> None:
        old = orjson.loads(to_bytes(complete()))
        for indicator in old["indicators"]:
            del indicator["numerator"], indicator["denominator"]
        for piece in old["pieces"]:
            del piece["route"], piece["route_label"]

        assert from_bytes(orjson.dumps(old)) == complete()

    def test_a_claim_from_before_citations_cites_what_supports_it(self) -> None:
        old = orjson.loads(to_bytes(make.small()))
        for piece in old["pieces"]:
            for claim in piece["contributions"]:
                del claim["citations"]

        claim = from_bytes(orjson.dumps(old)).pieces[1].contributions[0]

        assert claim.evidence == ("EV-005",)
        assert claim.citations == (Citation(evidence="EV-005", relation="supports"),)

    def test_a_claim_that_cites_nothing_is_left_so(self) -> None:
        bare = {"outcome": "O1", "strength": 1, "rationale": "It does."}

        assert Contribution.model_validate(bare).citations == ()
        assert Contribution.model_validate(bare | {"evidence": ()}).citations == ()
        given = {"evidence": ("EV-001",), "citations": ()}
        assert Contribution.model_validate(bare | given).citations == ()
