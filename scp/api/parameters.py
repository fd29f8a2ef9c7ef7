"""Parameters, said once: the same lines refuse a bad value and describe a good one in OpenAPI."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl

from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from scp.api.errors import BadParameters, Fault

NUMBER = r"[1-9][0-9]{0,5}"
REFERENCE = r"[A-Z]{1,2}-?[0-9]{1,7}"
MAX_FIELDS = 20


@dataclass(frozen=True)
class Parameter:
    """A parameter of an endpoint. `pattern` is of the whole value."""

    name: str
    description: str
    pattern: str = ""
    max_length: int = 100
    choices: tuple[str, ...] = ()
    example: str | int = ""
    location: Literal["query", "path"] = "query"

    def read(self, text: str) -> Any:
        """The value, or ValueError with a sentence that says what was expected."""
        if self.choices and text not in self.choices:
            raise ValueError(_("must be one of %s.") % ", ".join(self.choices))
        if len(text) > self.max_length:
            raise ValueError(_("must be at most %d characters.") % self.max_length)
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise ValueError(_("must match %s.") % self.pattern)
        return text

    @property
    def schema(self) -> dict[str, Any]:
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        shape: dict[str, Any] = {"type": "string", "maxLength": self.max_length}
        if self.pattern:
            shape["pattern"] = f"^({self.pattern})$"
        return shape

    def openapi(self) -> OpenApiParameter:
        schema = {**self.schema, "examples": [self.example]} if self.example else self.schema
        return OpenApiParameter(
            name=self.name,
            type=schema,
            location=self.location,
            required=self.location == "path",
            description=self.description,
        )


@dataclass(frozen=True)
class Number(Parameter):
    """A whole number between two bounds, both allowed. `default` is what it is if not given."""

    minimum: int = 1
    maximum: int = 100
    default: int = 50

    def read(self, text: str) -> int:
        digits = re.fullmatch(r"[0-9]{1,9}", text)
        if digits is None or not self.minimum <= int(text) <= self.maximum:
            bounds = {"least": self.minimum, "most": self.maximum}
            raise ValueError(_("must be a whole number from %(least)d to %(most)d.") % bounds)
        return int(text)

    @property
    def schema(self) -> dict[str, Any]:
        return {
            "type": "integer",
            "minimum": self.minimum,
            "maximum": self.maximum,
            "default": self.default,
        }


def read_query(request: HttpRequest, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The query's values by name. Raises BadParameters for a name that is unknown or given twice,
    a value that does not fit, and text that is not UTF-8."""
    raw = request.META.get("QUERY_STRING", "")
    if not raw:
        return {}
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    faults = []
    for name, text in _pairs(raw):
        if name not in known:
            faults.append(Fault(name[:100], _("is not a parameter of this endpoint.")))
        elif name in values:
            faults.append(Fault(name, _("is given more than once.")))
        else:
            try:
                values[name] = known[name].read(text)
            except ValueError as error:
                faults.append(Fault(name, str(error)))
    if faults:
        raise BadParameters(*faults)
    return values


def _pairs(raw: str) -> list[tuple[str, str]]:
    try:
        # WSGI hands bytes over as Latin-1.
        text = raw.encode("latin-1").decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        reason = _("is not UTF-8, or has too many parts.")
        raise BadParameters(Fault("query", reason)) from None
