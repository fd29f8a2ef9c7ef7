"""The OpenAPI file: current, valid, and telling enough for a reader."""

from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.core.management import CommandError, call_command

from scp.api import openapi
from scp.api.reference import form, operations_by_tag, types_shown

DOCUMENT = openapi.document()
OPERATIONS = [
    pytest.param(told, id=told["operationId"])
    for methods in DOCUMENT["paths"].values()
    for told in methods.values()
]


def test_the_committed_file_is_what_the_code_makes() -> None:
    call_command("check_openapi", stdout=StringIO())


class TestCheckOpenapi:
    @pytest.fixture(autouse=True)
    def own_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        path = tmp_path / "schema.yml"
        path.write_text(openapi.PATH.read_text())
        monkeypatch.setattr(openapi, "PATH", path)
        return path

    def test_drift_fails_and_says_how_to_refresh(self, own_file: Path) -> None:
        own_file.write_text(own_file.read_text().replace("An outcome", "A result"))
        out = StringIO()
        with pytest.raises(CommandError, match="check_openapi --write"):
            call_command("check_openapi", stdout=out)
        assert "-      summary: A result" in out.getvalue()
        assert "+      summary: An outcome" in out.getvalue()

    def test_write_mends_it(self, own_file: Path) -> None:
        before = own_file.read_text()
        own_file.write_text("")
        call_command("check_openapi", "--write", stdout=StringIO())
        assert own_file.read_text() == before


@pytest.mark.parametrize("told", OPERATIONS)
class TestEveryOperation:
    def test_is_described(self, told: dict[str, Any]) -> None:
        assert told["summary"]
        assert told["description"].endswith((".", "`."))
        assert told["tags"]

    def test_names_its_problems(self, told: dict[str, Any]) -> None:
        for status in ("400", "404", "405", "406", "413", "500"):
            content = told["responses"][status]["content"]
            assert content == {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            }

    def test_parameters_are_bounded_and_described(self, told: dict[str, Any]) -> None:
        for parameter in told.get("parameters", []):
            shape = parameter["schema"]
            assert parameter["description"]
            assert "enum" in shape or "maxLength" in shape or {"minimum", "maximum"} <= shape.keys()

    def test_examples_have_the_form_of_answers(self, told: dict[str, Any]) -> None:
        found = told["responses"].get("200", {}).get("content", {}).get("application/json", {})
        for example in found.get("examples", {}).values():
            shape = {**found["schema"], "components": DOCUMENT["components"]}
            jsonschema_rs.Draft202012Validator(shape).validate(example["value"])


SCHEMAS = ("plan_content_schema", "plan_content_schema_version")


def test_lists_and_items_have_examples() -> None:
    without = {
        told["operationId"]
        for methods in DOCUMENT["paths"].values()
        for told in methods.values()
        if "examples"
        not in told["responses"].get("200", {}).get("content", {}).get("application/json", {})
    }
    assert without == {"index", "edition_latest", "schema", *SCHEMAS}


class TestReference:
    def test_has_every_operation(self) -> None:
        shown = [operation for group in operations_by_tag(DOCUMENT).values() for operation in group]
        assert len(shown) == len(OPERATIONS)
        assert all(operation.method == "GET" for operation in shown)

    def test_has_every_type_with_its_fields(self) -> None:
        types = {shown.name: shown for shown in types_shown(DOCUMENT)}
        assert types.keys() == DOCUMENT["components"]["schemas"].keys()
        fields = {row.name: row.form for row in types["Indicator"].fields}
        assert fields["observations"] == "list of Observation"
        assert fields["baseline"] == "Baseline or null"

    @pytest.mark.parametrize(
        ("shape", "words"),
        [
            ({"type": "string"}, "text"),
            ({"type": "string", "format": "date"}, "date"),
            ({"type": "integer", "minimum": 1, "maximum": 9}, "whole number from 1 to 9"),
            ({"$ref": "#/components/schemas/Need"}, "Need"),
            ({"type": "array", "items": {"$ref": "#/components/schemas/Need"}}, "list of Need"),
            ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text or null"),
            ({"enum": [1, 2]}, "one of 1, 2"),
            ({"const": "1.0"}, "1.0"),
            ({}, "any value"),
        ],
    )
    def test_forms_in_words(self, shape: dict[str, Any], words: str) -> None:
        assert form(shape) == words
