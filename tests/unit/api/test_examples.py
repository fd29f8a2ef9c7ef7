"""The examples of the OpenAPI file say what answers say: codes that exist, with their labels."""

from typing import Any

import pytest

from outcomes.choices import (
    LEVELS,
    Comparison,
    Confidence,
    EvidenceStatus,
    EvidenceType,
    NeedSource,
    ObservationStatus,
    Polarity,
    ProtectedCharacteristic,
    Relation,
    Scale,
    Theme,
    ValueType,
)
from outcomes.imports.units import unit_of
from procurement.choices import DeliveryRoute, MeasureType, NodeKind, PieceState, Strength
from scp.api.v1 import examples
from scp.organisations.choices import IdentifierScheme, Kind

INDICATOR, NEED = examples.INDICATOR, examples.NEED
OBSERVATION = INDICATOR["observations"][0]
LEAD = examples.PLAN["lead_organisation"]
CONTRIBUTION = examples.PIECE["contributions"][0]
MEASURE = examples.PIECE["measures"][0]
NODES = examples.THEORY["nodes"]
RATING = next(source for source in examples.CONTENT["evidence"] if source["ratings"])["ratings"][0]


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        (EvidenceType, examples.EVIDENCE["type"]),
        *((NeedSource, code) for code in NEED["source_kinds"]),
        (Theme, examples.OUTCOME["theme"]),
        (ValueType, INDICATOR["value_type"]),
        (Polarity, INDICATOR["polarity"]),
        (ObservationStatus, OBSERVATION["status"]),
        (Comparison, OBSERVATION["comparison"]),
        (PieceState, examples.PIECE["state"]),
        (DeliveryRoute, examples.PIECE["route"]),
        (Strength, CONTRIBUTION["strength"]),
        (Kind, LEAD["kind"]),
        *((IdentifierScheme, one["scheme"]) for one in LEAD["identifiers"]),
        *((Relation, cited["relation"]) for cited in NEED["citations"]),
        (Confidence, NEED["confidence"]),
    ],
)
def test_codes_are_in_their_lists(choices: Any, code: Any) -> None:
    assert code in choices.values


@pytest.mark.parametrize(
    ("choices", "code", "label"),
    [
        (EvidenceType, examples.EVIDENCE["type"], examples.EVIDENCE["type_label"]),
        *zip([NeedSource], NEED["source_kinds"], NEED["source_kind_labels"], strict=True),
        (EvidenceStatus, examples.EVIDENCE["status"], examples.EVIDENCE["status_label"]),
        *zip(
            [ProtectedCharacteristic],
            NEED["characteristics"],
            NEED["characteristic_labels"],
            strict=True,
        ),
        (Confidence, NEED["confidence"], NEED["confidence_label"]),
        (Polarity, INDICATOR["polarity"], INDICATOR["polarity_label"]),
        (PieceState, examples.PIECE["state"], examples.PIECE["state_label"]),
        (DeliveryRoute, examples.PIECE["route"], examples.PIECE["route_label"]),
        (Kind, LEAD["kind"], LEAD["kind_label"]),
        (MeasureType, MEASURE["type"], MEASURE["type_label"]),
        *((NodeKind, node["kind"], node["kind_label"]) for node in NODES),
        (Scale, RATING["scale"], RATING["scale_label"]),
        (LEVELS[RATING["scale"]], RATING["level"], RATING["level_label"]),
    ],
)
def test_labels_are_those_of_their_codes(choices: Any, code: str, label: str) -> None:
    assert choices(code).label == label


def test_the_indicator_has_the_unit_that_the_import_gives_it() -> None:
    unit = unit_of("children_dental_decay", "Percentage", "5 years children")
    assert (INDICATOR["unit"], INDICATOR["value_type"]) == (unit.unit, unit.value_type)


def test_no_word_of_a_code_list_stands_in_an_example_unchecked() -> None:
    """A new field with a label beside it must be added to the tests above."""
    shown = (examples.EVIDENCE, NEED, INDICATOR, examples.PIECE, LEAD, MEASURE, RATING, *NODES)
    labelled = {name for example in shown for name in example if "_label" in name}
    checked = {"type_label", "source_kind_labels", "polarity_label", "state_label", "kind_label"}
    checked |= {"route_label", "status_label", "characteristic_labels", "confidence_label"}
    checked |= {"scale_label", "level_label"}
    assert labelled == checked
