"""The OpenAPI document laid out for people to read."""

from dataclasses import dataclass
from typing import Any

import orjson

REF = "#/components/schemas/"


@dataclass(frozen=True)
class Row:
    """A parameter or a field: its name, what its values are, and what it means."""

    name: str
    form: str
    meaning: str
    place: str = ""


@dataclass(frozen=True)
class Answer:
    status: str
    meaning: str
    type_name: str


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Row, ...]
    answers: tuple[Answer, ...]
    example: str


@dataclass(frozen=True)
class Type:
    name: str
    description: str
    fields: tuple[Row, ...]


def operations_by_tag(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """Every operation, in groups, in the order of the file."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            groups.setdefault(told["tags"][0], []).append(_operation(path, method, told))
    return groups


def types_shown(document: dict[str, Any]) -> list[Type]:
    """Every type of a payload, by name."""
    types = document["components"]["schemas"]
    return [
        Type(
            name=name,
            description=_plain(shape.get("description", "")),
            fields=tuple(
                Row(field, form(part), _plain(part.get("description", "")))
                for field, part in shape.get("properties", {}).items()
            ),
        )
        for name, shape in sorted(types.items())
    ]


def form(shape: dict[str, Any]) -> str:
    """The values of a schema in a few words: "text", "list of Outcome", "date or null"."""
    if "$ref" in shape:
        return str(shape["$ref"]).removeprefix(REF)
    if "anyOf" in shape:
        return " or ".join(dict.fromkeys(form(part) for part in shape["anyOf"]))
    if "enum" in shape:
        return "one of " + ", ".join(str(value) for value in shape["enum"])
    if "const" in shape:
        return str(shape["const"])
    if shape.get("type") == "array":
        return f"list of {form(shape.get('items', {}))}"
    return _words(shape)


def _plain(text: str) -> str:
    """A description without Markdown's marks for code."""
    return text.replace("`", "")


def _words(shape: dict[str, Any]) -> str:
    names = {"string": "text", "integer": "whole number", "null": "null", "object": "object"}
    words = shape.get("format") or names.get(shape.get("type", ""), "any value")
    if "minimum" in shape and "maximum" in shape:
        words += f" from {shape['minimum']} to {shape['maximum']}"
    if "maxLength" in shape:
        words += f" of at most {shape['maxLength']} characters"
    if "default" in shape and shape["default"] not in ("", None, []):
        words += f"; {shape['default']} unless given"
    return str(words)


def _operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        description=_plain(told.get("description", "")),
        parameters=tuple(
            Row(p["name"], form(p["schema"]), _plain(p.get("description", "")), p["in"])
            for p in told.get("parameters", [])
        ),
        answers=tuple(_answer(status, answer) for status, answer in told["responses"].items()),
        example=_example(told["responses"]),
    )


def _answer(status: str, told: dict[str, Any]) -> Answer:
    content: dict[str, Any] = next(iter(told.get("content", {}).values()), {})
    return Answer(status, told.get("description", ""), form(content["schema"]) if content else "")


def _example(responses: dict[str, Any]) -> str:
    for content in responses.get("200", {}).get("content", {}).values():
        for example in content.get("examples", {}).values():
            return orjson.dumps(example["value"], option=orjson.OPT_INDENT_2).decode()
    return ""
